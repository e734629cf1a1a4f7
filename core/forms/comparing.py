"""What was changed in a form since somebody began to write on it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.forms import records
from core.forms.opened import Opened


def differences(session: Session, opened: Opened, base: int) -> dict[str, Any]:
    """Tell what was changed since the version that somebody started from, with the values of now; None if withheld."""
    record, now = opened.record, opened.answers.values
    before = records.read_version(session, record, base).values if 0 < base <= record.current else {}
    return {key: opened.shown.get(key) for key in {*now, *before} if differ(now, before, key)}


def differ(one: Mapping[str, Any], other: Mapping[str, Any], key: str) -> bool:
    """Tell whether an answer is another one than before."""
    return bool(one.get(key) != other.get(key))
