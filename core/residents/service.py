"""Registers residents and keeps what the daily work knows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.residents import codes, identity
from core.residents.identity import NewIdentity
from core.residents.models import CaseMember, EmergencyCard, Instruction, Resident, ResidentLanguage
from plugins.contract.text import Text
from plugins.profile import CountryProfile

_CARD = ("urgent_health", "allergies", "medicines", "pregnant")


@dataclass(frozen=True, slots=True)
class NewResident:
    """What daily work needs of somebody new.

    :param house_name: the name she chose for the house.
    :param languages: codes, mother tongue first.
    :param birth_basis: ``document``, ``declared``, ``estimate`` or ``unknown``.
    """

    house_name: str
    sex: str
    languages: tuple[str, ...]
    interpreter_needed: bool
    birth_basis: str
    identity: NewIdentity
    kind: str = "resident"
    nationality: str | None = None
    people: str | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """What a night shift must know: the emergency card."""

    urgent_health: str = ""
    allergies: str = ""
    medicines: str = ""
    pregnant: str = ""


def register(session: Session, actor: Actor, country: CountryProfile, new: NewResident) -> tuple[Resident, list[Text]]:
    """Write a new resident with her vault row and languages.

    :returns: the resident, and doubts about her documents.
    :raises Invalid: if a language or a document is not possible.
    """
    policies.require(actor, "resident.admit")
    _check_languages(country, new.languages)
    resident = Resident(
        branch_id=actor.branch_id,
        code=_free_code(session),
        external_code=_free_code(session),
        house_name=new.house_name,
        kind=new.kind,
        sex=new.sex,
        birth_basis=new.birth_basis,
        nationality=new.nationality,
        people=new.people,
        interpreter_needed=new.interpreter_needed,
    )
    session.add(resident)
    session.flush()  # her id is part of what seals her vault row
    doubts = identity.create(session, country, resident, new.identity)
    _write_languages(session, resident, new.languages)
    record(session, actor, "resident.register", Subject("resident", resident.id), kind=new.kind)
    return resident, doubts


def get(session: Session, actor: Actor, code: str) -> Resident:
    """Find a resident of the actor's house by code.

    :raises NotFound: if there is none, or the actor may not know of her.
    """
    policies.require(actor, "resident.read")
    query = select(Resident).where(Resident.code == codes.compact(code), Resident.branch_id == actor.branch_id)
    resident = session.scalar(query)
    if resident is None:
        raise NotFound()
    return resident


def by_ids(session: Session, ids: Sequence[int]) -> list[Resident]:
    """Give residents by their ids, in that order."""
    found = {each.id: each for each in session.scalars(select(Resident).where(Resident.id.in_(ids)))}
    return [found[each] for each in ids if each in found]


def on_case(session: Session, actor: Actor, resident_id: int) -> bool:
    """Tell whether the actor is on the resident's case team today (NK-1)."""
    today = clock.now().date()
    query = select(CaseMember.id).where(
        CaseMember.resident_id == resident_id,
        CaseMember.user_id == actor.user_id,
        CaseMember.from_on <= today,
        (CaseMember.until_on.is_(None)) | (CaseMember.until_on > today),
    )
    return session.scalar(query.limit(1)) is not None


def deny() -> NoReturn:
    """Answer as if there were nothing.

    :raises NotFound: always.
    """
    raise NotFound()


def caseload(session: Session, actor: Actor) -> list[int]:
    """Give the ids of the residents on whose team the actor is."""
    query = select(CaseMember.resident_id).where(
        CaseMember.branch_id == actor.branch_id, CaseMember.user_id == actor.user_id, CaseMember.until_on.is_(None)
    )
    return list(session.scalars(query))


def edit(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, *, revision: int, **changes: object
) -> None:
    """Change what daily work knows of a resident: house name, sex, people, nationality, languages, interpreter.

    :raises Conflict: if somebody else changed her meanwhile.
    """
    policies.require(actor, "resident.edit")
    if resident.revision != revision:
        raise Conflict({name: getattr(resident, name, None) for name in changes if name != "languages"})
    languages = changes.pop("languages", None)
    changed = [name for name, value in changes.items() if getattr(resident, name) != value]
    for name in changed:
        setattr(resident, name, changes[name])
    if isinstance(languages, tuple):
        _check_languages(country, languages)
        _write_languages(session, resident, languages)
        changed.append("languages")
    if "house_name" in changed:
        identity.touch(session, resident.id)
    record(session, actor, "resident.edit", Subject("resident", resident.id), fields=sorted(changed))


def languages_of(session: Session, resident_id: int) -> tuple[str, ...]:
    """Give the languages she speaks, mother tongue first."""
    query = select(ResidentLanguage.language).where(ResidentLanguage.resident_id == resident_id)
    return tuple(session.scalars(query.order_by(ResidentLanguage.position)))


def write_health(session: Session, actor: Actor, resident: Resident, health: Health, *, action: str) -> None:
    """Write the emergency card; it stays open to the whole shift (BG-5).

    :param action: the declared action under which the actor may: at admission, or as health staff later.
    """
    policies.require(actor, action)
    vault = session.info["vault"]
    card = session.get(EmergencyCard, resident.id)
    if card is None:
        card = EmergencyCard(resident_id=resident.id, branch_id=resident.branch_id)
        session.add(card)
    for name in _CARD:
        value = getattr(health, name).strip()
        setattr(card, name, vault.seal("emergency_card", name, resident.id, value) if value else None)
    card.updated_at, card.updated_by_name = clock.now(), actor.name
    record(session, actor, "emergency.write", Subject("resident", resident.id), data_class="MED-E")


def read_health(session: Session, actor: Actor, resident: Resident) -> Health:
    """Read the emergency card.

    :raises NotFound: if the actor's role, or her not being on shift, keeps it from her.
    """
    policies.require(actor, "emergency.read")
    card = session.get(EmergencyCard, resident.id)
    if card is None:
        return Health()
    vault = session.info["vault"]
    sealed = {name: getattr(card, name) for name in _CARD}
    return Health(**{n: vault.open("emergency_card", n, resident.id, b) if b else "" for n, b in sealed.items()})


def instruct(session: Session, actor: Actor, resident: Resident, text: str) -> Instruction:
    """Tell the shift what to do, never why (NK-3)."""
    policies.require(actor, "instruction.write")
    note = Instruction(
        branch_id=resident.branch_id, resident_id=resident.id, text=text.strip(), created_by_name=actor.name
    )
    session.add(note)
    record(session, actor, "instruction.write", Subject("resident", resident.id))
    return note


def end_instruction(session: Session, actor: Actor, resident: Resident, instruction_id: int) -> None:
    """End an instruction."""
    policies.require(actor, "instruction.write")
    note = session.get(Instruction, instruction_id)
    if note is None or note.resident_id != resident.id:
        raise NotFound()
    note.ended_at = clock.now()
    record(session, actor, "instruction.end", Subject("resident", resident.id))


def instructions(session: Session, resident_id: int) -> list[Instruction]:
    """List what the shift must do for her now."""
    query = select(Instruction).where(Instruction.resident_id == resident_id, Instruction.ended_at.is_(None))
    return list(session.scalars(query.order_by(Instruction.id)))


def join_team(
    session: Session,
    actor: Actor,
    resident: Resident,
    member: Actor,
    *,
    owner: bool = False,
    from_on: date | None = None,
) -> None:
    """Put somebody on a resident's case team; it is what opens her file to that person."""
    policies.require(actor, "team.write")
    if on_case(session, member, resident.id):
        return
    session.add(
        CaseMember(
            branch_id=resident.branch_id,
            resident_id=resident.id,
            user_id=member.user_id,
            user_name=member.name,
            role=member.role,
            owner=owner,
            from_on=from_on or clock.now().date(),
        )
    )
    record(session, actor, "team.join", Subject("resident", resident.id), member=member.user_id, role=member.role)


def leave_team(session: Session, actor: Actor, resident: Resident, user_id: int) -> None:
    """End somebody's place on the team: her access ends with it."""
    policies.require(actor, "team.write")
    for member in team(session, resident.id):
        if member.user_id == user_id:
            member.until_on = clock.now().date()
    record(session, actor, "team.leave", Subject("resident", resident.id), member=user_id)


def team(session: Session, resident_id: int) -> list[CaseMember]:
    """List the case team of today."""
    query = select(CaseMember).where(CaseMember.resident_id == resident_id, CaseMember.until_on.is_(None))
    return list(session.scalars(query.order_by(CaseMember.owner.desc(), CaseMember.id)))


def _check_languages(country: CountryProfile, languages: Sequence[str]) -> None:
    if not languages:
        raise Invalid({"languages": [N_("Choose at least the language she speaks best.")]})
    if any(code not in country.languages for code in languages):
        raise Invalid({"languages": [N_("This language is not known here.")]})


def _write_languages(session: Session, resident: Resident, languages: Sequence[str]) -> None:
    for old in session.scalars(select(ResidentLanguage).where(ResidentLanguage.resident_id == resident.id)):
        session.delete(old)
    session.flush()  # the new rows take the positions of the old ones
    for position, code in enumerate(dict.fromkeys(languages)):
        session.add(
            ResidentLanguage(resident_id=resident.id, position=position, branch_id=resident.branch_id, language=code)
        )


def _free_code(session: Session) -> str:
    while True:
        code = codes.new_code()
        taken = select(Resident.id).where((Resident.code == code) | (Resident.external_code == code))
        if session.scalar(taken) is None:
            return code
