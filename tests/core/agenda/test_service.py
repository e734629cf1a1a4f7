"""Tasks: written once, moved while open, closed, cancelled, undone; seen by those whose class they are."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from core.agenda import listing, service
from core.agenda.listing import Scope, Standing
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.errors import Invalid, NotFound
from core.i18n import speaking
from core.testkit.houses import NOON, House, open_house
from plugins.contract.text import Grade, LegalBasis, Text

ZONE = "Etc/GMT+5"


def write(house: House, code: str = "plan", due: datetime = NOON, **more: object) -> int:
    values: dict[str, object] = {
        "source": "episode",
        "source_id": 1,
        "title": "Agree the plan",
        "role": "social_worker",
    }
    with house.work() as session:
        return service.add(session, branch_id=house.id, code=code, due_at=due, **{**values, **more}).id  # type: ignore[arg-type]


def titles(house: House, role: str, scope: Scope = Scope.TEAM, *, on_duty: bool = True) -> list[str]:
    with house.look() as session:
        return [t.code for t in listing.list_tasks(session, house.actor(role, on_duty=on_duty), ZONE, scope)]


def test_a_task_is_written_once_and_moves_while_it_is_open(house: House) -> None:
    first = write(house)
    later = NOON + timedelta(days=3)
    assert write(house, due=later) == first
    with house.look() as session:
        assert session.get_one(Task, first).due_at == later
        assert session.scalar(select(func.count()).select_from(Task)) == 1


def test_a_task_that_is_done_is_not_reopened_by_writing_it_again(house: House) -> None:
    task = write(house)
    with house.work() as session:
        service.finish(session, house.actor(), task)
    write(house, due=NOON + timedelta(days=3))
    assert titles(house, "social_worker") == []
    with house.look() as session:
        assert session.get_one(Task, task).due_at == NOON


def test_overdue_comes_first_and_each_state_has_its_words(house: House) -> None:
    write(house, "ahead", NOON + timedelta(days=2))
    write(house, "today", NOON + timedelta(hours=2))
    write(house, "late", NOON - timedelta(days=2))
    with house.look() as session:
        found = listing.list_tasks(session, house.actor(), ZONE)
    assert [task.code for task in found] == ["late", "today", "ahead"]
    assert [task.standing for task in found] == [Standing.OVERDUE, Standing.TODAY, Standing.AHEAD]
    assert [task.state_word for task in found] == ["Overdue", "Due today", "To come"]


def test_today_ends_at_local_midnight(house: House) -> None:
    write(house, "before", NOON.replace(hour=4, minute=59) + timedelta(days=1))
    write(house, "after", NOON.replace(hour=5) + timedelta(days=1))
    with house.look() as session:
        found = listing.list_tasks(session, house.actor(), ZONE)
    assert [task.standing for task in found] == [Standing.TODAY, Standing.AHEAD]


def test_legal_tasks_are_not_shown_to_educators_at_all(house: House) -> None:
    task = write(house, "hearing", data_class="LEG-C", role="educator")
    assert titles(house, "educator") == []
    assert titles(house, "lawyer") == ["hearing"]
    with house.work() as session, pytest.raises(NotFound):
        service.finish(session, house.actor("educator", on_duty=True), task)


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("social_worker", ["SOC", "PSY-S", "MED-E", "LEG-C", "HDR"]),
        ("nurse", ["MED-E", "MED-C", "HDR"]),
        ("educator", ["MED-E", "HDR"]),
        ("finance", None),
        ("config_admin", None),
        ("hq_analyst", None),
    ],
)
def test_each_role_sees_its_classes(house: House, role: str, seen: list[str] | None) -> None:
    for data_class in ("SOC", "PSY-S", "MED-E", "MED-C", "LEG-C", "HDR", "SEAL"):
        write(house, data_class, data_class=data_class)
    if seen is None:
        with pytest.raises(NotFound):
            titles(house, role)
    else:
        expected = set(seen) - ({"PSY-S"} if role == "social_worker" else set())
        assert set(titles(house, role)) == expected


def test_off_duty_an_educator_has_no_agenda(house: House) -> None:
    with pytest.raises(NotFound):
        titles(house, "educator", on_duty=False)


def test_mine_are_my_roles_and_my_own_team_is_everybodys(house: House) -> None:
    write(house, "mine")
    write(house, "someone_elses", user_id=777)
    write(house, "nurses", role="nurse")
    assert titles(house, "social_worker", Scope.MINE) == ["mine"]
    assert set(titles(house, "social_worker")) == {"mine", "someone_elses", "nurses"}
    assert titles(house, "reception", Scope.TEAM) == []


def test_a_colleagues_own_note_stays_hers(house: House) -> None:
    with house.work() as session:
        service.add_own(session, house.actor("nurse"), "Comprar gasas", NOON)
    assert titles(house, "social_worker") == []
    assert len(titles(house, "nurse", Scope.MINE)) == 1


def test_another_houses_tasks_do_not_exist(house: House) -> None:
    other = open_house(house.store, house.country, 2)
    task = write(other)
    assert titles(house, "social_worker") == []
    for act in (service.finish, service.reopen, service.get):
        with house.work() as session, pytest.raises(NotFound):
            act(session, house.actor(), task)
    with house.work() as session:
        assert service.cancel(session, house.actor(), source="episode") == 0


def test_done_is_undone_and_doing_it_twice_is_one_event(house: House) -> None:
    task = write(house)
    for _time in range(2):
        with house.work() as session:
            service.finish(session, house.actor(), task)
    with house.look() as session:
        assert [done.standing for done in listing.list_done(session, house.actor(), ZONE)] == [Standing.DONE]
        assert session.scalar(select(func.count()).where(CountryEvent.action == "task.finish")) == 1
    with house.work() as session:
        service.reopen(session, house.actor(), task)
    assert titles(house, "social_worker") == ["plan"]


def test_closing_follows_the_source_and_cancelling_the_resident(house: House) -> None:
    luna = house.resident("Luna")
    for code in ("form:a", "form:b", "plan"):
        write(house, code, resident_id=luna)
    write(house, "other", source_id=2)
    with house.work() as session:
        assert service.close(session, house.actor(), source="episode", source_id=1, code="form:*") == 2
        assert service.close(session, house.actor(), source="episode", source_id=1, code="form:a") == 0
        assert service.cancel(session, house.actor(), resident_id=luna) == 1
        with pytest.raises(ValueError, match="whose"):
            service.cancel(session, house.actor())
    assert titles(house, "social_worker") == ["other"]
    with house.look() as session:
        standings = {task.code: task.standing for task in listing.list_done(session, house.actor(), ZONE, Scope.TEAM)}
    assert standings == {"form:a": Standing.DONE, "form:b": Standing.DONE, "plan": Standing.CANCELLED}


@pytest.mark.parametrize("title", ["", "  ", "x" * 121])
def test_an_own_task_needs_a_short_title(house: House, title: str) -> None:
    with house.work() as session, pytest.raises(Invalid):
        service.add_own(session, house.actor(), title, NOON)


def test_hostile_words_stay_words(house: House) -> None:
    hostile = "<script>alert(1)</script> %(name)s {{7*7}} ' OR 1=1"
    with house.work() as session:
        service.add_own(session, house.actor(), hostile, NOON)
        service.add_own(session, house.actor(), hostile, NOON, role="nurse")
    with house.look() as session:
        assert [str(task.title) for task in listing.list_tasks(session, house.actor(), ZONE)] == [hostile]
        for task in session.scalars(select(Task)):
            assert "script" not in str(task.title)
            assert b"script" not in (task.own_words or b"script")


def test_a_title_is_said_in_the_readers_language(house: House) -> None:
    write(house, "law", title=Text.of(es="Avisar al juzgado", en="Tell the court"),
          basis=LegalBasis("Art. 1", Grade.C))  # fmt: skip
    write(house, "core", title="%(count)s days are left", params={"count": 3})
    with house.look() as session, speaking("en"):
        found = listing.list_tasks(session, house.actor(), ZONE)
    assert [found[0].title.in_language("en"), found[1].title] == ["Tell the court", "3 days are left"]
    assert [task.unverified for task in found] == [True, False]


def test_pages_go_on_where_the_last_one_ended_and_back(house: House) -> None:
    for number in range(7):
        write(house, f"t{number}", NOON + timedelta(hours=number // 2))
    with house.look() as session:
        actor = house.actor()
        first = listing.list_tasks(session, actor, ZONE, size=3)
        after = (first[2].due_at, first[2].id)
        second = listing.list_tasks(session, actor, ZONE, after=after, size=3)
        back = listing.list_tasks(session, actor, ZONE, before=(second[0].due_at, second[0].id), size=3)
    assert [t.code for t in first] == ["t0", "t1", "t2", "t3"]
    assert [t.code for t in second] == ["t3", "t4", "t5", "t6"]
    assert [t.code for t in back] == ["t0", "t1", "t2"]


def test_the_number_of_statements_does_not_grow_with_the_tasks(house: House) -> None:
    def statements() -> int:
        counted: list[str] = []
        engine = house.store.engine
        event.listen(engine, "before_cursor_execute", lambda *given: counted.append(given[2]))
        titles(house, "social_worker")
        return len(counted)

    titles(house, "social_worker")  # the first reader of a connection sets its scope
    few = statements()
    for number in range(30):
        write(house, f"t{number}")
    assert statements() == few
