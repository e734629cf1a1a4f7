"""Each period rule in SQL, on both databases, against the slow and obvious one."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Integer, MetaData, Table, func, insert, select
from sqlalchemy.orm import Session

from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.reporting.sql import rules
from core.scope import ALL, set_branch_scope
from core.stores import Store
from core.testkit import rules as oracle
from core.testkit.stores import StoreFactory

ROWS = Table(
    "plain_row",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("who", Integer),
    Column("begins", Date),
    Column("ends", Date),
    Column("score", Integer),
    prefixes=["TEMPORARY"],
)
EDGES = (-731, -730, -366, -365, -184, -183, -31, -8, -7, -1, 0, 1, 2, 7)
LENGTHS = (None, 0, 1, 6, 7, 8, 152, 183, 184, 213, 214, 365, 366)


@dataclass(frozen=True)
class Plain:
    """A plain row."""

    id: int
    who: int
    begins: date
    ends: date | None
    score: int


@pytest.fixture
def store(store_factory: StoreFactory) -> Store:
    return store_factory("zz").country("zz")


def some_rows(chance: Random, period: Period, size: int) -> list[Plain]:
    found = []
    for number in range(1, size + 1):
        begins = chance.choice([period.first, period.last]) + timedelta(days=chance.choice(EDGES))
        length = chance.choice(LENGTHS)
        ends = None if length is None else begins + timedelta(days=length)
        found.append(Plain(number, chance.randrange(4), begins, ends, chance.randrange(5)))
    return found


def kept(session: Session, rows: list[Plain]) -> None:
    ROWS.create(session.connection(), checkfirst=False)
    if rows:
        session.execute(insert(ROWS), [vars(each) for each in rows])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    chance=st.randoms(use_true_random=False),
    size=st.integers(0, 12),
    period=st.sampled_from([Period(2024, "A"), Period(2024, "Q", 1), Period(2025, "M", 2), Period(2025, "A")]),
    term=st.sampled_from([7, 30, 183, 365]),
)
def test_each_rule_says_what_the_oracle_says(
    store: Store, chance: Random, size: int, period: Period, term: int
) -> None:
    rows = some_rows(chance, period, size)
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        kept(session, rows)
        compare(session, rows, period, term)
        session.rollback()


def compare(session: Session, rows: list[Plain], period: Period, term: int) -> None:
    first, last, c, span = period.first, period.last, ROWS.c, Scope(1, period, "UTC")
    conditions = {
        "stock": (rules.stock(c.begins, c.ends, last), lambda row: oracle.stock(row.begins, row.ends, last)),
        "flow": (rules.flow(c.ends, span), lambda row: oracle.flow(row.ends, first, last)),
        "touches": (
            rules.touches(c.begins, c.ends, span), lambda row: bool(oracle.nights(row.begins, row.ends, first, last))
        ),
        "cohort": (rules.cohort(c.begins, span, term), lambda row: oracle.cohort(row.begins, first, last, term)),
        "within": (rules.within(c.begins, c.ends, term), lambda row: oracle.within(row.begins, row.ends, term)),
        "not too soon": (
            rules.within(c.begins, c.ends, 213, after=152), lambda row: oracle.within(row.begins, row.ends, 213, 152)
        ),
    }  # fmt: skip
    for name, (condition, expected) in conditions.items():
        found = set(session.scalars(select(c.id).where(condition)))
        assert found == {row.id for row in rows if expected(row)}, name
    counted = session.scalar(select(func.coalesce(func.sum(rules.exposure(c.begins, c.ends, span)), 0)))
    assert counted == sum(len(oracle.nights(row.begins, row.ends, first, last)) for row in rows)
    once = rules.unduplicated(select(c.id, c.who), c.who, c.begins.desc(), c.id.desc())
    expected_once = oracle.unduplicated((row.who, (row.begins, row.id), row.id) for row in rows)
    assert sorted(session.scalars(once.with_only_columns(once.selected_columns.id))) == sorted(expected_once.values())
    pairs(session, rows)


def pairs(session: Session, rows: list[Plain]) -> None:
    halves = [select(ROWS.c.who, ROWS.c.score).where(ROWS.c.id % 2 == odd).subquery() for odd in (1, 0)]
    found = session.execute(rules.paired(*halves, "who")).all()
    sides = [[(row.who, row.score) for row in rows if row.id % 2 == odd] for odd in (1, 0)]
    assert sorted((row.before, row.after) for row in found) == sorted(oracle.paired(*sides))
