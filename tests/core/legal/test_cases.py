"""Legal cases: stage and movement follow the acts that are done, and what is planned says nothing to the shift."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.errors import Conflict, Invalid, NotFound
from core.legal import acts, cases, statements
from core.legal.acts import NewAct
from core.legal.cases import NewCase
from core.legal.models import LegalAct, LegalCase
from core.residents.models import Resident
from core.testkit.house import Home
from core.testkit.web import Network


@pytest.fixture
def luna(network: Network) -> int:
    """Somebody in the house."""
    return network.home.admit(house_name="Luna", team=("social_worker", "lawyer")).resident.id


def today() -> date:
    return clock.today("Etc/GMT+5")


def ago(days: int) -> date:
    return today() - timedelta(days=days)


def opened(home: Home, resident_id: int, **changes: object) -> int:
    with home.transaction() as session:
        new = {"track": "criminal", "part": "filed", "people": {resident_id: "victim"}, "filed_on": ago(489),
               "file_number": "EJ-9", "strategy": "En secreto"}  # fmt: skip
        return cases.open_case(session, home.actor("lawyer"), NewCase(**{**new, **changes})).id  # type: ignore[arg-type]


def of(session: Session, case_id: int) -> LegalCase:
    return session.get_one(LegalCase, case_id)


def test_stage_and_last_movement_follow_the_acts_that_are_done(network: Network, luna: int) -> None:
    home = network.home
    lawyer, case_id = home.actor("lawyer"), opened(home, luna)
    with home.transaction() as session:
        assert (of(session, case_id).stage, of(session, case_id).last_act_on) == ("S1", ago(489))
        acts.add(session, lawyer, case_id, NewAct("investigation", ago(399)))
        acts.add(session, lawyer, case_id, NewAct("report", ago(10)))  # our own word moves nothing
    with home.reading() as session:
        (row,) = cases.list_page(session, lawyer)
        assert (row.case.stage, row.still, row.stands_still) == ("S2", 399, True)
        assert cases.funnel(session, lawyer) == {"filed": 1, "moved": 0, "charged": 0, "sentenced": 0}
    with home.transaction() as session:
        charge = acts.add(session, lawyer, case_id, NewAct("charge", ago(5)))
        assert cases.funnel(session, lawyer) == {"filed": 1, "moved": 1, "charged": 1, "sentenced": 0}
        acts.change(session, lawyer, charge.id, "strike")
        assert (of(session, case_id).stage, of(session, case_id).last_act_on) == ("S2", ago(399))
        acts.change(session, lawyer, charge.id, "restore")
        acts.add(session, lawyer, case_id, NewAct("final_decision", ago(1), result="acquittal"))
        assert of(session, case_id).stage == "S6"
    with home.reading() as session:
        assert cases.list_page(session, lawyer) == []
        assert not cases.list_page(session, lawyer, closed=True)[0].stands_still
        still = session.scalars(select(Task).where(Task.source == "legal_case", Task.done_at.is_(None))).all()
        assert still == []
    with home.transaction() as session:
        closing = acts.add(session, lawyer, case_id, NewAct("closing", today()))
        assert of(session, case_id).state == "closed"
        acts.change(session, lawyer, closing.id, "strike")
        assert (of(session, case_id).state, of(session, case_id).closed_on) == ("open", None)


def test_a_planned_act_is_put_off_in_a_chain_and_the_shift_learns_only_that_she_goes_out(
    network: Network, luna: int
) -> None:
    home = network.home
    lawyer, case_id = home.actor("lawyer"), opened(home, luna)
    at = clock.now() + timedelta(days=8)
    with home.transaction() as session:
        first = acts.add(session, lawyer, case_id, NewAct("hearing", at=at))
        second = acts.postpone(session, lawyer, first.id, at + timedelta(days=21))
        with pytest.raises(Conflict):
            acts.hold(session, lawyer, first.id, today())
        assert (first.state, first.replaced_by_id) == ("postponed", second.id)
        assert of(session, case_id).last_act_on == ago(489)
    with home.reading() as session:
        tasks = session.scalars(select(Task).where(Task.source == "legal_act", Task.done_at.is_(None))).all()
        assert {(each.role, each.data_class, each.due_at) for each in tasks} == {
            ("lawyer", "LEG-C", at + timedelta(days=21)), ("educator", "HDR", at + timedelta(days=21)),
        }  # fmt: skip
        assert [each.id for each in acts.upcoming(session, lawyer)] == [second.id]
    with clock.freeze(at + timedelta(days=21, hours=2)), home.transaction() as session:
        acts.hold(session, lawyer, second.id, today())
        third = acts.add(session, lawyer, case_id, NewAct("hearing", at=at + timedelta(days=40)))
        acts.call_off(session, lawyer, third.id)
        assert session.scalars(select(Task).where(Task.source == "legal_act", Task.done_at.is_(None))).all() == []


def test_what_cannot_be_is_refused(network: Network, luna: int) -> None:
    home = network.home
    case_id = opened(home, luna)
    for changes in ({"track": "moon"}, {"people": {}}, {"people": {999: "victim"}}, {"people": {luna: "moon"}},
                    {"filed_on": today() + timedelta(days=1)}, {"authority_id": 999_999}):  # fmt: skip
        with pytest.raises(Invalid):
            opened(home, luna, **changes)
    with pytest.raises(Invalid) as caught:
        opened(home, luna, people={})
    assert list(caught.value.fields) == ["victims"]  # the page has no field for all of them
    wrong = (NewAct("moon", today()), NewAct("hearing"), NewAct("hearing", today(), clock.now() + timedelta(days=1)),
             NewAct("hearing", at=clock.now() - timedelta(days=1)), NewAct("hearing", today(), result="acquittal"),
             NewAct("final_decision", today()), NewAct("charge", ago(600)))  # fmt: skip
    with home.transaction() as session:
        for new in wrong:
            with pytest.raises(Invalid):
                acts.add(session, home.actor("lawyer"), case_id, new)
        with pytest.raises(Invalid):
            statements.state_given(
                session, home.actor("lawyer"), case_id, 999, today(), lawyer=True, modality="chamber", once_only=True
            )


def test_statements_and_reparation_are_of_whom_the_case_is_about(network: Network, luna: int) -> None:
    home = network.home
    lawyer, case_id = home.actor("lawyer"), opened(home, luna)
    with home.transaction() as session:
        statements.state_given(session, lawyer, case_id, luna, ago(3), lawyer=True, modality="chamber", once_only=True)
        owed = statements.order_reparation(session, lawyer, case_id, luna, ago(2))
        statements.deliver(session, lawyer, owed.id, ago(1), "part")
        statements.deliver(session, lawyer, owed.id, today(), "whole")
        assert (owed.delivered, owed.delivered_on) == ("whole", ago(1))
        statements.change(session, lawyer, "reparation", owed.id, "strike")
        course = acts.course(session, lawyer, case_id)
        assert (len(course.statements), course.reparations[0].voided_at is None) == (1, False)


def test_who_may_read_and_that_a_look_at_the_strategy_is_an_event(network: Network, luna: int) -> None:
    home = network.home
    case_id = opened(home, luna)
    with home.transaction() as session:
        assert cases.strategy(session, home.actor("lawyer"), case_id) == "En secreto"
        assert len(cases.list_page(session, home.actor("director"))) == 1
        assert len(cases.list_page(session, home.actor("social_worker"))) == 1
        assert cases.list_page(session, home.actor("social_worker", second=True)) == []
        for role in ("educator", "nurse", "facilitator", "me_officer", "auditor", "config_admin"):
            with pytest.raises(NotFound):
                cases.get(session, home.actor(role), case_id)
        for role in ("director", "social_worker"):
            with pytest.raises(NotFound):
                cases.strategy(session, home.actor(role), case_id)
            with pytest.raises(NotFound):
                acts.add(session, home.actor(role), case_id, NewAct("hearing", today()))
        assert len(cases.of_resident(session, home.actor("lawyer"), session.get_one(Resident, luna))) == 1
    other = network.open_house()
    with other.reading() as session, pytest.raises(NotFound):
        cases.get(session, other.actor("lawyer"), case_id)
    with home.reading() as session:
        looks = session.scalars(select(CountryEvent).where(CountryEvent.action == "case.strategy")).all()
        assert [each.data_class for each in looks] == ["LEG-S"]
        assert all(b"secreto" not in (blob or b"") for blob in session.scalars(select(LegalCase.strategy)))
        assert session.scalars(select(LegalAct.kind)).all() == ["complaint"]


def test_the_page_shows_the_funnel_and_what_has_stood_still_longest_first(network: Network, luna: int) -> None:
    """AS-16: of 118 complaints 31 moved in 180 days, 12 were charged, 5 decided; one has stood still for 399 days."""
    home = network.home
    still = opened(home, luna, filed_on=ago(489))
    with home.transaction() as session:
        acts.add(session, home.actor("lawyer"), still, NewAct("investigation", ago(399)))
        for place in range(117):
            moved = ago(100) if place < 31 else ago(200)
            session.add(LegalCase(
                id=1000 + place, branch_id=home.id, track="criminal", part="filed", filed_on=ago(210), stage="S1",
                last_act_on=moved, created_by=1, created_by_name="Héctor",
            ))  # fmt: skip
        session.flush()
        for place in range(12):
            session.add(LegalAct(
                branch_id=home.id, case_id=1000 + place, kind="charge", stage="S5" if place < 5 else "S3",
                on_day=ago(100), created_by=1, created_by_name="Héctor",
            ))  # fmt: skip
    page = network.client("lawyer").get("/legal/cases").text
    for told in ("118", "31", "26.3 %", "12", "10.2 %", "5", "4.2 %"):
        assert f">{told}</td>" in page
    with home.reading() as session:
        rows = cases.list_page(session, home.actor("lawyer"))
    assert (rows[0].case.id, rows[0].still, rows[0].stands_still) == (still, 399, True)
