"""What ends is told in time, what has ended is red from that hour, and nothing is told twice (CLK-01, CLK-02, ME-3)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.intake import exits
from core.intake.admission import Basis
from core.legal import measures
from core.legal.measures import NewMeasure
from core.legal.models import Measure
from core.nightly import work
from core.overview import today
from core.residents.models import Resident
from core.stages.models import Episode
from core.testkit.house import Home
from core.testkit.houses import NOON

LIMIT = NOON + timedelta(hours=72)
YEAR = NOON + timedelta(days=365)


def night(home: Home, at: datetime) -> None:
    with clock.freeze(at):
        assert work.run(home.stores, {home.country.code: home.country})


def order(home: Home, girl: Resident, until: datetime | None, replaces: Measure | None = None,
          at: datetime = NOON) -> Measure:  # fmt: skip
    new = NewMeasure(
        "court_order",
        at,
        (girl.id,),
        validity="fixed" if until else "until_review",
        valid_until=until,
        replaces_id=replaces.id if replaces else None,
    )
    with clock.freeze(at), home.transaction() as session:
        return measures.add(session, home.actor("lawyer"), home.country, new, action="measure.write")


def revoke(home: Home, measure: Measure, at: datetime) -> None:
    with clock.freeze(at), home.transaction() as session:
        row = session.get_one(Measure, measure.id)
        measures.revoke(session, home.actor("lawyer"), home.country, row, at, revision=row.revision)


def told(home: Home) -> list[tuple[str, str]]:
    """Give the open alerts: what is asked for without its instants, and whose task it is."""
    with home.reading() as session:
        query = select(Task).where(Task.code.startswith("basis."), Task.done_at.is_(None))
        return sorted((task.code.split(":")[0], task.role) for task in session.scalars(query))


def urgent(home: Home) -> list[datetime]:
    with home.reading() as session:
        query = select(Task.due_at).where(Task.code.startswith("basis."), Task.done_at.is_(None), Task.urgent)
        return sorted(session.scalars(query))


def hoy(home: Home, role: str, at: datetime) -> dict[str, int]:
    with clock.freeze(at), home.reading() as session:
        return {fact.code: fact.value for fact in today.facts(session, home.actor(role), at.date())}


@pytest.fixture
def girl(home: Home) -> Resident:
    return home.admit(basis=Basis("handover"), admitted_at=NOON, bed_id=None).resident


RED = [("basis.none.director", "director"), ("basis.none.lawyer", "lawyer")]
TO_OBTAIN = [("basis.order.director", "director"), ("basis.order.lawyer", "lawyer")]


def test_sixty_thirty_fifteen_and_seven_days_before_its_end_a_measure_is_told_of(home: Home, girl: Resident) -> None:
    order(home, girl, YEAR)
    seen = {}
    for days in (61, 60, 45, 30, 15, 8, 7, 1):
        night(home, YEAR - timedelta(days=days))
        seen[days] = [code for code, _role in told(home)]
    ends = {days: [f"basis.ends.{days}"] for days in (60, 30, 15, 7)}
    assert seen == {61: [], 60: ends[60], 45: ends[60], 30: ends[30], 15: ends[15], 8: ends[15], 7: ends[7], 1: ends[7]}
    assert urgent(home) == [YEAR]


def test_a_night_that_runs_again_tells_nothing_again(home: Home, girl: Resident) -> None:
    order(home, girl, NOON + timedelta(days=20))
    for at in (NOON, NOON, NOON + timedelta(hours=1), NOON + timedelta(hours=2)):
        night(home, at)
    with home.reading() as session:
        codes = list(session.scalars(select(Task.code).where(Task.code.startswith("basis.ends"))))
        noted = session.scalars(select(CountryEvent.detail).where(CountryEvent.action == "task.add"))
        assert len(codes) == len([detail for detail in noted if "basis.ends" in detail]) == 1


def test_an_alert_that_was_dealt_with_comes_back_only_with_the_next_one(home: Home, girl: Resident) -> None:
    order(home, girl, NOON + timedelta(days=30))
    night(home, NOON)
    with home.transaction() as session:
        session.scalars(select(Task).where(Task.code.startswith("basis.ends"))).one().done_at = NOON
    night(home, NOON + timedelta(days=1))
    assert told(home) == []
    night(home, NOON + timedelta(days=15))
    assert told(home) == [("basis.ends.15", "lawyer")]


@pytest.mark.parametrize("replaces", [True, False], ids=["replaced", "renewed"])
def test_a_renewal_or_a_replacement_takes_the_alert_back_at_once(home: Home, girl: Resident, replaces: bool) -> None:
    old = order(home, girl, NOON + timedelta(days=20))
    assert told(home) == [("basis.ends.30", "lawyer")]
    new = order(home, girl, YEAR, replaces=old if replaces else None)
    assert told(home) == []
    revoke(home, new, NOON + timedelta(hours=1))
    assert told(home) == (TO_OBTAIN if replaces else [("basis.ends.30", "lawyer")])


def test_from_the_very_minute_at_which_a_provisional_basis_ends_the_stay_is_red(home: Home, girl: Resident) -> None:
    assert told(home) == TO_OBTAIN
    night(home, LIMIT - timedelta(minutes=1))
    assert (told(home), hoy(home, "lawyer", LIMIT - timedelta(minutes=1))["without_basis"]) == (TO_OBTAIN, 0)
    assert hoy(home, "director", LIMIT)["without_basis"] == 1
    night(home, LIMIT)
    assert (told(home), urgent(home)) == (RED, [LIMIT, LIMIT + timedelta(hours=24)])


def test_what_nobody_answers_is_told_again_every_day_and_never_twice(home: Home, girl: Resident) -> None:
    night(home, LIMIT)
    night(home, LIMIT + timedelta(days=2))
    assert told(home) == RED
    with clock.freeze(LIMIT + timedelta(days=2)), home.transaction() as session:
        measures.explain_gap(session, home.actor("director"), session.get_one(Resident, girl.id), "El juzgado cerró")
    night(home, LIMIT + timedelta(days=2, hours=1))
    assert told(home) == RED[1:]
    night(home, LIMIT + timedelta(days=3))
    assert told(home) == RED


def test_an_order_ends_the_red_state_and_its_end_brings_it_back_without_putting_anybody_out(
    home: Home, girl: Resident
) -> None:
    night(home, LIMIT)
    order(home, girl, LIMIT + timedelta(days=100), at=LIMIT)
    assert told(home) == []
    night(home, LIMIT + timedelta(days=100))
    assert told(home) == RED
    with home.reading() as session:
        assert session.scalars(select(Episode)).one().closed_at is None


def test_a_provisional_basis_that_an_order_follows_without_a_gap_asks_for_nothing(home: Home, girl: Resident) -> None:
    new = NewMeasure("court_order", LIMIT, (girl.id,), validity="until_review")
    with home.transaction() as session:
        measures.add(session, home.actor("lawyer"), home.country, new, action="measure.write")
    assert told(home) == []


def test_who_comes_without_any_basis_is_red_from_the_door(home: Home) -> None:
    home.admit(basis=Basis(), admitted_at=NOON, bed_id=None)
    assert told(home) == RED


def test_nothing_is_told_of_who_has_left(home: Home, girl: Resident) -> None:
    with home.transaction() as session:
        exits.end(session, home.actor("director"), home.country, session.scalars(select(Episode)).one(), "home",
                  NOON.date())  # fmt: skip
    night(home, LIMIT)
    assert told(home) == []
