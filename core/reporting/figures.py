"""Computes the catalogue's indicators for a branch and a period, exact, for use inside the branch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from core.reporting.catalogue import DENOMINATOR, SUM, TOTAL, WINDOW, Catalogue, Indicator, Key
from core.reporting.populations import POPULATIONS, Scope


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
    """Compute every indicator of the catalogue that belongs to the period's kind.

    Breakdowns are made once a year: with thirty children a year nearly every smaller cell would have to be hidden.
    """
    due = catalogue.due(scope.period.kind)
    return [cell for indicator in due for cell in _cells(session, catalogue, indicator, scope)]


def _cells(session: Session, catalogue: Catalogue, indicator: Indicator, scope: Scope) -> Iterable[Cell]:
    if indicator.windows:
        for code, days in indicator.windows.items():
            yield from _total(session, indicator, replace(scope, window=days), WINDOW, code)
        return
    if not indicator.only_broken_down:
        yield from _total(session, indicator, scope, TOTAL, TOTAL)
    elif indicator.denominator and not indicator.both:
        yield _cell(session, indicator, scope, DENOMINATOR)
    if scope.period.kind == "A":
        for each in indicator.breakdowns:
            yield from broken_down_by(session, indicator, scope, each, each, catalogue.codelists[each])


def _total(session: Session, indicator: Indicator, scope: Scope, breakdown: str, code: str) -> Iterable[Cell]:
    if indicator.type == "mean":
        yield from _mean(session, indicator, scope)
        return
    for component in indicator.components:
        yield replace(_cell(session, indicator, scope, component), breakdown=breakdown, code=code)


def _cell(session: Session, indicator: Indicator, scope: Scope, component: str) -> Cell:
    counted = _counted(indicator, scope, component)
    total = session.scalar(select(func.coalesce(func.sum(counted.c.amount), 0)))
    return Cell(indicator.id, TOTAL, TOTAL, component, int(total or 0))


def _mean(session: Session, indicator: Indicator, scope: Scope) -> Iterable[Cell]:
    """How many were measured, the sum, and the sum of squares: what can be pooled, and tells of nobody."""
    amount = _counted(indicator, scope, SUM).c.amount
    found = session.execute(select(func.count(amount), func.sum(amount), func.sum(amount * amount))).one()
    for component, value in zip(indicator.components, found, strict=True):
        yield Cell(indicator.id, TOTAL, TOTAL, component, int(value or 0))


def _counted(indicator: Indicator, scope: Scope, component: str) -> Subquery:
    name = indicator.denominator if component == DENOMINATOR else indicator.numerator
    return POPULATIONS[str(name)](scope).subquery()


def broken_down_by(
    session: Session, indicator: Indicator, scope: Scope, column: str, name: str, codes: Sequence[str]
) -> Iterable[Cell]:
    """Compute an indicator by the entries of a list.

    :param column: of the population: the regional list that the entries belong to, or stand for.
    :param name: code of the list.
    """
    for component in indicator.parts:
        counted = _counted(indicator, scope, component)
        by = counted.c[column]
        query = select(by, func.sum(counted.c.amount)).group_by(by)
        found = {str(entry): int(amount) for entry, amount in session.execute(query)}
        for code in codes:
            yield Cell(indicator.id, name, code, component, found.get(code, 0))
