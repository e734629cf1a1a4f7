"""For whom we write at this moment: language, formats, time zone and country."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Locality:
    """For whom a text is written.

    :param language: language code of the catalogue (``es``, ``en``).
    :param locale: formatting locale of the branch (``pt_BR``).
    :param zone: IANA time zone of the branch.
    :param country: code whose catalogue lies over core's, or None.
    :param words: what the branch says in place of single messages, in this language.
    """

    language: str = "es"
    locale: str = "es"
    zone: str = "UTC"
    country: str | None = None
    words: Mapping[str, str] = field(default_factory=dict, compare=False)


Selector = Callable[[], Locality | None]

_DEFAULT = Locality()
_spoken: ContextVar[Locality | None] = ContextVar("spoken", default=None)
_selector: Selector | None = None


def select_by(selector: Selector | None) -> Selector | None:
    """Name the callable that tells the locality of the present request, or None outside one.

    It is asked for every message, so it reads what was found out at the start of the request and nothing else.

    :returns: the one that was asked before.
    """
    global _selector
    before, _selector = _selector, selector
    return before


def current() -> Locality:
    """Tell for whom to write now: the innermost :func:`speaking`, else the request's, else Spanish."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    return (_selector and _selector()) or _DEFAULT


@contextmanager
def speaking(
    language: str | None = None,
    *,
    locale: str | None = None,
    zone: str | None = None,
    country: str | None = None,
) -> Iterator[Locality]:
    """Write for somebody else for a while: a job, a print-out in another language, a test."""
    given: dict[str, Any] = {"language": language, "locale": locale, "zone": zone, "country": country}
    there = replace(current(), **{key: value for key, value in given.items() if value is not None})
    token = _spoken.set(there)
    try:
        yield there
    finally:
        _spoken.reset(token)
