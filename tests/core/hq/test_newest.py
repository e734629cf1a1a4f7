"""The roll-up of what came holds the same as going through everything, whatever comes and is said in which order."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import Conflict, DomainError
from core.hq import threads
from core.hq.charts.series import totals
from core.hq.models import Figure, Newest, Submission
from core.hq.states import ANSWERED, ASKED, SETTLED
from core.hq.tables import columns, newest
from core.reporting.periods import Period
from core.stores import Stores
from core.testkit.stores import StoreFactory

OFFICE = Actor(1, "Analista", "hq_analyst")
BRANCHES, PERIODS = ("ZZ-01", "ZZ-02"), ("2026-03", "2026Q1")
_NUMBERS = count()
PLACES = (some.sampled_from(BRANCHES), some.sampled_from(PERIODS))
STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("comes"), *PLACES, some.integers(0, 3)),
        some.tuples(some.sampled_from((ASKED, ANSWERED, SETTLED, "accepted")), *PLACES, some.sampled_from(("", "R00"))),
    ),
    max_size=12,
)


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    return store_factory("zz")


def comes(session: Session, branch: str, period: str, cells: int) -> None:
    """Keep one more version, as receiving does once it believes a package."""
    versions = session.scalars(
        select(Submission.version).where(Submission.branch_code == branch, Submission.period == period)
    )
    kept = Submission(
        branch_code=branch, country_code="zz", period=period, version=max(versions, default=0) + 1, catalogue="x",
        package="{}", package_hash=str(next(_NUMBERS)), signature="", received_by="file",
        received_at=datetime(2026, 4, 1, tzinfo=UTC).replace(minute=next(_NUMBERS) % 60),
    )  # fmt: skip
    session.add(kept)
    session.flush()
    cell = {"submission_id": kept.id, "component": "V", "value": 5, "status": "A", "confidential": "F"}
    if cells:
        session.execute(insert(Figure), [cell | {"indicator": f"R0{number}"} for number in range(cells)])
    newest.note(session, kept)


def do(session: Session, what: str, branch: str, period: str, more: Any) -> None:
    """Let something happen; what may not happen now changes nothing."""
    try:
        if what == "comes":
            comes(session, branch, period, more)
        elif what == "accepted":
            known = session.get(Newest, (period, branch))
            threads.accept(session, OFFICE, branch, Period.parse(period), known.version if known else 1)
        else:
            actor = Actor(2, "Directora", "director", branch_code=branch) if what == ANSWERED else OFFICE
            threads.say(session, actor, branch, Period.parse(period), what, more, "?")
    except (DomainError, Conflict):
        pass


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_it_says_what_going_through_everything_says(stores: Stores, steps: list[tuple[str, str, str, Any]]) -> None:
    with stores.network.transaction() as session:
        for step in steps:
            do(session, *step)
        session.flush()
        session.expire_all()
        kept = [
            (each.period, each.branch_code, each.version, each.first_received_at, each.cells, each.state)
            for each in newest.of(session, PERIODS)
        ]
        assert sorted(kept) == newest.counted(session)
        assert columns.differing(session) == []
        session.rollback()


def test_a_line_reads_its_totals_from_one_index(stores: Stores) -> None:
    """On the embedded store: ten million cells lie beside it and are not visited."""
    if stores.network.engine.dialect.name != "sqlite":
        return
    with stores.network.reading() as session:
        text = str(
            totals("R01", [Period.parse("2026-03")], ["ZZ-01"]).compile(
                session.connection(), compile_kwargs={"literal_binds": True}
            )
        )
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    assert any("figure USING COVERING INDEX ix_figure_total" in step for step in plan), plan
    assert not any(step.startswith("SCAN figure") for step in plan), plan
