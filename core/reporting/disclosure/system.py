"""Counts and the sums that bind them, as somebody sees them who wants to work out a hidden one."""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Name = Hashable
#: Weights by cell; the weighed values of the true counts add up to nothing.
Relation = Mapping[Name, int]


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
