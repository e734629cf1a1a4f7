"""The talk after a return: with somebody who was not on shift while she was away (CLK-08)."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import clock
from core.absences import steps
from core.absences.models import Absence
from core.access import policies
from core.actor import Actor
from core.agenda import elsewhere, sealed
from core.agenda import service as agenda
from core.agenda.models import Task
from core.audit.service import Subject, record
from core.branches.models import Duty
from core.errors import N_, Conflict, Invalid, Refused
from core.residents import house
from core.residents.models import Resident

LIMIT = 300
_ON_SHIFT = N_("Whoever was on shift while she was away does not hold this talk: ask somebody else.")
elsewhere.done_at(steps.SOURCE, steps.TALK, "absences.index", "absence.read")


def open_talk(session: Session, absence: Absence) -> Task | None:
    """Find the talk that is still to be held."""
    task = agenda.find(session, absence.branch_id, steps.SOURCE, absence.id, steps.TALK)
    return task if task is not None and task.done_at is None else None


def talk_done(session: Session, actor: Actor, resident: Resident, absence: Absence, note: str) -> None:
    """Note that the actor has talked with her.

    :raises Refused: if the actor was on shift meanwhile.
    :raises Conflict: if no talk waits.
    """
    policies.require(actor, "absence.report")
    house.own(actor, resident)
    if faults := house.text_faults({"note": note}, {"note": LIMIT}):
        raise Invalid(faults)
    task = open_talk(session, absence)
    if task is None:
        raise Conflict(message=N_("No talk waits."))
    if _was_on_shift(session, actor, absence):
        raise Refused(message=_ON_SHIFT)
    if note.strip():
        sealed.write_outcome(session, task, note.strip())
    agenda.close(session, actor, source=steps.SOURCE, source_id=absence.id, code=steps.TALK)
    record(session, actor, "absence.talk", Subject("absence", absence.id))


def _was_on_shift(session: Session, actor: Actor, absence: Absence) -> bool:
    end = absence.ended_at or clock.now()
    query = select(Duty.id).where(
        Duty.branch_id == absence.branch_id,
        Duty.user_id == actor.user_id,
        Duty.from_at <= end,
        or_(Duty.until_at.is_(None), Duty.until_at >= absence.since_at),
    )
    return session.scalar(query.limit(1)) is not None
