"""The only place that asks the machine's clock; tests stop it with :func:`freeze`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

# One instant for the whole process and not one per thread: a test freezes the clock in its own thread
# while the server under test answers in others.
_stopped: datetime | None = None


def now() -> datetime:
    """Tell the present instant in UTC."""
    return _stopped or datetime.now(UTC)


def today(zone: str) -> date:
    """Tell which day it is in a place.

    :param zone: an IANA name such as ``Pacific/Auckland``; a branch's settings name its own.
    """
    return now().astimezone(_zone(zone)).date()


@contextmanager
def freeze(instant: datetime) -> Iterator[datetime]:
    """Stop the clock at an instant, for tests; the innermost freeze counts.

    :raises ValueError: if the instant does not say its offset from UTC.
    """
    global _stopped
    if instant.utcoffset() is None:
        raise ValueError("A frozen clock needs an instant with a time zone.")
    before = _stopped
    _stopped = instant.astimezone(UTC)
    try:
        yield _stopped
    finally:
        _stopped = before


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
