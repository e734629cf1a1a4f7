"""Numbers that name a record: from a page's address and from its form."""

from collections.abc import Iterable

from flask import request

from core.web.rules import LARGEST

_MOST_DIGITS = len(str(LARGEST))


def asked_number(name: str) -> int | None:
    """Read a number that the address asks for.

    :returns: None where none stands there, or one that no record can have: the page is then the one without it.
    """
    return number_in(request.args.get(name, ""))


def sent_number(name: str) -> int | None:
    """Read a number that a form sends along, without a schema."""
    return number_in(request.form.get(name, ""))


def number_in(written: str) -> int | None:
    """Read what is written as the number of a record; None if no record can have it."""
    if not written.isdecimal() or len(written) > _MOST_DIGITS:
        return None
    number = int(written)
    return number if number <= LARGEST else None


def numbers_among(written: Iterable[str]) -> list[int]:
    """Read several, and leave out what is none."""
    return [number for each in written if (number := number_in(each)) is not None]
