"""Where a list goes on: the sort keys of its last row, sealed, so that neither address nor history shows them."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from secrets import token_bytes
from typing import Any, Generic, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app, request, url_for

Key = str | int | float | bool | date | datetime | None
Row = TypeVar("Row")
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list, with the addresses of its neighbours for the pager."""

    rows: tuple[Row, ...]
    newer: str | None = None
    older: str | None = None


def write_cursor(keys: Sequence[Key]) -> str:
    """Seal the sort keys of a row for this list's address."""
    nonce = token_bytes(_NONCE)
    plain = json.dumps([_packed(key) for key in keys], separators=(",", ":")).encode()
    return urlsafe_b64encode(nonce + _cipher().encrypt(nonce, plain, _list_name())).decode().rstrip("=")


def read_cursor(direction: str, length: int) -> tuple[Key, ...] | None:
    """Open the cursor of the present address.

    :param direction: ``after`` or ``before``.
    :param length: how many keys the list is sorted by.
    :returns: the keys, or None, which is the first page, if there is none or it is not ours.
    """
    sealed = request.args.get(direction, "")
    try:
        raw = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        keys = json.loads(_cipher().decrypt(raw[:_NONCE], raw[_NONCE:], _list_name()))
        found = tuple(_unpacked(key) for key in keys)
    except (InvalidTag, ValueError):
        return None
    return found if len(found) == length else None


def paged(rows: Sequence[Row], size: int, keys: Callable[[Row], Sequence[Key]], **filters: Any) -> Page[Row]:
    """Make a page of the rows that a query gave, asked for one more than *size*.

    Rows that came for ``before`` are expected in the list's own order, the one too many in front.

    :param keys: the sort keys of a row.
    :param filters: query arguments that stay in the address; nothing personal.
    """
    if not rows:
        return Page(())
    length = len(keys(rows[0]))
    backwards = read_cursor("before", length) is not None
    onwards = read_cursor("after", length) is not None
    more = len(rows) > size
    kept = tuple(rows[-size:] if backwards else rows[:size])
    return Page(
        kept,
        newer=_address("before", keys(kept[0]), filters) if onwards or (backwards and more) else None,
        older=_address("after", keys(kept[-1]), filters) if backwards or more else None,
    )


def _address(direction: str, keys: Sequence[Key], filters: dict[str, Any]) -> str:
    places = request.view_args or {}
    return url_for(request.endpoint or "", **{**places, **filters, direction: write_cursor(keys)})


def _list_name() -> bytes:
    """A cursor of one list is worth nothing in another."""
    return f"cursor:{request.endpoint}".encode()


def _cipher() -> AESGCM:
    secret = current_app.secret_key
    assert secret, "Cursors need the application's secret key."
    return _derived(secret.encode() if isinstance(secret, str) else secret)


@cache
def _derived(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"abrigo list cursor").derive(secret))


def _packed(key: Key) -> Any:
    if isinstance(key, datetime):
        return {"t": key.isoformat()}
    return {"d": key.isoformat()} if isinstance(key, date) else key


def _unpacked(key: Any) -> Key:
    if not isinstance(key, dict):
        return key  # type: ignore[no-any-return]
    return datetime.fromisoformat(key["t"]) if "t" in key else date.fromisoformat(key["d"])
