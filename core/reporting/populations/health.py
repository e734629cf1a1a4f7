"""Health of those in the house: examinations, pregnancies, treatment, motherhood, and what harmed somebody."""

from typing import Any

from sqlalchemy import exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from core.care.models import (
    EducationModule,
    Incident,
    Pregnancy,
    Service,
    TreatmentPlan,
)
from core.reporting.populations.base import BABY, Counted, Scope, also_of_the_house, counts, has_night, stays
from core.reporting.populations.care import EXAM_DAYS, admitted_a_week_ago
from core.reporting.populations.cohorts import MOTHER_OF
from core.reporting.populations.presence import inside_at_end, residents_at_end
from core.reporting.rules import flow, stock, unduplicated, within
from core.reporting.sql import days_between, earlier, filter_only
from core.residents.models import FamilyLink, Resident
from core.stages.models import Episode

#: Nights after which somebody should have had the module (MHH-008).
MODULE_NIGHTS = 90
#: One antenatal contact is expected for so many days: eight in forty weeks (MAB-002), from eight weeks in care on.
DAYS_PER_CONTACT, LEAST_DAYS_IN_CARE = 35, 56


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
    long_stays = stays(scope, has_night(scope)).add_columns(Episode.resident_id, Episode.admitted_on, Episode.id).where(
        Resident.kind != BABY, days_between(Episode.admitted_on, end) >= MODULE_NIGHTS
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


def _named(code: str, rows: Counted) -> Counted:
    return rows.with_only_columns(literal(1).label("amount"), literal(code).label("MOTHERHOOD"))


def _still_inside(other: Any, scope: Scope) -> Any:
    """She is found by who she is, and not among all who are in the house."""
    return stock(other.admitted_on, filter_only(other.closed_on), scope.last)


def _together(hers: str, others: str, scope: Scope) -> Any:
    """The other of a mother and her baby, in the house at the end too."""
    other = aliased(Episode)
    return (
        select(FamilyLink.id)
        .join(other, other.resident_id == getattr(FamilyLink, others))
        .where(FamilyLink.relation == MOTHER_OF, getattr(FamilyLink, hers) == Episode.resident_id)
        .where(also_of_the_house(other, scope), _still_inside(other, scope))
    )
