"""Counts and the sums that bind them, as somebody sees them who wants to work out a hidden one."""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

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
        names = {name: None for name in fresh if name not in known}
        numbers = dict.fromkeys(number for name in fresh for number in self._by_name[name])
        waiting = deque(numbers)
        while waiting:
            for other in self.relations[waiting.popleft()]:
                if other not in known and other not in names:
                    names[other] = None
                    fresh = [each for each in self._by_name[other] if each not in numbers]
                    numbers.update(dict.fromkeys(fresh))
                    waiting.extend(fresh)
        return Part(self, tuple(names), tuple(self.relations[each] for each in numbers))


@dataclass(frozen=True, slots=True)
class Part:
    """Unknown counts that hang together.

    :param names: the unknown ones.
    :param relations: every sum in which one of them stands.
    """

    system: System
    names: tuple[Name, ...]
    relations: tuple[Relation, ...]

    def alone(self) -> System:
        """Give these counts and the sums in which they stand, without everything else."""
        values = self.system.values
        named = dict.fromkeys((*self.names, *(name for relation in self.relations for name in relation)))
        return System({name: values[name] for name in named}, self.relations)

    @property
    def places(self) -> Mapping[Name, int]:
        """The position of each unknown count."""
        return {name: place for place, name in enumerate(self.names)}

    @property
    def total(self) -> int:
        """What the unknown counts are together."""
        return sum(self.system.values[name] for name in self.names)


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
