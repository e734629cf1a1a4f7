"""The one way in which content is written before it is hashed or signed: the same content gives the same bytes."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(content: Mapping[str, Any]) -> str:
    """Write content as JSON with sorted keys, no blanks, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(written: str) -> str:
    """Give the SHA-256 of what was written, in hexadecimal."""
    return hashlib.sha256(written.encode()).hexdigest()
