"""Disclosure control of what leaves the branch.

Small counts are hidden (:mod:`primary`), and counts of events of few persons (:mod:`dominance`), then as few others as
keep them from being worked out from sums (:mod:`complement`), over everything that the branch has released of the same
year; before it leaves, an attacker who knows every sum has to fail (:mod:`attack`). What went into a sum with other
branches' hidden counts stays as open as it was: else the rest of the sum would be known better. A hidden cell does not
say why.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from core.reporting.catalogue import Catalogue, Key
from core.reporting.disclosure.complement import Problem, complement, exposed, narrowed
from core.reporting.disclosure.primary import (
    Limits,
    always_open,
    of_the_region,
    stricter,
    threshold,
    too_small,
)
from core.reporting.disclosure.relations import Book, Place, Rest, build
from core.reporting.disclosure.release import Release
from core.reporting.disclosure.system import Name, Numbered, System
from core.reporting.periods import POOLED
from core.reporting.status import FREE, INTERNAL, NORMAL, SUPPRESSED

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

    :param earlier: everything that the branch has ever released, in the order in which it left; former versions of the
        release's own period may be among it.
    """
    small = _small(catalogue, limits, release) | of_the_region(release.values)
    kept = _still_hidden(release, earlier) | _in_sums(catalogue, limits, release, earlier)
    primary = replace(release, hidden=small | kept)
    known = _known(catalogue, limits, primary, earlier)
    problem = known.problem(known.fixed)
    chosen = complement(problem)
    found = exposed(problem.owing(known.numbered.of(known.owed)), chosen) + narrowed(problem, chosen)
    more = {place.key for place in known.numbered.named(chosen) if isinstance(place, Place)}
    return Checked(replace(primary, hidden=primary.hidden | more), tuple(known.numbered.named(found)))


def protect(release: Release, catalogue: Catalogue) -> list[Protected]:
    """Write a checked release's cells as they may leave."""
    return [_protected(key, value, key in release.hidden, catalogue) for key, value in release.values.items()]


def _still_hidden(release: Release, earlier: Sequence[Release]) -> set[Key]:
    """List what a former version has hidden and has not changed: to open it now would tell of that version."""
    book = Book([*earlier, release])
    hidden = {place for each in earlier for place in book.places(each, each.hidden)}
    told = {place for each in earlier for place in book.places(each, each.values.keys() - each.hidden)}
    return {place.key for place in book.places(release, release.values) if place in hidden - told}


def _in_sums(catalogue: Catalogue, limits: Limits, release: Release, earlier: Sequence[Release]) -> set[Key]:
    """List what three years together do not tell: an indicator of which something is in sums of branches.

    The years are added up in it: it would tie what is in the sums of one of them to figures of all the others.
    """
    if release.period.kind != POOLED:
        return set()
    inside = (each for each in earlier if release.period.first <= each.period.first <= release.period.last)
    summed = {key[0] for each in inside for key in each.given}
    return {key for key in release.values if key[0] in summed and not always_open(catalogue, key, limits)}


@dataclass(frozen=True, slots=True)
class _Known:
    """What bears on a release.

    :param fixed: counts that are known whatever is hidden now; ``owed`` those that would be without any other release.
    :param hidden: counts that are hidden; ``protected`` those of them that nobody may work out, ``given`` those that
        went into sums.
    """

    numbered: Numbered
    fixed: Set[Name]
    owed: Set[Name]
    hidden: Set[Name]
    protected: Set[Name]
    given: Set[Name]

    def problem(self, fixed: Set[Name]) -> Problem:
        """Write it by numbers, as it is solved."""
        of = self.numbered.of
        protected, given = (sorted(of(each), key=str) for each in (self.protected, self.given))
        return Problem(self.numbered.system, of(fixed), of(self.hidden), protected, given=given)


def _known(catalogue: Catalogue, limits: Limits, release: Release, earlier: Sequence[Release]) -> _Known:
    releases = [*earlier, release]
    book, whole = Book(releases), build(catalogue, releases)
    told = {place for each in earlier for place in book.places(each, each.values.keys() - each.hidden)}
    owed = _owed(catalogue, limits, whole)
    fixed = told | owed
    # What this release cannot bear on was looked at when it left: the time this takes does not grow with the years.
    numbered = whole.touched_by(book.places(release, release.values), fixed).alone()
    rests = [name for name in numbered.numbers if isinstance(name, Rest)]
    hidden: set[Name] = {place for each in releases for place in book.places(each, each.hidden)}
    small = {place for each in releases for place in book.places(each, _small(catalogue, limits, each))}
    few = {rest for rest in rests if _is_few(catalogue, limits, rest, whole)}
    hidden = hidden.union(rests) - fixed
    given: set[Name] = {place for each in earlier for place in book.places(each, each.given)}
    return _Known(numbered, fixed, owed, hidden, (small | few) & hidden, given & hidden)


def _small(catalogue: Catalogue, limits: Limits, release: Release) -> frozenset[Key]:
    return too_small(catalogue, release.values, limits) | release.few


def _owed(catalogue: Catalogue, limits: Limits, system: System) -> set[Name]:
    """List what the office is owed, and what follows from nothing else: all in residence are residents and babies."""
    owed = {name for name in system.values if isinstance(name, Place) and always_open(catalogue, name.key, limits)}
    follows = [unknown for each in system.relations if len(unknown := each.keys() - owed) == 1]
    return owed.union(*follows)


def _is_few(catalogue: Catalogue, limits: Limits, rest: Rest, system: System) -> bool:
    """Tell whether a rest is a small count itself: those whom a share leaves out, or a month that is still to come."""
    limit = threshold(catalogue.indicators[rest.place.key[0]].rule, limits)
    return rest.of in ("share", "time") and 0 < system.values[rest] < limit


def _protected(key: Key, value: int, hidden: bool, catalogue: Catalogue) -> Protected:
    if hidden:
        return Protected(*key, None, SUPPRESSED, INTERNAL)
    return Protected(*key, value, NORMAL, INTERNAL if catalogue.indicators[key[0]].house else FREE)
