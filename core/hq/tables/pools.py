"""What branches add up to, figure by figure: added where that is honest, and with what is hidden where it is known."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import compress, count
from typing import Protocol

from core.hq.tables.blocks import Block, Column, Laid, Layout
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SUM, TOTAL, VALUE, Key
from core.reporting.masking import name_of
from core.reporting.quantity import Place, Quantity

#: A figure of this grade means something else in that country and stands alone.
NOT_COMPARABLE = "C"
#: Components in the order in which one is the figure itself, and the one below the line last.
COUNTED = (VALUE, NUMERATOR, SUM, DENOMINATOR)
#: In place of a component: the one below the line of the whole, of a part that has none of its own.
_WHOLE = "whole"


class Added(Protocol):
    """What some branches hide of one cell, together; without their names it is of all who hide it."""

    @property
    def value(self) -> int: ...
    @property
    def branches(self) -> frozenset[str] | None: ...


Sums = Mapping[str, Added]


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


@dataclass(slots=True)
class _Pool:
    """One figure, added up block by block.

    :param open: how many of the branches stand in the sum.
    :param lacking: how many have a share of something that they did not send.
    :param parts: by component, over all whose figures may be added: the sum of what is open, and a bit for the place of
        each branch that hides it.
    """

    is_share: bool
    value: int = 0
    of: int = 0
    open: int = 0
    hidden: int = 0
    apart: int = 0
    lacking: int = 0
    parts: dict[str, tuple[int, int]] = field(default_factory=dict)
    evidence: set[str] = field(default_factory=set)

    def add(self, values: Column, wholes: Column) -> None:
        """Add what may be added: of whom both are open."""
        told = [
            (value, whole)
            for value, whole in zip(values, wholes, strict=True)
            if value is not None and whole is not None
        ]
        self.open, self.hidden = self.open + len(told), self.hidden + len(values) - len(told)
        self.value, self.of = self.value + sum(each[0] for each in told), self.of + sum(each[1] for each in told)

    def add_part(self, component: str, column: Column, numbers: list[int]) -> None:
        """Keep for the masked sums what is open of one component, and who hides it.

        :param numbers: the branches' places.
        """
        total, hiding = self.parts.get(component, (0, 0))
        total += sum(value for value in column if value is not None)
        hiding |= sum(1 << number for number, value in zip(numbers, column, strict=True) if value is None)
        self.parts[component] = total, hiding


class Pools:
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

    def add(self, block: Block, figures: Layout) -> None:
        """Take in some branches.

        :param figures: where they stand in the block.
        """
        first = len(self.branches)
        self.branches.extend(block.branches)
        for indicator, own in figures.items():
            standing = [each[indicator] for each in block.standings]
            added = [grade != NOT_COMPARABLE for grade, _level in standing]
            numbers = list(compress(count(first), added))
            for each in own:
                pool = self._pools.setdefault(each.place, _Pool(each.is_share))
                pool.evidence.update(level for _grade, level in standing)
                pool.apart += len(added) - len(numbers)
                if numbers:
                    _add(pool, each, {at: list(compress(block.columns[at], added)) for at in _wanted(each)}, numbers)

    def evidence(self, place: Place) -> frozenset[str]:
        """Give each level at which a branch's figure is attested."""
        return frozenset(self._pools[place].evidence)

    def pooled(self, place: Place) -> Pooled:
        """Give the network's figure: with what is hidden, if the sums hold everything that is."""
        pool = self._pools[place]
        quantity = Quantity(pool.value, pool.of if pool.is_share else None, pool.is_share) if pool.open else None
        known = Pooled(quantity, pool.hidden, pool.apart)
        masked = self._masked(place, pool) if known.hidden else None
        return known if masked is None else replace(known, quantity=masked, hidden=0, masked=known.hidden)

    def _masked(self, place: Place, pool: _Pool) -> Quantity | None:
        """Add up what is open and what is hidden; None if the sums do not hold all of it."""
        totals = {each: self._total(_cell(place, each), part) for each, part in pool.parts.items()}
        if pool.lacking or None in totals.values():
            return None
        value = next(totals[each] for each in COUNTED if each in totals)
        wholes = (totals.get(each) or 0 for each in (DENOMINATOR, _WHOLE))
        return Quantity(value, sum(wholes) if pool.is_share else None, pool.is_share)

    def _total(self, key: Key, part: tuple[int, int]) -> int | None:
        total, hiding = part
        added = self._sums.get(name_of(key))
        if not hiding:
            return total
        if added is None or added.branches not in (None, self._named(hiding)):
            return None
        return total + added.value

    def _named(self, hiding: int) -> frozenset[str]:
        return frozenset(branch for number, branch in enumerate(self.branches) if hiding >> number & 1)


def _wanted(each: Laid) -> set[int]:
    return {each.value, *each.parts.values(), *(() if each.whole is None else (each.whole,))}


def _add(pool: _Pool, each: Laid, columns: Mapping[int, Column], numbers: list[int]) -> None:
    """Add a figure of some branches; a share of something that nobody sent is told by none of them."""
    lacking: Column = [None if each.is_share else 0] * len(numbers)
    pool.add(columns[each.value], lacking if each.whole is None else columns[each.whole])
    for component, at in each.parts.items():
        if component in COUNTED:
            pool.add_part(component, columns[at], numbers)
    if each.is_share and each.whole is None:
        pool.lacking += len(numbers)
    elif each.whole is not None and DENOMINATOR not in each.parts:
        pool.add_part(_WHOLE, columns[each.whole], numbers)


def _cell(place: Place, component: str) -> Key:
    indicator, breakdown, code = place
    return (indicator, TOTAL, TOTAL, DENOMINATOR) if component == _WHOLE else (indicator, breakdown, code, component)
