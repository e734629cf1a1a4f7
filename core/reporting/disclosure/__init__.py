"""Disclosure control of what leaves the branch.

Small counts are hidden (:mod:`primary`), then as few others as keep them from being worked out from sums
(:mod:`complement`), over everything that the branch has released of the same year; before it leaves, an attacker who
knows every sum has to fail (:mod:`attack`). A hidden cell does not say which of the two it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.reporting.catalogue import Catalogue, Key
from core.reporting.disclosure.complement import Problem, complement, exposed
from core.reporting.disclosure.primary import (
    Limits,
    always_open,
    few_left_out,
    stricter,
    threshold,
    too_small,
)
from core.reporting.disclosure.relations import Place, Rest, build, rest_of_share
from core.reporting.disclosure.release import Release
from core.reporting.disclosure.system import Name, System
from core.reporting.package import FREE, INTERNAL, NORMAL, SUPPRESSED

__all__ = ["Checked", "Protected", "Release", "check", "protect", "stricter", "threshold"]


@dataclass(frozen=True, slots=True)
class Protected:
    """A cell as it may leave; a suppressed one has no value and does not say why."""

    indicator: str
    breakdown: str
    code: str
    component: str
    value: int | None
    status: str
    confidential: str

    @property
    def key(self) -> Key:
        """What names it."""
        return self.indicator, self.breakdown, self.code, self.component


@dataclass(frozen=True, slots=True)
class Checked:
    """A release with what has to be hidden in it.

    :param exposed: hidden cells that somebody could work out all the same, because of what has left before.
    """

    release: Release
    exposed: tuple[Name, ...]


def check(catalogue: Catalogue, limits: Limits, release: Release, earlier: Sequence[Release] = ()) -> Checked:
    """Choose what is hidden in a release, and hold it against the attacker.

    :param earlier: what the branch has released of the same year, the newest version of each period; a former version
        of the release's own period may be among them.
    """
    primary = replace(release, hidden=too_small(catalogue, release.values, limits))
    problem = _problem(catalogue, limits, primary, earlier)
    chosen = complement(problem)
    owed = problem.fixed & _owed(catalogue, limits, problem.system)
    found = exposed(Problem(problem.system, owed, problem.hidden, problem.sensitive), chosen)
    more = {place.key for place in chosen if isinstance(place, Place)}
    return Checked(replace(primary, hidden=primary.hidden | more), tuple(found))


def protect(release: Release, catalogue: Catalogue) -> list[Protected]:
    """Write a checked release's cells as they may leave."""
    return [_protected(key, value, key in release.hidden, catalogue) for key, value in release.values.items()]


def _problem(catalogue: Catalogue, limits: Limits, release: Release, earlier: Sequence[Release]) -> Problem:
    others = [each for each in earlier if each.period != release.period]
    releases = [release, *others]
    system = build(catalogue, releases)
    hidden: set[Name] = {Place(each.period, key) for each in releases for key in each.hidden}
    hidden |= {name for name in system.values if isinstance(name, Rest)}
    told = _told(release, earlier) | _owed(catalogue, limits, system)
    sensitive = tuple(_sensitive(catalogue, limits, releases, system))
    return Problem(system, told - hidden, hidden, sensitive)


def _told(release: Release, earlier: Sequence[Release]) -> set[Name]:
    """List what was open in earlier releases; a former version of this one counts where its figure still holds."""
    return {
        Place(each.period, key)
        for each in earlier
        for key, value in each.values.items()
        if key not in each.hidden and (each.period != release.period or release.values.get(key) == value)
    }


def _owed(catalogue: Catalogue, limits: Limits, system: System) -> set[Name]:
    return {name for name in system.values if isinstance(name, Place) and always_open(catalogue, name.key, limits)}


def _sensitive(catalogue: Catalogue, limits: Limits, releases: Sequence[Release], system: System) -> Iterator[Name]:
    for release in releases:
        for key in too_small(catalogue, release.values, limits):
            yield Place(release.period, key)
        for key in release.values:
            rest = rest_of_share(Place(release.period, key))
            if rest in system.values and few_left_out(catalogue, key, release.values, limits):
                yield rest


def _protected(key: Key, value: int, hidden: bool, catalogue: Catalogue) -> Protected:
    if hidden:
        return Protected(*key, None, SUPPRESSED, INTERNAL)
    return Protected(*key, value, NORMAL, INTERNAL if catalogue.indicators[key[0]].house else FREE)
