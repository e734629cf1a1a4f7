"""Months, quarters and years as the figures know them: local calendar days of the branch, both ends included."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from core.errors import N_, Invalid

_WRITTEN = re.compile(r"(?P<year>20\d{2})(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4]))?")
_MONTHS = {"M": 1, "Q": 3, "A": 12}


class Period(NamedTuple):
    """A period: kind ``M``, ``Q`` or ``A``, year, and its number in the year from 1."""

    year: int
    kind: str
    number: int = 1

    @classmethod
    def parse(cls, written: str) -> "Period":
        """Read ``2026-03``, ``2026Q1`` or ``2026``.

        :raises Invalid: if it is none of these.
        """
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise Invalid({"period": [N_("Write a month, a quarter or a year: 2026-03, 2026Q1, 2026.")]})
        year = int(found["year"])
        if found["month"]:
            return cls(year, "M", int(found["month"]))
        return cls(year, "Q", int(found["quarter"])) if found["quarter"] else cls(year, "A")

    @property
    def first(self) -> date:
        """First day."""
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def last(self) -> date:
        """Last day."""
        month = self.number * _MONTHS[self.kind]
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    def previous(self) -> "Period":
        """Give the period before, of the same kind."""
        if self.number > 1:
            return Period(self.year, self.kind, self.number - 1)
        return Period(self.year - 1, self.kind, 12 // _MONTHS[self.kind])

    def following(self) -> "Period":
        """Give the period after, of the same kind."""
        if self.number < 12 // _MONTHS[self.kind]:
            return Period(self.year, self.kind, self.number + 1)
        return Period(self.year + 1, self.kind)

    def parts(self, kind: str) -> list["Period"]:
        """Divide it into periods of a shorter kind, oldest first."""
        number = _MONTHS[self.kind] // _MONTHS[kind]
        return [Period(self.year, kind, (self.number - 1) * number + each) for each in range(1, number + 1)]

    def __str__(self) -> str:
        forms = {"M": f"{self.year}-{self.number:02}", "Q": f"{self.year}Q{self.number}", "A": str(self.year)}
        return forms[self.kind]


def containing(day: date, kind: str) -> Period:
    """Give the period of a kind in which a day lies."""
    return Period(day.year, kind, (day.month - 1) // _MONTHS[kind] + 1)
