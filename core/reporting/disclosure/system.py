"""Counts and the sums that bind them, as somebody sees them who wants to work out a hidden one."""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from math import ceil, inf
from typing import Any

Name = Hashable
#: Weights by cell; the weighed values of the true counts add up to nothing.
Relation = Mapping[Name, int]
#: How often every sum is looked at, at most; hardly any count is narrowed after the third time.
_TURNS = 12


@dataclass(frozen=True)
class System:
    """Counts, all of them 0 or more, and what everybody knows of how they add up.

    :param values: the true counts by name.
    :param relations: sums that hold for the true counts.
    """

    values: Mapping[Name, int]
    relations: tuple[Relation, ...]

    @cached_property
    def _by_name(self) -> Mapping[Name, list[int]]:
        found: dict[Name, list[int]] = {name: [] for name in self.values}
        for number, relation in enumerate(self.relations):
            for name in relation:
                found[name].append(number)
        return found

    def around(self, name: Name, known: Set[Name]) -> "Part":
        """Give everything that can bear on a count for somebody who knows some others."""
        if name in known:
            return Part(self, (), ())
        return self.touched_by((name,), known)

    def touched_by(self, news: Iterable[Name], known: Set[Name]) -> "Part":
        """Give everything unknown on which some counts can bear, be they known themselves or not."""
        fresh = dict.fromkeys(news)
        names: dict[Name, None] = {name: None for name in fresh if name not in known}
        numbers = dict.fromkeys(number for name in fresh for number in self._by_name[name])
        waiting = deque(numbers)
        while waiting:
            for other in self.relations[waiting.popleft()]:
                if other not in known and other not in names:
                    names[other] = None
                    more = [each for each in self._by_name[other] if each not in numbers]
                    numbers.update(dict.fromkeys(more))
                    waiting.extend(more)
        return Part(self, tuple(names), tuple(self.relations[each] for each in numbers))


@dataclass(frozen=True)
class Part:
    """Unknown counts that hang together.

    :param names: the unknown ones.
    :param relations: every sum in which one of them stands.
    """

    system: System
    names: tuple[Name, ...]
    relations: tuple[Relation, ...]

    @cached_property
    def equations(self) -> tuple[Any, list[int]]:
        """Write the sums over the unknown counts as a matrix, and what each has to give."""
        # Loaded when it is first needed: most starts and most requests have nothing to solve.
        from scipy.sparse import csr_array

        places, values, rows, columns, weights, sums = self.places, self.system.values, [], [], [], []
        for number, relation in enumerate(self.relations):
            rest = 0
            for name, weight in relation.items():
                if name in places:
                    rows.append(number)
                    columns.append(places[name])
                    weights.append(float(weight))
                else:
                    rest -= weight * values[name]
            sums.append(rest)
        return csr_array((weights, (rows, columns)), shape=(len(self.relations), len(places))), sums

    @cached_property
    def constraint(self) -> Any:
        """Write the sums as what a solution has to keep."""
        from scipy.optimize import LinearConstraint

        matrix, sums = self.equations
        return LinearConstraint(matrix, sums, sums)

    @cached_property
    def bounds(self) -> Mapping[Name, tuple[int, float]]:
        """Tell between what each count lies at least, by looking at one sum after the other until nothing changes.

        Somebody who solves for all sums at once may know more, never less.
        """
        low: dict[Name, float] = dict.fromkeys(self.names, 0)
        high: dict[Name, float] = dict.fromkeys(self.names, inf)
        sums = [
            ([(name, weight) for name, weight in relation.items() if name in low], total)
            for relation, total in zip(self.relations, self.equations[1], strict=True)
        ]
        for _turn in range(_TURNS):
            if not sum(_narrowed(cells, total, low, high) for cells, total in sums):
                break
        return {name: (int(low[name]), high[name]) for name in self.names}

    def alone(self) -> "Numbered":
        """Give these counts and the sums in which they stand, without everything else, by numbers for names."""
        named = dict.fromkeys((*self.names, *(name for relation in self.relations for name in relation)))
        numbers = {name: number for number, name in enumerate(named)}
        values: dict[Name, int] = {number: self.system.values[name] for name, number in numbers.items()}
        relations: tuple[Relation, ...] = tuple(
            {numbers[name]: weight for name, weight in each.items()} for each in self.relations
        )
        return Numbered(System(values, relations), numbers)

    @cached_property
    def places(self) -> Mapping[Name, int]:
        """The position of each unknown count."""
        return {name: place for place, name in enumerate(self.names)}

    @cached_property
    def total(self) -> int:
        """What the unknown counts are together."""
        return sum(self.system.values[name] for name in self.names)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A system whose counts have numbers for names, which are looked up faster."""

    system: System
    numbers: Mapping[Name, int]

    def of(self, names: Iterable[Name]) -> set[Name]:
        """Give the numbers of those names that stand in it."""
        return {self.numbers[name] for name in names if name in self.numbers}

    def named(self, numbers: Iterable[Name]) -> list[Name]:
        """Give the names of some numbers."""
        wanted = set(numbers)
        return [name for name, number in self.numbers.items() if number in wanted]


def _narrowed(cells: Sequence[tuple[Name, int]], total: int, low: dict[Name, float], high: dict[Name, float]) -> bool:
    """Narrow the counts of one sum by what the others in it can be."""
    least = [weight * (low if weight > 0 else high)[name] for name, weight in cells]
    most = [weight * (high if weight > 0 else low)[name] for name, weight in cells]
    changed = False
    for place, (name, weight) in enumerate(cells):
        # What is left for it when the others are as little, and as much, as they can be.
        up = total - sum(least[:place]) - sum(least[place + 1 :])
        down = total - sum(most[:place]) - sum(most[place + 1 :])
        floor, roof = (down, up) if weight > 0 else (-up, -down)
        floor, roof = ceil(floor / abs(weight)) if floor > -inf else floor, roof // abs(weight) if roof < inf else roof
        if floor > low[name] or roof < high[name]:
            low[name], high[name], changed = max(low[name], floor), min(high[name], roof), True
    return changed


def holds(relation: Relation, values: Mapping[Name, int]) -> bool:
    """Tell whether a sum is true."""
    return sum(weight * values[name] for name, weight in relation.items()) == 0


def whole_of(whole: Iterable[Name], parts: Iterable[Name]) -> Relation:
    """Say that some counts together are as many as some others together."""
    relation: dict[Name, int] = {}
    for weight, names in ((1, whole), (-1, parts)):
        for name in names:
            relation[name] = relation.get(name, 0) + weight
    return relation
