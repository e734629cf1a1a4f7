"""Trainings: persons, attendances and reach are three numbers; who completed one is asked months later."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import clock
from core.agenda.models import Task
from core.education import people, service
from core.education.models import TrainingCheck, TrainingPerson
from core.education.people import Answer, NewPerson
from core.errors import Conflict, Invalid, NotFound
from core.reporting.closings import scope_of
from core.reporting.counting.passes import Asked, count
from core.reporting.periods import Period
from core.testkit.web import Network


def today() -> date:
    return clock.today("Etc/GMT+5")


def planned(**changes: object) -> dict[str, Any]:
    values = {"title": "Cómo reconocer la trata", "topic": "trafficking", "audience": "POLICE", "from_on": today(),
              "until_on": today(), "sessions": 5, "pass_mark": 70, "partner_id": None}  # fmt: skip
    return {**values, **changes}


def test_who_was_at_four_of_five_sessions_has_completed_it(network: Network) -> None:
    home = network.home
    officer = home.actor("training_officer")
    with home.transaction() as session:
        training = service.plan(session, officer, planned())
        ana, beto = (people.add(session, officer, training, NewPerson(name, "POLICE", "F", official=True))
                     for name in ("Ana", "Beto"))  # fmt: skip
        with pytest.raises(Invalid):
            people.add(session, officer, training, NewPerson(" ana ", "POLICE", "F"))
        held = [service.hold(session, officer, training.id, today(), 60, [ana.id, *([beto.id] if day < 3 else [])],
                             {("COMMUNITY", "M"): 7, ("COMMUNITY", "F"): 0}) for day in range(4)]  # fmt: skip
        assert (ana.completed, ana.attended, beto.completed, beto.attended) == (True, 4, False, 3)
        (row,) = service.list_page(session, officer)
        assert (row.persons, row.attendances, row.sessions) == (2, 4 + 3 + 28, 4)
        service.change(session, officer, "session", held[0].id, "strike")
        assert (ana.completed, ana.completed_on) == (False, None)
        service.change(session, officer, "session", held[0].id, "restore")
        assert ana.completed
        service.edit(session, officer, training.id, planned(sessions=4), revision=training.revision)
        assert not beto.completed
    with home.reading() as session:
        assert all(b"Ana" not in (blob or b"") for blob in session.scalars(select(TrainingPerson.name)))


def test_whoever_was_at_four_of_ten_sessions_has_not_completed_it_though_five_were_planned(network: Network) -> None:
    home, officer = network.home, network.home.actor("training_officer")
    days = [today() - timedelta(days=10 - place) for place in range(10)]
    with home.transaction() as session:
        training = service.plan(session, officer, planned(from_on=days[0]))
        ana, beto = (people.add(session, officer, training, NewPerson(name, "POLICE", "F")) for name in ("Ana", "Beto"))
        held = [
            service.hold(session, officer, training.id, day, 60, [ana.id, *([beto.id] if place < 4 else [])], {}).id
            for place, day in enumerate(days)
        ]
        assert (ana.completed, beto.completed, beto.completed_on) == (True, False, None)
        for each in held[5:]:
            service.change(session, officer, "session", each, "strike")
        assert (beto.completed, beto.completed_on) == (True, days[3])


def test_a_session_lies_within_the_days_of_its_training(network: Network) -> None:
    home, officer = network.home, network.home.actor("training_officer")
    first, last = today() - timedelta(days=9), today() - timedelta(days=3)
    with home.transaction() as session:
        training = service.plan(session, officer, planned(from_on=first, until_on=last))
        for day in (first - timedelta(days=1), last + timedelta(days=1)):
            with pytest.raises(Invalid) as refused:
                service.hold(session, officer, training.id, day, 60, [], {("EDU", "F"): 1})
            assert refused.value.fields.keys() == {"on_day"}
        for day in (first, last):
            service.hold(session, officer, training.id, day, 60, [], {("EDU", "F"): 1})
        for name, changes in (("from_on", {"from_on": last}), ("until_on", {"until_on": first})):
            moved = planned(**{"from_on": first, "until_on": last, **changes})
            with pytest.raises(Invalid) as refused:
                service.edit(session, officer, training.id, moved, revision=training.revision)
            assert refused.value.fields.keys() == {name}


def test_the_same_person_is_told_in_another_training_without_her_name(network: Network) -> None:
    home = network.home
    officer = home.actor("training_officer")
    with home.transaction() as session:
        marks = set()
        for name, sign_in in (("Ana Pérez", "oficial 3"), ("ANA  PEREZ", "Oficial 3"), ("Ana Pérez", "oficial 4")):
            training = service.plan(session, officer, planned())
            marks.add(people.add(session, officer, training, NewPerson(name, "POLICE", "F", sign_in)).fingerprint)
        assert len(marks) == 2
        for role in ("director", "social_worker", "auditor"):
            names = {name for _row, name in people.named(session, home.actor(role), training.id)}
            assert names == {""}
            with pytest.raises(NotFound):
                people.add(session, home.actor(role), training, NewPerson("X", "POLICE", "F"))
        with pytest.raises(NotFound):
            service.list_page(session, home.actor("educator"))


def test_whoever_completed_it_is_asked_and_silence_counts(network: Network) -> None:
    home = network.home
    officer = home.actor("training_officer")
    with home.transaction() as session:
        training = service.plan(session, officer, planned(sessions=1))
        ana = people.add(session, officer, training, NewPerson("Ana", "EDU", "F", multiplier=True))
        people.add(session, officer, training, NewPerson("Beto", "EDU", "M"))
        service.hold(session, officer, training.id, today(), 60, [ana.id], {})
        people.score(session, officer, ana.id, 40, 80)
        with pytest.raises(Invalid):
            people.score(session, officer, ana.id, 40, 101)
        service.close(session, officer, training.id)
        service.reopen(session, officer, training.id)
        session.flush()
        assert session.scalars(select(TrainingCheck)).all() == []
        service.close(session, officer, training.id)
    with home.transaction() as session:
        rows = people.checks_page(session, officer)
        assert [(row.months, title, name) for row, title, name in rows] == [
            (3, training.title, "Ana"), (6, training.title, "Ana"),
        ]  # fmt: skip
        three, six = (row for row, _title, _name in rows)
        with pytest.raises(Invalid):
            people.answer(session, officer, three.id, Answer(True, today(), claimed_reach=3, verified_reach=4))
        people.answer(session, officer, three.id, Answer(True, today(), today(), "record", 2, 30, 10))
        people.answer(session, officer, six.id, Answer(False, today(), claimed_reach=99))
        assert (six.state, six.claimed_reach) == ("no_answer", 0)
        with pytest.raises(Conflict):
            people.answer(session, officer, six.id, Answer(False, today()))
        people.reopen_check(session, officer, three.id)
        assert (three.state, three.claimed_reach) == ("due", 0)
        open_ones = session.scalars(select(Task).where(Task.source == "training_check", Task.done_at.is_(None))).all()
        assert open_ones == []


def test_results_of_the_test_after_it_need_a_pass_mark(network: Network) -> None:
    home, officer = network.home, network.home.actor("training_officer")
    with home.transaction() as session:
        training = service.plan(session, officer, planned(pass_mark=None))
        ana = people.add(session, officer, training, NewPerson("Ana", "EDU", "F"))
        people.score(session, officer, ana.id, 40, None)
        with pytest.raises(Invalid) as refused:
            people.score(session, officer, ana.id, 40, 80)
        assert refused.value.fields.keys() == {"post"}
        service.edit(session, officer, training.id, planned(), revision=training.revision)
        people.score(session, officer, ana.id, 40, 80)
        with pytest.raises(Invalid) as refused:
            service.edit(session, officer, training.id, planned(pass_mark=None), revision=training.revision)
        assert refused.value.fields.keys() == {"pass_mark"}


@pytest.mark.parametrize(("mark", "expected"), [(None, (0, 0)), (70, (1, 1)), (81, (1, 0))])
def test_a_training_without_a_pass_mark_is_in_neither_part_of_the_figure(
    network: Network, mark: int | None, expected: tuple[int, int]
) -> None:
    home, officer = network.home, network.home.actor("training_officer")
    with home.transaction() as session:
        training = service.plan(session, officer, planned(pass_mark=mark))
        ana = people.add(session, officer, training, NewPerson("Ana", "EDU", "F"))
        ana.pre_score, ana.post_score = 40, 80  # as a store may hold them that was filled before the mark was asked for
        session.flush()
        scope = scope_of(session, home.country, home.id, Period(today().year, "A"))
        tested, passed = Asked("trainees_tested"), Asked("trainees_passed")
        assert count(session, scope, (tested, passed)) == dict(zip((tested, passed), expected, strict=True))


def test_what_cannot_be_is_refused(network: Network) -> None:
    home = network.home
    officer = home.actor("training_officer")
    with home.transaction() as session:
        for changes in ({"title": " "}, {"audience": "MOON"}, {"topic": "moon"}, {"sessions": 0}, {"pass_mark": 101},
                        {"until_on": today() - timedelta(days=1)}, {"partner_id": 999_999}):  # fmt: skip
            with pytest.raises(Invalid):
                service.plan(session, officer, planned(**changes))
        training = service.plan(session, officer, planned())
        for day, minutes, named, counts in (
            (today() + timedelta(days=1), 60, [], {("EDU", "F"): 1}), (today(), 0, [], {("EDU", "F"): 1}),
            (today(), 60, [], {}), (today(), 60, [99], {}), (today(), 60, [], {("MOON", "F"): 1}),
            (today(), 60, [], {("EDU", "F"): 9999}),
        ):  # fmt: skip
            with pytest.raises(Invalid):
                service.hold(session, officer, training.id, day, minutes, named, counts)
        with pytest.raises(Conflict):
            service.edit(session, officer, training.id, planned(), revision=99)
    other = network.open_house()
    with other.reading() as session, pytest.raises(NotFound):
        service.get(session, other.actor("training_officer"), training.id)
