"""A period as the regional office compares it: indicator by branch, pooled only where that is honest."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
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
#: Components in the order in which one is the figure itself, and the one below the line last.
COUNTED = (VALUE, NUMERATOR, SUM, DENOMINATOR)


class Added(Protocol):
    """What some branches hide of one cell, together."""

    @property
    def value(self) -> int: ...
    @property
    def branches(self) -> frozenset[str]: ...


Sums = Mapping[str, Added]
_NONE: Sums = {}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of one branch; no quantity where nothing came.

    :param unreliable: it rests on too few who were reached.
    """

    quantity: Quantity | None
    grade: str = "A"
    unreliable: bool = False


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


def table(rows: Iterable[Row], sums: Sums = _NONE) -> tuple[list[str], list[TableLine]]:
    """Lay out a period's rows.

    :param sums: what branches hide together, by cell.
    :returns: the branches, and the lines in the catalogue's order.
    """
    catalogue = catalogues.current()
    by_branch: dict[str, list[Row]] = {}
    for row in filter(_is_known, rows):
        by_branch.setdefault(row.branch, []).append(row)
    figures = {branch: quantities(found, catalogue.indicators) for branch, found in by_branch.items()}
    grades = {branch: {row.indicator: row.grade for row in found} for branch, found in by_branch.items()}
    order = {place: None for indicator in catalogue.indicators for place in _places(figures, indicator)}
    hidden = {branch: {row.key: row.value for row in found} for branch, found in by_branch.items()}
    return list(by_branch), [_line(place, figures, grades, _Masked(hidden, sums)) for place in order]


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


def _places(figures: Mapping[str, Mapping[Place, Quantity]], indicator: str) -> list[Place]:
    """Every figure of an indicator that any branch has, its total first, entries in the order of their list."""
    lists = catalogues.current().codelists
    found = {place for known in figures.values() for place in known if place[0] == indicator}
    return sorted(found, key=lambda place: (place[1] != TOTAL, place[1], _rank(lists, place)))


def _rank(lists: Mapping[str, tuple[str, ...]], place: Place) -> int:
    return 0 if place[1] == TOTAL else lists[place[1]].index(place[2])


def _line(
    place: Place, figures: Mapping[str, Mapping[Place, Quantity]], grades: Mapping[str, Mapping[str, str]],
    masked: "_Masked",
) -> TableLine:  # fmt: skip
    catalogue = catalogues.current()
    cells = tuple(
        Shown(known.get(place), grades[branch].get(place[0], "A"), place in known and unreliable(known, place))
        for branch, known in figures.items()
    )
    list_name = None if place[1] == TOTAL else catalogue.list_label(place[1])
    part = None if place[1] == TOTAL else catalogue.labels[place[1]][place[2]]
    added = {branch for branch, cell in zip(figures, cells, strict=True) if _can_be_added(cell)}
    pooled = masked.pooled(place, added, _pooled(cells))
    return TableLine(catalogue.indicators[place[0]], list_name, part, cells, pooled)


def _can_be_added(cell: Shown) -> bool:
    return cell.quantity is not None and cell.grade != NOT_COMPARABLE


@dataclass(frozen=True)
class _Masked:
    """What is open, branch by branch, and what is hidden in sums."""

    values: Mapping[str, Mapping[Key, int | None]]
    sums: Sums

    def pooled(self, place: Place, branches: Set[str], known: Pooled) -> Pooled:
        """Add what is hidden to what is open, if the sums hold everything that is."""
        if not known.hidden or not self.sums:
            return known
        components = [each for each in COUNTED if any((*place, each) in self.values[code] for code in branches)]
        totals = {each: self._total((*place, each), branches) for each in components}
        if not totals or None in totals.values():
            return known
        value = next((totals[each] for each in COUNTED[:-1] if each in totals), None)
        is_share = DENOMINATOR in totals
        quantity = Quantity(value, totals.get(DENOMINATOR), is_share)
        return replace(known, quantity=quantity, hidden=0, masked=known.hidden)

    def _total(self, key: Key, branches: Set[str]) -> int | None:
        found = {code: self.values[code][key] for code in branches if key in self.values[code]}
        hiding = {code for code, value in found.items() if value is None}
        added = self.sums.get(name_of(key))
        if hiding and (added is None or added.branches != hiding):
            return None
        return sum(value or 0 for value in found.values()) + (added.value if hiding and added else 0)


def _pooled(cells: tuple[Shown, ...]) -> Pooled:
    comparable = [each.quantity for each in cells if each.quantity is not None and each.grade != NOT_COMPARABLE]
    open_ones = [each for each in comparable if _is_open(each)]
    apart = sum(each.quantity is not None and each.grade == NOT_COMPARABLE for each in cells)
    return Pooled(_sum(open_ones), hidden=len(comparable) - len(open_ones), apart=apart)


def _is_open(quantity: Quantity) -> bool:
    return quantity.value is not None and (not quantity.is_share or quantity.of is not None)


def _sum(quantities_: list[Quantity]) -> Quantity | None:
    if not quantities_:
        return None
    is_share = quantities_[0].is_share
    total = sum(each.value or 0 for each in quantities_)
    return Quantity(total, sum(each.of or 0 for each in quantities_) if is_share else None, is_share)
