"""Coming of age: told long before, nothing automatic on the day but the end of what guardians agreed to (AS-12)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.agenda import service as agenda
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.errors import Invalid, NotFound
from core.intake import majority
from core.residents.ages import BirthRange, add_months
from core.residents.models import Resident
from core.stages.models import Episode
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON

TODAY = NOON.date()
ZONE = "Etc/GMT+5"
#: Eighteen on the day, exactly or at the latest.
EIGHTEEN = BirthRange(date(2008, 1, 1), date(2008, 9, 16))
BIRTHDAY = date(2026, 9, 16)


def run(home: Home, today: date) -> None:
    with clock.freeze(datetime.combine(today, time(0, 10), ZoneInfo(ZONE))), home.transaction() as session:
        majority.run(session, home.actor("director"), home.country, home.id, ZONE, today)


def codes(home: Home, girl: Resident) -> set[str]:
    query = select(Task.code).where(Task.source == "majority", Task.resident_id == girl.id, Task.done_at.is_(None))
    with home.reading() as session:
        return set(session.scalars(query))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.integers(1, 500))
def test_the_plan_and_the_latest_notice_are_open_whenever_she_came(home: Home, before: int) -> None:
    today = BIRTHDAY - timedelta(days=before)
    girl = home.admit(birth=EIGHTEEN, bed_id=None).resident
    run(home, today)
    passed = [months for months in majority.NOTICES if add_months(BIRTHDAY, -months) <= today]
    expected = {f"majority.{months}" for months in ([12] if passed else []) + passed[1:][-1:]}
    assert codes(home, girl) == expected


def test_on_the_day_notices_end_and_decisions_are_asked_for(home: Home) -> None:
    girl = home.admit(birth=EIGHTEEN).resident
    run(home, BIRTHDAY - timedelta(days=20))
    run(home, BIRTHDAY)
    assert codes(home, girl) == {"majority.consents", "majority.measure", "majority.choice"}
    with home.reading() as session:
        assert session.scalars(select(Episode.closed_at)).all() == [None]


def test_a_task_that_was_done_is_not_asked_for_again(home: Home) -> None:
    girl = home.admit(birth=EIGHTEEN).resident
    run(home, BIRTHDAY)
    with home.transaction() as session:
        agenda.close(session, home.actor("director"), source="majority", source_id=girl.id, code="majority.choice")
    run(home, BIRTHDAY + timedelta(days=1))
    assert codes(home, girl) == {"majority.consents", "majority.measure"}


def test_a_second_night_notes_nothing(home: Home) -> None:
    home.admit(birth=EIGHTEEN)
    run(home, BIRTHDAY)
    with home.reading() as session:
        before = len(session.scalars(select(CountryEvent.seq)).all())
    run(home, BIRTHDAY)
    with home.reading() as session:
        assert len(session.scalars(select(CountryEvent.seq)).all()) == before


@pytest.mark.parametrize("birth", [BirthRange(), BirthRange.exactly(date(2012, 1, 1))])
def test_who_is_not_near_or_not_known_is_left_in_peace(home: Home, birth: BirthRange) -> None:
    girl = home.admit(birth=birth).resident
    run(home, BIRTHDAY)
    assert codes(home, girl) == set()


def test_an_exception_has_a_reason_an_end_and_a_director(home: Home) -> None:
    episode_id = home.admit(birth=EIGHTEEN).episode.id
    second = open_home(home.stores, home.country, number=2)
    with home.transaction() as session:
        episode = session.get_one(Episode, episode_id)

        def allow(
            role: str = "director", why: str = "Juicio", until: date = date(2026, 12, 1), of: Home = home
        ) -> None:
            majority.allow_to_stay(session, of.actor(role), episode, until=until, why=why, today=TODAY)

        for field, wrong in (("why", {"why": " "}), ("why", {"why": "x" * 1001}), ("until", {"until": TODAY})):
            with pytest.raises(Invalid) as refused:
                allow(**wrong)  # type: ignore[arg-type]
            assert list(refused.value.fields) == [field]
        with pytest.raises(NotFound):
            allow("social_worker")
        with pytest.raises(NotFound):
            allow(of=second)
        allow()
        assert b"Juicio" not in (episode.stay_after_majority_why or b"")


def test_when_the_exception_ends_the_director_is_asked_again(home: Home) -> None:
    done = home.admit(birth=EIGHTEEN)
    with home.transaction() as session:
        episode = session.get_one(Episode, done.episode.id)
        majority.allow_to_stay(
            session, home.actor("director"), episode, until=date(2026, 12, 1), why="Juicio", today=TODAY
        )
    run(home, date(2026, 12, 1))
    assert "majority.until:2026-12-01" not in codes(home, done.resident)
    run(home, date(2026, 12, 2))
    assert "majority.until:2026-12-01" in codes(home, done.resident)
