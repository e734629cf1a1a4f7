"""Hooks about working days and terms."""

from datetime import datetime
from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.calendar import Calendar, Deadline, Holiday, Regime


@hookspec
def declare_calendars() -> "tuple[Calendar, ...]":
    """Give the calendars that offices follow.

    Called once at start. Required.

    :returns: the calendars, the courts' first; two of one code are an error.
    """


@hookspec(firstresult=True)
def decide_holidays(calendar: str, year: int, places: tuple[str, ...]) -> "tuple[Holiday, ...] | None":
    """Give the closed days of a calendar in a year.

    Called by ``core.calendar`` and kept for the process. The first answer other than None is used.
    Required.

    :param calendar: code of a declared calendar.
    :param year: the year, Gregorian.
    :param places: codes of the branch's place and of those above it, the lowest first, for holidays of a state or a
        town; empty where no branch asks. Leave it out where every place has the same days.
    :returns: the holidays of that year in order.
    """


@hookspec
def declare_regimes() -> "tuple[Regime, ...]":
    """Give the ways in which terms are counted.

    Called once at start. Required.

    :returns: the regimes; two of one code are an error.
    """


@hookspec
def declare_deadlines() -> "tuple[Deadline, ...]":
    """Give the terms that do not belong to a form.

    Called once at start; ``core.legal`` and ``core.stages`` make tasks of them.

    :returns: the terms; two of one code are an error.
    """


@hookspec(firstresult=True)
def decide_due_date(deadline: "Deadline", start: datetime) -> datetime | None:
    """Compute a term that plain counting would get wrong.

    Called by ``core.calendar.due``. The first answer other than None is used; core's default counts by the
    deadline's regime.

    :param deadline: the term.
    :param start: the aware instant it is counted from.
    :returns: the aware instant at which it ends, or None for "as core does".
    """
