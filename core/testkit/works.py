"""One of each record of the house's work, for tests that open every page: rows as they lie in the store."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import clock
from core.advocacy.models import AdvocacyAction, PolicyInstrument, PolicyStep
from core.aftercare.models import AftercarePlan, FollowUp
from core.branches.models import StaffPost
from core.care.models import (
    Assessment,
    CarePlan,
    CarePlanReview,
    Complaint,
    EducationModule,
    Incident,
    IncidentNotice,
    IncidentPerson,
    Pregnancy,
    Schooling,
    Service,
    TreatmentPlan,
)
from core.education.models import Training, TrainingCheck, TrainingPerson, TrainingSession
from core.evidence.models import Extract
from core.legal.models import LegalAct, LegalCase, LegalCasePerson, LegalReparation, LegalStatement
from core.outreach.models import OutreachContact, OutreachOuting, OutreachSite, OutreachVisit, StreetPerson
from core.residents.models import Consent, FamilyContact, FamilyLink, Work, WorkUse


def one_of_each(session: Session, branch_id: int, resident_id: int, episode_id: int, partner_id: int) -> None:
    """Write one of each record about a resident and of her house."""
    now = clock.now()
    day = now.date()
    by: dict[str, Any] = {"branch_id": branch_id, "created_by": 1, "created_by_name": "Ana"}
    her: dict[str, Any] = {**by, "resident_id": resident_id}
    stay: dict[str, Any] = {**her, "episode_id": episode_id}
    _write(session, Service(**stay, discipline="SOCIAL", on_day=day, minutes=45, attendance="attended"))
    plan = CarePlan(**stay, agreed_on=day, assent="given", reviewed_on=day, review_due_on=day + timedelta(days=90))
    _write(session, plan)
    _write(session, CarePlanReview(**stay, plan_id=plan.id, on_day=day, next_on=day + timedelta(days=90)))
    _write(session, Schooling(**stay, kind="school", from_on=day))
    _write(session, Assessment(**stay, instrument="WHO5", instrument_version="x", time_point="other", on_day=day,
                               state="scored", score=48))  # fmt: skip
    _write(session, Pregnancy(**stay, noted_on=day))
    _write(session, TreatmentPlan(**stay, began_on=day, due_end_on=day + timedelta(days=90)))
    _write(session, EducationModule(**stay, module="srh_hiv", began_on=day))
    link = FamilyLink(branch_id=branch_id, resident_id=resident_id, relation="mother", safety="safe")
    _write(session, link)
    _write(session, FamilyContact(**her, family_link_id=link.id, on_day=day, kind="call"))
    _show(session, her, day)
    _follow(session, stay, day)
    _house(session, by, day, partner_id)
    _case(session, by, her, day)
    incident = Incident(**by, kind="accident", level=1, happened_at=now, on_day=day)
    _write(session, incident)
    common = {"branch_id": branch_id, "incident_id": incident.id}
    _write(session, IncidentPerson(**common, resident_id=resident_id, role="harmed"))
    _write(session, IncidentNotice(**common, told_to="director", due_at=now))
    _write(session, Complaint(**by, about="food", received_on=day))
    _write(session, Extract(
        branch_id=branch_id, recipient="Silke", purpose="Estudio", agreement="1", ethics="1", first_year=day.year,
        last_year=day.year, variables=["sex", "wellbeing"], k=11, rows=20, lost=0, proposed_at=now, proposed_by=1,
        proposed_by_name="Ana", kept_until=day,
    ))  # fmt: skip


def _show(session: Session, her: dict[str, Any], day: Any) -> None:
    plain = {key: value for key, value in her.items() if not key.startswith("created")}
    consent = Consent(**plain, kind="publicacion", text_version="x", answer="given", giver="guardian_with_assent",
                      language="es", given_on=day, valid_until=day + timedelta(days=90), taken_by=1,
                      taken_by_name="Ana")  # fmt: skip
    _write(session, consent)
    work = Work(**her, consent_id=consent.id, kind="picture", reference="K7-QF2M")
    _write(session, work)
    _write(session, WorkUse(**her, work_id=work.id, since_on=day, until_on=day + timedelta(days=30)))


def _follow(session: Session, stay: dict[str, Any], day: Any) -> None:
    plan = AftercarePlan(**stay, opened_on=day, worker_id=stay["created_by"], worker_name="Ana")
    _write(session, plan)
    plain = {key: value for key, value in stay.items() if not key.startswith("created")}
    _write(session, FollowUp(**plain, plan_id=plan.id, months=1, due_on=day, window_days=7))


def _case(session: Session, by: dict[str, Any], her: dict[str, Any], day: Any) -> None:
    case = LegalCase(**by, track="criminal", part="filed", filed_on=day, stage="S1", stage_on=day, last_act_on=day)
    _write(session, case)
    _write(session, LegalCasePerson(branch_id=by["branch_id"], case_id=case.id, resident_id=her["resident_id"],
                                    role="victim"))  # fmt: skip
    _write(session, LegalAct(**by, case_id=case.id, kind="hearing", on_day=day, at=clock.now() + timedelta(days=9),
                             state="planned"))  # fmt: skip
    _write(session, LegalStatement(**her, case_id=case.id, on_day=day, lawyer=True, modality="video", once_only=True))
    _write(session, LegalReparation(**her, case_id=case.id, ordered_on=day))


def _house(session: Session, by: dict[str, Any], day: Any, partner_id: int) -> None:
    now, branch = clock.now(), {"branch_id": by["branch_id"]}
    _write(session, StaffPost(**by, user_id=1, user_name="Ana", role="director", from_on=day))
    training = Training(**by, title="Taller", topic="rights", audience="EDU", from_on=day, until_on=day)
    _write(session, training)
    _write(session, TrainingSession(**by, training_id=training.id, on_day=day, minutes=60))
    person = TrainingPerson(**by, training_id=training.id, public="EDU", sex="F")
    _write(session, person)
    _write(session, TrainingCheck(**branch, training_id=training.id, person_id=person.id, months=3, due_on=day))
    law = PolicyInstrument(**by, kind="law", title="Ley", opened_on=day, stage_on=day)
    _write(session, law)
    _write(session, PolicyStep(**by, instrument_id=law.id, to_stage="idea", position=0, on_day=day))
    _write(session, AdvocacyAction(**by, instrument_id=law.id, kind="meeting", on_day=day, partner_id=partner_id,
                                   summary="Mesa", commitment="Carta", commitment_due=day))  # fmt: skip
    outing = OutreachOuting(**by, area="Lucero", team="Ana", on_day=day, started_at=now, expected_back_at=now)
    _write(session, outing)
    site = OutreachSite(**branch, code="AB234", kind="street", area="Lucero")
    _write(session, site)
    _write(session, OutreachVisit(**by, outing_id=outing.id, site_id=site.id, on_day=day))
    met = StreetPerson(**branch, sex="F", area="Lucero", last_contact_on=day)
    _write(session, met)
    _write(session, OutreachContact(**by, person_id=met.id, outing_id=outing.id, met_at=now, on_day=day, sex="F",
                                    age_band="_U", screen="positive", screened_at=now))  # fmt: skip


def _write(session: Session, row: Any) -> None:
    session.add(row)
    session.flush()  # the next one may point to it
