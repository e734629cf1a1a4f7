"""Services, plans, school and what health alone knows: who may, what is due, and that a slip counts nowhere."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, slips
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.care import health, plans, school, services
from core.care.models import CarePlan, SchoolMonth, Service
from core.care.offered import SERVICES
from core.care.plans import Asked, NewPlan
from core.care.school import NewSchooling
from core.care.services import NewService
from core.errors import Conflict, Invalid, NotFound
from core.residents import service as residents
from core.residents.models import Resident
from core.testkit.house import Home
from core.testkit.studio import publish
from core.testkit.web import Network

NOTE = "Habló de su hermana"


@pytest.fixture
def luna(network: Network) -> int:
    """Somebody in the house, with a team."""
    home = network.home
    done = home.admit(house_name="Luna")
    with home.transaction() as session:
        for role in ("social_worker", "psychologist", "nurse", "lawyer"):
            residents.join_team(session, home.actor("director"), of(session, done.resident.id), home.actor(role))
    return done.resident.id


def of(session: Session, resident_id: int) -> Resident:
    return session.get_one(Resident, resident_id)


def give(home: Home, resident_id: int, role: str, discipline: str, **changes: object) -> Service:
    with home.transaction() as session:
        values = {"on_day": clock.today("Etc/GMT+5"), "minutes": 45, "note": NOTE, **changes}
        return services.add(session, home.actor(role), of(session, resident_id), NewService(discipline, **values))  # type: ignore[arg-type]


def test_what_the_house_does_not_give_is_recorded_and_planned_no_more_and_stays_where_it_was(
    network: Network, luna: int
) -> None:
    home = network.home
    first = give(home, luna, "educator", "CULTURE")
    without = {"services": [{"discipline": "CULTURE", "given": False, "minutes": None},
                            {"discipline": "FRONTLINE", "given": True, "minutes": 20}]}  # fmt: skip
    publish(home, SERVICES, without)
    with pytest.raises(Invalid):
        give(home, luna, "educator", "CULTURE")
    with home.transaction() as session:
        code = of(session, luna).code
    with home.transaction() as session, pytest.raises(Invalid):
        new = NewPlan(clock.today("Etc/GMT+5"), "given", "guardian", [Asked("CULTURE", 4)])
        plans.agree(session, home.actor(), of(session, luna), new)
    page = network.client("educator").get(f"/residents/{code}/services/new").text
    assert ('value="CULTURE"' in page, 'value="20"' in page) == (False, True)
    with home.transaction() as session:
        again = NewService("CULTURE", clock.today("Etc/GMT+5"), 60)
        services.add(session, home.actor("educator"), of(session, luna), again, corrects=first.id)
    assert "CULTURE" in seen(home, luna, "educator")


def seen(home: Home, resident_id: int, role: str) -> set[str]:
    with home.transaction() as session:
        return {each.discipline for each in services.list_page(session, home.actor(role), of(session, resident_id))}


def test_a_discipline_is_recorded_by_its_own_and_read_by_whoever_reads_its_class(network: Network, luna: int) -> None:
    home = network.home
    for role, discipline in (("psychologist", "PSYCH"), ("nurse", "ADDICTION"), ("educator", "FRONTLINE"),
                             ("lawyer", "LEGAL"), ("social_worker", "SOCIAL")):  # fmt: skip
        give(home, luna, role, discipline)
    with pytest.raises(Invalid):
        give(home, luna, "educator", "PSYCH")
    with pytest.raises(NotFound):
        give(home, luna, "me_officer", "SOCIAL")
    assert seen(home, luna, "educator") == {"FRONTLINE"}
    assert seen(home, luna, "psychologist") == {"PSYCH", "FRONTLINE", "LEGAL", "SOCIAL"}
    assert seen(home, luna, "nurse") == {"ADDICTION", "FRONTLINE"}
    assert "ADDICTION" not in seen(home, luna, "director")
    with home.reading() as session:
        blobs = session.scalars(select(Service.note))
        assert all(blob and NOTE.encode() not in blob for blob in blobs)
        read = session.scalars(select(CountryEvent).where(CountryEvent.action == "service.read"))
        assert {(each.role, each.data_class) for each in read} == {("nurse", "MED-X")}


def test_what_cannot_be_is_refused(network: Network, luna: int) -> None:
    wrong: list[dict[str, object]] = [
        {"on_day": clock.today("Etc/GMT+5") + timedelta(days=1)}, {"minutes": 0}, {"minutes": 721}, {"kind": "exam"},
        {"kind": "moon"}, {"attendance": "perhaps"}, {"mode": "crowd"}, {"note": "x" * 2001},
        {"on_day": clock.today("Etc/GMT+5") - timedelta(days=9)},
    ]  # fmt: skip
    for changes in wrong:
        with pytest.raises(Invalid):
            give(network.home, luna, "social_worker", "SOCIAL", **changes)


def test_a_slip_is_struck_out_and_brought_back_and_a_correction_takes_its_place(network: Network, luna: int) -> None:
    home = network.home
    first = give(home, luna, "nurse", "MEDICAL", kind="exam")
    with home.transaction() as session:
        services.change(session, home.actor("nurse"), first.id, "strike")
        with pytest.raises(Conflict):
            services.change(session, home.actor("nurse"), first.id, "strike")
        assert services.balance(session, home.actor("nurse"), of(session, luna)) == []
        services.change(session, home.actor("nurse"), first.id, "restore")
        session.flush()
        assert services.balance(session, home.actor("nurse"), of(session, luna))[0].had == 1
        new = NewService("MEDICAL", clock.today("Etc/GMT+5"), 30)
        second = services.add(session, home.actor("nurse"), of(session, luna), new, corrects=first.id)
    with home.reading() as session:
        assert session.get_one(Service, first.id).voided_by_name == home.actor("nurse").name
        assert session.get_one(Service, second.id).corrects_id == first.id
        done = session.scalars(select(CountryEvent.action).where(CountryEvent.subject == "service"))
        assert list(done) == ["service.add", "slip.strike", "slip.restore", "slip.strike", "service.add"]
    with home.transaction() as session, pytest.raises(NotFound):
        services.change(session, home.actor("educator"), second.id, "strike")


def test_a_group_has_a_row_for_each_and_only_of_those_who_live_here(network: Network, luna: int) -> None:
    home = network.home
    other = home.admit(bed_id=None, house_name="Sol").resident.id
    new = NewService("CULTURE", clock.today("Etc/GMT+5"), 60, kind="workshop", mode="group")
    with home.transaction() as session:
        made = services.add_group(session, home.actor("facilitator"), [luna, other], new)
        assert {each.group_id for each in made} == {made[0].id}
    with home.transaction() as session:
        ((row, came),) = services.own_page(session, home.actor("facilitator"))
        assert (row.id, came) == (made[0].id, 2)
        for people in ([], [luna, 999]):
            with pytest.raises(Invalid):
                services.add_group(session, home.actor("facilitator"), people, new)
    stranger = network.open_house()
    with stranger.transaction() as session, pytest.raises(Invalid):
        services.add_group(session, stranger.actor("facilitator"), [luna], new)


def test_a_plan_asks_for_services_and_its_review_stands_once_on_the_agenda(network: Network, luna: int) -> None:
    home, today = network.home, clock.today("Etc/GMT+5")
    worker = home.actor()
    new = NewPlan(today, "given", "guardian", [Asked("PSYCH", 4), Asked("SPIRIT", 1, asked_by_child=True)], wish="Leer")
    with home.transaction() as session:
        first = plans.agree(session, worker, of(session, luna), new)
        assert session.scalars(select(Task).where(Task.code == "plan.first")).one().done_at is not None
        plans.review(session, worker, first.id, today, today + timedelta(days=60), "Va bien")
    assert give(home, luna, "psychologist", "PSYCH").planned
    assert not give(home, luna, "social_worker", "SOCIAL").planned
    with home.transaction() as session:
        open_ones = session.scalars(select(Task).where(Task.source == "care_plan", Task.done_at.is_(None))).all()
        assert [task.code for task in open_ones] == [f"review:{today + timedelta(days=60)}"]
        (shown,) = plans.list_all(session, worker, of(session, luna))
        assert (shown.wish, [row.discipline for row in shown.services]) == ("Leer", ["PSYCH", "SPIRIT"])
        plans.change_review(session, worker, shown.reviews[0][0].id, "strike")
        session.flush()
        assert session.get_one(CarePlan, first.id).review_due_on == today + timedelta(days=90)
        plans.agree(session, worker, of(session, luna), new)
        session.flush()
        assert session.get_one(CarePlan, first.id).closed_on == today
        for wrong in (NewPlan(today, "maybe", "", []), NewPlan(today, "given", "", [Asked("PSYCH", 0)]),
                      NewPlan(today, "given", "", [Asked("PSYCH", 1), Asked("PSYCH", 2)]),
                      NewPlan(today + timedelta(days=1), "given", "", [])):  # fmt: skip
            with pytest.raises(Invalid):
                plans.agree(session, worker, of(session, luna), wrong)
    for role in ("educator", "facilitator", "me_officer"):
        with home.reading() as session, pytest.raises(NotFound):
            plans.list_all(session, home.actor(role), of(session, luna))


def test_the_days_of_a_month_are_written_once_and_a_later_word_counts(network: Network, luna: int) -> None:
    home, today = network.home, clock.today("Etc/GMT+5")
    worker = home.actor()
    with home.transaction() as session:
        place = school.enrol(session, worker, of(session, luna), NewSchooling("school", today, "Sexto"))
        school.write_month(session, worker, place.id, today, 20, 10)
        school.write_month(session, worker, place.id, today, 20, 18)
        for month, days, present in ((today, 20, 21), (today - timedelta(days=70), 20, 1), (today, 0, 0)):
            with pytest.raises(Invalid):
                school.write_month(session, worker, place.id, month, days, present)
        school.end(session, worker, place.id, today, "passed")
        school.reopen(session, worker, place.id)
        with pytest.raises(Conflict):
            school.reopen(session, worker, place.id)
        module = school.begin_module(session, home.actor("nurse"), of(session, luna), "srh_hiv", today)
        school.end_module(session, home.actor("nurse"), module.id, today, completed=True)
        with pytest.raises(Conflict):
            school.end_module(session, home.actor("nurse"), module.id, today, completed=False)
    with home.reading() as session:
        row = session.scalars(select(SchoolMonth)).one()
        assert (row.month, row.days_present) == (today.replace(day=1), 18)


def test_what_health_alone_knows_is_for_her_health_staff_and_each_look_is_an_event(network: Network, luna: int) -> None:
    home, today = network.home, clock.today("Etc/GMT+5")
    nurse = home.actor("nurse")
    with home.transaction() as session:
        noted = health.note_pregnancy(session, nurse, of(session, luna), today, today - timedelta(days=80))
        planned = health.plan_treatment(session, nurse, of(session, luna), today, today + timedelta(days=90), "Dormir")
        health.end_pregnancy(session, nurse, noted.id, today, "En secreto")
        health.end_treatment(session, nurse, planned.id, today, "goals_met")
        assert health.show(session, nurse, of(session, luna)).pregnancies[0][1] == "En secreto"
        task = session.scalars(select(Task).where(Task.source == "treatment_plan")).one()
        assert (task.data_class, task.done_at is not None) == ("MED-X", True)
        with pytest.raises(Conflict):
            health.end_treatment(session, nurse, planned.id, today, "goals_met")
        with pytest.raises(Invalid):
            health.note_pregnancy(session, nurse, of(session, luna), today, today - timedelta(days=400))
    for role in ("director", "psychologist", "social_worker", "educator"):
        with home.transaction() as session, pytest.raises(NotFound):
            health.show(session, home.actor(role), of(session, luna))
    with home.transaction() as session, pytest.raises(NotFound):
        health.show(session, home.actor("nurse", second=True), of(session, luna))
    with home.reading() as session:
        events = session.scalars(select(CountryEvent).where(CountryEvent.data_class == "MED-X"))
        assert [each.action for each in events][-1] == "health.read"


def test_a_list_goes_on_by_key_in_both_directions(network: Network, luna: int, monkeypatch: pytest.MonkeyPatch) -> None:
    home = network.home
    monkeypatch.setattr(slips, "PAGE", 2)
    made = [give(home, luna, "social_worker", "SOCIAL").id for _each in range(5)]
    with home.transaction() as session:

        def page(**where: object) -> list[int]:
            return [each.id for each in services.list_page(session, home.actor(), of(session, luna), **where)]  # type: ignore[arg-type]

        day = clock.today("Etc/GMT+5")
        assert page() == made[:1:-1]  # one more than fits, to tell that it goes on
        assert page(after=(day, made[3])) == made[2::-1]
        assert page(before=(day, made[0])) == made[3:0:-1]
