"""Public education and advocacy: persons, attendances and what came of them, and how far each cause has moved."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, String, Subquery, case, exists, func, select

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
from core.reporting.populations.base import also_counts, counts
from core.reporting.populations.counted import Condition, Counted, Rows, given, rows
from core.reporting.populations.terms import Terms
from core.reporting.sql.rules import MONTHS_12, MONTHS_24, cohort, flow, stock, unduplicated, within

#: Who are citizens and not officials (EDU-002).
CITIZENS = ("EDU", "PRIVATE", "COMMUNITY")
#: A trainee answers in the five to seven months: so many days about the day on which she is asked.
AROUND = 30
_DROPPED = "dropped"


def officials_trained(terms: Terms) -> Counted:
    """Different officials who completed a course in the period; without a fingerprint each stands for herself."""
    completed = (
        select(TrainingPerson.public, TrainingPerson.sex)
        .join(Training, Training.id == TrainingPerson.training_id)
        .where(counts(TrainingPerson, terms), Training.voided_at.is_(None), flow(TrainingPerson.completed_on, terms))
        .where(TrainingPerson.official.is_(True), TrainingPerson.completed.is_(True))
    )
    unknown = case((TrainingPerson.fingerprint.is_(None), TrainingPerson.id), else_=0)
    newest = (TrainingPerson.completed_on.desc(), TrainingPerson.id.desc())
    once = unduplicated(completed, (TrainingPerson.fingerprint, unknown), *newest).subquery()
    return Counted(rows("official", once), by={"PUBLIC": given("public", String), "SEX": given("sex", String)})


def citizens_attending(terms: Terms) -> tuple[Counted, ...]:
    """Attendances of citizens, by name or counted by head."""
    held = (counts(TrainingSession, terms), flow(TrainingSession.on_day, terms))
    person = (TrainingPerson, TrainingPerson.id == TrainingAttendance.person_id)
    sessions = [
        (TrainingSession, TrainingSession.id == each.session_id) for each in (TrainingAttendance, TrainingCount)
    ]
    citizen = (
        TrainingPerson.voided_at.is_(None), TrainingPerson.official.is_(False), TrainingPerson.public.in_(CITIZENS)
    )  # fmt: skip
    named = rows("attendance", TrainingAttendance, sessions[0], person, where=(*held, *citizen))
    heads = rows("heads", TrainingCount, sessions[1], where=(*held, TrainingCount.public.in_(CITIZENS)))
    return (
        Counted(named, by={"PUBLIC": TrainingPerson.public}),
        Counted(heads, by={"PUBLIC": TrainingCount.public}, amount=TrainingCount.number),
    )


def trainees_tested(terms: Terms) -> Counted:
    """Trainees with both tests, of trainings with a pass mark that ended in the period."""
    over = (Training.branch_id == terms.branch_id, flow(Training.until_on, terms), Training.pass_mark.is_not(None))
    both = (TrainingPerson.pre_score.is_not(None), TrainingPerson.post_score.is_not(None))
    return _trainees("tested trainee", terms, *over, *both)


def trainees_passed(terms: Terms) -> Counted:
    """Those of them who reached the pass mark and know more than before."""
    return trainees_tested(terms).where(
        TrainingPerson.post_score >= Training.pass_mark, TrainingPerson.post_score > TrainingPerson.pre_score
    )


def trainees_due(terms: Terms) -> Counted:
    """Trainees who were to be asked after six months, and whose seventh month ended in the period."""
    check = (TrainingCheck, TrainingCheck.person_id == TrainingPerson.id)
    due = (TrainingCheck.months == 6, cohort(TrainingCheck.due_on, terms, AROUND))
    return _trainees("trainee asked", terms, TrainingCheck.branch_id == terms.branch_id, *due, joined=(check,))


def trainees_applying(terms: Terms) -> Counted:
    """Those of them with one dated example of use that somebody else confirmed."""
    return trainees_due(terms).where(
        TrainingCheck.state == "answered",
        TrainingCheck.example_on.is_not(None),
        TrainingCheck.confirmed_by != "",
        within(TrainingCheck.due_on, TrainingCheck.answered_on, AROUND, after=-AROUND),
    )


def referrals_from_trained(terms: Terms) -> Counted:
    """Referrals received from a unit of which somebody completed a training in the year before."""
    unit = func.coalesce(TrainingPerson.partner_id, Training.partner_id)
    public = (
        select(TrainingPerson.public)
        .join(Training, Training.id == TrainingPerson.training_id)
        .where(counts(TrainingPerson, terms), Training.voided_at.is_(None))
        .where(unit == Referral.partner_id, TrainingPerson.completed.is_(True))
        .where(within(TrainingPerson.completed_on, Referral.requested_on, MONTHS_12))
        .where(TrainingPerson.completed_on >= terms.first - timedelta(days=MONTHS_12))
        .order_by(TrainingPerson.completed_on.desc(), TrainingPerson.id.desc())
        .limit(1)
        .correlate(Referral)
        .scalar_subquery()
    )
    whose = func.coalesce(Referral.resident_id, -Referral.id).label("whose_referral")
    referrals = select(public.label("audience"), whose).where(
        Referral.branch_id == terms.branch_id,
        Referral.direction == "in",
        Referral.state != "undone",
        flow(Referral.requested_on, terms),
    )
    audience = given("audience", String)
    found = rows("referral from trained", referrals.subquery(), where=(audience.is_not(None),))
    return Counted(found, by={"PUBLIC": audience})


def instruments_at_end(terms: Terms) -> Counted:
    """Causes that are followed at the end, by the stage reached by then."""
    followed = _followed("cause", terms, terms.last)
    return Counted(followed, by={"PROGRESS": func.upper(given("to_stage", String))})


def instruments_open(terms: Terms) -> Counted:
    """Causes that were followed when the period began."""
    return Counted(_followed("cause before", terms, terms.eve))


def instruments_forward(terms: Terms) -> Counted:
    """Those of them that are at a later stage at the end."""
    now = _stages(terms, terms.last)
    later = select(now.c.instrument_id).where(
        now.c.instrument_id == given("cause", Integer),
        now.c.to_stage != _DROPPED,
        now.c.position > given("stage_then", Integer),
    )
    return instruments_open(terms).where(exists(later))


def instruments_adopted_with_us(terms: Terms) -> Counted:
    """Causes adopted in the period for which an outside document shows what the network gave to it."""
    with_us = select(PolicyStep.id).where(
        PolicyStep.instrument_id == PolicyInstrument.id,
        PolicyStep.voided_at.is_(None),
        PolicyStep.to_stage == "adopted",
        PolicyStep.contribution.is_(True),
        PolicyStep.evidence != "",
        flow(PolicyStep.on_day, terms),
    )
    return Counted(rows("cause with us", PolicyInstrument, where=(counts(PolicyInstrument, terms), exists(with_us))))


def instruments_adopted(terms: Terms) -> Counted:
    """Causes adopted whose twenty-four months ended in the period."""
    adopted = (counts(PolicyInstrument, terms), cohort(PolicyInstrument.adopted_on, terms, MONTHS_24))
    return Counted(rows("cause adopted", PolicyInstrument, where=adopted))


def instruments_implemented(terms: Terms) -> Counted:
    """Those of them with a rule, a budget or an office in that time."""
    in_time = within(PolicyInstrument.adopted_on, PolicyInstrument.implemented_on, MONTHS_24)
    return instruments_adopted(terms).where(in_time)


def _trainees(name: str, terms: Terms, *which: Condition, joined: tuple[Any, ...] = ()) -> Counted:
    """Persons in a training, found by it or by when they are asked."""
    training = (Training, Training.id == TrainingPerson.training_id)
    standing = (Training.voided_at.is_(None), also_counts(TrainingPerson, terms))
    found = rows(name, TrainingPerson, training, *joined, where=(*standing, *which))
    return Counted(found, by={"PUBLIC": TrainingPerson.public, "SEX": TrainingPerson.sex})


def _followed(name: str, terms: Terms, day: Any) -> Rows:
    """Causes that are followed on a day, at the stage of that day."""
    on_day = _stages(terms, day)
    causes = (
        select(PolicyInstrument.id.label("cause"), on_day.c.to_stage, on_day.c.position.label("stage_then"))
        .join(on_day, on_day.c.instrument_id == PolicyInstrument.id)
        .where(counts(PolicyInstrument, terms), stock(PolicyInstrument.opened_on, PolicyInstrument.closed_on, day))
        .where(on_day.c.to_stage != _DROPPED)
    )
    return rows(name, causes.subquery())


def _stages(terms: Terms, day: Any) -> Subquery:
    """The stage of each cause as its last step up to a day says."""
    steps = select(PolicyStep.instrument_id, PolicyStep.to_stage, PolicyStep.position).where(
        counts(PolicyStep, terms), PolicyStep.on_day <= day
    )
    return unduplicated(steps, PolicyStep.instrument_id, PolicyStep.on_day.desc(), PolicyStep.id.desc()).subquery()
