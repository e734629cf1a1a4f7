"""Age when the birth date may be uncertain: the person counts as a minor until the latest possible birthday.

Presumption of minority: INV-17 of the network's rules, after UN child-protection guidance. Protective rules use the
youngest plausible age, restrictive ones the stricter outcome of both (AGE-2).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Completed years on a day, at least and at most; both None where nothing is known."""

    youngest: int | None
    oldest: int | None

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self.youngest is not None

    @property
    def exact(self) -> bool:
        """Whether both ends agree."""
        return self.known and self.youngest == self.oldest


@dataclass(frozen=True, slots=True)
class BirthRange:
    """The days on which the person can have been born, both ends included.

    :raises ValueError: if the range runs backwards or one end alone is given.
    """

    earliest: date | None = None
    latest: date | None = None

    def __post_init__(self) -> None:
        if (self.earliest is None) != (self.latest is None):
            raise ValueError("A birth range has both ends or none.")
        if self.earliest and self.latest and self.earliest > self.latest:
            raise ValueError("A birth range cannot run backwards.")

    @classmethod
    def exactly(cls, day: date) -> "BirthRange":
        """Build the range of a known birth date."""
        return cls(day, day)

    @classmethod
    def in_year(cls, year: int) -> "BirthRange":
        """Build the range of somebody born in a year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def from_age(cls, youngest: int, oldest: int, on: date) -> "BirthRange":
        """Build the range of somebody who is said to have between two ages, in completed years, on a day."""
        return cls(birthday(on, -(oldest + 1)) + timedelta(days=1), birthday(on, -youngest))

    @property
    def known(self) -> bool:
        """Whether anything is known."""
        return self.latest is not None

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.known and self.earliest == self.latest

    def age_on(self, day: date) -> AgeRange:
        """Tell the age on a day; a day before birth counts as age 0."""
        if self.earliest is None or self.latest is None:
            return AgeRange(None, None)
        return AgeRange(max(0, completed_years(self.latest, day)), max(0, completed_years(self.earliest, day)))

    def majority_on(self, majority_age: int) -> date | None:
        """Tell the latest possible day of majority; None while no birth date is known: then she stays a minor."""
        return birthday(self.latest, majority_age) if self.latest else None

    def is_minor(self, day: date, majority_age: int) -> bool:
        """Tell whether the person counts as a minor (INV-17)."""
        adult_from = self.majority_on(majority_age)
        return adult_from is None or day < adult_from


def birthday(day: date, years: int) -> date:
    """Give the same calendar day some years on; 29 February becomes 1 March, the day that protects longer."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def add_months(day: date, months: int) -> date:
    """Give the same day of the month some months on or back; a day that month lacks becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def completed_years(born: date, day: date) -> int:
    """Count the birthdays passed by a day."""
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1
