"""The individual plan: agreed with her, what it asks for, and its reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core import reminders, slips
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.care import offered
from core.care.files import File, open_file
from core.care.models import CarePlan, CarePlanReview, CarePlanService
from core.care.terms import ASSENT, DISCIPLINES, SIGNED_BY
from core.errors import N_
from core.residents import house
from core.residents.models import Resident

SOURCE = "care_plan"
#: A plan is reviewed at least every three months (CLK-06).
REVIEW_DAYS = 90
_TITLE = N_("Review the individual plan with her")
_LIMITS = {"wish": 1000, "note": 2000}
_NEXT = N_("Write a day after this one, within 90 days.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A service that a plan asks for, at least so often in thirty days."""

    discipline: str
    per_month: int
    asked_by_child: bool = False


@dataclass(frozen=True, slots=True)
class NewPlan:
    """A plan as it is agreed."""

    agreed_on: date
    assent: str
    signed_by: str
    services: Sequence[Asked]
    wish: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan with everything that belongs to it, opened."""

    plan: CarePlan
    services: Sequence[CarePlanService]
    reviews: Sequence[tuple[CarePlanReview, str]]
    wish: str
    note: str


def agree(session: Session, actor: Actor, resident: Resident, new: NewPlan) -> CarePlan:
    """Record a plan; the one before it ends with that day.

    :raises Invalid: with every field that cannot stand.
    """
    file = open_file(session, actor, resident, "plan.write")
    _check(file, new, offered.given(session, resident.branch_id))
    for before in _running(session, file.episode.id):
        before.closed_on = new.agreed_on
        agenda.cancel(session, actor, source=SOURCE, source_id=before.id)
        _end_services(session, before, new.agreed_on)
    plan = CarePlan(
        branch_id=resident.branch_id, resident_id=resident.id, episode_id=file.episode.id, agreed_on=new.agreed_on,
        assent=new.assent, signed_by=new.signed_by, reviewed_on=new.agreed_on,
        review_due_on=new.agreed_on + timedelta(days=REVIEW_DAYS), created_by=actor.user_id or 0,
        created_by_name=actor.name,
    )  # fmt: skip
    session.add(plan)
    session.flush()  # services, tasks and sealed texts carry its id
    slips.seal(session, plan, wish=new.wish, note=new.note)
    session.add_all(_service(plan, each) for each in new.services)
    agenda.close(session, actor, source="episode", source_id=file.episode.id, code="plan.first")
    _remind(session, actor, plan)
    record(session, actor, "plan.agree", Subject("care_plan", plan.id), services=len(new.services), assent=new.assent)
    return plan


def review(session: Session, actor: Actor, plan_id: int, on_day: date, next_on: date, note: str) -> CarePlanReview:
    """Record a review; the next one becomes a task.

    :raises Invalid: if its days cannot be.
    """
    plan = get(session, actor, plan_id)
    file = open_file(session, actor, session.get_one(Resident, plan.resident_id), "plan.write")
    faults = slips.day_faults(file.today, plan.agreed_on, on_day=on_day)
    if not on_day < next_on <= on_day + timedelta(days=REVIEW_DAYS):
        faults["next_on"] = [_NEXT]
    slips.refuse(faults | house.text_faults({"note": note}, _LIMITS))
    made = CarePlanReview(
        branch_id=plan.branch_id, plan_id=plan.id, resident_id=plan.resident_id, episode_id=plan.episode_id,
        on_day=on_day, next_on=next_on, created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its id is part of what seals the note
    slips.seal(session, made, note=note)
    _follow_reviews(session, actor, plan)
    record(session, actor, "plan.review", Subject("care_plan_review", made.id))
    return made


def change(session: Session, actor: Actor, plan_id: int, how: str) -> CarePlan:
    """Strike a plan out, or bring it back."""
    plan = get(session, actor, plan_id)
    if how == "strike":
        slips.strike(session, actor, plan)
        agenda.cancel(session, actor, source=SOURCE, source_id=plan.id)
    else:
        slips.restore(session, actor, plan)
        _remind(session, actor, plan)
    return plan


def change_review(session: Session, actor: Actor, review_id: int, how: str) -> CarePlanReview:
    """Strike a review out, or bring it back; the plan's own days follow."""
    found = slips.own(session, actor, CarePlanReview, review_id)
    open_file(session, actor, session.get_one(Resident, found.resident_id), "plan.write")
    (slips.strike if how == "strike" else slips.restore)(session, actor, found)
    session.flush()  # the plan's days are asked from the store
    _follow_reviews(session, actor, get(session, actor, found.plan_id))
    return found


def get(session: Session, actor: Actor, plan_id: int) -> CarePlan:
    """Find a plan that the actor may write.

    :raises NotFound: if there is none for her.
    """
    found = slips.own(session, actor, CarePlan, plan_id)
    open_file(session, actor, session.get_one(Resident, found.resident_id), "plan.write")
    return found


def list_all(session: Session, actor: Actor, resident: Resident) -> list[Shown]:
    """List a resident's plans, newest first, in a fixed number of statements."""
    open_file(session, actor, resident, "plan.read")
    query = select(CarePlan).where(CarePlan.resident_id == resident.id)
    plans = list(session.scalars(query.order_by(CarePlan.agreed_on.desc(), CarePlan.id.desc())))
    ids = [each.id for each in plans]
    services = list(session.scalars(select(CarePlanService).where(CarePlanService.plan_id.in_(ids))))
    asked = select(CarePlanReview).where(CarePlanReview.plan_id.in_(ids)).order_by(CarePlanReview.on_day.desc())
    reviews = list(session.scalars(asked))
    told = slips.opened_many(session, reviews, "note")
    wishes, notes = (slips.opened_many(session, plans, name) for name in ("wish", "note"))
    return [
        Shown(
            plan,
            sorted((each for each in services if each.plan_id == plan.id), key=lambda each: each.discipline),
            [(each, told.get(each.id, "")) for each in reviews if each.plan_id == plan.id],
            wishes.get(plan.id, ""),
            notes.get(plan.id, ""),
        )
        for plan in plans
    ]


def asked_of(session: Session, episode_id: int, on: date) -> Mapping[str, int]:
    """Tell what the plan of a stay asks for on a day: how often in thirty days, by discipline."""
    query = (
        select(CarePlanService.discipline, func.sum(CarePlanService.per_month))
        .join(CarePlan, CarePlan.id == CarePlanService.plan_id)
        .where(CarePlan.episode_id == episode_id, CarePlan.voided_at.is_(None), CarePlanService.from_on <= on)
        .where(or_(CarePlanService.until_on.is_(None), CarePlanService.until_on > on))
        .group_by(CarePlanService.discipline)
    )
    return {str(code): int(number) for code, number in session.execute(query)}


def _check(file: File, new: NewPlan, given: frozenset[str]) -> None:
    faults = slips.day_faults(file.today, file.episode.admitted_on, agreed_on=new.agreed_on)
    for name, value, known in (("assent", new.assent, ASSENT), ("signed_by", new.signed_by, SIGNED_BY)):
        if value not in known:
            faults[name] = [N_("Choose one of the list.")]
    codes = [each.discipline for each in new.services]
    if len(set(codes)) != len(codes) or not set(codes) <= set(DISCIPLINES):
        faults["services"] = [N_("Write each service once.")]
    elif not set(codes) <= given:
        faults["services"] = [N_("The house does not give one of these services.")]
    elif any(not 1 <= each.per_month <= 90 for each in new.services):
        faults["services"] = [N_("Write how often in thirty days, at least once.")]
    slips.refuse(faults | house.text_faults({"wish": new.wish, "note": new.note}, _LIMITS))


def _running(session: Session, episode_id: int) -> list[CarePlan]:
    query = select(CarePlan).where(
        CarePlan.episode_id == episode_id, CarePlan.closed_on.is_(None), CarePlan.voided_at.is_(None)
    )
    return list(session.scalars(query))


def _end_services(session: Session, plan: CarePlan, on: date) -> None:
    query = select(CarePlanService).where(CarePlanService.plan_id == plan.id, CarePlanService.until_on.is_(None))
    for each in session.scalars(query):
        each.until_on = on


def _service(plan: CarePlan, asked: Asked) -> CarePlanService:
    return CarePlanService(
        branch_id=plan.branch_id, plan_id=plan.id, resident_id=plan.resident_id, discipline=asked.discipline,
        per_month=asked.per_month, from_on=plan.agreed_on, asked_by_child=asked.asked_by_child,
    )  # fmt: skip


def _follow_reviews(session: Session, actor: Actor, plan: CarePlan) -> None:
    """Let the plan's own days follow its reviews that count."""
    query = select(CarePlanReview).where(CarePlanReview.plan_id == plan.id, CarePlanReview.voided_at.is_(None))
    last = session.scalars(query.order_by(CarePlanReview.on_day.desc(), CarePlanReview.id.desc()).limit(1)).first()
    plan.reviewed_on = last.on_day if last else plan.agreed_on
    plan.review_due_on = last.next_on if last else plan.agreed_on + timedelta(days=REVIEW_DAYS)
    _remind(session, actor, plan)


def _remind(session: Session, actor: Actor, plan: CarePlan) -> None:
    reminders.remind_once(
        session, actor, branch_id=plan.branch_id, source=SOURCE, source_id=plan.id, kind="review",
        day=plan.review_due_on if plan.closed_on is None else None, title=_TITLE, role="social_worker",
        data_class="SOC", resident_id=plan.resident_id,
    )  # fmt: skip
