"""All that a network tells outside: the public year by year and then three years, and donors in between.

Where a house has restated the first year, the public and donors are told first as it was, and then anew what of that
may be told anew.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from houses import House, Table, Told
from stranger import FIRST, POOL

from core.hq.donors import act as donor_act
from core.hq.donors.figures import Line, figures, withhold
from core.hq.outside.control import Act
from core.hq.outside.sources import Sources
from core.hq.public.figures import Figures, make
from core.hq.sums.rounds import Sum
from core.hq.sums.safe import Summed
from core.hq.tables.rows import Row
from core.reporting.catalogue import Key
from core.reporting.masking import name_of
from core.reporting.periods import Period

TO_DONORS = ("RES-001", "RES-003", "AFC-001")


@dataclass(frozen=True)
class Report:
    """What a donor was told.

    :param willing: houses that said yes.
    """

    period: Period
    willing: Sequence[House]
    by_branch: bool
    lines: Sequence[Line]


@dataclass
class Outside:
    """What is told, act by act.

    :param acts: with whether it was told as figures stood before the correction.
    :param told: periods that the public was told.
    """

    draw: random.Random
    houses: Sequence[House]
    sums: Mapping[Summed, int]
    outcome: Told
    acts: list[tuple[Act, bool]] = field(default_factory=list)
    told: dict[Period, None] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)

    def tell(self, years: int) -> None:
        """Tell all of it."""
        restated = any(each.corrected for each in self.houses)
        for number in range(years):
            year = Period(FIRST + number, "A")
            for period in (*self.draw.sample(year.parts("Q"), 2), year):
                self._donor(period, old=number == 0 and restated)
                self._public((period,), old=number == 0 and restated)
            if number == 0 and restated:
                for again in self.draw.sample((self._correct_public, self._correct_donors), 2):
                    again()
        if all(POOL in each.last for each in self.houses):
            self._public((POOL,), old=False)

    def _correct_public(self) -> None:
        self._public(tuple(self.told), old=False)

    def _correct_donors(self) -> None:
        for each in self.draw.sample(self.reports, len(self.reports)):
            if self.draw.random() < 0.7:
                self._correct(each)

    def _public(self, periods: Sequence[Period], *, old: bool) -> None:
        found = {each: self._figures(each, old=old) for each in periods}
        made = make(found, self._before())
        if made.audit.exposed:
            self.outcome.blocked += 1
            return
        self.acts.append((made.act, old))
        self.outcome.public += made.audit.told
        self.outcome.corrected += sum(each in self.told for each in periods) and made.audit.told
        self.told |= dict.fromkeys(periods)

    def _figures(self, period: Period, *, old: bool) -> Figures:
        cells: dict[Key, dict[str, int | None]] = {}
        for each in self.houses:
            for key, value in _table(each, period, old=old).items():
                cells.setdefault(key, {})[each.code] = value
        read = {
            name_of(each.key): Sum(value, frozenset(each.branches))
            for each, value in self.sums.items()
            if not old and each.period == period and _is_newest(each, self.houses)
        }
        return Figures(cells, read)

    def _donor(self, period: Period, *, old: bool) -> None:
        """Tell a donor of those that said yes, together or one by one; what the audit objects to is withheld."""
        if self.draw.random() < 0.5:
            return
        willing = [each for each in self.houses if self.draw.random() < 0.7]
        by_branch = self.draw.random() < 0.3
        rows, known = _rows(period, willing, old=old), Sources({each.code: 1 for each in willing}, (), {})
        told = [figures(rows, known, TO_DONORS, by_branch=by_branch)]
        act, gone = donor_act.left_of(period, rows, told, self._before())
        while gone and act.told:
            told = withhold(told, gone)
            act, gone = donor_act.left_of(period, rows, told, self._before())
        if gone:
            return
        self.acts.append((act, old))
        self.outcome.donors += len(act.told)
        if old:
            self.reports.append(Report(period, willing, by_branch, told[0]))

    def _correct(self, report: Report) -> None:
        """Tell a donor anew what of a report may be told anew."""
        rows = _rows(report.period, report.willing, old=False)
        known = Sources({each.code: each.version(report.period) for each in report.willing}, (), {})
        stood = {line.place: line.added for line in report.lines}
        told = figures(rows, known, TO_DONORS, by_branch=report.by_branch, stood=stood)
        act, _gone = donor_act.left_of(report.period, rows, [told], self._before())
        self.acts.append((act, False))
        self.outcome.replaced += len(act.told)

    def _before(self) -> list[Act]:
        return [act for act, _old in self.acts]


def _table(house: House, period: Period, *, old: bool) -> Table:
    return (house.first if old else house.last).get(period, {})


def _rows(period: Period, houses: Sequence[House], *, old: bool) -> list[Row]:
    return [
        Row(each.code, "zz", str(period), 1, *key, value, "A", "F", "A")
        for each in houses
        for key, value in _table(each, period, old=old).items()
    ]


def _is_newest(each: Summed, houses: Sequence[House]) -> bool:
    """Tell whether a sum still is what the houses that stand in it withhold."""
    return all(one.version(each.period) == each.versions[each.branches.index(one.code)]
               for one in houses if one.code in each.branches)  # fmt: skip
