"""Months, quarters, years and three years together: local calendar days of the branch, both ends included.

Three years are always the same three: if they could begin anywhere, those from two beginnings could be subtracted.
"""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from core.errors import N_, Invalid

_WRITTEN = re.compile(r"(?P<three>P3Y)?(?P<year>20\d{2})(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4]))?")
#: Kind of the three years over which two-way tables are pooled.
POOLED = "T"
_MONTHS = {"M": 1, "Q": 3, "A": 12, POOLED: 36}
_YEARS = 3
#: A year in which three years begin that are pooled.
_BEGINNING = 2023


class Period(NamedTuple):
    """A period: kind ``M``, ``Q``, ``A`` or ``T``, its first year, and its number in the year from 1."""

    year: int
    kind: str
    number: int = 1

    @classmethod
    def parse(cls, written: str) -> "Period":
        """Read ``2026-03``, ``2026Q1``, ``2026``, or ``P3Y2026`` for the three years from 2026 on.

        :raises Invalid: if it is none of these.
        """
        found = _WRITTEN.fullmatch(written)
        if found is None:
            raise Invalid(
                {"period": [N_("Write a month, a quarter, a year or three years: 2026-03, 2026Q1, 2026, P3Y2026.")]}
            )
        year = int(found["year"])
        if found["three"]:
            return cls._pooled(year, found["month"] or found["quarter"])
        if found["month"]:
            return cls(year, "M", int(found["month"]))
        return cls(year, "Q", int(found["quarter"])) if found["quarter"] else cls(year, "A")

    @classmethod
    def _pooled(cls, year: int, part: str | None) -> "Period":
        if part or (year - _BEGINNING) % _YEARS:
            raise Invalid({"period": [N_("Three years are pooled from 2023 on, from 2026 on, and so forth: P3Y2023.")]})
        return cls(year, POOLED)

    @classmethod
    def _from(cls, kind: str, month: int) -> "Period":
        """Give the period that begins with a month, counted from the first one of year 0."""
        year, later = divmod(month, 12)
        return cls(year, kind, later // _MONTHS[kind] + 1)

    @property
    def _month(self) -> int:
        """Its first month, counted from the first one of year 0."""
        return self.year * 12 + (self.number - 1) * _MONTHS[self.kind]

    @property
    def first(self) -> date:
        """First day."""
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def last(self) -> date:
        """Last day."""
        year, month = divmod(self._month + _MONTHS[self.kind] - 1, 12)
        return date(year, month + 1, monthrange(year, month + 1)[1])

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    def previous(self) -> "Period":
        """Give the period before, of the same kind."""
        return self._from(self.kind, self._month - _MONTHS[self.kind])

    def following(self) -> "Period":
        """Give the period after, of the same kind."""
        return self._from(self.kind, self._month + _MONTHS[self.kind])

    def parts(self, kind: str) -> list["Period"]:
        """Divide it into periods of a shorter kind, or into itself, oldest first."""
        number = _MONTHS[self.kind] // _MONTHS[kind]
        return [self._from(kind, self._month + each * _MONTHS[kind]) for each in range(number)]

    def __str__(self) -> str:
        forms = {
            "M": f"{self.year}-{self.number:02}", "Q": f"{self.year}Q{self.number}", "A": str(self.year),
            POOLED: f"P3Y{self.year}",
        }  # fmt: skip
        return forms[self.kind]


def containing(day: date, kind: str) -> Period:
    """Give the period of a kind in which a day lies."""
    if kind == POOLED:
        return Period(day.year - (day.year - _BEGINNING) % _YEARS, kind)
    return Period(day.year, kind, (day.month - 1) // _MONTHS[kind] + 1)
