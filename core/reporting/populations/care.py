"""Plans, services, school, family and health of those in the house."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from core.care.models import (
    CarePlan,
    CarePlanReview,
    CarePlanService,
    EducationModule,
    Incident,
    Pregnancy,
    Schooling,
    SchoolMonth,
    Service,
    TreatmentPlan,
)
from core.reporting.populations.base import BABY, Counted, Scope, counts, has_night, inside, nights, of_the_house, stays
from core.reporting.populations.cohorts import MOTHER_OF
from core.reporting.populations.presence import inside_at_end, residents_at_end, served
from core.reporting.rules import cohort, exposure, flow, stock, touches, unduplicated, within
from core.reporting.sql import days_between, earlier
from core.residents.models import FamilyContact, FamilyLink, Resident
from core.stages.models import Episode

#: A plan is agreed within this many days (RES-006), and reviewed as often as this (RES-007).
PLAN_DAYS, REVIEW_DAYS = 30, 90
#: A child is examined within this many days (MHH-007).
EXAM_DAYS = 7
#: Who is counted among those at school: so many nights in the period, and these years of age (RES-009).
SCHOOL_NIGHTS, SCHOOL_AGES, ATTENDANCE_PERCENT = 30, (6, 17), 80
#: Nights after which somebody should have had the module (MHH-008).
MODULE_NIGHTS = 90
#: One antenatal contact is expected for so many days: eight in forty weeks (MAB-002), from eight weeks in care on.
DAYS_PER_CONTACT, LEAST_DAYS_IN_CARE = 35, 56
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
    return residents_at_end(scope).where(Episode.admitted_on < scope.last - timedelta(days=REVIEW_DAYS))


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
        select(func.count(Service.id))
        .where(
            counts(Service, scope),
            Service.resident_id == planned.c.resident_id,
            Service.discipline == planned.c.discipline,
            Service.attendance == "attended",
            flow(Service.on_day, scope),
        )
        .scalar_subquery()
    )
    return select(literal(1).label("amount"), planned.c.discipline.label("SERVICE")).where(
        had * _MONTH >= planned.c.need
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
            counts(CarePlan, scope),
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
        .where(of_the_house(Episode, scope), has_night(scope))
        .group_by(Episode.resident_id)
        .having(func.sum(nights(scope)) >= SCHOOL_NIGHTS)
    )
    place = select(Schooling.id).where(
        counts(Schooling, scope),
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
        .where(counts(Schooling, scope), flow(SchoolMonth.month, scope))
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


def examined_in_time(scope: Scope) -> Counted:
    """Admissions of a week ago with a medical examination to which she came; one that was declined is none."""
    exam = select(Service.id).where(
        Service.resident_id == Episode.resident_id,
        Service.voided_at.is_(None),
        Service.kind == "exam",
        Service.attendance == "attended",
        within(Episode.admitted_on, Service.on_day, EXAM_DAYS),
    )
    return admitted_a_week_ago(scope).where(exists(exam))


def residents_90_days(scope: Scope) -> Counted:
    """Residents served in the period who had ninety nights of one stay by its end, each once."""
    end = earlier(func.coalesce(Episode.closed_on, scope.day_after), scope.day_after)
    long_stays = stays(scope).add_columns(Episode.resident_id, Episode.admitted_on, Episode.id).where(
        Resident.kind != BABY, has_night(scope), days_between(Episode.admitted_on, end) >= MODULE_NIGHTS
    )  # fmt: skip
    return unduplicated(long_stays, Episode.resident_id, Episode.admitted_on.desc(), Episode.id.desc())


def module_completed(scope: Scope) -> Counted:
    """Those of them who have completed the module on sexuality and HIV by the end; never a result of a test."""
    stay = residents_90_days(scope).subquery()
    done = select(EducationModule.id).where(
        EducationModule.resident_id == stay.c.resident_id,
        EducationModule.voided_at.is_(None),
        EducationModule.module == "srh_hiv",
        EducationModule.completed_on <= scope.last,
    )
    return select(stay.c.amount).where(exists(done))


def treatments_due(scope: Scope) -> Counted:
    """Plans of treatment that were due to end in the period."""
    return select(literal(1).label("amount")).where(counts(TreatmentPlan, scope), flow(TreatmentPlan.due_end_on, scope))


def treatments_met(scope: Scope) -> Counted:
    """Those of them whose goals were met."""
    return treatments_due(scope).where(TreatmentPlan.result == "goals_met")


def pregnancies_ended(scope: Scope) -> Counted:
    """Pregnancies that ended in the period, of eight weeks or more in care."""
    weeks = days_between(Pregnancy.noted_on, Pregnancy.ended_on) >= LEAST_DAYS_IN_CARE
    return select(literal(1).label("amount")).where(counts(Pregnancy, scope), flow(Pregnancy.ended_on, scope), weeks)


def pregnancies_attended(scope: Scope) -> Counted:
    """Those of them with a contact for every five weeks in care."""
    contacts = (
        select(func.count(Service.id))
        .where(
            Service.resident_id == Pregnancy.resident_id,
            Service.voided_at.is_(None),
            Service.kind == "antenatal",
            Service.attendance == "attended",
            Service.on_day >= Pregnancy.noted_on,
            Service.on_day <= Pregnancy.ended_on,
        )
        .scalar_subquery()
    )
    days = days_between(Pregnancy.noted_on, Pregnancy.ended_on)
    return pregnancies_ended(scope).where((contacts + 1) * DAYS_PER_CONTACT > days)


def motherhood(scope: Scope) -> Counted:
    """Pregnant girls, mothers, and infants with them, in the house at the end: three counts of their own."""
    pregnant = (
        select(Pregnancy.id)
        .where(Pregnancy.resident_id == Episode.resident_id, Pregnancy.voided_at.is_(None))
        .where(stock(Pregnancy.noted_on, Pregnancy.ended_on, scope.last))
    )
    sides = (
        _named("PREGNANT", residents_at_end(scope).where(exists(pregnant))),
        _named("MOTHER", residents_at_end(scope).where(exists(_together("resident_id", "relative_id", scope)))),
        _named("INFANT", inside_at_end(scope).where(exists(_together("relative_id", "resident_id", scope)))),
    )
    counted = union_all(*sides).subquery()
    return select(counted.c.amount, counted.c.MOTHERHOOD)


def serious_incidents(scope: Scope) -> Counted:
    """Serious incidents of harm to a child in care, with a closed review; what is sealed counts nowhere (INV-18)."""
    reviewed = or_(Incident.state == "closed", Incident.reviewed_on.is_not(None))
    return select(literal(1).label("amount")).where(
        counts(Incident, scope),
        Incident.serious.is_(True),
        Incident.data_class != "SEAL",
        reviewed,
        flow(Incident.on_day, scope),
    )


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


def _named(code: str, rows: Counted) -> Counted:
    return rows.with_only_columns(literal(1).label("amount"), literal(code).label("MOTHERHOOD"))


def _together(hers: str, others: str, scope: Scope) -> Any:
    """The other of a mother and her baby, in the house at the end too."""
    other = aliased(Episode)
    return (
        select(FamilyLink.id)
        .join(other, other.resident_id == getattr(FamilyLink, others))
        .where(FamilyLink.relation == MOTHER_OF, getattr(FamilyLink, hers) == Episode.resident_id)
        .where(of_the_house(other, scope), inside(scope.last, other))
    )
