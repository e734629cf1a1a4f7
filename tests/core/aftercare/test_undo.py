"""What was written about a follow-up is undone with all that ended with it, and nothing else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.aftercare import follow_ups, service
from core.aftercare.follow_ups import Outcome
from core.aftercare.models import AftercarePlan, FollowUp
from core.aftercare.service import NewPlan
from core.agenda import service as agenda
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.errors import Conflict, Invalid
from core.intake import exits
from core.residents.models import Resident
from core.stages.models import Episode
from core.testkit.house import Home
from core.testkit.web import Network

IN_NINE_MONTHS = timedelta(days=270)


def today() -> date:
    return clock.today("Etc/GMT+5")


def leave(home: Home, resident_id: int) -> None:
    with home.transaction() as session:
        stays = select(Episode).where(Episode.resident_id == resident_id, Episode.closed_on.is_(None))
        exits.end(session, home.actor("director"), home.country, session.scalars(stays).one(), "walked_out", today())


@pytest.fixture
def marisol(network: Network) -> int:
    """Somebody who left today."""
    found = network.home.admit(house_name="Marisol").resident.id
    leave(network.home, found)
    return found


def plan(home: Home, resident_id: int, *, agrees: bool = True) -> None:
    with home.transaction() as session:
        her = session.get_one(Resident, resident_id)
        service.plan(session, home.actor(), her, NewPlan(agrees=agrees, contact="x"))


def due(session: Session) -> list[FollowUp]:
    return list(session.scalars(select(FollowUp).order_by(FollowUp.due_on)))


def reached(on: date) -> Outcome:
    return Outcome("reached", on, source="self", mode="call", occupation="school", reexploited="no")


def died(**told: object) -> Outcome:
    return Outcome("deceased", today(), **{"sure": True, **told})  # type: ignore[arg-type]


def refused() -> Outcome:
    return Outcome("declined", today())


def stand(session: Session) -> list[object]:
    """Give all that ending the after-care changes: plan, follow-ups, and tasks."""
    one = session.scalars(select(AftercarePlan)).one()
    asked = select(Task).where(Task.source == "follow_up").order_by(Task.source_id)
    tasks = [(each.source_id, each.code, each.due_at, each.done_at, each.cancelled) for each in session.scalars(asked)]
    rows = [(each.state, each.made_on, each.lost_reason, each.ended_with_id) for each in due(session)]
    return [one.state, one.closed_on, rows, tasks]


def note(home: Home, months: int, outcome: Outcome) -> FollowUp:
    with home.transaction() as session:
        found = next(each for each in due(session) if each.months == months)
        return follow_ups.note(session, home.actor(), found.id, outcome)


def undo(home: Home, months: int) -> None:
    with home.transaction() as session:
        follow_ups.reopen(session, home.actor(), next(each.id for each in due(session) if each.months == months))


@pytest.mark.parametrize("state", ["deceased", "declined"])
def test_an_end_is_undone_with_all_that_ended_with_it(network: Network, marisol: int, state: str) -> None:
    """Month one was reached, month three missed, month six tried; in the ninth month somebody ticks the wrong line."""
    home = network.home
    plan(home, marisol)
    with clock.freeze(clock.now() + timedelta(days=31)):
        note(home, 1, reached(today()))
    with clock.freeze(clock.now() + timedelta(days=130)):
        note(home, 3, Outcome("not_reached", today(), lost_reason="moved"))
    with clock.freeze(clock.now() + timedelta(days=183)):
        note(home, 6, Outcome("not_reached", today(), lost_reason="no_answer"))
    with clock.freeze(clock.now() + IN_NINE_MONTHS):
        with home.reading() as session:
            before = stand(session)
        note(home, 12, died() if state == "deceased" else refused())
        with home.reading() as session:
            rows = due(session)
            assert [each.state for each in rows] == ["reached", "not_reached", "not_reached", state, state]
            assert [each.ended_with_id for each in rows] == [None, None, rows[3].id, None, rows[3].id]
        for other in (1, 3, 6, 24):
            with pytest.raises(Conflict):
                undo(home, other)
        undo(home, 12)
        with home.reading() as session:
            assert stand(session) == before
            events = select(CountryEvent.subject_id).where(CountryEvent.action == "follow_up.reopen")
            assert sorted(map(int, session.scalars(events))) == [rows[place].id for place in (2, 3, 4)]
        with pytest.raises(Conflict):
            undo(home, 12)


def test_a_refusal_at_the_beginning_is_no_outcome_of_a_follow_up(network: Network, marisol: int) -> None:
    home = network.home
    plan(home, marisol, agrees=False)
    for months in (1, 24):
        with pytest.raises(Conflict):
            undo(home, months)


def test_nothing_is_due_again_of_somebody_who_has_come_back(network: Network, marisol: int) -> None:
    home = network.home
    plan(home, marisol)
    with clock.freeze(clock.now() + timedelta(days=31)):
        note(home, 1, refused())
        with home.reading() as session:
            her = session.get_one(Resident, marisol)
        home.admit(resident=her)
        with pytest.raises(Conflict):
            undo(home, 1)
        leave(home, marisol)
        with pytest.raises(Conflict):
            undo(home, 1)


def test_a_return_ends_what_may_be_undone(network: Network, marisol: int) -> None:
    home = network.home
    plan(home, marisol)
    with clock.freeze(clock.now() + timedelta(days=31)):
        note(home, 1, reached(today()))
        with home.transaction() as session:
            service.end_by_return(session, home.actor(), marisol, today())
        with pytest.raises(Conflict):
            undo(home, 1)


def test_a_death_is_confirmed_and_keeps_nothing_of_the_living(network: Network, marisol: int) -> None:
    home = network.home
    plan(home, marisol)
    slip = died(
        source="self", mode="call", lost_reason="no_answer", occupation="school", reexploited="no",
        readmitted_elsewhere=True, domains={"housing": 2},
    )  # fmt: skip
    with pytest.raises(Invalid) as caught:
        note(home, 1, died(sure=False))
    assert list(caught.value.fields) == ["sure"]
    told = note(home, 1, slip)
    assert (told.mode, told.source, told.lost_reason, told.occupation, told.reexploited) == ("call", "", "", "", "")
    assert (told.readmitted_elsewhere, told.domains, told.domains_scored, told.domains_at_risk) == (False, {}, 0, 0)


def test_the_page_asks_whether_it_is_sure_and_offers_to_undo_it(network: Network, marisol: int) -> None:
    home, sonia = network.home, network.client("social_worker")
    plan(home, marisol)
    with home.reading() as session:
        page, first = f"/residents/{session.get_one(Resident, marisol).code}/aftercare", due(session)[0].id
    sent = {"state": "deceased", "made_on": today().isoformat()}
    answer = sonia.post(f"{page}/follow-up/{first}", data=sent)
    assert answer.status_code == 422
    assert "Marque que lo sabe con certeza" in answer.text
    assert "Medir cómo está ahora" in sonia.get(page).text
    assert sonia.post(f"{page}/follow-up/{first}", data={**sent, "sure": "yes"}).status_code == 302
    shown = sonia.get(page).text
    assert "Medir cómo está ahora" not in shown
    assert shown.count("/reopen") == 1
    assert f"{page}/follow-up/{first}/reopen" in shown
    assert sonia.post(f"{page}/follow-up/{first}/reopen").location == page
    with home.reading() as session:
        assert {each.state for each in due(session)} == {"due"}
        ids = [each.id for each in due(session)]
        assert len(agenda.open_codes(session, "follow_up", ids, "follow_up:")) == 5
