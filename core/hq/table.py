"""A period as the regional office compares it: indicator by branch, pooled only where that is honest."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from typing import Protocol

from core.hq.rows import Row
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SUM, TOTAL, VALUE, Indicator, Key
from core.reporting.handbook import area_of
from core.reporting.masking import name_of
from core.reporting.quantity import Place, Quantity, quantities, unreliable
from plugins.contract.text import Text

#: A figure of this grade means something else in that country and stands alone.
NOT_COMPARABLE = "C"
#: So many branches can be read side by side; of more it is told what they add up to.
SIDE_BY_SIDE = 40
#: Components in the order in which one is the figure itself, and the one below the line last.
COUNTED = (VALUE, NUMERATOR, SUM, DENOMINATOR)


class Added(Protocol):
    """What some branches hide of one cell, together; without their names it is of all who hide it."""

    @property
    def value(self) -> int: ...
    @property
    def branches(self) -> frozenset[str] | None: ...


Sums = Mapping[str, Added]
_NONE: Sums = {}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of one branch; no quantity where nothing came.

    :param unreliable: it rests on too few who were reached.
    :param evidence: how well it is attested.
    """

    quantity: Quantity | None
    grade: str = "A"
    unreliable: bool = False
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Pooled:
    """The network's figure over the branches whose figures may be added.

    :param hidden: branches left out because their count is hidden; ``apart`` because it is not comparable.
    :param masked: branches whose count is hidden and is in the sum all the same: nobody knows which part is whose.
    """

    quantity: Quantity | None
    hidden: int
    apart: int
    masked: int = 0


@dataclass(frozen=True, slots=True)
class TableLine:
    """One figure across the branches.

    :param part: the entry of the list by which it is broken down, or None for a total.
    :param evidence: how well the branches' figures are attested: each level that occurs.
    """

    indicator: Indicator
    list_name: Text | None
    part: Text | None
    cells: tuple[Shown, ...]
    pooled: Pooled
    evidence: frozenset[str]

    @property
    def confidential(self) -> bool:
        """Whether it is for the regional office only."""
        return self.indicator.house


@dataclass(frozen=True, slots=True)
class Table:
    """A period across branches.

    :param branches: those that stand side by side, each with a cell in every line; none, if there are too many.
    :param sent: all that have sent figures.
    :param lines: in the catalogue's order.
    """

    branches: tuple[str, ...]
    sent: tuple[str, ...]
    lines: tuple[TableLine, ...]


def table(rows: Iterable[Row], sums: Sums = _NONE) -> Table:
    """Lay out a period's rows, which come branch by branch; of each only what the lines hold is kept.

    :param sums: what branches hide together, by cell; they are looked at when the last row has come.
    """
    indicators = catalogues.current().indicators
    kept: dict[str, _Own] = {}
    pools = _Pools(sums)
    for branch, found in groupby(filter(_is_known, rows), attrgetter("branch")):
        cells = list(found)
        own = _Own(quantities(cells, indicators), {row.indicator: (row.grade, row.evidence) for row in cells})
        pools.add(branch, cells, own)
        kept = {**kept, branch: own} if len(pools.branches) <= SIDE_BY_SIDE else {}
    lines = (_line(place, kept.values(), pools) for place in _in_order(pools.places))
    return Table(tuple(kept), tuple(pools.branches), tuple(lines))


@dataclass(frozen=True, slots=True)
class Area:
    """The lines of one area of work: totals, and how they divide."""

    name: Text
    totals: tuple[TableLine, ...]
    parts: tuple[TableLine, ...]


def by_area(lines: Iterable[TableLine]) -> list[Area]:
    """Put lines together that are of one area, in the catalogue's order."""
    found: dict[Text, list[TableLine]] = {}
    for line in lines:
        found.setdefault(area_of(line.indicator), []).append(line)
    return [
        Area(name, tuple(each for each in own if each.part is None), tuple(each for each in own if each.part))
        for name, own in found.items()
    ]


def _is_known(row: Row) -> bool:
    """Leave out what an earlier version of the definitions asked for."""
    catalogue = catalogues.current()
    total = row.breakdown == TOTAL
    return row.indicator in catalogue.indicators and (total or row.code in catalogue.codelists.get(row.breakdown, ()))


@dataclass(frozen=True, slots=True)
class _Own:
    """What one branch has sent.

    :param standing: grade and evidence by indicator.
    """

    figures: Mapping[Place, Quantity]
    standing: Mapping[str, tuple[str, str]]

    def shown(self, place: Place) -> Shown:
        """Give one of its figures."""
        known = self.figures.get(place)
        weak = known is not None and unreliable(self.figures, place)
        return Shown(known, self.grade_of(place[0]), weak, self.evidence_of(place[0]))

    def grade_of(self, indicator: str) -> str:
        """Tell how well it compares."""
        return self.standing.get(indicator, ("A", ""))[0]

    def evidence_of(self, indicator: str) -> str:
        """Tell how well it is attested; empty where nothing came."""
        return self.standing.get(indicator, ("A", ""))[1]


def _in_order(places: Set[Place]) -> list[Place]:
    """Order figures by the catalogue, an indicator's total first, entries in the order of their list."""
    catalogue = catalogues.current()
    order = {indicator: number for number, indicator in enumerate(catalogue.indicators)}

    def rank(place: Place) -> tuple[int, bool, str, int]:
        total = place[1] == TOTAL
        return order[place[0]], not total, place[1], 0 if total else catalogue.codelists[place[1]].index(place[2])

    return sorted(places, key=rank)


def _line(place: Place, branches: Iterable[_Own], pools: "_Pools") -> TableLine:
    catalogue = catalogues.current()
    list_name = None if place[1] == TOTAL else catalogue.list_label(place[1])
    part = None if place[1] == TOTAL else catalogue.labels[place[1]][place[2]]
    cells = tuple(each.shown(place) for each in branches)
    indicator = catalogue.indicators[place[0]]
    return TableLine(indicator, list_name, part, cells, pools.pooled(place), pools.evidence(place))


@dataclass(slots=True)
class _Pool:
    """One figure, added up branch by branch.

    :param open: how many of them stand in the sum.
    :param parts: by component, over all whose figures may be added: the sum of what is open, and a bit for the place of
        each branch that hides it.
    """

    value: int = 0
    of: int = 0
    is_share: bool = False
    open: int = 0
    hidden: int = 0
    apart: int = 0
    parts: dict[str, tuple[int, int]] = field(default_factory=dict)
    evidence: set[str] = field(default_factory=set)

    def add(self, quantity: Quantity) -> None:
        """Add what may be added of one branch."""
        if quantity.value is None or (quantity.is_share and quantity.of is None):
            self.hidden += 1
            return
        self.value, self.of = self.value + quantity.value, self.of + (quantity.of or 0)
        self.open, self.is_share = self.open + 1, quantity.is_share

    def hide(self, component: str, number: int, value: int | None) -> None:
        """Keep for the masked sums what is open of one component, and who hides it."""
        total, hiding = self.parts.get(component, (0, 0))
        self.parts[component] = (total + (value or 0), hiding | 1 << number if value is None else hiding)


class _Pools:
    """What branches add up to, figure by figure."""

    def __init__(self, sums: Sums) -> None:
        self._sums = sums
        self._pools: dict[Place, _Pool] = {}
        #: Who has sent anything.
        self.branches: list[str] = []

    @property
    def places(self) -> Set[Place]:
        """Every figure that any branch has."""
        return self._pools.keys()

    def add(self, branch: str, cells: Iterable[Row], own: _Own) -> None:
        """Take in a branch."""
        self.branches.append(branch)
        for place, quantity in own.figures.items():
            pool = self._pools.setdefault(place, _Pool())
            pool.evidence.add(own.evidence_of(place[0]))
            if own.grade_of(place[0]) == NOT_COMPARABLE:
                pool.apart += 1
            else:
                pool.add(quantity)
        for row in cells:
            if row.key[:3] in own.figures and own.grade_of(row.indicator) != NOT_COMPARABLE:
                self._pools[row.key[:3]].hide(row.component, len(self.branches) - 1, row.value)

    def evidence(self, place: Place) -> frozenset[str]:
        """Give each level at which a branch's figure is attested."""
        return frozenset(self._pools[place].evidence)

    def pooled(self, place: Place) -> Pooled:
        """Give the network's figure: with what is hidden, if the sums hold everything that is."""
        pool = self._pools[place]
        quantity = Quantity(pool.value, pool.of if pool.is_share else None, pool.is_share) if pool.open else None
        known = Pooled(quantity, pool.hidden, pool.apart)
        totals = {each: self._total((*place, each), pool) for each in COUNTED if each in pool.parts}
        if not known.hidden or not totals or None in totals.values():
            return known
        value = next((totals[each] for each in COUNTED[:-1] if each in totals), None)
        whole = Quantity(value, totals.get(DENOMINATOR), DENOMINATOR in totals)
        return replace(known, quantity=whole, hidden=0, masked=known.hidden)

    def _total(self, key: Key, pool: _Pool) -> int | None:
        total, hiding = pool.parts[key[3]]
        added = self._sums.get(name_of(key))
        if not hiding:
            return total
        if added is None or added.branches not in (None, self._named(hiding)):
            return None
        return total + added.value

    def _named(self, hiding: int) -> frozenset[str]:
        return frozenset(branch for number, branch in enumerate(self.branches) if hiding >> number & 1)
