"""What is noted as done has been: its hour has come, only what decides has a result, and a slip is undone whole."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.agenda.models import Task
from core.errors import Conflict, Invalid
from core.legal import acts, cases
from core.legal.acts import NewAct
from core.legal.cases import NewCase
from core.legal.models import LegalAct, LegalCase
from core.testkit.house import Home
from core.testkit.houses import NOON
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

#: When what is planned in these tests takes place.
AT = NOON + timedelta(days=8)
PLANNED_DAY, FILED = AT.date(), NOON.date() - timedelta(days=300)


@pytest.fixture
def case_id(network: Network) -> int:
    """A criminal case of somebody in the house."""
    luna = network.home.admit(house_name="Luna", team=("social_worker", "lawyer")).resident.id
    with network.home.transaction() as session:
        new = NewCase("criminal", "filed", {luna: "victim"}, filed_on=FILED)
        return cases.open_case(session, network.home.actor("lawyer"), new).id


def planned(home: Home, case_id: int, kind: str = "hearing") -> int:
    with home.transaction() as session:
        going = {"leaves_at": AT - timedelta(hours=1), "returns_at": AT + timedelta(hours=3), "prepare": True}
        new = NewAct(kind, at=AT, support=home.actor("psychologist"), **going)  # type: ignore[arg-type]
        return acts.add(session, home.actor("lawyer"), case_id, new).id


def open_tasks(home: Home) -> set[str]:
    query = select(Task.code).where(Task.done_at.is_(None), Task.source.in_(("legal_act", "legal_preparation")))
    with home.reading() as session:
        return set(session.scalars(query))


def test_nothing_is_noted_as_done_before_its_hour(network: Network, case_id: int) -> None:
    """A case showed a last movement and a stage in the future, and a number of days without movement below zero."""
    home, act_id = network.home, planned(network.home, case_id, "decision")
    lawyer = home.actor("lawyer")
    with home.transaction() as session:
        for day in (NOON.date(), PLANNED_DAY):
            with pytest.raises(Invalid) as refused:
                acts.hold(session, lawyer, act_id, day, "conviction_trafficking")
            assert refused.value.fields.keys() == {"on_day"}
    with clock.freeze(AT - timedelta(minutes=1)), home.transaction() as session, pytest.raises(Invalid):
        acts.hold(session, lawyer, act_id, PLANNED_DAY)
    with home.reading() as session:
        case = session.get_one(LegalCase, case_id)
        assert (case.stage, case.last_act_on) == ("S1", FILED)
    with clock.freeze(AT), home.transaction() as session:
        with pytest.raises(Invalid):
            acts.hold(session, lawyer, act_id, PLANNED_DAY + timedelta(days=1))
        acts.hold(session, lawyer, act_id, PLANNED_DAY, "conviction_trafficking")
        case = session.get_one(LegalCase, case_id)
        assert (case.stage, case.stage_on, case.last_act_on) == ("S5", PLANNED_DAY, PLANNED_DAY)


def test_what_was_noted_as_done_by_mistake_is_planned_again_with_all_that_was_agreed(
    network: Network, case_id: int
) -> None:
    home, act_id = network.home, planned(network.home, case_id, "decision")
    lawyer, before = home.actor("lawyer"), open_tasks(home)
    later = AT + timedelta(days=2)
    with clock.freeze(later), home.transaction() as session:
        with pytest.raises(Conflict):
            acts.take_back(session, lawyer, act_id)
        acts.hold(session, lawyer, act_id, later.date(), "acquittal")
        assert session.get_one(LegalCase, case_id).stage == "S5"
    with clock.freeze(later), home.transaction() as session:
        act = acts.take_back(session, lawyer, act_id)
        assert (act.state, act.on_day, act.result) == ("planned", PLANNED_DAY, "")
        assert (act.leaves_at, act.support_name) == (AT - timedelta(hours=1), home.actor("psychologist").name)
        case = session.get_one(LegalCase, case_id)
        assert (case.stage, case.last_act_on) == ("S1", FILED)
    assert open_tasks(home) == before
    with home.transaction() as session, pytest.raises(Conflict):  # this one was done on a day, and never planned
        acts.take_back(session, lawyer, acts.add(session, lawyer, case_id, NewAct("charge", FILED)).id)


@pytest.mark.parametrize(
    ("kind", "result", "faults"),
    [("hearing", "acquittal", {"result"}), ("final_decision", "", {"result"}), ("decision", "moon", {"result"})],
)
def test_only_what_decides_has_a_result(
    network: Network, case_id: int, kind: str, result: str, faults: set[str]
) -> None:
    home, act_id = network.home, planned(network.home, case_id, kind)
    with clock.freeze(AT), home.transaction() as session, pytest.raises(Invalid) as refused:
        acts.hold(session, home.actor("lawyer"), act_id, PLANNED_DAY, result)
    assert refused.value.fields.keys() == faults


@ON_ONE_DATABASE
def test_the_page_refuses_at_the_day_and_offers_a_result_only_for_what_decides(network: Network, case_id: int) -> None:
    home, lawyer = network.home, network.client("lawyer")
    hearing, decision = planned(home, case_id), planned(home, case_id, "decision")
    there = f"/legal/cases/{case_id}/acts"
    assert "Condena por trata" in lawyer.get(f"{there}/{decision}/hold").text
    page = lawyer.get(f"{there}/{hearing}/hold").text
    assert "Condena por trata" not in page
    assert PLANNED_DAY.isoformat() in page
    early = lawyer.post(f"{there}/{hearing}/hold", data=_on(PLANNED_DAY))
    assert early.status_code == 422
    assert 'href="#f-on_day"' in early.text
    assert "Todavía no llega la hora prevista" in early.text
    with clock.freeze(AT):
        lawyer = network.client("lawyer")
        assert lawyer.post(f"{there}/{hearing}/hold", data=_on(PLANNED_DAY)).status_code == 302
        assert f'action="{there}/{hearing}/back"' in lawyer.get(f"/legal/cases/{case_id}").text
        lawyer.post(f"{there}/{hearing}/back")
    with home.reading() as session:
        assert session.get_one(LegalAct, hearing).state == "planned"


def _on(day: date) -> Mapping[str, str]:
    return {"on_day": day.isoformat()}
