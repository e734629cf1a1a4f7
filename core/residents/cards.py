"""What the shift needs at hand: the emergency card, and instructions that say what to do and never why (NK-3, BG-5)."""

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.residents import house
from core.residents.models import EmergencyCard, Instruction, Resident

_CARD = {"urgent_health": 1000, "allergies": 1000, "medicines": 1000, "pregnant": 40}
#: What an earlier stay knew of her health and a later one must not lose (RE-2); a pregnancy is of its time.
_LASTING = ("urgent_health", "allergies", "medicines")
_INSTRUCTION = 160


@dataclass(frozen=True, slots=True)
class Told:
    """What the shift was told to do, opened."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Health:
    """What a night shift must know: the emergency card."""

    urgent_health: str = ""
    allergies: str = ""
    medicines: str = ""
    pregnant: str = ""


def write_health(
    session: Session, actor: Actor, resident: Resident, health: Health, *, action: str, revision: int | None = None
) -> None:
    """Write the emergency card; it stays open to the whole shift (BG-5).

    :param action: the declared action under which the actor may: at admission, or as health staff later.
    :param revision: the one the editor had before her; at admission there is none.
    :raises Conflict: if somebody else changed the card meanwhile.
    :raises Invalid: if a text is too long.
    """
    policies.require(actor, action)
    house.own(actor, resident)
    values = {name: getattr(health, name).strip() for name in _CARD}
    if faults := house.text_faults(values, _CARD):
        raise Invalid(faults)
    if revision is not None and revision != card_revision(session, resident):
        raise Conflict()
    vault = session.info["vault"]
    card = session.get(EmergencyCard, resident.id)
    if card is None:
        card = EmergencyCard(resident_id=resident.id, branch_id=resident.branch_id)
        session.add(card)
    for name, value in values.items():
        setattr(card, name, vault.seal("emergency_card", name, resident.id, value) if value else None)
    card.updated_at, card.updated_by_name = clock.now(), actor.name
    record(session, actor, "emergency.write", Subject("resident", resident.id), data_class="MED-E")


def with_earlier(session: Session, resident: Resident, told: Health) -> Health:
    """Complete what was told at a return by what the emergency card knows: an allergy does not end with a stay."""
    known = _card(session, resident)
    return replace(told, **{name: getattr(told, name).strip() or getattr(known, name) for name in _LASTING})


def read_health(session: Session, actor: Actor, resident: Resident) -> Health:
    """Read the emergency card.

    :raises NotFound: if the actor's role, or her not being on shift, keeps it from her.
    """
    policies.require(actor, "emergency.read")
    house.own(actor, resident)
    return _card(session, resident)


def card_revision(session: Session, resident: Resident) -> int:
    """Give the revision of the emergency card, which an editor hands back with her changes; 0 if there is none yet."""
    card = session.get(EmergencyCard, resident.id)
    return card.revision if card else 0


def _card(session: Session, resident: Resident) -> Health:
    card = session.get(EmergencyCard, resident.id)
    if card is None:
        return Health()
    vault = session.info["vault"]
    sealed = {name: getattr(card, name) for name in _CARD}
    return Health(**{n: vault.open("emergency_card", n, resident.id, b) if b else "" for n, b in sealed.items()})


def instruct(session: Session, actor: Actor, resident: Resident, text: str) -> Instruction:
    """Tell the shift what to do, never why (NK-3).

    :raises Invalid: if the text is empty or too long.
    """
    policies.require(actor, "instruction.write")
    house.own(actor, resident)
    faults = house.text_faults({"text": text}, {"text": _INSTRUCTION})
    if faults or not text.strip():
        raise Invalid(faults or {"text": [N_("Write what the shift has to do.")]})
    note = Instruction(branch_id=resident.branch_id, resident_id=resident.id, created_by_name=actor.name)
    session.add(note)
    session.flush()  # its id is part of what seals its text
    note.text = session.info["vault"].seal("instruction", "text", note.id, text.strip())
    record(session, actor, "instruction.write", Subject("resident", resident.id))
    return note


def end_instruction(session: Session, actor: Actor, resident: Resident, instruction_id: int) -> None:
    """End an instruction."""
    policies.require(actor, "instruction.write")
    note = session.get(Instruction, instruction_id)
    if note is None or note.resident_id != resident.id:
        raise NotFound()
    house.own(actor, note)
    if note.ended_at is not None:
        return
    note.ended_at = clock.now()
    record(session, actor, "instruction.end", Subject("resident", resident.id))


def instructions(session: Session, resident_id: int) -> list[Told]:
    """List what the shift must do for her now."""
    query = select(Instruction.id, Instruction.text).where(
        Instruction.resident_id == resident_id, Instruction.ended_at.is_(None), Instruction.text.is_not(None)
    )
    rows = [(row.id, row.text) for row in session.execute(query.order_by(Instruction.id))]
    texts = session.info["vault"].open_many("instruction", "text", rows)
    return [Told(key, text) for (key, _sealed), text in zip(rows, texts, strict=True)]
