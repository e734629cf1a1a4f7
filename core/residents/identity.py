"""The identity vault: written field by field, read one value at a time, every read an audit event (INV-28)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.residents import documents, house
from core.residents.ages import BirthRange
from core.residents.models import Identity, IdentityDocument, Resident
from plugins.contract.identity import DisplayName, PersonName
from plugins.contract.text import Text
from plugins.profile import CountryProfile

#: Values of the vault that can be shown one at a time.
FIELDS = ("given_names", "surnames", "other_names", "birth_date", "origin_place", "address")
_PLAIN = ("given_names", "surnames", "other_names", "origin_place", "address")
_LIMITS = {"given_names": 200, "surnames": 200, "other_names": 200, "origin_place": 200, "address": 500}
_LONGEST_LIFE = 130
_CHANGE_LOCK = 0x6E616D65


@dataclass(frozen=True, slots=True)
class NewIdentity:
    """What is known of who she is; everything may be empty tonight.

    :param documents: number as typed by kind of document.
    """

    given_names: str = ""
    surnames: str = ""
    other_names: str = ""
    birth: BirthRange = field(default_factory=BirthRange)
    origin_place: str = ""
    address: str = ""
    documents: Mapping[str, str] | None = None


def create(session: Session, country: CountryProfile, resident: Resident, new: NewIdentity) -> list[Text]:
    """Write a new resident's vault row and documents.

    :returns: doubts about documents that do not refuse them.
    :raises Invalid: if a text or the birth date cannot stand, or a document's number cannot be right or is already
        another resident's.
    """
    _check(new)
    identity = Identity(resident_id=resident.id, branch_id=resident.branch_id, change=next_change(session))
    _seal_into(session, identity, new)
    session.add(identity)
    resident.birth_year = new.birth.latest.year if new.birth.latest else None
    return documents.add(session, country, resident, new.documents or {})


def update(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, new: NewIdentity, *, revision: int
) -> list[Text]:
    """Replace what the vault knows of a resident; documents are added, never removed.

    :param revision: the one the editor had before her.
    :returns: doubts about documents.
    :raises Conflict: if somebody else changed the vault meanwhile; ``changes`` names the fields that differ.
    """
    policies.require(actor, "identity.write")
    house.own(actor, resident)
    _check(new)
    identity = _locked(session, resident.id)
    if identity.revision != revision:
        raise Conflict(dict.fromkeys(_differences(session, identity, new), True))
    changed = _differences(session, identity, new)
    _seal_into(session, identity, new)
    identity.change = next_change(session)
    resident.birth_year = new.birth.latest.year if new.birth.latest else None
    doubts = documents.add(session, country, resident, new.documents or {})
    subject = Subject("resident", resident.id)
    record(session, actor, "identity.write", subject, data_class="ID", fields=sorted(changed))
    return doubts


def touch(session: Session, resident_id: int) -> None:
    """Make searches in memory read this resident's names again, after her house name changed."""
    identity = _locked(session, resident_id)
    identity.change = next_change(session)


def reveal(session: Session, actor: Actor, resident: Resident, field: str, *, on_case: bool) -> str:
    """Show one value of the vault to somebody entitled, and note it.

    :param field: one of :data:`FIELDS`, or ``document:<id>``.
    :raises NotFound: if the actor may not see it, or there is no such field.
    """
    policies.require(actor, "identity.read", on_case=on_case)
    house.own(actor, resident)
    shown = _document(session, resident, field) if field.startswith("document:") else _value(session, resident, field)
    record(session, actor, "identity.reveal", Subject("resident", resident.id), data_class="ID", field=field)
    return shown


def read_all(session: Session, actor: Actor, resident: Resident, *, on_case: bool, purpose: str) -> NewIdentity:
    """Open the whole vault row, to fill a form or to edit it; one event with its purpose.

    :raises NotFound: if the actor may not.
    """
    policies.require(actor, "identity.read", on_case=on_case)
    house.own(actor, resident)
    subject = Subject("resident", resident.id)
    record(session, actor, "identity.read", subject, data_class="ID", purpose=purpose)
    return opened(session, resident)


def opened(session: Session, resident: Resident) -> NewIdentity:
    """Open a vault row without asking who wants it: for services that have asked and noted it already."""
    identity = session.get_one(Identity, resident.id)
    values = {name: _open(session, identity, name) for name in _PLAIN}
    numbers = {each.kind: documents.number_of(session, each) for each in documents.of_resident(session, resident.id)}
    return NewIdentity(**values, birth=birth_range(session, identity), documents=numbers)


def present(session: Session, resident: Resident) -> list[tuple[str, str]]:
    """List which values of the vault there are: field name and kind of document, or an empty string; no value."""
    identity = session.get_one(Identity, resident.id)
    held = {name: getattr(identity, name) is not None for name in _PLAIN} | {
        "birth_date": identity.birth_latest is not None
    }
    fields = [(name, "") for name in FIELDS if held[name]]
    return fields + [(f"document:{each.id}", each.kind) for each in documents.of_resident(session, resident.id)]


def revision_of(session: Session, resident: Resident) -> int:
    """Give the revision of a vault row, which an editor hands back with her changes."""
    return session.get_one(Identity, resident.id).revision


def birth_of(session: Session, resident: Resident) -> BirthRange:
    """Open a resident's birth range."""
    return birth_range(session, session.get_one(Identity, resident.id))


def birth_range(session: Session, identity: Identity) -> BirthRange:
    """Open the birth range of a vault row."""
    return open_births(session, [(identity.resident_id, identity.birth_earliest, identity.birth_latest)])[0]


def open_births(session: Session, rows: Sequence[tuple[int, bytes | None, bytes | None]]) -> list[BirthRange]:
    """Open the birth ranges of many vault rows, given as resident's id and the two sealed ends, as lists read them."""
    known = [(resident_id, earliest, latest) for resident_id, earliest, latest in rows if earliest and latest]
    open_many = session.info["vault"].open_many
    ends = zip(
        open_many("identity", "birth_earliest", [(resident_id, earliest) for resident_id, earliest, _latest in known]),
        open_many("identity", "birth_latest", [(resident_id, latest) for resident_id, _earliest, latest in known]),
        strict=True,
    )
    opened = iter([BirthRange(date.fromisoformat(earliest), date.fromisoformat(latest)) for earliest, latest in ends])
    return [next(opened) if earliest and latest else BirthRange() for _id, earliest, latest in rows]


def display_name(country: CountryProfile, identity: NewIdentity) -> DisplayName:
    """Join a name as the country writes it."""
    return country.decide_display_name(PersonName(identity.given_names, identity.surnames))


def next_change(session: Session) -> int:
    """Number the next change of the store's vault, so that no search in memory can miss one.

    On PostgreSQL a lock held until commit keeps numbers in the order of commits.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CHANGE_LOCK})
    return (session.scalar(select(func.max(Identity.change))) or 0) + 1


def _check(new: NewIdentity) -> None:
    faults = house.text_faults({name: getattr(new, name) for name in _PLAIN}, _LIMITS)
    latest = clock.now().date() + timedelta(days=1)  # somewhere it may be tomorrow already
    if new.birth.latest and (new.birth.latest > latest or new.birth.latest.year < latest.year - _LONGEST_LIFE):
        faults["birth"] = [N_("Nobody here can have been born on that day.")]
    if faults:
        raise Invalid(faults)


def _locked(session: Session, resident_id: int) -> Identity:
    identity = session.get(Identity, resident_id, with_for_update=True)
    if identity is None:
        raise NotFound()
    return identity


def _seal_into(session: Session, identity: Identity, new: NewIdentity) -> None:
    vault = session.info["vault"]
    values = {name: getattr(new, name).strip() for name in _PLAIN}
    values["birth_earliest"] = new.birth.earliest.isoformat() if new.birth.earliest else ""
    values["birth_latest"] = new.birth.latest.isoformat() if new.birth.latest else ""
    for name, value in values.items():
        setattr(identity, name, vault.seal("identity", name, identity.resident_id, value) if value else None)


def _differences(session: Session, identity: Identity, new: NewIdentity) -> list[str]:
    changed = [name for name in _PLAIN if _open(session, identity, name) != getattr(new, name).strip()]
    return changed + ["birth_date"] * (birth_range(session, identity) != new.birth)


def _open(session: Session, identity: Identity, name: str) -> str:
    blob = getattr(identity, name)
    return session.info["vault"].open("identity", name, identity.resident_id, blob) if blob else ""


def _value(session: Session, resident: Resident, field: str) -> str:
    identity = session.get_one(Identity, resident.id)
    if field == "birth_date":
        birth = birth_range(session, identity)
        ends = [day.isoformat() for day in (birth.earliest, birth.latest) if day]
        return " – ".join(dict.fromkeys(ends))
    if field not in _PLAIN:
        raise NotFound()
    return _open(session, identity, field)


def _document(session: Session, resident: Resident, field: str) -> str:
    key = field.removeprefix("document:")
    found = session.get(IdentityDocument, int(key)) if key.isdecimal() and len(key) < 10 else None
    if found is None or found.resident_id != resident.id:
        raise NotFound()
    return documents.number_of(session, found)
