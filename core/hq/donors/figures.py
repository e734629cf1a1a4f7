"""The figures of a report to a donor: accepted ones only, told as somebody outside may read them (HQ-9).

What the office has not accepted is named as provisional and not told; what is of grade C stands apart, in no sum. Where
branches stand one by one, the network's line adds up those that are told alone: else one withheld count would be the
difference.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from core.hq.outside.counted import parts_of
from core.hq.outside.rounding import Told, outside
from core.hq.outside.sources import Sources
from core.hq.tables.pools import NOT_COMPARABLE
from core.hq.tables.rows import Row
from core.i18n import say
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, WINDOW, Indicator
from core.reporting.quantity import REACH, Place, Quantity, quantities, unreliable

#: Of figures by their place whose were added up.
Stood = Mapping[Place, Sequence[str]]


class How(StrEnum):
    """How a figure stands in a report."""

    TOLD = "told"
    WITHHELD = "withheld"
    PROVISIONAL = "provisional"
    NOT_SENT = "not_sent"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of a branch, or of the network where ``branch`` is empty."""

    branch: str
    how: How
    told: Told | None = None

    def withheld(self) -> "Entry":
        """Tell nothing of it; what is not told anyway stays."""
        return Entry(self.branch, How.WITHHELD) if self.how is How.TOLD else self


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator in a report.

    :param network: the sum of what may be added; ``branches`` stands in it or may not be told.
    :param apart: branches in whose country it means something else.
    :param breakdown: of a figure that is told part by part, by what it divides; ``code`` says which part this is.
    :param weak: whether it rests on too few who were reached.
    :param added: whose figures are in the sum; of a correction those of the former one, be it told or not.
    """

    indicator: str
    network: Entry
    branches: tuple[Entry, ...]
    apart: tuple[Entry, ...]
    breakdown: str = TOTAL
    code: str = TOTAL
    weak: bool = False
    added: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """What names it among all figures."""
        return self.indicator, self.breakdown, self.code

    @property
    def is_part(self) -> bool:
        """Whether its indicator has parts alone."""
        return catalogues.current().everything[self.indicator].only_broken_down

    @property
    def as_told(self) -> Mapping[str, Told]:
        """What is told of each branch, and of the network under an empty code."""
        return {each.branch: each.told for each in (self.network, *self.branches, *self.apart) if each.told}

    def withheld(self) -> "Line":
        """Tell nothing of it."""
        branches, apart = (tuple(each.withheld() for each in some) for some in (self.branches, self.apart))
        return replace(self, network=self.network.withheld(), branches=branches, apart=apart)

    @property
    def name(self) -> str:
        """What it is called, its part with it."""
        catalogue = catalogues.current()
        whole = f"{self.indicator} {say(catalogue.everything[self.indicator].name)}"
        return whole if self.breakdown == TOTAL else f"{whole}: {say(catalogue.labels[self.breakdown][self.code])}"


def choices(kind: str) -> list[Indicator]:
    """List the indicators that may leave the office: what is not confidential, and is sent in such a period.

    What has parts alone is there by the year; of what is sensitive no branch sends them.
    """
    due = [each for each in catalogues.current().due(kind) if not each.house]
    return [each for each in due if not each.only_broken_down or (each.rule.parts and each.divided_by(kind))]


def figures(
    rows: Iterable[Row], known: Sources, codes: Sequence[str], *, by_branch: bool, stood: Stood | None = None
) -> list[Line]:  # fmt: skip
    """Tell some indicators of a period.

    :param rows: of the newest submission of each branch.
    :param by_branch: whether each branch is told by itself; else the network's sum alone is.
    :param stood: of each figure that is told anew, whose were in the sum; those alone may be, and all of them.
    """
    indicators = catalogues.current().indicators
    chosen = [indicators[code] for code in codes if code in indicators]
    apart = {by for each in chosen if each.only_broken_down for by in each.breakdowns}
    cells: dict[str, list[Row]] = {}
    for row in rows:
        if row.breakdown in (TOTAL, WINDOW, *apart) and row.indicator in (*codes, REACH):
            cells.setdefault(row.branch, []).append(row)
    found = {branch: quantities(own, indicators) for branch, own in cells.items()}
    grades = {branch: {row.indicator: row.grade for row in own} for branch, own in cells.items()}
    parts = [(each, part) for each in chosen for part in parts_of(each)]
    told = [_told(each, part, found, grades, known, by_branch=by_branch, stood=stood) for each, part in parts]
    return told if stood is None else [_of_the_same(each, stood.get(each.place, ())) for each in told]


def _of_the_same(line: Line, stood: Sequence[str]) -> Line:
    """Withhold a sum that does not add up those who stood in it before."""
    whole = line.network if line.added == tuple(stood) else line.network.withheld()
    return replace(line, network=whole, added=tuple(stood))


def _told(
    indicator: Indicator, part: tuple[str, str], found: Mapping[str, Mapping[Place, Quantity]],
    grades: Mapping[str, Mapping[str, str]], known: Sources, *, by_branch: bool, stood: Stood | None,
) -> Line:  # fmt: skip
    place = (indicator.id, *part)
    alone = by_branch and indicator.rule.parts  # of what is sensitive no branch is told by itself
    entries: dict[bool, list[Entry]] = {True: [], False: []}
    weak = False
    added: dict[str, Quantity] = {}
    for branch in sorted({*found, *known.provisional}):
        quantity = _alone(found.get(branch, {}).get(place), indicator)
        entry = _entry(branch, quantity, indicator, known)
        apart = grades.get(branch, {}).get(indicator.id) == NOT_COMPARABLE
        if not apart and stood is not None and branch not in stood.get(place, ()):
            entry = entry.withheld()
        elif not apart and quantity is not None and branch in known.versions and _may_add(entry, quantity, alone=alone):
            added[branch] = quantity
            weak |= unreliable(found[branch], place)
        entries[apart].append(entry)
    came = any(each.how in (How.TOLD, How.WITHHELD) for each in entries[False])
    nothing = Entry("", How.WITHHELD if came else How.NOT_SENT)
    network = _entry("", _sum(list(added.values())), indicator, known) if added else nothing
    shown = tuple(entries[False]) if alone else tuple(each for each in entries[False] if each.how is How.PROVISIONAL)
    aside = entries[True] if alone else [Entry(each.branch, How.APART) for each in entries[True]]
    return Line(indicator.id, network, shown, tuple(aside), *part, weak, tuple(added))


def _alone(quantity: Quantity | None, indicator: Indicator) -> Quantity | None:
    """Give a part of a whole that all parts share as a count.

    Branches withhold different parts: as shares these would tell the same whole of different branches.
    """
    shared = indicator.only_broken_down and not indicator.both
    return Quantity(quantity.value) if quantity is not None and shared else quantity


def _may_add(entry: Entry, quantity: Quantity, *, alone: bool) -> bool:
    return (
        entry.how is How.TOLD if alone else not quantity.hidden and (not quantity.is_share or quantity.of is not None)
    )


def _entry(branch: str, quantity: Quantity | None, indicator: Indicator, known: Sources) -> Entry:
    if branch in known.provisional:
        return Entry(branch, How.PROVISIONAL)
    if quantity is None:
        return Entry(branch, How.NOT_SENT)
    told = outside(quantity, indicator)
    return Entry(branch, How.WITHHELD) if told is None else Entry(branch, How.TOLD, told)


def _sum(added: Sequence[Quantity]) -> Quantity:
    total, is_share = sum(each.value or 0 for each in added), added[0].is_share
    return Quantity(total, sum(each.of or 0 for each in added) if is_share else None, is_share)


def withhold(told: Iterable[Sequence[Line]], gone: Collection[Place]) -> list[list[Line]]:
    """Tell some figures of a report not, in whichever section they stand."""
    return [[line.withheld() if line.place in gone else line for line in lines] for lines in told]


def line_of(told: dict[str, Any]) -> Line:
    """Give a line as it was kept when its report was issued."""
    branches, apart = (tuple(map(_entry_of, told[name])) for name in ("branches", "apart"))
    return Line(
        told["indicator"],
        _entry_of(told["network"]),
        branches,
        apart,
        told["breakdown"],
        told["code"],
        told["weak"],
        tuple(told["added"]),
    )


def _entry_of(told: dict[str, Any]) -> Entry:
    return Entry(told["branch"], How(told["how"]), Told(**told["told"]) if told["told"] else None)
