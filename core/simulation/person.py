"""Somebody of the simulated network."""

from dataclasses import dataclass
from datetime import date

from core.residents.ages import completed_years


@dataclass(slots=True)
class Person:
    """Somebody of the simulated network.

    :param safe_link: id of a relative whom she may safely see, 0 for none.
    :param earliest: first possible birth date, ``latest`` the last; None where nothing is known.
    :param adult_on: number of the day on which she comes of age, or None.
    """

    id: int
    code: str
    external: str
    house_name: str
    kind: str
    sex: str
    given: str
    surnames: str
    other: str
    earliest: date | None
    latest: date | None
    basis: str
    adult_on: int | None
    languages: tuple[str, ...]
    interpreter: bool
    nationality: str | None
    people: str | None
    origin: str
    allergy: str
    arrived: int
    died_on: int | None = None
    safe_link: int = 0

    @property
    def born(self) -> str:
        """Her last possible birth date as a form has it; some day of childhood where nothing is known."""
        return self.latest.isoformat() if self.latest else "2010-01-01"

    def age_on(self, day: date) -> int | None:
        """Give her age in completed years by the last possible birth date."""
        return None if self.latest is None else max(0, completed_years(self.latest, day))
