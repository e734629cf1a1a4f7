"""Public education and advocacy: persons, attendances and what came of them, and how far each cause has moved."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Subquery, case, exists, func, literal, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from core.advocacy.models import PolicyInstrument, PolicyStep
from core.education.models import (
    Training,
    TrainingAttendance,
    TrainingCheck,
    TrainingCount,
    TrainingPerson,
    TrainingSession,
)
from core.partners.models import Referral
from core.reporting.populations.base import Counted, Scope, also_counts, counts
from core.reporting.rules import MONTHS_12, MONTHS_24, cohort, flow, stock, unduplicated, within

#: Who are citizens and not officials (EDU-002).
CITIZENS = ("EDU", "PRIVATE", "COMMUNITY")
#: A trainee answers in the five to seven months: so many days about the day on which she is asked.
AROUND = 30
_DROPPED = "dropped"


def officials_trained(scope: Scope) -> Counted:
    """Different officials who completed a course in the period; without a fingerprint each stands for herself."""
    rows = (
        _persons(scope)
        .add_columns(TrainingPerson.completed_on, TrainingPerson.id)
        .where(TrainingPerson.official.is_(True), TrainingPerson.completed.is_(True))
        .where(flow(TrainingPerson.completed_on, scope))
    )
    unknown = case((TrainingPerson.fingerprint.is_(None), TrainingPerson.id), else_=0)
    newest = (TrainingPerson.completed_on.desc(), TrainingPerson.id.desc())
    return unduplicated(rows, (TrainingPerson.fingerprint, unknown), *newest)


def citizens_attending(scope: Scope) -> Counted:
    """Attendances of citizens, by name or counted by head."""
    session = (counts(TrainingSession, scope), flow(TrainingSession.on_day, scope))
    named = (
        select(literal(1).label("amount"), TrainingPerson.public.label("PUBLIC"))
        .join(TrainingAttendance, TrainingAttendance.person_id == TrainingPerson.id)
        .join(TrainingSession, TrainingSession.id == TrainingAttendance.session_id)
        .where(*session, TrainingPerson.voided_at.is_(None), TrainingPerson.official.is_(False))
        .where(TrainingPerson.public.in_(CITIZENS))
    )
    heads = (
        select(TrainingCount.number.label("amount"), TrainingCount.public.label("PUBLIC"))
        .join(TrainingSession, TrainingSession.id == TrainingCount.session_id)
        .where(*session, TrainingCount.public.in_(CITIZENS))
    )
    counted = union_all(named, heads).subquery()
    return select(counted.c.amount, counted.c.PUBLIC)


def trainees_tested(scope: Scope) -> Counted:
    """Trainees with both tests, of trainings that ended in the period."""
    return _trainees(scope).where(
        Training.branch_id == scope.branch_id,
        flow(Training.until_on, scope),
        TrainingPerson.pre_score.is_not(None),
        TrainingPerson.post_score.is_not(None),
    )


def trainees_passed(scope: Scope) -> Counted:
    """Those of them who reached the pass mark and know more than before."""
    return trainees_tested(scope).where(
        TrainingPerson.post_score >= Training.pass_mark, TrainingPerson.post_score > TrainingPerson.pre_score
    )


def trainees_due(scope: Scope) -> Counted:
    """Trainees who were to be asked after six months, and whose seventh month ended in the period."""
    return (
        _trainees(scope)
        .join(TrainingCheck, TrainingCheck.person_id == TrainingPerson.id)
        .where(TrainingCheck.branch_id == scope.branch_id)
        .where(TrainingCheck.months == 6, cohort(TrainingCheck.due_on, scope, AROUND))
    )


def trainees_applying(scope: Scope) -> Counted:
    """Those of them with one dated example of use that somebody else confirmed."""
    return trainees_due(scope).where(
        TrainingCheck.state == "answered",
        TrainingCheck.example_on.is_not(None),
        TrainingCheck.confirmed_by != "",
        within(TrainingCheck.due_on, TrainingCheck.answered_on, AROUND, after=-AROUND),
    )


def referrals_from_trained(scope: Scope) -> Counted:
    """Referrals received from a unit of which somebody completed a training in the year before."""
    unit = func.coalesce(TrainingPerson.partner_id, Training.partner_id)
    public = (
        _persons(scope)
        .with_only_columns(TrainingPerson.public)
        .where(unit == Referral.partner_id, TrainingPerson.completed.is_(True))
        .where(within(TrainingPerson.completed_on, Referral.requested_on, MONTHS_12))
        .where(TrainingPerson.completed_on >= scope.first - timedelta(days=MONTHS_12))
        .order_by(TrainingPerson.completed_on.desc(), TrainingPerson.id.desc())
        .limit(1)
        .correlate(Referral)
        .scalar_subquery()
    )
    return select(literal(1).label("amount"), public.label("PUBLIC")).where(
        Referral.branch_id == scope.branch_id,
        Referral.direction == "in",
        Referral.state != "undone",
        flow(Referral.requested_on, scope),
        public.is_not(None),
    )


def instruments_at_end(scope: Scope) -> Counted:
    """Causes that are followed at the end, by the stage reached by then."""
    now = _stages(scope, scope.last)
    stage = func.upper(now.c.to_stage).label("PROGRESS")
    return select(literal(1).label("amount"), stage).join_from(
        PolicyInstrument, now, now.c.instrument_id == PolicyInstrument.id
    ).where(_followed(scope, scope.last), now.c.to_stage != _DROPPED)  # fmt: skip


def instruments_open(scope: Scope) -> Counted:
    """Causes that were followed when the period began."""
    then = _stages(scope, scope.eve)
    return select(literal(1).label("amount"), PolicyInstrument.id, then.c.position).join_from(
        PolicyInstrument, then, then.c.instrument_id == PolicyInstrument.id
    ).where(_followed(scope, scope.eve), then.c.to_stage != _DROPPED)  # fmt: skip


def instruments_forward(scope: Scope) -> Counted:
    """Those of them that are at a later stage at the end."""
    then, now = instruments_open(scope).subquery(), _stages(scope, scope.last)
    return select(then.c.amount).join_from(then, now, now.c.instrument_id == then.c.id).where(
        now.c.to_stage != _DROPPED, now.c.position > then.c.position
    )  # fmt: skip


def instruments_adopted_with_us(scope: Scope) -> Counted:
    """Causes adopted in the period for which an outside document shows what the network gave to it."""
    with_us = select(PolicyStep.id).where(
        PolicyStep.instrument_id == PolicyInstrument.id,
        PolicyStep.voided_at.is_(None),
        PolicyStep.to_stage == "adopted",
        PolicyStep.contribution.is_(True),
        PolicyStep.evidence != "",
        flow(PolicyStep.on_day, scope),
    )
    return select(literal(1).label("amount")).where(counts(PolicyInstrument, scope), exists(with_us))


def instruments_adopted(scope: Scope) -> Counted:
    """Causes adopted whose twenty-four months ended in the period."""
    return select(literal(1).label("amount")).where(
        counts(PolicyInstrument, scope), cohort(PolicyInstrument.adopted_on, scope, MONTHS_24)
    )


def instruments_implemented(scope: Scope) -> Counted:
    """Those of them with a rule, a budget or an office in that time."""
    in_time = within(PolicyInstrument.adopted_on, PolicyInstrument.implemented_on, MONTHS_24)
    return instruments_adopted(scope).where(in_time)


def _persons(scope: Scope) -> Counted:
    return _of_trainings().where(counts(TrainingPerson, scope))


def _trainees(scope: Scope) -> Counted:
    """The same persons, found by their training or by when they are asked."""
    return _of_trainings().where(also_counts(TrainingPerson, scope))


def _of_trainings() -> Counted:
    return (
        select(literal(1).label("amount"), TrainingPerson.public.label("PUBLIC"), TrainingPerson.sex.label("SEX"))
        .select_from(TrainingPerson)
        .join(Training, Training.id == TrainingPerson.training_id)
        .where(Training.voided_at.is_(None))
    )


def _followed(scope: Scope, day: Any) -> ColumnElement[bool]:
    return counts(PolicyInstrument, scope) & stock(PolicyInstrument.opened_on, PolicyInstrument.closed_on, day)


def _stages(scope: Scope, day: Any) -> Subquery:
    """The stage of each cause as its last step up to a day says."""
    steps = select(PolicyStep.instrument_id, PolicyStep.to_stage, PolicyStep.position).where(
        counts(PolicyStep, scope), PolicyStep.on_day <= day
    )
    return unduplicated(steps, PolicyStep.instrument_id, PolicyStep.on_day.desc(), PolicyStep.id.desc()).subquery()
