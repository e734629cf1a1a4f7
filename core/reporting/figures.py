"""Computes the catalogue's indicators for a branch and a period, exact, for use inside the branch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.reporting.catalogue import (
    DENOMINATOR,
    SUM,
    TOTAL,
    WINDOW,
    Catalogue,
    Indicator,
    Key,
)
from core.reporting.populations import POPULATIONS, Scope
from core.reporting.twoway import crossed, is_two_way, sides


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One count.

    :param breakdown: code of the list it is broken down by, ``_T`` for the total.
    :param code: entry of that list.
    """

    indicator: str
    breakdown: str
    code: str
    component: str
    value: int

    @property
    def key(self) -> Key:
        """What names it."""
        return self.indicator, self.breakdown, self.code, self.component


def compute(session: Session, catalogue: Catalogue, scope: Scope) -> list[Cell]:
    """Compute every indicator that belongs to the period's kind, and what it is broken down by there."""
    due = catalogue.due(scope.period.kind)
    counts = _Counts(session, scope, _divisions(due, scope.period.kind))
    return [cell for indicator in due for cell in _cells(counts, catalogue, indicator)]


def broken_down_by(
    session: Session, indicator: Indicator, scope: Scope, column: str, name: str, codes: Sequence[str]
) -> Iterable[Cell]:
    """Compute an indicator by the entries of a list.

    :param column: of the population: the regional list that the entries belong to, or stand for.
    :param name: code of the list.
    """
    populations = {population_of(indicator, component): (column,) for component in indicator.parts}
    return _parts(_Counts(session, scope, populations), indicator, column, name, codes)


def population_of(indicator: Indicator, component: str) -> str:
    """Name whom a component counts."""
    return str(indicator.denominator if component == DENOMINATOR else indicator.numerator)


@dataclass(slots=True)
class _Counts:
    """What is counted of a period, each population once: whatever asks for a sum of it adds up the same rows.

    :param divisions: the lists by which each population is broken down.
    """

    session: Session
    scope: Scope
    divisions: Mapping[str, tuple[str, ...]]
    known: dict[tuple[str, int], list[tuple[Any, ...]]] = field(default_factory=dict)

    def total(self, population: str, window: int = 0) -> int:
        """Count all."""
        return sum(int(amount) for amount, *_codes in self._rows(population, window))

    def parts(self, population: str, column: str) -> dict[str, int]:
        """Count by the entries of a list, or of two that are crossed."""
        places = [self.divisions[population].index(each) + 1 for each in sides(column)]
        found: dict[str, int] = {}
        for row in self._rows(population, 0):
            code = crossed(str(row[place]) for place in places)
            found[code] = found.get(code, 0) + int(row[0])
        return found

    def _rows(self, population: str, window: int) -> list[tuple[Any, ...]]:
        """One row for every combination of entries that occurs: as many as the lists allow, however many persons."""
        key = population, window
        if key not in self.known:
            counted = POPULATIONS[population](replace(self.scope, window=window)).subquery()
            by = [counted.c[column] for column in self.divisions.get(population, ())]
            query = select(func.coalesce(func.sum(counted.c.amount), 0), *by).group_by(*by)
            self.known[key] = [tuple(row) for row in self.session.execute(query)]
        return self.known[key]


def _divisions(due: Iterable[Indicator], kind: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for indicator in due:
        columns = [each for each in indicator.divided_by(kind) if not is_two_way(each)]
        for component in indicator.parts if columns else ():
            name = population_of(indicator, component)
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *columns)))
    return found


def _cells(counts: _Counts, catalogue: Catalogue, indicator: Indicator) -> Iterable[Cell]:
    if indicator.windows:
        for code, days in indicator.windows.items():
            yield from _total(counts, indicator, WINDOW, code, days)
        return
    if not indicator.only_broken_down:
        yield from _total(counts, indicator)
    elif indicator.denominator and not indicator.both:
        yield _cell(counts, indicator, DENOMINATOR)
    for each in indicator.divided_by(counts.scope.period.kind):
        yield from _parts(counts, indicator, each, each, catalogue.codelists[each])


def _total(
    counts: _Counts, indicator: Indicator, breakdown: str = TOTAL, code: str = TOTAL, window: int = 0
) -> Iterable[Cell]:
    if indicator.type == "mean":
        yield from _mean(counts, indicator)
        return
    for component in indicator.components:
        yield replace(_cell(counts, indicator, component, window), breakdown=breakdown, code=code)


def _cell(counts: _Counts, indicator: Indicator, component: str, window: int = 0) -> Cell:
    total = counts.total(population_of(indicator, component), window)
    return Cell(indicator.id, TOTAL, TOTAL, component, total)


def _parts(counts: _Counts, indicator: Indicator, column: str, name: str, codes: Sequence[str]) -> Iterable[Cell]:
    for component in indicator.parts:
        found = counts.parts(population_of(indicator, component), column)
        for code in codes:
            yield Cell(indicator.id, name, code, component, found.get(code, 0))


def _mean(counts: _Counts, indicator: Indicator) -> Iterable[Cell]:
    """How many were measured, the sum, and the sum of squares: what can be pooled, and tells of nobody."""
    amount = POPULATIONS[population_of(indicator, SUM)](counts.scope).subquery().c.amount
    found = counts.session.execute(select(func.count(amount), func.sum(amount), func.sum(amount * amount))).one()
    for component, value in zip(indicator.components, found, strict=True):
        yield Cell(indicator.id, TOTAL, TOTAL, component, int(value or 0))
