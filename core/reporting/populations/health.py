"""Health of those in the house: examinations, pregnancies, treatment, motherhood, and what harmed somebody."""

from typing import Any

from sqlalchemy import Integer, String, and_, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from core.care.models import (
    EducationModule,
    Incident,
    Pregnancy,
    Service,
    TreatmentPlan,
)
from core.reporting.populations.base import BABY, also_of_the_house, counts
from core.reporting.populations.care import EXAM_DAYS, admitted_a_week_ago
from core.reporting.populations.cohorts import MOTHER_OF
from core.reporting.populations.counted import Counted, given, rows
from core.reporting.populations.presence import inside_at_end, served
from core.reporting.populations.terms import Terms
from core.reporting.sql.expressions import days_between, earlier, filter_only, later
from core.reporting.sql.rules import flow, stock, within
from core.residents.models import FamilyLink, Resident
from core.stages.models import Episode

#: Nights after which somebody should have had the module (MHH-008).
MODULE_NIGHTS = 90
#: One antenatal contact is expected for so many days: eight in forty weeks (MAB-002), from eight weeks in care on.
DAYS_PER_CONTACT, LEAST_DAYS_IN_CARE = 35, 56
#: Of a pregnancy of which nobody knows when it began: the forty weeks for which eight contacts are meant.
FORTY_WEEKS = 280
_LENGTH = func.coalesce(days_between(Pregnancy.began_on, Pregnancy.ended_on), FORTY_WEEKS)


def examined_in_time(terms: Terms) -> Counted:
    """Admissions of a week ago with a medical examination to which she came; one that was declined is none."""
    exam = select(Service.id).where(
        Service.resident_id == Episode.resident_id,
        Service.voided_at.is_(None),
        Service.kind == literal("exam", literal_execute=True),  # by its index, which holds nothing else
        Service.attendance == "attended",
        within(Episode.admitted_on, Service.on_day, EXAM_DAYS),
    )
    return admitted_a_week_ago(terms).where(exists(exam))


def residents_90_days(terms: Terms) -> Counted:
    """Residents served in the period who had ninety nights of one stay by its end, each once."""
    long_there = given("longest", Integer) >= MODULE_NIGHTS
    return served(terms).where(given("kind_of_person", String) != BABY, long_there)


def module_completed(terms: Terms) -> Counted:
    """Those of them who have completed the module on sexuality and HIV by the end; never a result of a test."""
    done = select(EducationModule.id).where(
        EducationModule.resident_id == given("person", Integer),
        EducationModule.voided_at.is_(None),
        EducationModule.module == "srh_hiv",
        EducationModule.completed_on <= terms.last,
    )
    return residents_90_days(terms).where(exists(done))


def treatments_due(terms: Terms) -> Counted:
    """Plans of treatment that were due to end in the period."""
    due = (counts(TreatmentPlan, terms), flow(TreatmentPlan.due_end_on, terms))
    return Counted(rows("treatment", TreatmentPlan, where=due))


def treatments_met(terms: Terms) -> Counted:
    """Those of them whose goals were met."""
    return treatments_due(terms).where(TreatmentPlan.result == "goals_met")


def pregnancies_ended(terms: Terms) -> Counted:
    """Pregnancies that ended in the period, of which she spent eight weeks or more in care."""
    ended = (counts(Pregnancy, terms), flow(Pregnancy.ended_on, terms))
    return Counted(rows("pregnancy", Pregnancy, where=(*ended, _days_in_care(terms) >= LEAST_DAYS_IN_CARE)))


def pregnancies_attended(terms: Terms) -> Counted:
    """Those of them with a contact for every five weeks in care."""
    contacts = (
        select(func.count(Service.id))
        .where(
            Service.resident_id == Pregnancy.resident_id,
            Service.voided_at.is_(None),
            Service.kind == "antenatal",
            Service.attendance == "attended",
            Service.on_day <= Pregnancy.ended_on,
            days_between(Service.on_day, Pregnancy.ended_on) <= _LENGTH,
        )
        .scalar_subquery()
    )
    return pregnancies_ended(terms).where((contacts + 1) * DAYS_PER_CONTACT > _days_in_care(terms))


def _days_in_care(terms: Terms) -> Any:
    """Nights of a pregnancy that she spent in the house; all told in days before its end."""
    came = days_between(Episode.admitted_on, Pregnancy.ended_on)
    left = func.coalesce(later(days_between(Episode.closed_on, Pregnancy.ended_on), 0), 0)
    return (
        select(func.coalesce(func.sum(later(earlier(came, _LENGTH) - left, 0)), 0))
        .where(Episode.resident_id == Pregnancy.resident_id, also_of_the_house(Episode, terms))
        .correlate(Pregnancy)
        .scalar_subquery()
    )


def motherhood(terms: Terms) -> Counted:
    """Pregnant girls, mothers, and infants with them, in the house at the end: three counts of their own."""
    pregnant = (
        select(Pregnancy.id)
        .where(Pregnancy.resident_id == Episode.resident_id, Pregnancy.voided_at.is_(None))
        .where(stock(Pregnancy.noted_on, Pregnancy.ended_on, terms.last))
    )
    resident = Resident.kind != BABY
    entries = {
        "PREGNANT": and_(resident, exists(pregnant)),
        "MOTHER": and_(resident, exists(_together("resident_id", "relative_id", terms))),
        "INFANT": exists(_together("relative_id", "resident_id", terms)),
    }
    return inside_at_end(terms).divided(MOTHERHOOD=entries)


def serious_incidents(terms: Terms) -> Counted:
    """Serious incidents of harm to a child in care, with a closed review; what is sealed counts nowhere (INV-18)."""
    reviewed = or_(Incident.state == "closed", Incident.reviewed_on.is_not(None))
    harm = (Incident.serious.is_(True), Incident.data_class != "SEAL", reviewed)
    return Counted(rows("incident", Incident, where=(counts(Incident, terms), flow(Incident.on_day, terms), *harm)))


def _still_inside(other: Any, terms: Terms) -> Any:
    """She is found by who she is, and not among all who are in the house."""
    return stock(other.admitted_on, filter_only(other.closed_on), terms.last)


def _together(hers: str, others: str, terms: Terms) -> Any:
    """The other of a mother and her baby, in the house at the end too."""
    other = aliased(Episode)
    return (
        select(FamilyLink.id)
        .join(other, other.resident_id == getattr(FamilyLink, others))
        .where(FamilyLink.relation == MOTHER_OF, getattr(FamilyLink, hers) == Episode.resident_id)
        .where(also_of_the_house(other, terms), _still_inside(other, terms))
    )
