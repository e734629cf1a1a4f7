"""Which sums everybody knows: within a table, between indicators, between numerator and denominator, and over time.

A count that nobody released, as babies among all children, or the month that is still to come, stands in the sums too:
whoever looks for a hidden count knows that it is 0 or more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.reporting.catalogue import DENOMINATOR, NUMERATOR, TOTAL, WITHOUT_TOTAL, Catalogue, Key
from core.reporting.disclosure.release import Release
from core.reporting.disclosure.system import Name, Relation, System, holds, whole_of
from core.reporting.periods import Period

#: Period rules of figures that a quarter or a year adds up, and of those that it takes from its last or first part.
ADDITIVE = frozenset({"flow", "exposure", "cohort_entry"})
AT_THE_END, AT_THE_START = "stock_end", "stock_start"
_PARTS = {"A": "Q", "Q": "M"}


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of one period."""

    period: Period
    key: Key


@dataclass(frozen=True, slots=True)
class Rest:
    """What a whole has beyond parts that are counted."""

    of: str
    place: Place


def rest_of_share(place: Place) -> Rest:
    """Name those whom a share leaves out: the denominator without the numerator."""
    return Rest("share", place)


def build(catalogue: Catalogue, releases: Sequence[Release]) -> System:
    """Bind the cells of some releases of one branch by every sum that holds for them.

    Where records came late, the quarter may no longer be the sum of its months as they were released: who believes that
    it is works out something false, so that such a sum is left out.
    """
    values: dict[Name, int] = {
        Place(release.period, key): value for release in releases for key, value in release.values.items()
    }
    found: list[Relation] = []
    for relation, rest in _candidates(catalogue, releases, values):
        if rest is None:
            if holds(relation, values):
                found.append(relation)
        elif (left := _left(relation, values)) >= 0:
            values[rest] = left
            found.append({**relation, rest: -1})
    return System(values, tuple(found))


_Candidate = tuple[Relation, Rest | None]


def _candidates(catalogue: Catalogue, releases: Sequence[Release], values: Mapping[Name, int]) -> Iterator[_Candidate]:
    for release in releases:
        yield from _totals(release)
        yield from _shares(catalogue, release)
        yield from _across(catalogue, release)
        yield from _over_time(catalogue, release, values)


def _totals(release: Release) -> Iterator[_Candidate]:
    """A closed list adds up to its total."""
    parts: dict[Key, list[Place]] = {}
    for key in release.values:
        indicator, breakdown, _code, component = key
        if breakdown not in (TOTAL, *WITHOUT_TOTAL):
            parts.setdefault((indicator, breakdown, TOTAL, component), []).append(Place(release.period, key))
    for (indicator, _breakdown, _total, component), places in parts.items():
        whole = (indicator, TOTAL, TOTAL, component)
        if whole in release.values:
            yield whole_of([Place(release.period, whole)], places), None


def _shares(catalogue: Catalogue, release: Release) -> Iterator[_Candidate]:
    """Who is in the numerator, and who is not, are all of the denominator."""
    for key in release.values:
        indicator, breakdown, code, component = key
        if component != NUMERATOR or not catalogue.indicators[indicator].nested:
            continue
        own = (indicator, breakdown, code, DENOMINATOR)
        whole = own if own in release.values else (indicator, TOTAL, TOTAL, DENOMINATOR)
        if whole in release.values:
            part = Place(release.period, key)
            yield whole_of([Place(release.period, whole)], [part]), rest_of_share(part)


def _across(catalogue: Catalogue, release: Release) -> Iterator[_Candidate]:
    """What the catalogue says adds up between indicators."""
    for number, each in enumerate(catalogue.sums):
        if all(key in release.values for key in (*each.whole, *each.parts)):
            whole, parts = ([Place(release.period, key) for key in side] for side in (each.whole, each.parts))
            yield whole_of(whole, parts), Rest(f"sum {number}", whole[0]) if each.rest else None


def _over_time(catalogue: Catalogue, release: Release, values: Mapping[Name, int]) -> Iterator[_Candidate]:
    """A year and its quarters, a quarter and its months; what no part has released yet is a rest."""
    if release.period.kind not in _PARTS:
        return
    periods = release.period.parts(_PARTS[release.period.kind])
    for key in release.values:
        whole = Place(release.period, key)
        places = [place for place in (Place(each, key) for each in periods) if place in values]
        rule = catalogue.indicators[key[0]].period_rule
        if rule in ADDITIVE and places:
            rest = None if len(places) == len(periods) else Rest("time", whole)
            yield whole_of([whole], places), rest
        elif (same := _same(rule, periods, key)) in values:
            yield whole_of([whole], [same]), None


def _same(rule: str, periods: Sequence[Period], key: Key) -> Place | None:
    """Find the part whose stock is that of the whole period."""
    if rule not in (AT_THE_END, AT_THE_START):
        return None
    return Place(periods[-1] if rule == AT_THE_END else periods[0], key)


def _left(relation: Relation, values: Mapping[Name, int]) -> int:
    return sum(weight * values[name] for name, weight in relation.items())
