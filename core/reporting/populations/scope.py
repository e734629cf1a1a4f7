"""For which branch and period figures are computed, and by which lists of its country."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.reporting.periods import Period
from core.reporting.sql.midnights import Stretch, ends_of_days

#: A country's list, its code, and what it means regionally.
Meanings = tuple[tuple[str, str, str], ...]
#: Bands of age: each ends before an age in completed years, the last one never.
Bands = tuple[tuple[int | None, str], ...]
REGIONAL_AGES: Bands = ((9, "Y0T8"), (15, "Y9T14"), (18, "Y15T17"), (21, "Y18T20"), (None, "Y_GE21"))
#: Days before the first from which local days are numbered: so far back somebody looks for them.
NUMBERED_BEFORE = 31


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure is computed for.

    :param purposes: the country's entries that map to the purposes of exploitation: its list, code, regional code.
    :param means: those that map to the means of control, likewise.
    :param due: the indicators that the period's submission holds, with the evidence that each has by itself.
    :param ages: the bands of age that are counted in: the region's, or a country's own.
    :param places: licensed places to count by from ``places_from`` on instead of those of the house, for what a change
        would do.
    :param statistics: the country's consents to counting a score; without any no score counts.
    :param majority: years at which somebody comes of age there.
    :param today: a period that still runs is counted up to tonight; None counts all of it.
    """

    branch_id: int
    period: Period
    zone: str
    purposes: Meanings = ()
    ages: Bands = REGIONAL_AGES
    places: int | None = None
    places_from: date = date.min
    today: date | None = None
    means: Meanings = ()
    due: Mapping[str, str] = field(default_factory=dict)
    statistics: tuple[str, ...] = ()
    majority: int = 18

    @property
    def first(self) -> date:
        """The first day that is counted."""
        return self.period.first

    @property
    def last(self) -> date:
        """The last day that is counted."""
        return self.period.last if self.today is None else min(self.period.last, self.today)

    @property
    def eve(self) -> date:
        """The day before the first."""
        return self.first - timedelta(days=1)

    @property
    def day_after(self) -> date:
        """The day after the last: the end, open."""
        return self.last + timedelta(days=1)

    @property
    def year(self) -> int:
        """The year in which it lies."""
        return self.period.year

    @property
    def ends_of_days(self) -> tuple[Stretch, ...]:
        """The ends of its local days and of those before it that are numbered."""
        return ends_of_days(self.first - timedelta(days=NUMBERED_BEFORE), self.last, self.zone)
