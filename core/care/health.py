"""What health alone knows (class MED-X): pregnancies and treatments of an addiction. Each read is an event."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import reminders, slips
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.care.files import open_file
from core.care.models import Pregnancy, TreatmentPlan
from core.care.terms import TREATMENT_RESULTS
from core.errors import N_, Conflict
from core.residents import house
from core.residents.models import Resident

SOURCE = "treatment_plan"
_LIMITS = {"outcome": 600, "goals": 1000}
_DUE = N_("A treatment plan is due to end: look with her at its goals")


@dataclass(frozen=True, slots=True)
class Shown:
    """Pregnancies with how each ended, and treatment plans with their goals."""

    pregnancies: list[tuple[Pregnancy, str]]
    treatments: list[tuple[TreatmentPlan, str]]


def note_pregnancy(
    session: Session, actor: Actor, resident: Resident, noted_on: date, began_on: date | None
) -> Pregnancy:
    """Record a pregnancy.

    :param began_on: when it began, as far as anybody knows.
    :raises Invalid: if its days cannot be.
    """
    file = open_file(session, actor, resident, "health.write")
    faults = slips.day_faults(file.today, file.episode.admitted_on, noted_on=noted_on)
    if began_on is not None and not 0 <= (noted_on - began_on).days <= 310:
        faults["began_on"] = [N_("It cannot have begun on this day.")]
    slips.refuse(faults)
    made = Pregnancy(
        branch_id=resident.branch_id, resident_id=resident.id, episode_id=file.episode.id, noted_on=noted_on,
        began_on=began_on, created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event names its id
    record(session, actor, "pregnancy.note", Subject("pregnancy", made.id), data_class="MED-X")
    return made


def end_pregnancy(session: Session, actor: Actor, pregnancy_id: int, on: date, outcome: str) -> Pregnancy:
    """Record that a pregnancy ended; how is sealed.

    :raises Conflict: if it ended already.
    """
    found = slips.own(session, actor, Pregnancy, pregnancy_id)
    _open(session, actor, found.resident_id)
    if found.ended_on is not None:
        raise Conflict
    faults = slips.day_faults(house.today(session, actor), found.noted_on, ended_on=on)
    slips.refuse(faults | house.text_faults({"outcome": outcome}, _LIMITS))
    found.ended_on = on
    slips.seal(session, found, outcome=outcome)
    record(session, actor, "pregnancy.end", Subject("pregnancy", found.id), data_class="MED-X")
    return found


def plan_treatment(
    session: Session, actor: Actor, resident: Resident, began_on: date, due_end_on: date, goals: str
) -> TreatmentPlan:
    """Record a treatment plan; the day on which it is due to end becomes a task.

    :raises Invalid: with every field that cannot stand.
    """
    file = open_file(session, actor, resident, "health.write")
    faults = slips.day_faults(file.today, file.episode.admitted_on, began_on=began_on)
    if not 0 < (due_end_on - began_on).days <= 730:
        faults["due_end_on"] = [N_("Write a day after it began, within two years.")]
    slips.refuse(faults | house.text_faults({"goals": goals}, _LIMITS))
    made = TreatmentPlan(
        branch_id=resident.branch_id, resident_id=resident.id, episode_id=file.episode.id, began_on=began_on,
        due_end_on=due_end_on, created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # task and goals carry its id
    slips.seal(session, made, goals=goals)
    agenda.add(
        session, branch_id=made.branch_id, code="treatment.end", source=SOURCE, source_id=made.id, title=_DUE,
        role="nurse", due_at=reminders.due_at(session, actor, due_end_on), resident_id=resident.id, data_class="MED-X",
        actor=actor,
    )  # fmt: skip
    record(session, actor, "treatment.plan", Subject("treatment_plan", made.id), data_class="MED-X")
    return made


def end_treatment(session: Session, actor: Actor, plan_id: int, on: date, result: str) -> TreatmentPlan:
    """Record how a treatment plan ended.

    :raises Conflict: if it ended already.
    """
    found = slips.own(session, actor, TreatmentPlan, plan_id)
    _open(session, actor, found.resident_id)
    if found.ended_on is not None:
        raise Conflict
    faults = slips.day_faults(house.today(session, actor), found.began_on, ended_on=on)
    if result not in TREATMENT_RESULTS:
        faults["result"] = [N_("Choose one of the list.")]
    slips.refuse(faults)
    found.ended_on, found.result = on, result
    agenda.close(session, actor, source=SOURCE, source_id=found.id)
    record(session, actor, "treatment.end", Subject("treatment_plan", found.id), data_class="MED-X")
    return found


def change(session: Session, actor: Actor, kind: str, row_id: int, how: str) -> Pregnancy | TreatmentPlan:
    """Strike a pregnancy or a treatment plan out, or bring it back.

    :param kind: ``pregnancy`` or ``treatment``.
    """
    found = get(session, actor, kind, row_id)
    (slips.strike if how == "strike" else slips.restore)(session, actor, found)
    if kind == "treatment" and how == "strike":
        agenda.cancel(session, actor, source=SOURCE, source_id=found.id)
    return found


def get(session: Session, actor: Actor, kind: str, row_id: int) -> Pregnancy | TreatmentPlan:
    """Find a pregnancy or a treatment plan that the actor may write.

    :raises NotFound: if there is none for her.
    """
    table: type[Pregnancy | TreatmentPlan] = Pregnancy if kind == "pregnancy" else TreatmentPlan
    found = slips.own(session, actor, table, row_id)
    _open(session, actor, found.resident_id)
    return found


def show(session: Session, actor: Actor, resident: Resident) -> Shown:
    """Open what health alone knows of somebody; that it was read is an event (INV-28)."""
    open_file(session, actor, resident, "health.read")
    record(session, actor, "health.read", Subject("resident", resident.id), data_class="MED-X")
    asked = select(Pregnancy).where(Pregnancy.resident_id == resident.id).order_by(Pregnancy.noted_on.desc())
    pregnancies = list(session.scalars(asked))
    query = select(TreatmentPlan).where(TreatmentPlan.resident_id == resident.id)
    plans = list(session.scalars(query.order_by(TreatmentPlan.began_on.desc())))
    ended, goals = slips.opened_many(session, pregnancies, "outcome"), slips.opened_many(session, plans, "goals")
    return Shown(
        [(each, ended.get(each.id, "")) for each in pregnancies], [(each, goals.get(each.id, "")) for each in plans]
    )


def _open(session: Session, actor: Actor, resident_id: int) -> None:
    open_file(session, actor, session.get_one(Resident, resident_id), "health.write")
