"""Working days, holidays and the ways in which a country counts its terms."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from plugins.contract.text import LegalBasis, Text


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which the offices of one calendar are closed."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """A list of closed days that some offices follow.

    :param weekend: weekdays closed every week, Monday = 0.
    """

    code: str
    label: Text
    weekend: tuple[int, ...]
    basis: LegalBasis


class Unit(StrEnum):
    """The unit a term is counted in."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Regime:
    """A way to count terms.

    :param calendar: code of the calendar whose closed days are skipped for working days and rolling.
    :param all_days_work: every day and hour counts, so working days are calendar days (child matters in some codes).
    :param starts_next_day: day one is the day after the event, otherwise the event's own day.
    :param rolls_forward: a term that ends on a closed day ends on the next open one.
    """

    code: str
    label: Text
    calendar: str
    all_days_work: bool
    starts_next_day: bool
    rolls_forward: bool
    basis: LegalBasis


class Nature(StrEnum):
    """Who set a term: a statute, a court, or the shelter itself."""

    STATUTORY = "statutory"
    JUDICIAL = "judicial"
    OPERATIONAL = "operational"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A term.

    :param event: what it is counted from (``admission``, ``measure_end``, ``exit``, ``suspicion``…).
    :param amount: 0 means at once.
    :param before: counted back from the event.
    :param wording: how the law puts it where it gives no number.
    :param setting: name of the house's setting that gives the amount, where the country lets it choose; None for a
        term that a house may shorten by itself, as any.
    """

    code: str
    label: Text
    event: str
    amount: int
    unit: Unit
    regime: str
    nature: Nature
    basis: LegalBasis
    before: bool = False
    wording: Text | None = None
    setting: str | None = None


@dataclass(frozen=True, slots=True)
class DueDate:
    """The computed end of a term, in the branch's time zone."""

    at: datetime
    deadline: str
