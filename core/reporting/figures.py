"""Computes the catalogue's indicators for a branch and a period, exact, for use inside the branch."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.progress import WentOn, quietly
from core.reporting.catalogue import DENOMINATOR, SQUARES, SUM, TOTAL, WINDOW, Catalogue, Indicator, Key
from core.reporting.counting import passes as counting
from core.reporting.counting.passes import Asked
from core.reporting.populations import Scope

#: How many were measured, the sum, and the sum of squares: what can be pooled, and tells of nobody.
_OF_A_MEAN = {DENOMINATOR: counting.NUMBER, SUM: counting.TOTAL, SQUARES: counting.SQUARES}


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


def compute(session: Session, catalogue: Catalogue, scope: Scope, went_on: WentOn = quietly) -> list[Cell]:
    """Compute every indicator that belongs to the period's kind, and what it is broken down by there.

    :param went_on: told after each pass through the store.
    """
    return _counted(session, scope, wanted(catalogue, scope.period.kind), went_on)


def broken_down_by(
    session: Session, indicators: Iterable[Indicator], scope: Scope, column: str, name: str, codes: Sequence[str]
) -> list[Cell]:
    """Compute indicators by the entries of a list.

    :param column: of the population: the regional list that the entries belong to, or stand for.
    :param name: code of the list.
    """
    return _counted(session, scope, wanted_by(indicators, column, name, codes))


def wanted(catalogue: Catalogue, kind: str) -> list[tuple[Key, Asked]]:
    """List every cell of a kind of period, each with what is asked for it."""
    return [each for indicator in catalogue.due(kind) for each in _cells(catalogue, indicator, kind)]


def wanted_by(
    indicators: Iterable[Indicator], column: str, name: str, codes: Sequence[str]
) -> list[tuple[Key, Asked]]:  # fmt: skip
    """List the cells of indicators by the entries of a list, likewise; see :func:`broken_down_by`."""
    return [cell for each in indicators for cell in _parts(each, column, name, codes)]


def population_of(indicator: Indicator, component: str) -> str:
    """Name whom a component counts."""
    return str(indicator.denominator if component == DENOMINATOR else indicator.numerator)


def _counted(
    session: Session, scope: Scope, cells: Sequence[tuple[Key, Asked]], went_on: WentOn = quietly
) -> list[Cell]:
    found = counting.count(session, scope, (asked for _key, asked in cells), went_on)
    return [Cell(*key, found[asked]) for key, asked in cells]


def _cells(catalogue: Catalogue, indicator: Indicator, kind: str) -> Iterator[tuple[Key, Asked]]:
    """List the cells of an indicator, each with what is asked for it."""
    if indicator.windows:
        for code, days in indicator.windows.items():
            yield from _totals(indicator, indicator.components, WINDOW, code, days)
        return
    if not indicator.only_broken_down:
        yield from _totals(indicator, indicator.components)
    elif indicator.denominator and not indicator.both:
        yield from _totals(indicator, (DENOMINATOR,))
    for each in indicator.divided_by(kind):
        yield from _parts(indicator, each, each, catalogue.entries(indicator, each))


def _totals(
    indicator: Indicator, components: Iterable[str], breakdown: str = TOTAL, code: str = TOTAL, window: int = 0
) -> Iterator[tuple[Key, Asked]]:
    how = _OF_A_MEAN if indicator.type == "mean" else {}
    for each in components:
        asked = Asked(population_of(indicator, each), window, how=how.get(each, counting.TOTAL))
        yield (indicator.id, breakdown, code, each), asked


def _parts(indicator: Indicator, column: str, name: str, codes: Sequence[str]) -> Iterator[tuple[Key, Asked]]:
    for component in indicator.parts:
        for code in codes:
            yield (indicator.id, name, code, component), Asked(population_of(indicator, component), 0, column, code)
