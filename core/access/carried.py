"""What a browser carries from page to page, sealed in its session.

A message to its user may hold a resident's name, and no name lies in the network store.
"""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

_NONCE = 12


def seal(session: Session, token_hash: bytes, data: Mapping[str, Any]) -> bytes:
    """Seal what a browser carries, bound to its token: a copy into another session does not open."""
    if not data:
        return b""
    nonce = secrets.token_bytes(_NONCE)
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return nonce + _cipher(session).encrypt(nonce, plain, token_hash)


def unseal(session: Session, token_hash: bytes, blob: bytes) -> dict[str, Any]:
    """Open what a browser carries; nothing, if it was not sealed for this session."""
    if not blob:
        return {}
    try:
        found: dict[str, Any] = json.loads(_cipher(session).decrypt(blob[:_NONCE], blob[_NONCE:], token_hash))
    except InvalidTag:
        return {}
    return found


def _cipher(session: Session) -> AESGCM:
    return AESGCM(session.info["store"].web_key)
