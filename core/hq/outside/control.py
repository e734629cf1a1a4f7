"""What of the office's figures somebody outside may be told who keeps all that the public and every donor were told.

A told count stands for five numbers or fewer, since it is rounded; whoever knows the rule also knows that one of
persons is ten or more. Shares are held against her as if she knew both parts: she knows them nearly.

The public is told of all branches, a donor of those that said yes, and perhaps of one by itself. Branches that always
stand together in what was told are one part; what is told of some parts and of others can be subtracted, so that each
part is looked at like a house of its own.

Sources: rules 2, 5, 6 and 8 of the regional proposal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import NamedTuple

from core.hq.outside.dominance import Between
from core.hq.outside.guarding import kept_back
from core.hq.outside.rounding import FEWEST
from core.reporting.catalogue import Catalogue, Key
from core.reporting.disclosure.attack import fitting
from core.reporting.disclosure.relations import Place, Rest, candidates, states
from core.reporting.disclosure.system import Name, Part, Relation, System, holds
from core.reporting.periods import Period

#: Branches that are told together.
Branches = frozenset[str]
#: Stands for a count that the office does not know itself; each below it too.
_UNKNOWN = -1


class Telling(NamedTuple):
    """A count of some branches together."""

    period: Period
    key: Key
    branches: Branches


#: Figures by period and branch, as the office knows them; None where it does not itself.
Cells = Mapping[Period, Mapping[str, Mapping[Key, int | None]]]


@dataclass(frozen=True, slots=True)
class Act:
    """What was told at once, and what it rests on.

    :param told: between what somebody knows of each count that she was told.
    :param totals: counts of several branches as the office knows them, be they told or not.
    """

    cells: Cells
    told: Mapping[Telling, Between]
    totals: Mapping[Telling, int | None]


class _Cell(NamedTuple):
    """A count of one part, or what a whole has there beyond counted parts."""

    part: Branches
    place: Place | Rest


class _Sum(NamedTuple):
    """A count of several parts, as it was in an act."""

    act: int
    telling: Telling


class _Told(NamedTuple):
    """Something that is known of a told count: ``floor`` its least number, ``width`` how many more it may be.

    ``above`` and ``room`` are how far it is from either end, which nobody knows.
    """

    what: str
    act: int
    telling: Telling


def withheld(catalogue: Catalogue, acts: Sequence[Act]) -> frozenset[Telling] | None:
    """Choose what of the last act may not be told, given all that was told before.

    :param acts: in the order in which they were told.
    :returns: out of what it would tell; None if nothing can be told without too much being worked out.
    """
    for across in (True, False):
        for same in (True, False):
            system = _Book(catalogue, acts, across=across, same=same).system()
            if system is not None:
                return _chosen(catalogue, system, acts)
    return None


def _chosen(catalogue: Catalogue, system: System, acts: Sequence[Act]) -> frozenset[Telling] | None:
    told = [name for name in system.values if isinstance(name, _Told)]
    new = {name for name in told if name.what == "floor" and name.act == len(acts) - 1}
    fixed = {name for name in told if name.what in ("floor", "width")} - new
    numbered = system.touched_by(new, fixed).alone()
    hidden = numbered.numbers.keys() - new - fixed
    limit = _Limits(catalogue, acts, system)
    limits: dict[Name, float] = {numbered.numbers[name]: least for name in hidden if (least := limit.of(name))}
    chosen = kept_back(numbered.system, numbered.of(fixed), numbered.of(hidden), limits)
    if chosen is None:
        return None
    return frozenset(name.telling for name in numbered.named(chosen) if isinstance(name, _Told))


@dataclass(frozen=True)
class _Limits:
    """Below which number a count would be one that nobody may work out."""

    catalogue: Catalogue
    acts: Sequence[Act]
    system: System

    def of(self, name: Name) -> float:
        """Give the number; infinity where nobody may, whatever it is, and nought where everybody may."""
        if isinstance(name, _Sum):
            value = self.acts[name.act].totals.get(name.telling)
            return self._small(name.telling.key, value, name)
        if not isinstance(name, _Cell) or (isinstance(name.place, Rest) and name.place.of != "share"):
            return 0
        place = name.place.place if isinstance(name.place, Rest) else name.place
        value = place.was if place.was is not None else self._last[name.part, place.period, place.key]
        if self._fewest(place.key) and self._is_singled_out(name.part, place):
            return inf
        return self._small(place.key, None if value is None or value <= _UNKNOWN else value, name)

    def _small(self, key: Key, value: int | None, name: Name) -> float:
        """A count that the office does not know may be a small one."""
        fewest = self._fewest(key)
        return fewest if value is None else inf if 0 < self.system.values[name] < fewest else 0

    def _fewest(self, key: Key) -> int:
        rule = self.catalogue.indicators[key[0]].rule
        return max(FEWEST, rule.threshold) if rule.threshold else 0

    def _is_singled_out(self, part: Branches, place: Place) -> bool:
        """A branch that was told in sums alone is told by itself nowhere, also not as what two sums differ by."""
        if len(part) > 1:
            return False
        told = self._told.get((place.period, place.key), set())
        return bool(told) and part not in told and any(part < each for each in told)

    @cached_property
    def _told(self) -> Mapping[tuple[Period, Key], set[Branches]]:
        found: dict[tuple[Period, Key], set[Branches]] = {}
        for each in (telling for act in self.acts for telling in act.told):
            found.setdefault((each.period, each.key), set()).add(each.branches)
        return found

    @cached_property
    def _last(self) -> Mapping[tuple[Branches, Period, Key], int | None]:
        parts = parts_of(self.acts)
        return {
            (part, period, key): value
            for act in self.acts
            for part in parts
            for period in act.cells
            for key, value in added(act, part, period).items()
        }


def parts_of(acts: Sequence[Act]) -> list[Branches]:
    """Divide the branches into those that stand together in all that was told."""
    sets = sorted({telling.branches for act in acts for telling in act.told}, key=sorted)
    found: dict[tuple[bool, ...], set[str]] = {}
    for branch in sorted({branch for act in acts for each in act.cells.values() for branch in each}):
        found.setdefault(tuple(branch in each for each in sets), set()).add(branch)
    return [frozenset(each) for each in found.values()]


def added(act: Act, part: Branches, period: Period) -> dict[Key, int | None]:
    """Add up what all of a part have of a period; None where the office knows it neither of each nor together."""
    own = [act.cells.get(period, {}).get(branch, {}) for branch in sorted(part)]
    shared = set(own[0]).intersection(*own[1:])
    found: dict[Key, int | None] = {}
    for key in sorted(shared):
        values = [each[key] for each in own]
        known = [each for each in values if each is not None]
        found[key] = sum(known) if len(known) == len(values) else act.totals.get(Telling(period, key, part))
    return found


@dataclass
class _Book:
    """All that was told, and what it is made of, as sums of counts.

    :param across: whether to believe in sums over several periods: records that came late can make them untrue.
    :param same: whether a count that the office does not know is taken for the same one in two versions.
    """

    catalogue: Catalogue
    acts: Sequence[Act]
    across: bool
    same: bool
    values: dict[Name, int] = field(default_factory=dict)
    unknown: set[Name] = field(default_factory=set)
    relations: list[Relation] = field(default_factory=list)

    def system(self) -> System | None:
        """Bind all of it, with numbers that fit in the place of those that the office does not know itself."""
        parts = parts_of(self.acts)
        named = {part: self._bind(part) for part in parts}
        for number, act in enumerate(self.acts):
            for telling in dict.fromkeys((*act.told, *act.totals)):
                self._tell(number, telling, {part: named[part][number] for part in parts if part <= telling.branches})
        unknown = self.unknown
        about = tuple(each for each in self.relations if not unknown.isdisjoint(each))
        fitted = fitting(Part(System(self.values, ()), tuple(unknown), about)) if unknown else {}
        return None if fitted is None else System({**self.values, **fitted}, tuple(self.relations))

    def _bind(self, part: Branches) -> list[dict[tuple[Period, Key], Name]]:
        """Write the sums of one part, and name its counts in each act."""
        told = [self._figures(number, part) for number in range(len(self.acts))]
        last: dict[tuple[Period, Key], int] = {}
        for each in told:
            last |= {(period, key): value for period, values in each.items() for key, value in values.items()}
        named: list[dict[tuple[Period, Key], Name]] = []
        for each in told:
            own: dict[tuple[Period, Key], Name] = {}
            for period, values in each.items():
                for key, value in values.items():
                    own[period, key] = _Cell(part, Place(period, key, None if last[period, key] == value else value))
                    self._set(own[period, key], value if value > _UNKNOWN else None)
            named.append(own)
        for state in states(told):
            for relation, rest in candidates(self.catalogue, state):
                self._relate(part, relation, rest)
        return named

    def _figures(self, number: int, part: Branches) -> dict[Period, dict[Key, int]]:
        """Give a part's figures of an act, with a number of its own for what is not known."""
        act, blank = self.acts[number], _UNKNOWN if self.same else _UNKNOWN - number
        return {
            period: {key: blank if value is None else value for key, value in added(act, part, period).items()}
            for period in sorted(act.cells)
        }

    def _set(self, name: Name, value: int | None) -> None:
        self.values[name] = value or 0
        self.unknown |= {name} if value is None else set()

    def _relate(self, part: Branches, relation: Relation, rest: Rest | None) -> None:
        if not self.across and len({place.period for place in relation if isinstance(place, Place)}) > 1:
            return
        named: dict[Name, int] = {_Cell(part, place): weight for place, weight in relation.items()}  # type: ignore[arg-type]
        left = None
        if self.unknown.isdisjoint(named):
            left = sum(weight * self.values[name] for name, weight in named.items())
            if (rest is None and not holds(named, self.values)) or left < 0:
                return
        if rest is not None:
            self._set(_Cell(part, rest), left)
            named[_Cell(part, rest)] = -1
        self.relations.append(named)

    def _tell(
        self, number: int, telling: Telling, parts: Mapping[Branches, Mapping[tuple[Period, Key], Name]]
    ) -> None:  # fmt: skip
        """Say that a count is that of its parts together, and between what it was told."""
        place = telling.period, telling.key
        if frozenset().union(*parts) != telling.branches or not all(place in each for each in parts.values()):
            return
        act, whole = self.acts[number], _Sum(number, telling)
        self._set(whole, act.totals.get(telling))
        self.relations.append({**{each[place]: 1 for each in parts.values()}, whole: -1})
        if telling in act.told:
            self._bound(number, telling, whole, act.told[telling])

    def _bound(self, number: int, telling: Telling, whole: Name, told: Between) -> None:
        floor, above, room, width = (_Told(what, number, telling) for what in ("floor", "above", "room", "width"))
        value = self.values[whole]
        self.values |= {floor: told.low, above: value - told.low, room: told.high - value, width: told.high - told.low}
        self.relations += [{whole: 1, floor: -1, above: -1}, {above: 1, room: 1, width: -1}]
