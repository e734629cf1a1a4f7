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
    """What some branches hide of one cell, together; no branches, if it is sure that they are all who hide it."""

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
    """

    indicator: Indicator
    list_name: Text | None
    part: Text | None
    cells: tuple[Shown, ...]
    pooled: Pooled

    @property
    def confidential(self) -> bool:
        """Whether it is for the regional office only."""
        return self.indicator.house


@dataclass(frozen=True, slots=True)
class Table:
    """A period across branches.

    :param branches: those that stand side by side, each with a cell in every line; none, if there are too many.
    :param sent: how many branches there are.
    :param lines: in the catalogue's order.
    """

    branches: tuple[str, ...]
    sent: int
    lines: tuple[TableLine, ...]


def table(rows: Iterable[Row], sums: Sums = _NONE) -> Table:
    """Lay out a period's rows, which come branch by branch; of each only what the lines hold is kept.

    :param sums: what branches hide together, by cell.
    """
    indicators = catalogues.current().indicators
    kept: dict[str, _Own] = {}
    pools, sent = _Pools(sums), 0
    for branch, found in groupby(filter(_is_known, rows), attrgetter("branch")):
        cells = list(found)
        grades, attested = ({row.indicator: getattr(row, name) for row in cells} for name in ("grade", "evidence"))
        own = _Own(quantities(cells, indicators), grades, attested)
        pools.add(branch, cells, own)
        sent += 1
        kept = {**kept, branch: own} if sent <= SIDE_BY_SIDE else {}
    lines = (_line(place, kept.values(), pools.pooled(place)) for place in _in_order(pools.places))
    return Table(tuple(kept), sent, tuple(lines))


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

    :param grades: by indicator, and so is the evidence.
    """

    figures: Mapping[Place, Quantity]
    grades: Mapping[str, str]
    evidence: Mapping[str, str]

    def shown(self, place: Place) -> Shown:
        """Give one of its figures."""
        known = self.figures.get(place)
        weak = known is not None and unreliable(self.figures, place)
        return Shown(known, self.grades.get(place[0], "A"), weak, self.evidence.get(place[0], ""))


def _in_order(places: Set[Place]) -> list[Place]:
    """Order figures by the catalogue, an indicator's total first, entries in the order of their list."""
    catalogue = catalogues.current()
    order = {indicator: number for number, indicator in enumerate(catalogue.indicators)}

    def rank(place: Place) -> tuple[int, bool, str, int]:
        total = place[1] == TOTAL
        return order[place[0]], not total, place[1], 0 if total else catalogue.codelists[place[1]].index(place[2])

    return sorted(places, key=rank)


def _line(place: Place, branches: Iterable[_Own], pooled: Pooled) -> TableLine:
    catalogue = catalogues.current()
    list_name = None if place[1] == TOTAL else catalogue.list_label(place[1])
    part = None if place[1] == TOTAL else catalogue.labels[place[1]][place[2]]
    cells = tuple(each.shown(place) for each in branches)
    return TableLine(catalogue.indicators[place[0]], list_name, part, cells, pooled)


@dataclass(slots=True)
class _Pool:
    """One figure, added up branch by branch.

    :param open: how many of them stand in the sum.
    :param parts: by component, over all whose figures may be added: the sum of what is open, and who hides it.
    """

    value: int = 0
    of: int = 0
    is_share: bool = False
    open: int = 0
    hidden: int = 0
    apart: int = 0
    parts: dict[str, tuple[int, frozenset[str]]] = field(default_factory=dict)

    def add(self, quantity: Quantity) -> None:
        """Add what may be added of one branch."""
        if quantity.value is None or (quantity.is_share and quantity.of is None):
            self.hidden += 1
            return
        self.value, self.of = self.value + quantity.value, self.of + (quantity.of or 0)
        self.open, self.is_share = self.open + 1, quantity.is_share

    def hide(self, component: str, branch: str, value: int | None) -> None:
        """Keep for the masked sums what is open of one component, and who hides it."""
        total, hiding = self.parts.get(component, (0, frozenset()))
        self.parts[component] = (total + (value or 0), hiding | {branch} if value is None else hiding)


class _Pools:
    """What branches add up to, figure by figure."""

    def __init__(self, sums: Sums) -> None:
        self._sums = sums
        self._pools: dict[Place, _Pool] = {}

    @property
    def places(self) -> Set[Place]:
        """Every figure that any branch has."""
        return self._pools.keys()

    def add(self, branch: str, cells: Iterable[Row], own: _Own) -> None:
        """Take in a branch."""
        for place, quantity in own.figures.items():
            pool = self._pools.setdefault(place, _Pool())
            if own.grades[place[0]] == NOT_COMPARABLE:
                pool.apart += 1
            else:
                pool.add(quantity)
        for row in cells if self._sums else ():
            if row.key[:3] in own.figures and own.grades[row.indicator] != NOT_COMPARABLE:
                self._pools[row.key[:3]].hide(row.component, branch, row.value)

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
        return total + added.value if added is not None and added.branches in (None, hiding) else None
