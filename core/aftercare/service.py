"""After-care: a plan with its schedule, and each follow-up as it was made or missed. Both denominators stay in view.

How she is reached without putting her at risk is class AFT: sealed, shown on request, and each look is an event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import reminders, slips
from core.access import policies
from core.actor import Actor
from core.aftercare.models import AftercarePlan, FollowUp
from core.aftercare.terms import (
    CANCELLED,
    DECLINED,
    DOMAINS,
    DUE,
    NOT_REACHED,
    SCHEDULE,
    SCORES,
)
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.errors import N_, Conflict, NotFound
from core.residents import house
from core.residents import service as residents
from core.residents.ages import add_months
from core.residents.models import Resident
from core.stages import episodes
from core.stages.models import Episode

SOURCE, PLAN = "follow_up", "aftercare"
_ASK = N_("Agree with somebody who has left how she is accompanied")
_PLAN_WITHIN = timedelta(days=7)
_NOBODY_FOLLOWS = frozenset({"death", "transfer"})
_TITLE = N_("Follow up somebody who has left, as her safe contact says")
_LIMITS = {"contact": 1000, "note": 2000}
_CHOOSE = N_("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class NewPlan:
    """How somebody wants to be accompanied.

    :param contact: how to reach her, when, what to say, who may answer.
    :param safety_assessed_on: when it was looked at whether the place she goes to is safe.
    :param domains: how she was when she left, from 1 to 4 by domain, where it was talked about.
    """

    agrees: bool
    contact: str = ""
    safety_assessed_on: date | None = None
    domains: Mapping[str, int] = field(default_factory=dict)


def plan(session: Session, actor: Actor, resident: Resident, new: NewPlan) -> AftercarePlan:
    """Agree with somebody who has left how she is accompanied, or note that she prefers no contact.

    :raises Invalid: with every field that cannot stand, or while she still lives here.
    :raises Conflict: if there is a plan for this stay already.
    """
    house.own(actor, resident)
    policies.require(actor, "aftercare.write", on_case=residents.on_case(session, actor, resident.id))
    episode = episodes.find_last(session, resident.id)
    if episode is None or episode.closed_on is None:
        raise Conflict(message=N_("A plan begins with the end of her stay."))
    if _of_episode(session, episode.id) is not None:
        raise Conflict(message=N_("There is a plan for this stay already."))
    faults = slips.day_faults(house.today(session, actor), None, safety_assessed_on=new.safety_assessed_on)
    if set(new.domains) - set(DOMAINS) or set(new.domains.values()) - set(SCORES):
        faults["domains"] = [N_("Choose one of the list.")]
    slips.refuse(faults | house.text_faults({"contact": new.contact}, _LIMITS))
    made = AftercarePlan(
        branch_id=resident.branch_id, resident_id=resident.id, episode_id=episode.id, opened_on=episode.closed_on,
        state="active" if new.agrees else DECLINED, worker_id=actor.user_id, worker_name=actor.name,
        safety_assessed_on=new.safety_assessed_on, exit_domains=dict(new.domains) or None,
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # follow-ups and the sealed contact carry its id
    slips.seal(session, made, contact=new.contact)
    _schedule(session, actor, made)
    agenda.close(session, actor, source=PLAN, source_id=episode.id)
    record(session, actor, "aftercare.plan", Subject("aftercare_plan", made.id), agrees=new.agrees)
    return made


def ask_for_plan(session: Session, actor: Actor, episode: Episode, canonical: str) -> None:
    """Ask for a plan once a stay has ended, unless nobody follows: after a death, or a move inside the network."""
    if canonical in _NOBODY_FOLLOWS or session.get_one(Resident, episode.resident_id).kind != "resident":
        return
    due = reminders.due_at(session, actor, house.today(session, actor) + _PLAN_WITHIN)
    agenda.add(
        session, branch_id=episode.branch_id, code="aftercare.plan", source=PLAN, source_id=episode.id, title=_ASK,
        role="social_worker", due_at=due, resident_id=episode.resident_id, data_class="AFT", actor=actor,
    )  # fmt: skip


def change_contact(session: Session, actor: Actor, plan_id: int, contact: str, *, revision: int) -> AftercarePlan:
    """Write anew how she is reached.

    :raises Conflict: if somebody else changed the plan meanwhile.
    """
    found = writable(session, actor, plan_id)
    if found.revision != revision:
        raise Conflict
    slips.refuse(house.text_faults({"contact": contact}, _LIMITS))
    slips.seal(session, found, contact=contact)
    record(session, actor, "aftercare.contact", Subject("aftercare_plan", found.id), data_class="AFT")
    return found


def read_contact(session: Session, actor: Actor, plan_id: int) -> str:
    """Open how she is reached; that it was read is an event (INV-28)."""
    found = get(session, actor, plan_id)
    policies.require(actor, "aftercare.contact", on_case=_on_case(session, actor, found))
    record(session, actor, "aftercare.read_contact", Subject("aftercare_plan", found.id), data_class="AFT")
    return slips.opened(session, found, "contact")


def assign(session: Session, actor: Actor, plan_id: int, worker: Actor) -> AftercarePlan:
    """Give a plan to another worker of the house."""
    policies.require(actor, "aftercare.assign")
    found = get(session, actor, plan_id)
    if worker.branch_code != actor.branch_code or worker.role != "social_worker":
        raise NotFound()
    found.worker_id, found.worker_name = worker.user_id, worker.name
    record(session, actor, "aftercare.assign", Subject("aftercare_plan", found.id), worker=worker.user_id)
    return found


def accompanies(session: Session, actor: Actor, resident_id: int) -> bool:
    """Tell whether the actor accompanies somebody after a stay, which opens her after-care to her like a case."""
    query = select(AftercarePlan.id).where(AftercarePlan.resident_id == resident_id)
    return session.scalar(query.where(AftercarePlan.worker_id == actor.user_id).limit(1)) is not None


def end_by_return(session: Session, actor: Actor, resident_id: int, on: date) -> None:
    """End what is open because she has come back: nobody follows up somebody who lives here (AS-21)."""
    query = select(AftercarePlan).where(AftercarePlan.resident_id == resident_id, AftercarePlan.state == "active")
    for each in session.scalars(query):
        each.state, each.closed_on = "reentered", on
        end_open(session, actor, each, CANCELLED, on)
        record(session, actor, "aftercare.end", Subject("aftercare_plan", each.id), state=each.state)


def _of_episode(session: Session, episode_id: int) -> AftercarePlan | None:
    return session.scalar(select(AftercarePlan).where(AftercarePlan.episode_id == episode_id))


def get(session: Session, actor: Actor, plan_id: int) -> AftercarePlan:
    """Find a plan of the actor's house; the caller asks what she may do with it."""
    return slips.own(session, actor, AftercarePlan, plan_id)


def _on_case(session: Session, actor: Actor, found: AftercarePlan) -> bool:
    return found.worker_id == actor.user_id or residents.on_case(session, actor, found.resident_id)


def writable(session: Session, actor: Actor, plan_id: int) -> AftercarePlan:
    """Find a plan that the actor may write.

    :raises NotFound: if there is none for her.
    """
    found = get(session, actor, plan_id)
    policies.require(actor, "aftercare.write", on_case=_on_case(session, actor, found))
    return found


def _schedule(session: Session, actor: Actor, made: AftercarePlan) -> None:
    for months, window in SCHEDULE.items():
        each = FollowUp(
            branch_id=made.branch_id, plan_id=made.id, resident_id=made.resident_id, episode_id=made.episode_id,
            months=months, due_on=add_months(made.opened_on, months), window_days=window,
            state=DUE,
        )  # fmt: skip
        session.add(each)
        session.flush()  # its task names it
        if made.state == "active":
            remind(session, actor, made, each)
    if made.state == DECLINED:
        end_open(session, actor, made, DECLINED, house.today(session, actor))


def remind(session: Session, actor: Actor, belongs: AftercarePlan, each: FollowUp) -> None:
    """Write the task of a follow-up that is due."""
    if each.state != DUE:
        return
    agenda.add(
        session, branch_id=each.branch_id, code=f"follow_up:{each.months}", source=SOURCE, source_id=each.id,
        title=_TITLE, role="social_worker", user_id=belongs.worker_id,
        due_at=reminders.due_at(session, actor, each.due_on), data_class="AFT", actor=actor,
    )  # fmt: skip


def end_open(
    session: Session, actor: Actor, belongs: AftercarePlan, state: str, on: date, *, told: FollowUp | None = None
) -> None:
    """End what is still due, for what happened on a day; a month that was over by then was missed and stays so.

    :param told: the follow-up at which it was told, whose undo makes due again what ended with it.
    """
    query = select(FollowUp).where(FollowUp.plan_id == belongs.id, FollowUp.state == DUE)
    for each in session.scalars(query):
        each.state = state if each.taken_until >= on else NOT_REACHED
        each.ended_with_id = told.id if told else None
        agenda.cancel(session, actor, source=SOURCE, source_id=each.id)
