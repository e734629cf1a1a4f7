"""Plans, services, school and family of those in the house."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, func, literal, or_, select
from sqlalchemy.sql.elements import ColumnElement

from core.care.models import (
    CarePlan,
    CarePlanReview,
    CarePlanService,
    Schooling,
    SchoolMonth,
    Service,
)
from core.reporting.populations.base import (
    BABY,
    Counted,
    Scope,
    also_counts,
    counts,
    has_night,
    nights,
    of_branch,
    stays,
)
from core.reporting.populations.cohorts import MOTHER_OF
from core.reporting.populations.presence import residents_at_end, served
from core.reporting.rules import cohort, exposure, flow, open_after, stock, touches, within
from core.reporting.sql import earlier, filter_only
from core.residents.models import FamilyContact, FamilyLink, Resident
from core.stages.models import Episode

#: A plan is agreed within this many days (RES-006), and reviewed as often as this (RES-007).
PLAN_DAYS, REVIEW_DAYS = 30, 90
#: A child is examined within this many days (MHH-007).
EXAM_DAYS = 7
#: Who is counted among those at school: so many nights in the period, and these years of age (RES-009).
SCHOOL_NIGHTS, SCHOOL_AGES, ATTENDANCE_PERCENT = 30, (6, 17), 80
#: Days in which a plan's minimum of contacts is told.
_MONTH = 30


def admitted_a_month_ago(scope: Scope) -> Counted:
    """Admissions of residents whose thirty days ended in the period."""
    return stays(scope).where(Resident.kind != BABY, cohort(Episode.admitted_on, scope, PLAN_DAYS))


def admitted_a_week_ago(scope: Scope) -> Counted:
    """Admissions whose seven days ended in the period."""
    return stays(scope).where(cohort(Episode.admitted_on, scope, EXAM_DAYS))


def plans_in_time(scope: Scope) -> Counted:
    """Those of them with a plan in time, to which she agreed and for which somebody signed."""
    plan = select(CarePlan.id).where(
        CarePlan.episode_id == Episode.id,
        CarePlan.voided_at.is_(None),
        CarePlan.assent == "given",
        CarePlan.signed_by != "",
        within(Episode.admitted_on, CarePlan.agreed_on, PLAN_DAYS),
    )
    return admitted_a_month_ago(scope).where(exists(plan))


def residents_over_90_days(scope: Scope) -> Counted:
    """Residents at the end who have stayed longer than a plan may go without review."""
    return residents_at_end(scope).where(filter_only(Episode.admitted_on) < scope.last - timedelta(days=REVIEW_DAYS))


def plans_reviewed(scope: Scope) -> Counted:
    """Those of them whose plan was agreed or reviewed not longer ago than that."""
    running = and_(
        CarePlan.episode_id == Episode.id,
        CarePlan.voided_at.is_(None),
        stock(CarePlan.agreed_on, CarePlan.closed_on, scope.last),
    )
    agreed = select(CarePlan.id).where(running, _recent(CarePlan.agreed_on, scope))
    review = (
        select(CarePlanReview.id)
        .join(CarePlan, CarePlan.id == CarePlanReview.plan_id)
        .where(running, CarePlanReview.voided_at.is_(None), _recent(CarePlanReview.on_day, scope))
    )
    return residents_over_90_days(scope).where(or_(exists(agreed), exists(review)))


def services_planned(scope: Scope) -> Counted:
    """Each service in somebody's plan in the period, each once; spiritual support only where she asked for it."""
    return _planned(scope).with_only_columns(
        literal(1).label("amount"), CarePlanService.resident_id, CarePlanService.discipline.label("SERVICE")
    )


def services_received(scope: Scope) -> Counted:
    """Those of them of which she had at least the planned minimum, for the days on which it was planned."""
    planned = _planned(scope).subquery()
    had = (
        select(Service.resident_id, Service.discipline, func.count(Service.id).label("number"))
        .where(counts(Service, scope), Service.attendance == "attended", flow(Service.on_day, scope))
        .group_by(Service.resident_id, Service.discipline)
        .subquery()
    )
    same = and_(had.c.resident_id == planned.c.resident_id, had.c.discipline == planned.c.discipline)
    return (
        select(literal(1).label("amount"), planned.c.discipline.label("SERVICE"))
        .join_from(planned, had, same, isouter=True)
        .where(func.coalesce(had.c.number, 0) * _MONTH >= planned.c.need)
    )


def _planned(scope: Scope) -> Counted:
    end = _sooner(CarePlanService.until_on, CarePlan.closed_on)
    return (
        select(
            CarePlanService.resident_id,
            CarePlanService.discipline,
            func.sum(CarePlanService.per_month * exposure(CarePlanService.from_on, end, scope)).label("need"),
        )
        .join(CarePlan, CarePlan.id == CarePlanService.plan_id)
        .where(
            also_counts(CarePlan, scope),
            open_after(CarePlan.closed_on, scope.first, of_branch(CarePlan, scope)),  # follows from the next
            touches(CarePlanService.from_on, end, scope),
            or_(CarePlanService.discipline != "SPIRIT", CarePlanService.asked_by_child.is_(True)),
        )
        .group_by(CarePlanService.resident_id, CarePlanService.discipline)
    )


def of_school_age(scope: Scope) -> Counted:
    """Residents of school age, or with a place in a school or training, with enough nights in the period."""
    stay = served(scope).subquery()
    age = scope.period.year - Resident.birth_year
    enough = (
        select(Episode.resident_id)
        .where(has_night(scope))
        .group_by(Episode.resident_id)
        .having(func.sum(nights(scope)) >= SCHOOL_NIGHTS)
    )
    place = select(Schooling.id).where(
        also_counts(Schooling, scope),
        Schooling.resident_id == stay.c.resident_id,
        touches(Schooling.from_on, Schooling.until_on, scope),
    )
    return (
        select(stay.c.amount, stay.c.resident_id, stay.c.AGE)
        .join(Resident, Resident.id == stay.c.resident_id)
        .where(Resident.kind != BABY, stay.c.resident_id.in_(enough))
        .where(or_(and_(age >= SCHOOL_AGES[0], age <= SCHOOL_AGES[1]), exists(place)))
    )


def attending_school(scope: Scope) -> Counted:
    """Those of them who were there on four of five school days of the period's months."""
    of_age = of_school_age(scope).subquery()
    there = (
        select(SchoolMonth.resident_id)
        .join(Schooling, Schooling.id == SchoolMonth.schooling_id)
        .where(SchoolMonth.branch_id == scope.branch_id, flow(SchoolMonth.month, scope))
        .where(also_counts(Schooling, scope))
        .group_by(SchoolMonth.resident_id)
        .having(func.sum(SchoolMonth.school_days) > 0)
        .having(func.sum(SchoolMonth.days_present) * 100 >= func.sum(SchoolMonth.school_days) * ATTENDANCE_PERCENT)
    )
    return select(of_age.c.amount, of_age.c.AGE).where(of_age.c.resident_id.in_(there))


def with_safe_family(scope: Scope) -> Counted:
    """Residents at the end for whom contact with somebody of the family is assessed as safe."""
    return residents_at_end(scope).where(exists(select(FamilyLink.id).where(_safe(scope))))


def in_contact_with_family(scope: Scope) -> Counted:
    """Those of them with such a contact in the last month of the period."""
    contact = (
        select(FamilyContact.id)
        .join(FamilyLink, FamilyLink.id == FamilyContact.family_link_id)
        .where(_safe(scope), FamilyContact.voided_at.is_(None))
        .where(FamilyContact.on_day >= date(scope.last.year, scope.last.month, 1), FamilyContact.on_day <= scope.last)
    )
    return residents_at_end(scope).where(exists(contact))


def _recent(day: Any, scope: Scope) -> ColumnElement[bool]:
    return and_(day >= scope.last - timedelta(days=REVIEW_DAYS), day <= scope.last)


def _sooner(first: Any, second: Any) -> ColumnElement[Any]:
    """Give the sooner of two days, either of which may never come."""
    return case((first.is_(None), second), (second.is_(None), first), else_=earlier(first, second))


def _safe(scope: Scope) -> ColumnElement[bool]:
    return and_(
        FamilyLink.resident_id == Episode.resident_id,
        FamilyLink.relation != MOTHER_OF,
        FamilyLink.safety == "safe",
        FamilyLink.no_contact.is_(False),
        or_(FamilyLink.ended_on.is_(None), FamilyLink.ended_on > scope.last),
    )
