"""Which sums everybody knows: within a table, between indicators, between numerator and denominator, and over time.

Everything that was ever released stands in them, also what has been replaced since: somebody may have kept it. A count
that nobody released, as babies among all children, or the month that is still to come, stands in the sums too: whoever
looks for a hidden count knows that it is 0 or more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.reporting.catalogue import DENOMINATOR, NUMERATOR, TOTAL, WITHOUT_TOTAL, Catalogue, Key
from core.reporting.disclosure.release import Release
from core.reporting.disclosure.system import Name, Relation, System, holds, whole_of
from core.reporting.periods import POOLED, Period, containing
from core.reporting.twoway import sides

#: Period rules of figures that a quarter or a year adds up, and of those that it takes from its last or first part.
ADDITIVE = frozenset({"flow", "exposure", "cohort_entry"})
AT_THE_END, AT_THE_START = "stock_end", "stock_start"
_PARTS, _WHOLES = {POOLED: "A", "A": "Q", "Q": "M"}, {"M": "Q", "Q": "A", "A": POOLED}

Values = Mapping[Key, int]


class Place(NamedTuple):
    """A cell of one period.

    :param was: its count, where a later version has another one: then these are two counts.
    """

    period: Period
    key: Key
    was: int | None = None


class Rest(NamedTuple):
    """What a whole has beyond parts that are counted.

    :param state: which version of the figures it belongs to, 0 for what holds today.
    """

    of: str
    place: Place
    state: int = 0


class Book:
    """All releases of one branch in the order in which they left, of which the last one is about to.

    Somebody who has an earlier version will take a count that the later one does not change for the same count, and is
    right; so both have one name.
    """

    def __init__(self, releases: Sequence[Release]) -> None:
        self._releases = releases
        self.last: dict[Period, dict[Key, int]] = {}
        for each in releases:
            self.last.setdefault(each.period, {}).update(each.values)

    def places(self, release: Release, keys: Iterable[Key]) -> Iterator[Place]:
        """Name some cells of a release."""
        last = self.last[release.period]
        for key in keys:
            value = release.values[key]
            yield Place(release.period, key, None if last[key] == value else value)

    def states(self) -> Iterator["State"]:
        """Give the figures as they stood each time before some were replaced, and as they stand at the end."""
        return states([{each.period: each.values} for each in self._releases])


@dataclass(frozen=True, slots=True)
class State:
    """Figures that stood beside each other for a time.

    :param about: periods whose sums are asked for.
    """

    number: int
    now: Mapping[Period, Values]
    last: Mapping[Period, Values]
    about: tuple[Period, ...]

    def place(self, period: Period, key: Key) -> Place:
        """Name a cell."""
        value = self.now[period][key]
        return Place(period, key, None if self.last[period][key] == value else value)

    def has(self, period: Period, key: Key) -> bool:
        """Tell whether a period's figures hold a cell."""
        return key in self.now.get(period, ())

    def wholes(self) -> list[Period]:
        """List the periods asked about, and the longer ones that add them up."""
        return [each for each in dict.fromkeys(whole for part in self.about for whole in _around(part))
                if each in self.now]  # fmt: skip


def states(acts: Sequence[Mapping[Period, Values]]) -> Iterator[State]:
    """Give figures as they stood each time before some were replaced, and as they stand at the end.

    :param acts: figures that left together, in the order in which they left.
    """
    last: dict[Period, dict[Key, int]] = {}
    for each in acts:
        for period, values in each.items():
            last.setdefault(period, {}).update(values)
    now: dict[Period, Values] = {}
    for number, each in enumerate(acts, 1):
        replaced = tuple(period for period, values in each.items() if _differ(now.get(period, {}), values))
        if replaced:
            yield State(number, dict(now), last, replaced)
        now |= {period: {**now.get(period, {}), **values} for period, values in each.items()}
    yield State(0, now, last, tuple(now))


def _differ(known: Values, values: Values) -> bool:
    return any(known.get(key, value) != value for key, value in values.items())


def build(catalogue: Catalogue, releases: Sequence[Release]) -> System:
    """Bind the cells of all releases of one branch, in the order in which they left, by every sum that holds for them.

    Where records came late, the quarter may no longer be the sum of its months as they were released: who believes that
    it is works out something false, so that such a sum is left out.
    """
    book = Book(releases)
    values: dict[Name, int] = {
        place: release.values[place.key] for release in releases for place in book.places(release, release.values)
    }
    found: dict[frozenset[tuple[Name, int]], Relation] = {}
    for state in book.states():
        for relation, rest in candidates(catalogue, state):
            known = frozenset(relation.items())
            if known in found:
                continue
            if rest is None:
                if holds(relation, values):
                    found[known] = relation
            elif (left := _left(relation, values)) >= 0:
                values[rest] = left
                found[known] = {**relation, rest: -1}
    return System(values, tuple(found.values()))


_Candidate = tuple[Relation, Rest | None]


def standing(catalogue: Catalogue, releases: Sequence[Release]) -> Iterator[_Candidate]:
    """List the sums of figures as they stand today, be their counts known or not, and what each leaves over."""
    *_earlier, today = Book(releases).states()
    return candidates(catalogue, today)


def candidates(catalogue: Catalogue, state: State) -> Iterator[_Candidate]:
    """List the sums of figures as they stood, be their counts known or not, and what each leaves over."""
    for period in state.about:
        yield from _totals(state, period)
        yield from _shares(catalogue, state, period)
    for period in state.wholes():
        yield from _across(catalogue, state, period)
        yield from _over_time(catalogue, state, period)


def _totals(state: State, period: Period) -> Iterator[_Candidate]:
    """A closed list adds up to its total, and a two-way table to its margins."""
    parts: dict[tuple[Key, str], list[Place]] = {}
    for key in state.now[period]:
        for whole in _wholes(key):
            parts.setdefault((whole, key[1]), []).append(state.place(period, key))
    for (whole, _breakdown), places in parts.items():
        if state.has(period, whole):
            yield whole_of([state.place(period, whole)], places), None


def _wholes(key: Key) -> Iterator[Key]:
    """Name what a cell is a part of: the total, or, in a two-way table, the entry at either margin."""
    indicator, breakdown, code, component = key
    lists, entries = sides(breakdown), sides(code)
    if len(lists) == 1 and breakdown not in (TOTAL, *WITHOUT_TOTAL):
        yield indicator, TOTAL, TOTAL, component
    for name, entry, other in zip(lists, entries, reversed(lists), strict=True):
        if name != other and other not in WITHOUT_TOTAL:
            yield indicator, name, entry, component


def _shares(catalogue: Catalogue, state: State, period: Period) -> Iterator[_Candidate]:
    """Who is in the numerator, and who is not, are all of the denominator."""
    for key in state.now[period]:
        indicator, breakdown, code, component = key
        if component != NUMERATOR or not catalogue.indicators[indicator].nested:
            continue
        own = (indicator, breakdown, code, DENOMINATOR)
        whole = own if state.has(period, own) else (indicator, TOTAL, TOTAL, DENOMINATOR)
        if state.has(period, whole):
            part = state.place(period, key)
            yield whole_of([state.place(period, whole)], [part]), Rest("share", part, state.number)


def _across(catalogue: Catalogue, state: State, period: Period) -> Iterator[_Candidate]:
    """What the catalogue says adds up between indicators, and with the period before."""
    before = period.previous()
    now, then = state.now[period], state.now.get(before, {})
    for number, each in enumerate(catalogue.sums):
        if each.cells <= now.keys() and each.cells_before <= then.keys():
            whole, parts = (
                [*(state.place(period, key) for key in here), *(state.place(before, key) for key in earlier)]
                for here, earlier in ((each.whole, each.whole_before), (each.parts, each.parts_before))
            )
            yield whole_of(whole, parts), Rest(f"sum {number}", whole[0], state.number) if each.rest else None


def _over_time(catalogue: Catalogue, state: State, period: Period) -> Iterator[_Candidate]:
    """A year and its quarters, a quarter and its months; what no part has released yet is a rest."""
    if period.kind not in _PARTS:
        return
    periods = period.parts(_PARTS[period.kind])
    for key in state.now[period]:
        whole = state.place(period, key)
        places = [state.place(each, key) for each in periods if state.has(each, key)]
        rule = catalogue.indicators[key[0]].period_rule
        if rule in ADDITIVE and places:
            rest = None if len(places) == len(periods) else Rest("time", whole, state.number)
            yield whole_of([whole], places), rest
        elif (same := _same(rule, periods)) and state.has(same, key):
            yield whole_of([whole], [state.place(same, key)]), None


def _same(rule: str, periods: Sequence[Period]) -> Period | None:
    """Find the part whose stock is that of the whole period."""
    if rule not in (AT_THE_END, AT_THE_START):
        return None
    return periods[-1] if rule == AT_THE_END else periods[0]


def _around(period: Period) -> Iterator[Period]:
    """A period, the one after it, which looks back at it, and the longer one that it is a part of."""
    yield period
    yield period.following()
    if period.kind in _WHOLES:
        yield containing(period.first, _WHOLES[period.kind])


def _left(relation: Relation, values: Mapping[Name, int]) -> int:
    return sum(weight * values[name] for name, weight in relation.items())
