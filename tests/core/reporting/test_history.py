"""A period's figures read what is open in it and what happened in it, however long the house has been at work."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from core.actor import Actor
from core.db import CountryBase, load_models
from core.reporting import catalogue as catalogues
from core.reporting import service
from core.reporting.counting.passes import Asked, count
from core.reporting.figures import population_of
from core.reporting.periods import Period
from core.reporting.populations import POPULATIONS, Scope
from core.scope import ALL, set_branch_scope
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write
from plugins.profile import CountryProfile

load_models()
SCOPE = Scope(1, Period(2026, "A"), "Etc/GMT+5", (("a", "b", "SEX_EXPL"),))
#: What is a handful of rows in any house, however old: its licence, staff, and the causes that it follows.
FEW = ("branch", "licence", "staff_post", "staff_clearance", "policy_instrument", "policy_step", "figure_evidence")
GROWING = set(CountryBase.metadata.tables) - set(FEW)
#: Who left a house long ago.
LEFT = 60
TABLE = re.compile(r"(?:SEARCH|SCAN) (\w+?)(?:_\d+)?(?: EXISTS)?(?: USING .*?\((?P<by>.*)\))?$")


#: PostgreSQL plans by statistics, of which an empty table has none, and counts no steps.
pytestmark = pytest.mark.parametrize("store_kind", ["sqlcipher"])


@pytest.fixture
def store(store_factory: StoreFactory) -> Store:
    return store_factory("zz").country("zz")


def steps(session: Session, population: str) -> list[str]:
    """Ask SQLite by which way it goes through a population, alone and divided, its values bound as they always are."""
    sent: list[tuple[str, Any]] = []
    listener = lambda _connection, _cursor, text, values, *_more: sent.append((text, values))  # noqa: E731
    event.listen(Engine, "before_cursor_execute", listener)
    try:
        count(session, SCOPE, wanted(population))
    finally:
        event.remove(Engine, "before_cursor_execute", listener)
    connection = session.connection()
    return [row[3] for text, values in sent for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]


def wanted(population: str) -> list[Asked]:
    """All, and an entry of each list by which the catalogue divides a population."""
    current = catalogues.current()
    divided = {
        (each, current.codelists[each][0])
        for indicator in current.indicators.values()
        for each in indicator.breakdowns
        if population in {population_of(indicator, component) for component in indicator.parts}
    }
    return [Asked(population, 365), *(Asked(population, 365, *each) for each in sorted(divided))]


def reads_history(step: str) -> bool:
    """Whether a step goes through all rows of a table that grows, or through all of the branch's."""
    found = TABLE.match(step)
    return found is not None and found[1] in GROWING and found["by"] in (None, "branch_id=?")


def test_no_population_goes_through_the_history_of_its_house(store: Store) -> None:
    with store.reading() as session:
        set_branch_scope(session, ALL)
        bad = {name: found for name in POPULATIONS if (found := [s for s in steps(session, name) if reads_history(s)])}
    assert bad == {}


def houses(session: Session) -> list[int]:
    """Open a house with eight residents, and another that had many more of whom all left long ago."""
    set_branch_scope(session, ALL)
    now = [Person((Stay(date(2026, 1, 1) + timedelta(days=each)),)) for each in range(8)]
    old = [Person((Stay(date(2012, 1, 1) + timedelta(days=each), date(2012, 8, 1)),)) for each in range(LEFT)]
    found = [
        write(session, World(tuple(people), places=8, code=f"ZZ-0{len(people)}")) for people in (now, [*now, *old])
    ]
    session.flush()
    return found


def test_what_is_worked_out_of_a_row_is_worked_out_once_and_not_kept(store: Store) -> None:
    with store.reading() as session:
        found = steps(session, "inside_at_end")
    assert [each for each in found if "settled" in each] == ["CO-ROUTINE settled", "SCAN settled"]


@pytest.mark.parametrize("kind", ["Q", "A"])
def test_what_ended_long_ago_costs_nothing(store: Store, kind: str) -> None:
    """Counted in steps of the database's machine, population by population."""
    with store.transaction() as session:
        both = houses(session)
        due = {each.numerator for each in catalogues.current().due(kind)}
        work = {name: [_count(session, name, house, Period(2026, kind, 1)) for house in both] for name in due}
    assert {name: pair for name, pair in work.items() if pair[1] > pair[0] + LEFT // 10} == {}


def test_closing_a_month_reads_the_month_and_not_those_who_left_before(store: Store, zz: CountryProfile) -> None:
    with store.transaction() as session:
        both = houses(session)
        for house in both:  # what is written once in a store or a house
            _close(session, zz, house, Period(2026, "M", 1))
        young, old = (_close(session, zz, house, Period(2026, "M", 2)) for house in both)
    assert old <= young + LEFT // 10


def _count(session: Session, population: str, house: int, period: Period) -> int:
    scope = replace(SCOPE, branch_id=house, period=period)
    return _steps(session, lambda: count(session, scope, wanted(population)))


def _close(session: Session, country: CountryProfile, house: int, month: Period) -> int:
    actor = Actor(1, "Director", "director", branch_id=house)
    return _steps(session, lambda: service.close(session, actor, country, month, today=month.following().first))


def _steps(session: Session, work: Callable[[], object]) -> int:
    raw = session.connection().connection.driver_connection
    taken: list[int] = []
    assert raw is not None
    raw.set_progress_handler(lambda: taken.append(0), 1)
    work()
    raw.set_progress_handler(None, 0)
    return len(taken)
