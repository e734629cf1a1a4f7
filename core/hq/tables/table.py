"""A period as the regional office compares it: indicator by branch, pooled only where that is honest."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

from core.hq.tables.blocks import Block, Layout, Standing, layout
from core.hq.tables.pools import Pooled, Pools, Sums
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, Indicator
from core.reporting.handbook import area_of
from core.reporting.quantity import Place, Quantity, unreliable
from plugins.contract.text import Text

#: So many branches can be read side by side; of more it is told what they add up to.
SIDE_BY_SIDE = 40
#: Branches of a country have sent the same cells: so many ways are remembered in which these make figures.
_LAYOUTS = 8
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


def table(blocks: Iterable[Block], sums: Sums = _NONE) -> Table:
    """Lay out a period's figures; of each block only what the lines hold is kept.

    :param sums: what branches hide together, by cell; they are looked at when the last block has come.
    """
    laid = lru_cache(_LAYOUTS)(layout)
    kept: dict[str, _Own] = {}
    pools = Pools(sums)
    for block in blocks:
        figures = laid(block.keys)
        if figures:  # else these definitions know nothing of it
            pools.add(block, figures)
            kept = {**kept, **dict(_each(block, figures))} if len(pools.branches) <= SIDE_BY_SIDE else {}
    own = dict(sorted(kept.items()))
    lines = (_line(place, own.values(), pools) for place in _in_order(pools.places))
    return Table(tuple(own), tuple(sorted(pools.branches)), tuple(lines))


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


@dataclass(frozen=True, slots=True)
class _Own:
    """What one branch has sent.

    :param standing: grade and evidence by indicator.
    """

    figures: Mapping[Place, Quantity]
    standing: Standing

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


def _each(block: Block, figures: Layout) -> Iterator[tuple[str, _Own]]:
    """Give what each branch of a block has sent."""
    found = [each for own in figures.values() for each in own]
    for at, (branch, standing) in enumerate(zip(block.branches, block.standings, strict=True)):
        cells = [column[at] for column in block.columns]
        known = {
            each.place: Quantity(cells[each.value], None if each.whole is None else cells[each.whole], each.is_share)
            for each in found
        }
        yield branch, _Own(known, {indicator: standing[indicator] for indicator in figures})


def _in_order(places: Set[Place]) -> list[Place]:
    """Order figures by the catalogue, an indicator's total first, entries in the order of their list."""
    catalogue = catalogues.current()
    order = {indicator: number for number, indicator in enumerate(catalogue.indicators)}

    def rank(place: Place) -> tuple[int, bool, str, int]:
        total = place[1] == TOTAL
        return order[place[0]], not total, place[1], 0 if total else catalogue.codelists[place[1]].index(place[2])

    return sorted(places, key=rank)


def _line(place: Place, branches: Iterable[_Own], pools: Pools) -> TableLine:
    catalogue = catalogues.current()
    list_name = None if place[1] == TOTAL else catalogue.list_label(place[1])
    part = None if place[1] == TOTAL else catalogue.labels[place[1]][place[2]]
    cells = tuple(each.shown(place) for each in branches)
    indicator = catalogue.indicators[place[0]]
    return TableLine(indicator, list_name, part, cells, pools.pooled(place), pools.evidence(place))
