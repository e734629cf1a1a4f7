"""Which sums of hidden counts the office may keep: none with which it could work out what one branch hides.

A branch has seen to it that nobody works out its small counts from its own figures. A sum over branches is one more
thing that is known of them, and binds what were tables of their own: so the sums are held against the figures of all
who took part, of the whole year and in every version, together with every sum that was read before, by the same
attacker and the same rule. The office does not know which hidden counts are small ones, so none of them may be narrowed
that could be.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple

from core.hq.outside.guarding import kept_back
from core.hq.outside.rounding import FEWEST
from core.hq.sums.histories import History
from core.reporting.catalogue import NUMERATOR, Catalogue, Key
from core.reporting.disclosure.attack import fitting
from core.reporting.disclosure.primary import always_open
from core.reporting.disclosure.relations import Place, Rest
from core.reporting.disclosure.system import Name, Part, Relation, System
from core.reporting.periods import Period

_NONE: Mapping["Summed", int] = {}
#: What could be nought has to stay so, though it need not for itself: two that are one at least are two together, in a
#: figure of theirs that is still to come.
_LOWEST = 0
Histories = Mapping[str, History]


class Cell(NamedTuple):
    """A count of one branch, or what a whole has beyond counted parts."""

    branch: str
    place: Place | Rest


class Lost(NamedTuple):
    """A count that stands in a sum that was read, and in none of the figures that are looked at."""

    branch: str
    period: Period
    version: int
    key: Key


class Summed(NamedTuple):
    """What some branches hide of one cell, together.

    :param number: of the round in which it was read.
    :param versions: of which of their figures, in the order of the branches.
    """

    period: Period
    number: int
    key: Key
    branches: tuple[str, ...]
    versions: tuple[int, ...]

    def parts(self, histories: Histories) -> list[Cell | Lost]:
        """Name the counts of which it is the sum."""
        return [self._part(histories, *each) for each in zip(self.branches, self.versions, strict=True)]

    def _part(self, histories: Histories, branch: str, version: int) -> Cell | Lost:
        history = histories.get(branch)
        place = history and history.places.get((self.period, version, self.key))
        return Cell(branch, place) if place else Lost(branch, self.period, version, self.key)


@dataclass(frozen=True, slots=True)
class Joined:
    """The figures of several branches as one table.

    :param known: open counts; ``unknown`` hidden ones, and what nobody counts.
    """

    known: Mapping[Name, int]
    unknown: Set[Name]
    relations: tuple[Relation, ...]


def withheld(
    catalogue: Catalogue, histories: Histories, before: Mapping[Summed, int], new: Mapping[Summed, int],
    small: Mapping[Summed, int] = _NONE,
) -> frozenset[Summed]:  # fmt: skip
    """Choose the sums that may not be kept, as few as will do.

    :param before: sums that have been read already; what follows from them cannot be hidden any more.
    :param small: sums that are thrown away since they are small counts themselves, and must not follow from others.
    """
    lost = {each for each in (*new, *small) if any(isinstance(part, Lost) for part in each.parts(histories))}
    sums = {each: value for each, value in {**before, **new, **small}.items() if each not in lost}
    for across in (True, False):
        bound = joined(catalogue, histories, across=across)
        system = _with_numbers(bound, histories, sums)
        if system is not None:
            bound = replace(bound, unknown=bound.unknown | (small.keys() & sums.keys()))
            return frozenset((lost & new.keys()) | _chosen(catalogue, system, bound, before, sums))
    return frozenset(new)  # nothing fits them, so that nobody can say what they tell


def joined(catalogue: Catalogue, histories: Histories, *, across: bool) -> Joined:
    """Write each branch's own sums.

    :param across: whether to believe in sums over several periods too: records that came late can make them untrue.
    """
    every = [_bound(catalogue, branch, history, across=across) for branch, history in histories.items()]
    return Joined(
        {name: value for each in every for name, value in each.known.items()},
        {name for each in every for name in each.unknown},
        tuple(relation for each in every for relation in each.relations),
    )


def _bound(catalogue: Catalogue, branch: str, history: History, *, across: bool) -> Joined:
    known: dict[Name, int] = {Cell(branch, place): value for place, value in history.known.items()}
    unknown: set[Name] = {name for place in history.places.values() if (name := Cell(branch, place)) not in known}
    relations: list[Relation] = []
    for relation, rest in history.relations(catalogue):
        places = {name: weight for name, weight in relation.items() if isinstance(name, Place)}
        named: dict[Name, int] = {Cell(branch, place): weight for place, weight in places.items()}
        if not unknown.isdisjoint(named) and (across or len({place.period for place in places}) == 1):
            relations.append(named if rest is None else {**named, Cell(branch, rest): -1})
            if rest is not None:
                unknown.add(Cell(branch, rest))
    bound = Joined(known, unknown, tuple(relations))
    fits = not across or _with_numbers(bound, {branch: history}, {}) is not None
    return bound if fits else _bound(catalogue, branch, history, across=False)


def _with_numbers(table: Joined, histories: Histories, sums: Mapping[Summed, int]) -> System | None:
    """Put numbers that fit every sum in the place of what is hidden: one of all that are possible."""
    parts = {each: each.parts(histories) for each in sums}
    added: tuple[Relation, ...] = tuple({each: -1, **dict.fromkeys(parts[each], 1)} for each in sums)
    unknown = {*table.unknown, *(part for own in parts.values() for part in own if isinstance(part, Lost))}
    values: dict[Name, int] = {**table.known, **dict.fromkeys(unknown, 0)}
    values.update(sums.items())
    blank = System(values, (*table.relations, *added))
    found = fitting(Part(blank, tuple(unknown), blank.relations))
    return None if found is None else System({**blank.values, **found}, blank.relations)


def _chosen(
    catalogue: Catalogue, whole: System, table: Joined, before: Iterable[Summed], sums: Mapping[Summed, int]
) -> set[Summed]:
    fixed = {*table.known, *before}
    new = [each for each in sums if each not in fixed and each not in table.unknown]
    numbered = whole.touched_by(new, fixed).alone()
    hidden = [name for name in numbered.numbers if name in table.unknown]
    limits: dict[Name, float] = {numbered.numbers[name]: limit for name in hidden if (limit := _limit(catalogue, name))}
    chosen = kept_back(numbered.system, numbered.of(fixed), numbered.of(hidden), limits, _LOWEST)
    return set(new) if chosen is None else {name for name in numbered.named(chosen) if isinstance(name, Summed)}


def _limit(catalogue: Catalogue, name: Name) -> float:
    """Tell below which number a hidden count could be a small one; nought where it counts no persons."""
    if isinstance(name, Summed):
        return catalogue.indicators[name.key[0]].rule.threshold
    if not isinstance(name, Cell) or (isinstance(name.place, Rest) and name.place.of != "share"):
        return 0
    key = (name.place.place if isinstance(name.place, Rest) else name.place).key
    if always_open(catalogue, key, {}):
        return 0
    # Of a share that tells too much of few, any number may be what is hidden.
    return inf if key[3] == NUMERATOR else max(FEWEST, catalogue.indicators[key[0]].rule.threshold)
