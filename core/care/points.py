"""On which days a measure is that of its point in time, so that “six months” is no mere label.

Intake and month six are the catalogue's (MHH-001: day 7 to 30; MHH-002: month 5 to 7). It names none for exit and for
the months after it: there the thirty days count in which it takes a contact after exit for that of its day (AFC-002).
Months are counted in days, as in figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.errors import N_

OTHER = "other"
_STILL_HERE = N_("She has not left yet. Choose “Another day”.")
_AFTER = N_("A point after exit is measured within 30 days of it. On any other day choose “Another day”.")


@dataclass(frozen=True, slots=True)
class Window:
    """The days of a point in time, both ends included, counted from the admission or from the exit.

    :param fault: what whoever measures on another day is told.
    :param told_from: from which day on a reason not to measure can be known; None for the first day.
    """

    first: int
    last: int
    fault: str
    after_exit: bool = False
    told_from: int | None = None

    def holds(self, days: int, *, taken: bool = True) -> bool:
        """Tell whether so many days after its beginning lie in it."""
        first = self.first if taken or self.told_from is None else self.told_from
        return first <= days <= self.last


WINDOWS: Mapping[str, Window] = {
    "intake": Window(
        7, 30, N_("At intake means from day 7 to day 30 of the stay. On any other day choose “Another day”."),
        told_from=0,
    ),
    "month6": Window(
        152, 213, N_("At six months means from day 152 to day 213 of the stay. On any other day choose “Another day”.")
    ),
    "exit": Window(
        -30, 30, N_("At exit means within 30 days of the day she left. On any other day choose “Another day”."),
        after_exit=True,
    ),
    "after6": Window(153, 213, _AFTER, after_exit=True),
    "after12": Window(335, 395, _AFTER, after_exit=True),
    "after24": Window(700, 760, _AFTER, after_exit=True),
}  # fmt: skip


def fault(point: str, day: date, admitted_on: date, closed_on: date | None, *, taken: bool = True) -> str | None:
    """Tell why a day is not one of a point in time; None where it is, or may be: who has not left yet may be leaving.

    :param taken: False where a reason not to measure is told.
    """
    window = WINDOWS.get(point)
    if window is None:
        return None
    begins = closed_on if window.after_exit else admitted_on
    if begins is None:
        return _STILL_HERE if window.first > 0 else None
    return None if window.holds((day - begins).days, taken=taken) else window.fault
