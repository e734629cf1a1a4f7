"""Plans, services, school and family of those in the house."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, Select, String, and_, cast, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from core.care.models import (
    CarePlan,
    CarePlanReview,
    CarePlanService,
    Schooling,
    SchoolMonth,
    Service,
)
from core.reporting.populations.base import BABY, also_counts, counts, entered, of_branch
from core.reporting.populations.cohorts import MOTHER_OF
from core.reporting.populations.counted import Counted, Rows, given, rows, worked_out
from core.reporting.populations.presence import residents_at_end, served
from core.reporting.populations.terms import Terms
from core.reporting.sql.expressions import filter_only
from core.reporting.sql.rules import exposure, flow, open_after, sooner, touches, within
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


def admitted_a_month_ago(terms: Terms) -> Counted:
    """Admissions of residents whose thirty days ended in the period."""
    return entered(terms, PLAN_DAYS).where(Resident.kind != BABY)


def admitted_a_week_ago(terms: Terms) -> Counted:
    """Admissions whose seven days ended in the period."""
    return entered(terms, EXAM_DAYS)


def plans_in_time(terms: Terms) -> Counted:
    """Those of them with a plan in time, to which she agreed and for which somebody signed."""
    plan = select(CarePlan.id).where(
        CarePlan.episode_id == Episode.id,
        CarePlan.voided_at.is_(None),
        CarePlan.assent == "given",
        CarePlan.signed_by != "",
        within(Episode.admitted_on, CarePlan.agreed_on, PLAN_DAYS),
    )
    return admitted_a_month_ago(terms).where(exists(plan))


def residents_over_90_days(terms: Terms) -> Counted:
    """Residents at the end who have stayed longer than a plan may go without review."""
    return residents_at_end(terms).where(filter_only(Episode.admitted_on) < terms.last - timedelta(days=REVIEW_DAYS))


def plans_reviewed(terms: Terms) -> Counted:
    """Those of them whose plan was reviewed not longer ago than that, or renewed; a first agreement is no review."""
    plan, before = aliased(CarePlan), aliased(CarePlan)
    former = select(before.id).where(
        before.episode_id == plan.episode_id, before.voided_at.is_(None), before.agreed_on < plan.agreed_on
    )
    renewed = select(plan.id).where(
        plan.episode_id == Episode.id, plan.voided_at.is_(None), _recent(plan.agreed_on, terms),
        exists(former.correlate(plan)),
    )  # fmt: skip
    review = (
        select(CarePlanReview.id)
        .join(CarePlan, CarePlan.id == CarePlanReview.plan_id)
        .where(CarePlan.episode_id == Episode.id, CarePlan.voided_at.is_(None))
        .where(CarePlanReview.voided_at.is_(None), _recent(CarePlanReview.on_day, terms))
    )
    return residents_over_90_days(terms).where(or_(exists(renewed), exists(review)))


def services_planned(terms: Terms) -> Counted:
    """Each service in somebody's plan in the period, each once; spiritual support only where she asked for it."""
    return Counted(_services(terms), by={"SERVICE": given("service", String)}, amount=given("planned", Integer))


def services_received(terms: Terms) -> Counted:
    """Those of them of which she had at least the planned minimum, for the days on which it was planned."""
    return replace(services_planned(terms), amount=given("received", Integer))


def of_school_age(terms: Terms) -> Counted:
    """Residents of school age, or with a place in a school or training, with enough nights in the period."""
    age = given("age_in_year", Integer)
    place = select(Schooling.id).where(
        also_counts(Schooling, terms),
        Schooling.resident_id == given("person", Integer),
        touches(Schooling.from_on, Schooling.until_on, terms),
    )
    return served(terms).where(
        given("kind_of_person", String) != BABY,
        given("nights", Integer) >= SCHOOL_NIGHTS,
        or_(and_(age >= SCHOOL_AGES[0], age <= SCHOOL_AGES[1]), exists(place)),
    )


def attending_school(terms: Terms) -> Counted:
    """Those of them who were there on four of five school days of the period's months."""
    months = worked_out(  # a period's months lead to their places, and not a house's places to their months
        select(
            SchoolMonth.resident_id, SchoolMonth.schooling_id, SchoolMonth.school_days, SchoolMonth.days_present
        ).where(SchoolMonth.branch_id == terms.branch_id, flow(SchoolMonth.month, terms)),
        "months",
    )
    there = (
        select(months.c.resident_id)
        .join(Schooling, Schooling.id == months.c.schooling_id)
        .where(also_counts(Schooling, terms))
        .group_by(months.c.resident_id)
        .having(func.sum(months.c.school_days) > 0)
        .having(func.sum(months.c.days_present) * 100 >= func.sum(months.c.school_days) * ATTENDANCE_PERCENT)
    )
    return of_school_age(terms).where(given("person", Integer).in_(there))


def with_safe_family(terms: Terms) -> Counted:
    """Residents at the end for whom contact with somebody of the family is assessed as safe."""
    return residents_at_end(terms).where(exists(select(FamilyLink.id).where(_safe(terms))))


def in_contact_with_family(terms: Terms) -> Counted:
    """Those of them with such a contact in the last month of the period."""
    contact = (
        select(FamilyContact.id)
        .join(FamilyLink, FamilyLink.id == FamilyContact.family_link_id)
        .where(_safe(terms), FamilyContact.voided_at.is_(None))
        .where(FamilyContact.on_day >= terms.last_month, FamilyContact.on_day <= terms.last)
    )
    return residents_at_end(terms).where(exists(contact))


def _services(terms: Terms) -> Rows:
    """Services, each with the persons in whose plans it was and those of them who had enough of it."""
    # Both are brought together by sorting them once; joined, each would be sorted and one of them sorted in again.
    each = union_all(_planned(terms), _had(terms)).subquery()
    need, number = func.sum(each.c.need), func.sum(each.c.number)
    hers = (
        select(each.c.service, (number * _MONTH >= need).label("enough"))
        .group_by(each.c.person, each.c.service)
        .having(need.is_not(None))
        .subquery()
    )
    found = select(hers.c.service, func.count().label("planned"), func.count().filter(hers.c.enough).label("received"))
    return rows("service", found.group_by(hers.c.service).subquery())


def _planned(terms: Terms) -> Select[*tuple[Any, ...]]:
    """The contacts of thirty days that somebody's plans promise her of a service, times the days of the promise."""
    end = sooner(CarePlanService.until_on, CarePlan.closed_on)
    days = exposure(CarePlanService.from_on, end, terms)
    return (
        select(
            CarePlanService.resident_id.label("person"),
            CarePlanService.discipline.label("service"),
            (CarePlanService.per_month * days).label("need"),
            literal(0).label("number"),
        )
        .join(CarePlan, CarePlan.id == CarePlanService.plan_id)
        .where(
            also_counts(CarePlan, terms),
            open_after(CarePlan.closed_on, terms.first, of_branch(CarePlan, terms)),  # follows from the next
            touches(CarePlanService.from_on, end, terms),
            or_(CarePlanService.discipline != "SPIRIT", CarePlanService.asked_by_child.is_(True)),
        )
    )


def _had(terms: Terms) -> Select[*tuple[Any, ...]]:
    """The services that somebody had in the period."""
    return select(Service.resident_id, Service.discipline, cast(null(), Integer), literal(1)).where(
        counts(Service, terms), Service.attendance == "attended", flow(Service.on_day, terms)
    )


def _recent(day: Any, terms: Terms) -> ColumnElement[bool]:
    return and_(day >= terms.last - timedelta(days=REVIEW_DAYS), day <= terms.last)


def _safe(terms: Terms) -> ColumnElement[bool]:
    return and_(
        FamilyLink.resident_id == Episode.resident_id,
        FamilyLink.relation != MOTHER_OF,
        FamilyLink.safety == "safe",
        FamilyLink.no_contact.is_(False),
        or_(FamilyLink.ended_on.is_(None), FamilyLink.ended_on > terms.last),
    )
