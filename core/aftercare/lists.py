"""After-care as it is read: plans, what is due in the house, who has no plan, and how many were reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from core import slips
from core.access import policies
from core.actor import Actor
from core.aftercare.models import AftercarePlan, FollowUp
from core.aftercare.terms import DECLINED, DUE, NOT_REACHED, REACHED
from core.audit.service import Subject, record
from core.residents import house
from core.residents import service as residents
from core.residents.models import Resident
from core.stages.models import Episode


@dataclass(frozen=True, slots=True)
class Line:
    """A follow-up on the list of the house."""

    follow_up: FollowUp
    code: str
    house_name: str
    worker: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan with its follow-ups, newest first; notes only for those who read them."""

    plan: AftercarePlan
    follow_ups: Sequence[tuple[FollowUp, str]]


@dataclass(frozen=True, slots=True)
class Reach:
    """How many follow-ups were due in the last twelve months, and what came of them."""

    due: int
    reached: int
    not_reached: int
    declined: int
    waiting: int


def of_resident(session: Session, actor: Actor, resident: Resident) -> list[Shown]:
    """List a resident's plans with their follow-ups, newest first."""
    house.own(actor, resident)
    on_case = residents.on_case(session, actor, resident.id)
    query = select(AftercarePlan).where(AftercarePlan.resident_id == resident.id).order_by(AftercarePlan.id.desc())
    plans = list(session.scalars(query))
    mine = any(each.worker_id == actor.user_id for each in plans)
    policies.require(actor, "aftercare.read", on_case=on_case or mine)
    reads = policies.reads(actor, "AFT", on_case=on_case or mine)
    asked = select(FollowUp).where(FollowUp.plan_id.in_([each.id for each in plans])).order_by(FollowUp.due_on)
    rows = list(session.scalars(asked))
    notes = slips.opened_many(session, rows, "note") if reads else {}
    if notes:
        record(session, actor, "follow_up.read", Subject("resident", resident.id), data_class="AFT")
    return [Shown(plan_, [(each, notes.get(each.id, "")) for each in rows if each.plan_id == plan_.id])
            for plan_ in plans]  # fmt: skip


def due_page(
    session: Session, actor: Actor, *, after: tuple[Any, ...] | None = None, before: tuple[Any, ...] | None = None
) -> list[Line]:
    """List the follow-ups that are due in the next thirty days or late, the oldest first; one more than a page."""
    until = house.today(session, actor) + timedelta(days=30)
    query = (
        select(FollowUp, Resident.code, Resident.house_name, AftercarePlan.worker_name)
        .join(AftercarePlan, AftercarePlan.id == FollowUp.plan_id)
        .join(Resident, Resident.id == FollowUp.resident_id)
        .where(FollowUp.branch_id == actor.branch_id, FollowUp.state == DUE, FollowUp.due_on <= until)
        .where(_mine(session, actor))
    )
    rows = slips.page(session, query, (FollowUp.due_on, FollowUp.id), after=after, before=before, rising=True)
    return [Line(*row) for row in rows]


def unplanned(session: Session, actor: Actor, limit: int = 50) -> list[tuple[str, str, date]]:
    """List who left in the last two years and has neither a plan nor a recorded refusal."""
    since = house.today(session, actor) - timedelta(days=730)
    query = (
        select(Resident.code, Resident.house_name, Episode.closed_on)
        .join(Episode, Episode.resident_id == Resident.id)
        .outerjoin(AftercarePlan, AftercarePlan.episode_id == Episode.id)
        .where(Episode.branch_id == actor.branch_id, Episode.closed_on >= since, AftercarePlan.id.is_(None))
        .where(Resident.deceased_on.is_(None), Resident.kind == "resident")
        .order_by(Episode.closed_on.desc())
        .limit(limit)
    )
    policies.require(actor, "aftercare.read", on_case=True)
    if policies.caseload_only(actor, "AFT"):
        query = query.where(Resident.id.in_(residents.caseload(session, actor)))
    return [(code, name, day) for code, name, day in session.execute(query) if day]


def reach(session: Session, actor: Actor) -> Reach:
    """Count the follow-ups that were due in the last twelve months by what came of them."""
    policies.require(actor, "aftercare.read", on_case=True)
    today = house.today(session, actor)
    query = select(FollowUp.state, func.count()).where(
        FollowUp.branch_id == actor.branch_id, FollowUp.due_on > today - timedelta(days=365), FollowUp.due_on <= today
    )
    counted = {str(state): int(number) for state, number in session.execute(query.group_by(FollowUp.state))}
    asked = sum(counted.get(each, 0) for each in (REACHED, NOT_REACHED, DECLINED, DUE))
    return Reach(asked, *(counted.get(each, 0) for each in (REACHED, NOT_REACHED, DECLINED, DUE)))


def _mine(session: Session, actor: Actor) -> ColumnElement[bool]:
    policies.require(actor, "aftercare.read", on_case=True)
    if not policies.caseload_only(actor, "AFT"):
        return true()
    return or_(AftercarePlan.worker_id == actor.user_id, FollowUp.resident_id.in_(residents.caseload(session, actor)))
