"""Registers residents and keeps what the daily work knows of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn, cast

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.residents import codes, house, identity
from core.residents.cards import (
    Health,
    card_revision,
    end_instruction,
    instruct,
    instructions,
    read_health,
    with_earlier,
    write_health,
)
from core.residents.identity import NewIdentity
from core.residents.models import Resident, ResidentLanguage
from core.residents.teams import caseload, join_team, leave_team, on_case, on_team, team
from plugins.contract.text import Text
from plugins.profile import CountryProfile

__all__ = [
    "Health",
    "NewResident",
    "by_ids",
    "card_revision",
    "caseload",
    "deny",
    "edit",
    "end_instruction",
    "get",
    "instruct",
    "instructions",
    "join_team",
    "languages_of",
    "leave_team",
    "on_case",
    "on_team",
    "read_health",
    "register",
    "return_of",
    "team",
    "with_earlier",
    "write_health",
]

SEXES = ("F", "M", "_O", "_U")
BIRTH_BASES = ("document", "declared", "estimate", "unknown")
KINDS = ("resident", "baby")
_LIMITS = {"house_name": 60, "people": 40, "nationality": 3}
_CHOICES: dict[str, tuple[str, ...]] = {"sex": SEXES, "birth_basis": BIRTH_BASES, "kind": KINDS}
_EDITABLE = frozenset({"house_name", "sex", "birth_basis", "people", "nationality", "interpreter_needed"})


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


def register(session: Session, actor: Actor, country: CountryProfile, new: NewResident) -> tuple[Resident, list[Text]]:
    """Write a new resident with her vault row and languages.

    :returns: the resident, and doubts about her documents.
    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "resident.admit")
    names = ("house_name", "sex", "birth_basis", "kind", "people", "nationality")
    _check(country, {name: getattr(new, name) for name in names}, new.languages)
    resident = Resident(
        branch_id=actor.branch_id,
        code=_free_code(session),
        external_code=_free_code(session),
        house_name=new.house_name.strip(),
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
    resident = session.scalar(query.where(Resident.erased_on.is_(None)))
    if resident is None:
        raise NotFound()
    return resident


def by_ids(session: Session, ids: Sequence[int]) -> list[Resident]:
    """Give residents by their ids, in that order."""
    found = {each.id: each for each in session.scalars(select(Resident).where(Resident.id.in_(ids)))}
    return [found[each] for each in ids if each in found]


def deny() -> NoReturn:
    """Answer as if there were nothing.

    :raises NotFound: always.
    """
    raise NotFound()


def edit(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, *, revision: int, **changes: object
) -> None:
    """Change what daily work knows of a resident: house name, sex, people, nationality, languages, interpreter.

    :raises Conflict: if somebody else changed her meanwhile; ``changes`` holds what the differing fields now say.
    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "resident.edit")
    _amend(session, actor, country, resident, revision=revision, **changes)


def return_of(session: Session, actor: Actor, country: CountryProfile, resident: Resident, **changes: object) -> None:
    """Bring what daily work knows of somebody up to the day of her return; who admits has been asked for the right."""
    _amend(session, actor, country, resident, revision=resident.revision, **changes)


def _amend(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, *, revision: int, **changes: object
) -> None:
    house.own(actor, resident)
    languages = changes.pop("languages", None)
    changed = _different(resident, changes)
    if isinstance(languages, tuple) and tuple(dict.fromkeys(languages)) != languages_of(session, resident.id):
        changed["languages"] = languages
    if resident.revision != revision:
        raise Conflict({name: getattr(resident, name, None) for name in changed})
    _check(country, changed, languages if isinstance(languages, tuple) else None)
    _write_changes(session, resident, changed)
    if changed:
        record(session, actor, "resident.edit", Subject("resident", resident.id), fields=sorted(changed))


def _different(resident: Resident, changes: Mapping[str, object]) -> dict[str, object]:
    if unknown := set(changes) - _EDITABLE:
        raise TypeError(f"Not to be edited: {sorted(unknown)}")
    plain = {name: value.strip() if isinstance(value, str) else value for name, value in changes.items()}
    return {name: value for name, value in plain.items() if getattr(resident, name) != value}


def _write_changes(session: Session, resident: Resident, changed: Mapping[str, object]) -> None:
    for name, value in changed.items():
        if name == "languages":
            _write_languages(session, resident, cast("tuple[str, ...]", value))
            flag_modified(resident, "house_name")  # languages are rows of their own; her revision must move too
        else:
            setattr(resident, name, value)
    if "house_name" in changed:
        identity.touch(session, resident.id)


def languages_of(session: Session, resident_id: int) -> tuple[str, ...]:
    """Give the languages she speaks, mother tongue first."""
    query = select(ResidentLanguage.language).where(ResidentLanguage.resident_id == resident_id)
    return tuple(session.scalars(query.order_by(ResidentLanguage.position)))


def _check(country: CountryProfile, values: Mapping[str, object], languages: Sequence[str] | None) -> None:
    written = {name: value for name, value in values.items() if isinstance(value, str)}
    faults = house.text_faults(written, _LIMITS)
    if not written.get("house_name", "-").strip():
        faults["house_name"] = [N_("Write the name she wants to be called in the house.")]
    for name, choices in _CHOICES.items():
        if name in written and written[name] not in choices:
            faults[name] = [N_("Choose one of the options.")]
    if languages is not None:
        faults |= _language_faults(country, languages)
    if faults:
        raise Invalid(faults)


def _language_faults(country: CountryProfile, languages: Sequence[str]) -> dict[str, list[str]]:
    if not languages:
        return {"languages": [N_("Choose at least the language she speaks best.")]}
    if any(code not in country.languages for code in languages):
        return {"languages": [N_("This language is not known here.")]}
    return {}


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
