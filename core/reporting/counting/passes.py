"""Counts populations, however many, in as few passes as there are kinds of rows to go through.

Every number that is asked for is one conditional sum of its pass: the database gives back one row of numbers, so that
nothing here grows with those who are counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from core.progress import WentOn, quietly
from core.reporting.counting.settling import settled
from core.reporting.populations import POPULATIONS, Counted, Scope, Terms, terms_of
from core.reporting.sql.written import written_out

#: What is asked of those who count: what they count for together, how many they are, the sum of the squares.
TOTAL, NUMBER, SQUARES = "total", "number", "squares"


@dataclass(frozen=True, slots=True)
class Asked:
    """One number that is wanted.

    :param window: days of the cohort's window, where the population has several.
    :param column: code of a list by which it is divided, with the ``code`` of an entry; empty for all.
    :param how: :data:`TOTAL`, :data:`NUMBER` or :data:`SQUARES`.
    """

    population: str
    window: int = 0
    column: str = ""
    code: str = ""
    how: str = TOTAL


@dataclass(frozen=True, slots=True)
class Pass:
    """One statement, and what each of its numbers belongs to; a population of several kinds of rows is in several."""

    statement: Select[*tuple[Any, ...]]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The passes in which something is counted, of any branch and period, and the terms in which they say so."""

    terms: Terms
    passes: tuple[Pass, ...]


def count(session: Session, scope: Scope, asked: Iterable[Asked], went_on: WentOn = quietly) -> dict[Asked, int]:
    """Count what is asked for of a branch and a period.

    :param went_on: told after each pass.
    """
    plan = plan_for(terms_of(scope), tuple(dict.fromkeys(asked)))
    values = plan.terms.values(scope)
    session.flush()  # what was just written counts
    connection = session.connection()  # no object is loaded, whose way takes a small house a quarter longer
    found: dict[Asked, int] = defaultdict(int)
    for done, each in enumerate(plan.passes, start=1):
        for one, number in zip(each.asked, connection.execute(each.statement, values).one(), strict=True):
            found[one] += int(number or 0)
        went_on(done, len(plan.passes))
    return found


@lru_cache(maxsize=64)
def plan_for(terms: Terms, asked: tuple[Asked, ...]) -> Plan:
    """Say in which passes something is counted; each month, quarter and year of a country has the same plan."""
    by_rows: dict[str, list[tuple[Asked, Counted]]] = {}
    known: dict[tuple[str, int], tuple[Counted, ...]] = {}
    for each in asked:
        population = each.population, each.window
        if population not in known:
            known[population] = _kinds(terms, *population)
        for counted in known[population]:
            by_rows.setdefault(counted.rows.name, []).append((each, counted))
    return Plan(terms, tuple(map(_pass, by_rows.values())))


def _pass(wanted: Sequence[tuple[Asked, Counted]]) -> Pass:
    asked = tuple(one for one, _counted in wanted)
    among = settled([(counted, one.column) for one, counted in wanted])
    sums = [getattr(counted, one.how)(one.column, one.code) for one, counted in zip(asked, among, strict=True)]
    return Pass(written_out(among[0].rows.found.with_only_columns(*sums)), asked)


def _kinds(terms: Terms, population: str, window: int) -> tuple[Counted, ...]:
    found = POPULATIONS[population](replace(terms, window=window))
    return (found,) if isinstance(found, Counted) else found
