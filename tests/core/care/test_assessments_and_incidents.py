"""A worrying answer asks for a talk today; incidents reach whom they must, and nobody else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.agenda.models import Task
from core.audit import reading as audit
from core.audit.models import CountryEvent
from core.care import assessments, complaints, incidents, notices, points
from core.care.assessments import NewAssessment
from core.care.incidents import NewIncident
from core.care.models import Assessment, Incident
from core.errors import Conflict, Invalid, NotFound
from core.residents import service as residents
from core.residents.ages import BirthRange, birthday
from core.residents.models import Resident
from core.testkit.house import Home
from core.testkit.web import Network

FACTS = "Se cayó en la grada"


@pytest.fixture
def luna(network: Network) -> int:
    """Somebody who came ten days ago, with a psychologist."""
    home = network.home
    done = home.admit(house_name="Luna", admitted_at=clock.now() - timedelta(days=10))
    with home.transaction() as session:
        residents.join_team(session, home.actor("director"), of(session, done.resident.id), home.actor("psychologist"))
    return done.resident.id


def of(session: Session, resident_id: int) -> Resident:
    return session.get_one(Resident, resident_id)


def measure(home: Home, resident_id: int, instrument: str, **changes: object) -> Assessment:
    today = clock.today("Etc/GMT+5")
    with home.transaction() as session:
        new = NewAssessment(**{"instrument": instrument, "time_point": "intake", "on_day": today, **changes})  # type: ignore[arg-type]
        return assessments.take(session, home.actor("psychologist"), of(session, resident_id), new)


def open_tasks(home: Home, source: str) -> dict[str, tuple[str, str, bool]]:
    with home.reading() as session:
        query = select(Task).where(Task.source == source, Task.done_at.is_(None))
        return {each.code: (each.role, each.data_class, each.urgent) for each in session.scalars(query)}


def test_a_score_follows_the_answers_and_only_her_psychologist_reads_it(network: Network, luna: int) -> None:
    home = network.home
    who5 = measure(home, luna, "WHO5", answers=(2, 2, 2, 3, 3))
    assert (who5.raw, who5.score, who5.above_cutoff) == (12, 48, True)
    phq = measure(home, luna, "PHQ9", answers=(1, 1, 1, 1, 1, 1, 1, None, 0))
    assert (phq.raw, phq.items_missing, phq.above_cutoff) == (8, 1, False)
    assert measure(home, luna, "CRIES8", score=17).above_cutoff
    assert measure(home, luna, "GAD7", answers=(3,) * 7).above_cutoff is None
    assert open_tasks(home, "assessment") == {}
    with home.reading() as session:
        told = {role: [each.score for each in assessments.list_all(session, home.actor(role), of(session, luna))]
                for role in ("psychologist", "director", "social_worker", "nurse")}  # fmt: skip
        assert told["psychologist"] == [21, 17, 8, 48]
        assert set(map(tuple, (told[role] for role in ("director", "social_worker", "nurse")))) == {(None,) * 4}
        for role in ("educator", "me_officer", "facilitator"):
            with pytest.raises(NotFound):
                assessments.list_all(session, home.actor(role), of(session, luna))
        assert b"None" not in (session.scalars(select(Assessment.items)).first() or b"")
    stranger = network.open_house()
    with home.reading() as session:
        resident = of(session, luna)
    with stranger.reading() as session, pytest.raises(NotFound):
        assessments.list_all(session, stranger.actor("psychologist"), resident)


def test_what_cannot_be_is_refused_and_a_point_is_measured_once(network: Network, luna: int) -> None:
    home, today = network.home, clock.today("Etc/GMT+5")
    for instrument, changes in (
        ("MOON", {"score": 1}), ("PHQ9", {"answers": (1,) * 8}), ("PHQ9", {"answers": (4,) * 9}), ("CRIES8", {}),
        ("PHQ9", {"answers": (None, None, *(1,) * 7)}), ("CRIES8", {"score": 41}), ("CRIES8", {"answers": (1,) * 8}),
        ("WHO5", {"score": 50, "on_day": today - timedelta(days=5)}), ("WHO5", {"score": 50, "time_point": "noon"}),
        ("WHO5", {"score": 50, "on_day": today + timedelta(days=1)}),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            measure(home, luna, instrument, **changes)
    measure(home, luna, "WHO5", score=50, on_day=today - timedelta(days=5), clinical=True, time_point="other")
    early = measure(home, luna, "WHO5", score=50, on_day=today - timedelta(days=2))
    with pytest.raises(Invalid):
        measure(home, luna, "WHO5", score=60)
    with home.transaction() as session:
        assessments.change(session, home.actor("psychologist"), early.id, "strike")
    again = measure(home, luna, "WHO5", score=60)
    with home.transaction() as session:
        with pytest.raises(Invalid):
            assessments.change(session, home.actor("psychologist"), early.id, "restore")
        reason = assessments.not_taken(
            session, home.actor("psychologist"), of(session, luna), "CRIES8", "intake", today, "clinical"
        )
        assert (reason.state, reason.score) == ("not_done", None)
    assert again.instrument_version


def faults(home: Home, resident_id: int, instrument: str, **changes: object) -> set[str]:
    """Name the fields with which a score cannot stand; none if it was taken."""
    try:
        measure(home, resident_id, instrument, **changes)
    except Invalid as error:
        return set(error.fields)
    return set()


@pytest.mark.parametrize(("came", "point", "right"), [
    (6, "intake", False), (7, "intake", True), (30, "intake", True), (31, "intake", False), (22, "month6", False),
    (151, "month6", False), (152, "month6", True), (213, "month6", True), (214, "month6", False), (31, "other", True),
    (22, "exit", True), (400, "after12", False),
])  # fmt: skip
def test_the_point_in_time_of_a_score_is_true(network: Network, came: int, point: str, right: bool) -> None:
    home = network.home
    her = home.admit(admitted_at=clock.now() - timedelta(days=came), team=("social_worker", "psychologist")).resident.id
    wrong = faults(home, her, "WHO5", score=40, time_point=point, clinical=True)
    assert wrong == (set() if right else {"on_day"})


@pytest.mark.parametrize(("left", "point", "right"), [
    (30, "exit", True), (31, "exit", False), (35, "after12", False), (334, "after12", False), (335, "after12", True),
    (395, "after12", True), (153, "after6", True), (760, "after24", True), (761, "after24", False),
])  # fmt: skip
def test_a_score_after_exit_is_taken_when_it_is_said_to_be(left: int, point: str, right: bool) -> None:
    gone = date(2024, 2, 1)
    assert (points.fault(point, gone + timedelta(days=left), date(2023, 6, 1), gone) is None) is right


@pytest.mark.parametrize(("years", "instrument", "point", "wrong"), [
    (1, "PHQ9", "other", {"on_day"}), (8, "WHO5", "intake", {"on_day"}), (9, "WHO5", "intake", set()),
    (18, "PHQ9", "intake", {"time_point"}), (18, "PHQ9", "other", set()), (17, "PHQ9", "intake", set()),
])  # fmt: skip
def test_nobody_is_measured_by_what_is_not_for_her_age(
    network: Network, years: int, instrument: str, point: str, wrong: set[str]
) -> None:
    home, today = network.home, clock.today("Etc/GMT+5")
    her = home.admit(
        birth=BirthRange.exactly(birthday(today - timedelta(days=3), -years)), team=("social_worker", "psychologist"),
        admitted_at=clock.now() - timedelta(days=10),
    ).resident.id  # fmt: skip
    assert faults(home, her, instrument, score=10, time_point=point) == wrong
    with home.transaction() as session:  # that she was too young to be asked is told all the same
        told = assessments.not_taken(
            session, home.actor("psychologist"), of(session, her), "CATS2", "intake",
            today - timedelta(days=9), "clinical",
        )  # fmt: skip
        assert told.state == "not_done"


def test_an_answer_that_worries_asks_for_a_talk_today_and_tells_the_shift_only_what_to_do(
    network: Network, luna: int
) -> None:
    home = network.home
    made = measure(home, luna, "PHQ9", answers=(0,) * 8 + (1,))
    assert open_tasks(home, "assessment") == {
        "safety.talk": ("psychologist", "PSY-S", True), "safety.watch": ("educator", "HDR", True),
    }  # fmt: skip
    with home.reading() as session:
        assert assessments.raised_safety(session, home.actor("director"), of(session, luna))
        dues = set(session.scalars(select(Task.due_at).where(Task.source == "assessment")))
        assert all(due and due - clock.now() < timedelta(days=1) for due in dues)
    with home.transaction() as session:
        assessments.change(session, home.actor("psychologist"), made.id, "strike")
    assert open_tasks(home, "assessment") == {}


def report(home: Home, role: str = "educator", **changes: object) -> Incident:
    with home.transaction() as session:
        values = {"kind": "accident", "level": 2, "happened_at": clock.now() - timedelta(minutes=5), "facts": FACTS}
        return incidents.report(session, home.actor(role), NewIncident(**{**values, **changes}))  # type: ignore[arg-type]


def test_harm_in_care_says_who_was_harmed_or_that_it_is_not_known(network: Network, luna: int) -> None:
    home = network.home
    for people in (None, {luna: "involved"}):
        with pytest.raises(Invalid) as refused:
            report(home, harm_in_care=True, people=people)
        assert refused.value.fields.keys() == {"harmed"}
    for known in (
        {"people": {luna: "harmed"}},
        {"harmed_unknown": True},
        {"harmed_unknown": True, "people": {luna: "harmed"}},
    ):
        assert report(home, harm_in_care=True, **known).harm_in_care
    sealed = {"kind": "staff_misconduct", "audience": ("director",)}
    assert report(home, harm_in_care=True, **sealed).harm_in_care  # whoever files it tells what she knows


def test_an_incident_is_told_in_time_reviewed_and_closed(network: Network, luna: int) -> None:
    home = network.home
    made = report(home, level=1, harm_in_care=True, people={luna: "harmed"})
    assert made.serious
    assert set(open_tasks(home, "incident")) == {"tell:director", "tell:authority", "review"}
    director = home.actor("director")
    with home.transaction() as session:
        with pytest.raises(Conflict):
            incidents.review(session, director, made.id, "Nada")
        shown = incidents.show(session, director, made.id)
        assert (shown.facts, shown.people[0][2]) == (FACTS, "harmed")
        assert [each.due_at - made.created_at for each in shown.notices] == [timedelta(minutes=30), timedelta(hours=48)]
        for each in shown.notices:
            notices.told(session, director, shown.incident, each.id, "Oficio 3")
        notices.add(session, director, shown.incident, "police", clock.now() + timedelta(hours=1))
        with pytest.raises(Invalid):
            notices.add(session, director, shown.incident, "police", clock.now())
        notices.told(session, director, shown.incident, notices.open_ones(session, made.id)[0].id, "")
        with pytest.raises(Invalid):
            incidents.review(session, director, made.id, "  ")
        incidents.review(session, director, made.id, "Luz en la grada")
    assert open_tasks(home, "incident") == {}
    with home.transaction() as session:
        with pytest.raises(NotFound):
            incidents.review(session, home.actor("educator"), made.id, "Yo")
        incidents.reopen(session, director, made.id)
        assert session.get_one(Incident, made.id).reviewed_on is None
    for wrong in ({"facts": " "}, {"level": 4}, {"kind": "moon"}, {"happened_at": clock.now() + timedelta(hours=1)},
                  {"people": {999: "harmed"}}, {"people": {luna: "moon"}}):  # fmt: skip
        with pytest.raises(Invalid):
            report(home, **wrong)


def test_whoever_reads_no_incidents_still_reports_one(network: Network, luna: int) -> None:
    home = network.home
    made = report(home, "reception")
    with home.reading() as session:
        for role in ("reception", "facilitator", "me_officer", "auditor", "training_officer"):
            assert incidents.list_page(session, home.actor(role)) == []
            with pytest.raises(NotFound):
                incidents.get(session, home.actor(role), made.id)
        assert len(incidents.list_page(session, home.actor("nurse"))) == 1
        assert incidents.list_page(session, home.actor("lawyer")) == []  # nobody of her caseload is in it
    other = network.open_house()
    with other.reading() as session:
        assert incidents.list_page(session, other.actor("director")) == []


def test_a_concern_about_the_staff_is_like_none_to_everybody_but_its_audience(network: Network, luna: int) -> None:
    home = network.home
    with pytest.raises(Invalid):
        report(home, "facilitator", kind="staff_misconduct")
    about_director = report(home, "facilitator", kind="staff_misconduct", audience=("dpo",), level=1)
    about_named = report(home, "reception", kind="staff_misconduct", audience=("director", "dpo"),
                         about_user_id=home.actor("dpo").user_id)  # fmt: skip
    assert open_tasks(home, "incident") == {}
    with home.transaction() as session:
        seen = {role: {each.id for each in incidents.list_page(session, home.actor(role))}
                for role in ("director", "dpo", "educator", "facilitator", "nurse", "config_admin")}  # fmt: skip
        assert seen["dpo"] == {about_director.id}
        assert seen["director"] == {about_named.id}
        assert not any(found for role, found in seen.items() if role not in ("dpo", "director"))
        incidents.show(session, home.actor("dpo"), about_director.id)
    with home.transaction() as session:
        asked = audit.Filters(action="incident")
        told = {role: {each.subject_id for each in audit.read(session, home.actor(role), asked)}
                for role in ("director", "dpo")}  # fmt: skip
        assert told == {"director": {str(about_named.id)}, "dpo": {str(about_director.id)}}
        sealed = session.scalars(select(CountryEvent).where(CountryEvent.data_class == "SEAL")).all()
        assert {each.action for each in sealed} == {"incident.report", "incident.read"}


def test_a_complaint_has_a_term_for_the_talk_and_for_the_answer(network: Network, luna: int) -> None:
    home, today = network.home, clock.today("Etc/GMT+5")
    with home.transaction() as session:
        made = complaints.receive(session, home.actor("educator"), "food", today, "Llega fría")
        with pytest.raises(Invalid):
            complaints.receive(session, home.actor("educator"), "moon", today, " ")
        with pytest.raises(NotFound):
            complaints.list_page(session, home.actor("educator"))
    assert set(open_tasks(home, "complaint")) == {"complaint.talk", "complaint.answer"}
    with home.transaction() as session:
        complaints.answer(session, home.actor("director"), made.id, today, "Se habló con la cocina")
        with pytest.raises(Conflict):
            complaints.answer(session, home.actor("director"), made.id, today, "Otra vez")
        (listed,) = complaints.list_page(session, home.actor("director"))
        assert (listed.text, listed.answer) == ("Llega fría", "Se habló con la cocina")
    assert open_tasks(home, "complaint") == {}


def test_what_is_wrong_with_an_answer_is_said_at_its_question(network: Network, luna: int) -> None:
    for answers, question in (((0, None, 0, 0, None, *(0,) * 4), "answer_2"), ((0, 0, 0, 7, *(0,) * 5), "answer_4")):
        with pytest.raises(Invalid) as caught:
            measure(network.home, luna, "PHQ9", answers=answers)
        assert list(caught.value.fields) == [question]
