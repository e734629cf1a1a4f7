"""Which sums of hidden counts the office may keep: none with which it could work out what one branch hides.

A branch has seen to it that nobody works out its small counts from its own figures. A sum over branches is one more
thing that is known of them, and binds what were tables of their own: so the sums are held against the figures of all
who took part, of the whole year, together with every sum that was read before, by the same attacker and the same rule.
The office does not know which hidden counts are small ones, so none of them may be narrowed that could be.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from math import inf
from typing import NamedTuple

from core.hq.guarding import kept_back
from core.hq.outside import FEWEST
from core.reporting.catalogue import NUMERATOR, Catalogue, Key
from core.reporting.disclosure.attack import fitting
from core.reporting.disclosure.primary import always_open
from core.reporting.disclosure.relations import Place, Rest, standing
from core.reporting.disclosure.release import Release
from core.reporting.disclosure.system import Name, Part, Relation, System
from core.reporting.periods import Period

#: A branch's figures of one period as they came; what it hides is None.
Table = Mapping[Key, int | None]
Tables = Mapping[str, Mapping[Period, Table]]


_NONE: Mapping["Summed", int] = {}


class Cell(NamedTuple):
    """A count of one branch, or what a whole has beyond counted parts."""

    branch: str
    place: Place | Rest


class Summed(NamedTuple):
    """What some branches hide of one cell, together.

    :param number: of the round in which it was read.
    """

    period: Period
    number: int
    key: Key
    branches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """The figures of several branches as one table.

    :param known: open counts; ``unknown`` hidden ones, and what nobody counts.
    """

    known: Mapping[Name, int]
    unknown: Set[Name]
    relations: tuple[Relation, ...]


def withheld(
    catalogue: Catalogue, tables: Tables, before: Mapping[Summed, int], new: Mapping[Summed, int],
    small: Mapping[Summed, int] = _NONE,
) -> frozenset[Summed]:  # fmt: skip
    """Choose the sums that may not be kept, as few as will do.

    :param before: sums that have been read already; what follows from them cannot be hidden any more.
    :param small: sums that are thrown away since they are small counts themselves, and must not follow from others.
    """
    sums = {**before, **new, **small}
    unmodelled = {each for each in new if not _is_there(each, tables)}
    held = {each: value for each, value in sums.items() if _is_there(each, tables)}
    for across in (True, False):
        bound = joined(catalogue, tables, across=across)
        system = _with_numbers(bound, held)
        if system is not None:
            bound = replace(bound, unknown=bound.unknown | (small.keys() & held.keys()))
            return frozenset(unmodelled | _chosen(catalogue, system, bound, held.keys() & before.keys(), held))
    return frozenset(new)  # nothing fits them, so that nobody can say what they tell


def _is_there(each: Summed, tables: Tables) -> bool:
    return all(each.key in tables.get(branch, {}).get(each.period, ()) for branch in each.branches)


def joined(catalogue: Catalogue, tables: Tables, *, across: bool) -> Joined:
    """Write each branch's own sums.

    :param across: whether to believe in sums over several periods too: records that came late can make them untrue.
    """
    known: dict[Name, int] = {}
    unknown: set[Name] = set()
    relations: list[Relation] = []
    for branch, periods in tables.items():
        for period, table in periods.items():
            for key, value in table.items():
                name = Cell(branch, Place(period, key))
                known[name] = value or 0
                if value is None:
                    unknown.add(name)
        releases = [
            Release(period, {key: value or 0 for key, value in table.items()}) for period, table in periods.items()
        ]
        for relation, rest in standing(catalogue, releases) if releases else ():
            named: dict[Name, int] = {Cell(branch, place): weight for place, weight in _places(relation)}
            if not unknown.isdisjoint(named) and (across or len({place.period for place, _ in _places(relation)}) == 1):
                relations.append(named if rest is None else {**named, Cell(branch, rest): -1})
                if rest is not None:
                    unknown.add(Cell(branch, rest))
    return Joined({name: value for name, value in known.items() if name not in unknown}, unknown, tuple(relations))


def _places(relation: Relation) -> Iterator[tuple[Place, int]]:
    return ((name, weight) for name, weight in relation.items() if isinstance(name, Place))


def _with_numbers(table: Joined, sums: Mapping[Summed, int]) -> System | None:
    """Put numbers that fit every sum in the place of what is hidden: one of all that are possible."""
    added: tuple[Relation, ...] = tuple(
        {each: -1, **{Cell(branch, Place(each.period, each.key)): 1 for branch in each.branches}} for each in sums
    )
    values: dict[Name, int] = {**table.known, **dict.fromkeys(table.unknown, 0)}
    values.update(sums.items())
    blank = System(values, (*table.relations, *added))
    found = fitting(Part(blank, tuple(table.unknown), blank.relations))
    return None if found is None else System({**blank.values, **found}, blank.relations)


def _chosen(
    catalogue: Catalogue, whole: System, table: Joined, before: Iterable[Summed], sums: Mapping[Summed, int]
) -> set[Summed]:
    fixed = {*table.known, *before}
    new = [each for each in sums if each not in fixed and each not in table.unknown]
    numbered = whole.touched_by(new, fixed).alone()
    hidden = [name for name in numbered.numbers if name in table.unknown]
    limits: dict[Name, float] = {numbered.numbers[name]: limit for name in hidden if (limit := _limit(catalogue, name))}
    chosen = kept_back(numbered.system, numbered.of(fixed), numbered.of(hidden), limits)
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
