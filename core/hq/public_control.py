"""What of the network's figures the public may be told: somebody keeps all that it was ever told, and subtracts.

A told count stands for five numbers or fewer, since it is rounded; whoever knows the rule also knows that one of
persons is ten or more. Shares are held against her as if she knew both parts: she knows them nearly.

Sources: rules 2, 5, 6 and 8 of the regional proposal; dominance after the Handbook on Statistical Disclosure Control,
chapter 4, with rule 6 in place of a percentage: whoever knows one branch's count must not be left with a small one of
another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from core.hq.guarding import kept_back
from core.hq.outside import FEWEST, STEP, rounded
from core.reporting.catalogue import Catalogue, Key
from core.reporting.disclosure.attack import fitting
from core.reporting.disclosure.primary import CANDIDATES
from core.reporting.disclosure.relations import Place, Rest, standing
from core.reporting.disclosure.release import Release
from core.reporting.disclosure.system import Name, Part, Relation, System, holds
from core.reporting.periods import Period


class Between(NamedTuple):
    """What somebody knows of a count who was told it."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Known:
    """The network's figures of one period.

    :param exact: as the office knows them; None where it does not itself.
    :param told: what the public knows of those that it was told.
    """

    exact: Mapping[Key, int | None]
    told: Mapping[Key, Between]


class _Told(NamedTuple):
    """Something that is known of a told count: ``floor`` its least number, ``width`` how many more it may be.

    ``above`` and ``room`` are how far it is from either end, which nobody knows.
    """

    what: str
    place: Place


def between(value: int, fewest: int) -> Between:
    """Say what a rounded count tells; one of persons is nought or ``fewest`` and more."""
    middle = rounded(value)
    return Between(max(fewest, middle - STEP // 2), middle + STEP // 2) if value else Between(0, 0)


def dominated(total: Between, parts: Sequence[int | None]) -> bool:
    """Tell whether somebody of one branch could take her own count from what is told and be left with a small one.

    :param parts: of each branch; None where the office does not know it.
    """
    if len(parts) < 2:
        return True
    return any(
        _leaves_little(Between(max(0, total.low - own), total.high - own), [*parts[:place], *parts[place + 1 :]])
        for place, own in enumerate(parts)
        if own is not None
    )


def _leaves_little(left: Between, others: Sequence[int | None]) -> bool:
    if not any(each is None or 0 < each < FEWEST for each in others):
        return False
    low = left.low if len(others) == 1 else 0
    return low > 1 or left.high - low + 1 < CANDIDATES


def withheld(catalogue: Catalogue, period: Period, now: Known, before: Mapping[Period, Known]) -> frozenset[Key] | None:
    """Choose what else of a period's figures may not be told.

    :param before: what was told of other periods.
    :returns: cells out of ``now.told``; None if nothing can be told without a small count being worked out.
    """
    everything = {**before, period: now}
    for across in (True, False):
        system = _system(catalogue, everything, across=across)
        if system is not None:
            return _chosen(catalogue, system, period, everything)
    return None


def _chosen(
    catalogue: Catalogue, system: System, period: Period, everything: Mapping[Period, Known]
) -> frozenset[Key] | None:
    told = [name for name in system.values if isinstance(name, _Told)]
    new = {name for name in told if name.what == "floor" and name.place.period == period}
    fixed = {name for name in told if name.what in ("floor", "width")} - new
    numbered = system.touched_by(new, fixed).alone()
    hidden = numbered.numbers.keys() - new - fixed
    found = ((numbered.numbers[name], _limit(catalogue, name, system, everything)) for name in hidden)
    limits: dict[Name, float] = {number: limit for number, limit in found if limit}
    chosen = kept_back(numbered.system, numbered.of(fixed), numbered.of(hidden), limits)
    if chosen is None:
        return None
    return frozenset(name.place.key for name in numbered.named(chosen) if isinstance(name, _Told))


def _limit(catalogue: Catalogue, name: Name, system: System, everything: Mapping[Period, Known]) -> float:
    """Tell below which number a count could be a small one: of one that the office does not know, it may be."""
    place = name.place if isinstance(name, Rest) and name.of == "share" else name
    if not isinstance(place, Place):
        return 0
    rule = catalogue.indicators[place.key[0]].rule
    fewest = max(FEWEST, rule.threshold) if rule.threshold else 0
    if everything[place.period].exact[place.key] is None:
        return fewest
    return inf if 0 < system.values[name] < fewest else 0


def _system(catalogue: Catalogue, everything: Mapping[Period, Known], *, across: bool) -> System | None:
    """Bind all figures, with numbers that fit in the place of those that the office does not know itself."""
    values: dict[Name, int] = {}
    unknown: set[Name] = set()
    for period, known in everything.items():
        for key, value in known.exact.items():
            values[Place(period, key)] = value or 0
            unknown |= {Place(period, key)} if value is None else set()
    relations = [*_sums(catalogue, everything, values, unknown, across=across)]
    for period, known in everything.items():
        for key, told in known.told.items():
            relations += _bounds(Place(period, key), told, values)
    about = tuple(each for each in relations if not unknown.isdisjoint(each))
    fitted = fitting(Part(System(values, ()), tuple(unknown), about)) if unknown else {}
    return None if fitted is None else System({**values, **fitted}, tuple(relations))


def _sums(
    catalogue: Catalogue, everything: Mapping[Period, Known], values: dict[Name, int], unknown: set[Name], *,
    across: bool,
) -> Iterator[Relation]:  # fmt: skip
    releases = [
        Release(period, {key: value or 0 for key, value in known.exact.items()})
        for period, known in sorted(everything.items())
    ]
    for relation, rest in standing(catalogue, releases):
        if not across and len({name.period for name in relation if isinstance(name, Place)}) > 1:
            continue
        if unknown.isdisjoint(relation):
            left = sum(weight * values[name] for name, weight in relation.items())
            if rest is None and holds(relation, values):
                yield relation
            elif rest is not None and left >= 0:
                values[rest] = left
                yield {**relation, rest: -1}
        else:
            unknown |= set() if rest is None else {rest}
            values |= {} if rest is None else {rest: 0}
            yield relation if rest is None else {**relation, rest: -1}


def _bounds(place: Place, told: Between, values: dict[Name, int]) -> Iterator[Relation]:
    floor, above, room, width = (_Told(what, place) for what in ("floor", "above", "room", "width"))
    value = values[place]
    values |= {floor: told.low, above: value - told.low, room: told.high - value, width: told.high - told.low}
    yield {place: 1, floor: -1, above: -1}
    yield {above: 1, room: 1, width: -1}
