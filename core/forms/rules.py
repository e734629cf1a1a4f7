"""What an answer of any form must be: visible, of sense, said once."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta

from marshmallow import ValidationError

from core import clock
from core.i18n import lazy

EARLIEST = date(1900, 1, 1)
#: No term of a shelter's work lies further ahead.
AHEAD = timedelta(days=366 * 20)

_HIDDEN = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")


def matching(pattern: re.Pattern[str]) -> Callable[[str | None], None]:
    """Compare the whole text, unlike marshmallow's own rule."""

    def check(text: str | None) -> None:
        plain(text)
        if text and not pattern.fullmatch(text):
            raise ValidationError("String does not match expected pattern.")

    return check


def plain(text: str | None, lines: str = "") -> None:
    """Refuse what hides in a text or turns it round, and halves of signs that no database takes."""
    for sign in text or "":
        if _HIDDEN.match(sign) or (unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} and sign not in lines):
            raise ValidationError([lazy("There is an invisible character. Delete the text and type it again.")])


def plain_lines(text: str | None) -> None:
    """Refuse the same, but for line ends and tabs."""
    plain(text, "\n\t")


def sensible_day(day: date | None) -> None:
    """Refuse a day that no file of a shelter speaks of."""
    if day and not EARLIEST <= day <= clock.now().date() + AHEAD:
        raise ValidationError([lazy("This date cannot be right: look at the year.")])


def sensible_instant(instant: datetime | None) -> None:
    """Refuse an instant of such a day."""
    sensible_day(instant.date() if instant else None)


def not_to_come(day: date | None) -> None:
    """Refuse a day that is still to come."""
    # Somewhere on earth it is already tomorrow.
    if day and day > clock.now().date() + timedelta(days=1):
        raise ValidationError([lazy("This day is still to come.")])


def each_once(codes: list[str] | None) -> None:
    """Refuse an option that is chosen twice."""
    if codes and len(set(codes)) != len(codes):
        raise ValidationError([lazy("An option is chosen twice.")])
