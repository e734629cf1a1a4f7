"""Coming of age: told long before, nothing automatic on the day but the end of what guardians agreed to (AS-12)."""

from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.agenda import listing
from core.agenda import service as agenda
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.errors import Invalid, NotFound
from core.intake import majority
from core.residents import identity
from core.residents.ages import BirthRange, add_months
from core.residents.identity import NewIdentity
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
    with midnight(today), home.transaction() as session:
        majority.run(session, home.actor("director"), home.country, home.id, ZONE, today)


def midnight(day: date) -> AbstractContextManager[datetime]:
    return clock.freeze(datetime.combine(day, time(0, 10), ZoneInfo(ZONE)))


def codes(home: Home, girl: Resident, today: date) -> set[str]:
    """Give what is asked of the house on a day, as the agenda shows it."""
    with midnight(today), home.reading() as session:
        roles = ("social_worker", "lawyer", "director")
        shown = [task for role in roles for task in listing.tasks_about(session, home.actor(role), girl.id, ZONE)]
    return {task.code for task in shown if task.source == "majority"}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.integers(1, 500))
def test_the_plan_and_the_latest_notice_are_open_whenever_she_came(home: Home, before: int) -> None:
    today = BIRTHDAY - timedelta(days=before)
    girl = home.admit(birth=EIGHTEEN, bed_id=None).resident
    run(home, today)
    passed = [months for months in majority.NOTICES if add_months(BIRTHDAY, -months) <= today]
    expected = {f"majority.{months}" for months in ([12] if passed else []) + passed[1:][-1:]}
    assert codes(home, girl, today) == expected


def test_on_the_day_notices_end_and_decisions_are_asked_for(home: Home) -> None:
    girl = home.admit(birth=EIGHTEEN).resident
    run(home, BIRTHDAY - timedelta(days=20))
    assert codes(home, girl, BIRTHDAY - timedelta(days=1)) == {"majority.12", "majority.1"}
    assert codes(home, girl, BIRTHDAY) == {"majority.consents", "majority.measure", "majority.choice"}
    with home.reading() as session:
        assert session.scalars(select(Episode.closed_at)).all() == [None]


def test_a_notice_says_its_day_where_it_is_shown_and_nowhere_else(home: Home) -> None:
    girl = home.admit(birth=EIGHTEEN, team=("social_worker",)).resident
    run(home, BIRTHDAY - timedelta(days=20))
    with midnight(BIRTHDAY - timedelta(days=20)), home.reading() as session:
        (notice,) = [each for each in listing.first(session, home.actor(), 50) if each.code == "majority.1"]
        assert notice.due_at == datetime(2026, 8, 16, tzinfo=ZoneInfo(ZONE))
        assert notice.resident_code == girl.code
        assert set(session.scalars(select(Task.due_at).where(Task.source == "majority"))) == {None}


def test_what_is_not_shown_yet_cannot_be_finished(home: Home) -> None:
    girl = home.admit(birth=EIGHTEEN).resident
    run(home, TODAY)
    with home.transaction() as session:
        task = agenda.find(session, home.id, "majority", girl.id, "majority.consents")
        assert task is not None
        with pytest.raises(NotFound):
            agenda.finish(session, home.actor(), task.id)
        with midnight(BIRTHDAY):
            assert agenda.finish(session, home.actor(), task.id).done_at is not None


def test_a_corrected_birth_date_moves_its_days_and_takes_back_what_is_far_again(home: Home) -> None:
    girl = home.admit(birth=EIGHTEEN).resident
    for born, expected in ((date(2008, 12, 16), {"majority.12"}), (date(2011, 1, 1), set())):
        run(home, BIRTHDAY - timedelta(days=1))
        with home.transaction() as session:
            row = session.get_one(Resident, girl.id)
            new = NewIdentity("Flor", "de la Colina", birth=BirthRange.exactly(born))
            revision = identity.revision_of(session, row)
            identity.update(session, home.actor(), home.country, row, new, revision=revision)
        run(home, BIRTHDAY)
        assert codes(home, girl, BIRTHDAY) == (expected | {"majority.3"} if expected else set())


def test_a_task_that_was_done_is_not_asked_for_again(home: Home) -> None:
    girl = home.admit(birth=EIGHTEEN).resident
    run(home, BIRTHDAY)
    with home.transaction() as session:
        agenda.close(session, home.actor("director"), source="majority", source_id=girl.id, code="majority.choice")
    run(home, BIRTHDAY + timedelta(days=1))
    assert codes(home, girl, BIRTHDAY + timedelta(days=1)) == {"majority.consents", "majority.measure"}


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
    assert codes(home, girl, BIRTHDAY) == set()


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
    assert "majority.until:2026-12-01" not in codes(home, done.resident, date(2026, 12, 1))
    run(home, date(2026, 12, 2))
    assert "majority.until:2026-12-01" in codes(home, done.resident, date(2026, 12, 2))
