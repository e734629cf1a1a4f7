"""What director and lawyer write while nothing covers a stay: the reason, and what is being done (ME-3)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.errors import N_, Invalid
from core.legal.models import GapNote
from core.residents import house
from core.residents.models import Resident
from core.stages import episodes

_LONGEST_NOTE = 2000


def explain_gap(session: Session, actor: Actor, resident: Resident, text: str) -> None:
    """Write why a stay has no basis and what is being done (ME-3).

    :raises Invalid: without a text.
    """
    policies.require(actor, "gap.explain")
    house.own(actor, resident)
    faults = house.text_faults({"text": text}, {"text": _LONGEST_NOTE})
    if faults or not text.strip():
        raise Invalid(faults or {"text": [N_("Write the reason and what is being done.")]})
    note = GapNote(branch_id=resident.branch_id, resident_id=resident.id, role=actor.role, created_by_name=actor.name)
    session.add(note)
    session.flush()  # its id is part of what seals its text
    note.text = session.info["vault"].seal("gap_note", "text", note.id, text.strip())
    if actor.role == "director":
        _explained(session, actor, resident.id)
    record(session, actor, "gap.explain", Subject("resident", resident.id))


def _explained(session: Session, actor: Actor, resident_id: int) -> None:
    episode = episodes.find_open(session, resident_id)
    if episode is not None:
        agenda.close(session, actor, source="episode", source_id=episode.id, code="basis.none.director:*")


def gap_notes(session: Session, resident_id: int) -> list[tuple[GapNote, str]]:
    """List what was written about a stay without basis, newest first."""
    notes = session.scalars(select(GapNote).where(GapNote.resident_id == resident_id).order_by(GapNote.id.desc()))
    vault = session.info["vault"]
    return [(note, vault.open("gap_note", "text", note.id, note.text)) for note in notes if note.text]
