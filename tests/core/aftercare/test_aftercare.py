"""After-care: a schedule from the exit on, both denominators, and a safe contact that nobody sees unasked."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.aftercare import follow_ups, lists, service
from core.aftercare.comparing import Change, changes, compare
from core.aftercare.follow_ups import Outcome
from core.aftercare.models import AftercarePlan, FollowUp
from core.aftercare.service import NewPlan
from core.aftercare.terms import DOMAINS
from core.agenda import service as agenda
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.errors import Conflict, Invalid, NotFound
from core.i18n.formats import format_date
from core.intake import exits
from core.residents.ages import add_months
from core.residents.models import Resident
from core.stages.models import Episode
from core.testkit.house import Home
from core.testkit.web import Network

CONTACT = "Mensaje a la tía, nunca llamar"


def today() -> date:
    return clock.today("Etc/GMT+5")


def of(session: Session, resident_id: int) -> Resident:
    return session.get_one(Resident, resident_id)


def leave(home: Home, resident_id: int, kind: str = "walked_out") -> None:
    with home.transaction() as session:
        episode = session.scalars(select(Episode).where(Episode.resident_id == resident_id)).one()
        exits.end(session, home.actor("director"), home.country, episode, kind, today())


@pytest.fixture
def marisol(network: Network) -> int:
    """Somebody who left today."""
    home = network.home
    found = home.admit(house_name="Marisol").resident.id
    leave(home, found)
    return found


def plan(home: Home, resident_id: int, **changes: object) -> AftercarePlan:
    with home.transaction() as session:
        new = NewPlan(**{"agrees": True, "contact": CONTACT, **changes})  # type: ignore[arg-type]
        return service.plan(session, home.actor(), of(session, resident_id), new)


def due(session: Session) -> list[FollowUp]:
    return list(session.scalars(select(FollowUp).order_by(FollowUp.due_on)))


def reached(on: date, **changes: object) -> Outcome:
    told = {"source": "self", "mode": "call", "occupation": "school", "reexploited": "no",
            "domains": {"housing": 2, "safety": 4}}  # fmt: skip
    return Outcome("reached", on, **{**told, **changes})  # type: ignore[arg-type]


def test_an_exit_asks_for_a_plan_and_a_plan_has_its_schedule(network: Network, marisol: int) -> None:
    home = network.home
    with home.reading() as session:
        asked = select(Task.code).where(Task.source == "aftercare", Task.done_at.is_(None))
        assert session.scalars(asked).all() == ["aftercare.plan"]
        assert [name for _code, name, _day in lists.unplanned(session, home.actor("director"))] == ["Marisol"]
    made = plan(home, marisol)
    with home.reading() as session:
        assert session.scalars(asked).all() == []
        rows = due(session)
        assert [(each.months, each.due_on) for each in rows] == [
            (months, add_months(today(), months)) for months in (1, 3, 6, 12, 24)
        ]
        tasks = session.scalars(select(Task).where(Task.source == "follow_up")).all()
        assert {(each.data_class, each.user_id) for each in tasks} == {("AFT", home.actor().user_id)}
        assert CONTACT.encode() not in (session.get_one(AftercarePlan, made.id).contact or b"")
        assert lists.unplanned(session, home.actor("director")) == []
    with pytest.raises(Conflict):
        plan(home, marisol)


def test_nobody_is_asked_to_follow_a_death_or_before_a_stay_has_ended(network: Network) -> None:
    home = network.home
    resident_id = home.admit(house_name="Sol").resident.id
    with pytest.raises(Conflict):
        plan(home, resident_id)
    death = next(each.code for each in home.country.exit_kinds.values() if each.canonical == "death")
    leave(home, resident_id, death)
    with home.reading() as session:
        assert session.scalars(select(Task.code).where(Task.source == "aftercare")).all() == []
        assert lists.unplanned(session, home.actor("director")) == []


def test_a_sum_that_stays_the_same_hides_no_fall(network: Network, marisol: int) -> None:
    """AS-20: at exit 3-3-3-3-3-2-2, a month later 3-2-3-3-3-3-2: nineteen both times, and housing has fallen."""
    home, left = network.home, dict(zip(DOMAINS, (3, 3, 3, 3, 3, 2, 2), strict=True))
    made = plan(home, marisol, domains=left)
    later = dict(zip(DOMAINS, (3, 2, 3, 3, 3, 3, 2), strict=True))
    assert sum(left.values()) == sum(later.values()) == 19
    with clock.freeze(clock.now() + timedelta(days=31)), home.transaction() as session:
        first, second = due(session)[:2]
        follow_ups.note(session, home.actor(), first.id, reached(today(), domains=later))
    with clock.freeze(clock.now() + timedelta(days=95)), home.transaction() as session:
        follow_ups.note(session, home.actor(), second.id, reached(today(), domains={}))
    with home.reading() as session:
        found = changes(session.get_one(AftercarePlan, made.id), due(session))
        code = of(session, marisol).code
    assert found == {first.id: Change(("housing",), ("education",), ("education", "services"), ("housing", "services"))}
    page = network.client("social_worker").get(f"/residents/{code}/aftercare").text
    for told in ("Al salir: 19 en 7 ámbitos", "Bajó: vivienda segura", "Subió: educación", "sin puntuar"):
        assert told in page
    assert "Ningún ámbito cambió" not in page


def test_a_domain_that_was_not_talked_about_has_neither_fallen_nor_risen() -> None:
    assert compare({"housing": 3, "safety": 2}, {"safety": 2, "health": 1}) == Change(
        (), (), ("safety",), ("safety", "health")
    )


def test_reached_missed_and_declined_are_counted_apart(network: Network, marisol: int) -> None:
    home = network.home
    plan(home, marisol)
    worker = home.actor()
    with clock.freeze(clock.now() + timedelta(days=200)), home.transaction() as session:
        first, third, sixth, twelfth, last = due(session)
        follow_ups.note(session, worker, first.id, reached(first.due_on))
        assert (first.state, first.domains_scored, first.domains_at_risk) == ("reached", 2, 1)
        follow_ups.note(session, worker, third.id, Outcome("not_reached", today(), lost_reason="moved"))
        assert (third.state, third.tries) == ("not_reached", 1)
        assert lists.reach(session, home.actor("director")) == lists.Reach(3, 1, 1, 0, 1)
        follow_ups.note(session, worker, sixth.id, Outcome("declined", today()))
        assert {each.state for each in (sixth, twelfth, last)} == {"declined"}
        assert session.scalars(select(AftercarePlan.state)).one() == "declined"
        open_ones = session.scalars(select(Task).where(Task.source == "follow_up", Task.done_at.is_(None))).all()
        assert open_ones == []


@pytest.mark.parametrize(("place", "days"), [(0, 7), (1, 14), (2, 30), (3, 30), (4, 30)])
@pytest.mark.parametrize("side", [-1, 1])
def test_a_contact_far_from_the_day_is_another_one(
    network: Network, marisol: int, place: int, days: int, side: int
) -> None:
    """What the screen takes is what the figure counts: thirty days for half a year and more."""
    home = network.home
    plan(home, marisol)
    with clock.freeze(clock.now() + timedelta(days=800)), home.transaction() as session:
        asked = due(session)[place]
        last = asked.due_on + timedelta(days=side * days)
        with pytest.raises(Invalid) as caught:
            follow_ups.note(session, home.actor(), asked.id, reached(last + timedelta(days=side)))
        assert list(caught.value.fields) == ["made_on"]
        assert f"hasta {days} días antes o después" in str(caught.value.fields["made_on"][0])
        assert follow_ups.note(session, home.actor(), asked.id, reached(last)).state == "reached"


def test_a_refusal_makes_no_refusal_of_what_was_missed_before_it(network: Network, marisol: int) -> None:
    """In the ninth month she wants no contact any more: the first three were missed, and no one may say otherwise."""
    home = network.home
    plan(home, marisol)
    with clock.freeze(clock.now() + timedelta(days=270)), home.transaction() as session:
        follow_ups.note(session, home.actor(), due(session)[3].id, Outcome("declined", today()))
    with home.reading() as session:
        assert [each.state for each in due(session)] == [*(3 * ["not_reached"]), "declined", "declined"]


def test_a_plan_that_begins_late_with_a_refusal_does_not_excuse_what_was_missed(network: Network, marisol: int) -> None:
    home = network.home
    with clock.freeze(clock.now() + timedelta(days=270)):
        plan(home, marisol, agrees=False)
    with home.reading() as session:
        assert [each.state for each in due(session)] == [*(3 * ["not_reached"]), "declined", "declined"]
        assert session.scalars(select(Task).where(Task.source == "follow_up")).all() == []


def test_a_try_inside_the_window_leaves_it_due(network: Network, marisol: int) -> None:
    home = network.home
    plan(home, marisol)
    with clock.freeze(clock.now() + timedelta(days=29)), home.transaction() as session:
        first = due(session)[0]
        follow_ups.note(session, home.actor(), first.id, Outcome("not_reached", today(), lost_reason="no_answer"))
        assert (first.state, first.tries) == ("due", 1)
        follow_ups.note(session, home.actor(), first.id, reached(today()))
        with pytest.raises(Conflict):
            follow_ups.note(session, home.actor(), first.id, reached(today()))
        follow_ups.reopen(session, home.actor(), first.id)
        assert (first.state, first.made_on) == ("due", None)
        assert agenda.open_codes(session, "follow_up", [first.id], "follow_up:") == [(first.id, "follow_up:1")]
        for wrong in (Outcome("reached", today()), Outcome("not_reached", today()), Outcome("moon", today()),
                      reached(today() + timedelta(days=1)), reached(today(), domains={"housing": 5}),
                      reached(today(), domains={"moon": 1}), reached(today(), occupation="moon")):  # fmt: skip
            with pytest.raises(Invalid):
                follow_ups.note(session, home.actor(), first.id, wrong)


@pytest.mark.parametrize(("place", "days"), [(0, 7), (1, 14), (2, 30), (3, 30), (4, 30)])
def test_nobody_is_looked_for_before_the_days_of_a_follow_up(
    network: Network, marisol: int, place: int, days: int
) -> None:
    home = network.home
    plan(home, marisol)
    with clock.freeze(clock.now() + timedelta(days=800)), home.transaction() as session:
        asked = due(session)[place]
        first = asked.due_on - timedelta(days=days)
        with pytest.raises(Invalid) as caught:
            early = Outcome("not_reached", first - timedelta(days=1), lost_reason="no_answer")
            follow_ups.note(session, home.actor(), asked.id, early)
        assert list(caught.value.fields) == ["made_on"]
        assert asked.tries == 0
    with clock.freeze(clock.now() + (first - today())):
        with home.transaction() as session:
            tried = Outcome("not_reached", first, lost_reason="no_answer")
            assert follow_ups.note(session, home.actor(), asked.id, tried).state == "due"
            code = of(session, marisol).code
        page = network.client("social_worker").get(f"/residents/{code}/aftercare").text
        assert f"intento del {format_date(first)} · Nadie contestó" in page.replace("&nbsp;", " ")


def test_whoever_comes_back_is_followed_up_no_more(network: Network, marisol: int) -> None:
    home = network.home
    plan(home, marisol)
    with home.transaction() as session:
        service.end_by_return(session, home.actor(), marisol, today())
        session.flush()
        assert {each.state for each in due(session)} == {"cancelled"}
        assert session.scalars(select(AftercarePlan.state)).one() == "reentered"


def test_the_safe_contact_is_for_whoever_accompanies_her_and_each_look_is_an_event(
    network: Network, marisol: int
) -> None:
    home = network.home
    made = plan(home, marisol)
    with home.transaction() as session:
        assert service.read_contact(session, home.actor(), made.id) == CONTACT
        for role in ("director", "psychologist", "nurse", "lawyer", "educator", "me_officer"):
            with pytest.raises(NotFound):
                service.read_contact(session, home.actor(role), made.id)
        other = home.actor(second=True)
        for reader in (lambda: service.read_contact(session, other, made.id),
                       lambda: lists.of_resident(session, other, of(session, marisol))):  # fmt: skip
            with pytest.raises(NotFound):
                reader()
        assert lists.due_page(session, other) == []
        service.assign(session, home.actor("director"), made.id, other)
        session.flush()
        assert service.read_contact(session, other, made.id) == CONTACT
        assert service.accompanies(session, other, marisol)
        with pytest.raises(Conflict):
            service.change_contact(session, other, made.id, "Otro", revision=99)
    with home.reading() as session:
        looks = session.scalars(select(CountryEvent).where(CountryEvent.action == "aftercare.read_contact")).all()
        assert [each.data_class for each in looks] == ["AFT", "AFT"]
