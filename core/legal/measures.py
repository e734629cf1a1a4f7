"""Measures: recorded with the persons they name, renewed, revoked; and how each stay stands.

A stay needs a legal basis at every minute, or shows that it has none (INV-02). A measure covers exactly the persons it
names (INV-03): a mother's does not cover her baby.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.legal.cover import Interval, Standing, standing
from core.legal.models import GapNote, Measure, MeasurePerson
from core.residents.models import Resident
from plugins.contract.legal import MeasureKind, Validity
from plugins.profile import CountryProfile

SCAN_LIMIT = 8 * 1024 * 1024
#: Scans by their first bytes; what a browser says of a file is not believed.
_SIGNATURES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png"}


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """An order or a provisional basis as it arrived.

    :param valid_until: end of a fixed term; None for "until further order", and for a provisional basis, whose end
        its kind sets.
    :param persons: ids of the residents it names, and no others.
    """

    kind: str
    valid_from: datetime
    persons: tuple[int, ...]
    validity: str = Validity.UNTIL_FURTHER_ORDER
    valid_until: datetime | None = None
    ordered_on: date | None = None
    review_on: date | None = None
    authority_id: int | None = None
    authority_name: str = ""
    file_number: str = ""
    note: str = ""
    scan: bytes = b""
    replaces_id: int | None = None


def add(session: Session, actor: Actor, country: CountryProfile, new: NewMeasure, *, action: str) -> Measure:
    """Record a measure for the persons it names.

    :param action: ``measure.write``, or ``measure.record_at_admission`` for the basis of a first night.
    :raises Invalid: if its dates, kind, scan or persons cannot be.
    """
    policies.require(actor, action)
    kind = _kind(country, new.kind)
    _check(session, actor, kind, new)
    ends = new.valid_from + timedelta(hours=kind.limit_hours) if kind.limit_hours else new.valid_until
    measure = Measure(
        branch_id=actor.branch_id,
        kind=kind.code,
        provisional=kind.provisional,
        covers_stay=kind.covers_stay,
        authority_id=new.authority_id,
        authority_name=new.authority_name.strip(),
        ordered_on=new.ordered_on,
        validity=new.validity,
        valid_from=new.valid_from,
        valid_until=ends,
        review_on=new.review_on,
        replaces_id=new.replaces_id,
        recorded_by=actor.user_id or 0,
        recorded_by_name=actor.name,
    )
    session.add(measure)
    session.flush()  # persons, sealed texts and the scan carry its id
    _seal(session, measure, new)
    for resident_id in dict.fromkeys(new.persons):
        session.add(_person(measure, resident_id))
    record(session, actor, "measure.add", Subject("measure", measure.id), kind=kind.code, persons=len(new.persons))
    return measure


def revoke(session: Session, actor: Actor, measure: Measure, at: datetime, *, revision: int) -> None:
    """End a measure before its time: cover stops at that instant.

    :raises Conflict: if somebody else changed it meanwhile.
    :raises Invalid: if the instant lies before it began.
    """
    policies.require(actor, "measure.write")
    if measure.revision != revision:
        raise Conflict({"revoked_at": measure.revoked_at})
    if at < measure.valid_from:
        raise Invalid({"revoked_at": [N_("That lies before the measure began.")]})
    measure.revoked_at = at
    for person in session.scalars(select(MeasurePerson).where(MeasurePerson.measure_id == measure.id)):
        person.covers_until = at if person.covers_until is None else min(at, person.covers_until)
    record(session, actor, "measure.revoke", Subject("measure", measure.id))


def get(session: Session, actor: Actor, measure_id: int) -> Measure:
    """Find a measure of the actor's house.

    :raises NotFound: if there is none, or the actor may not know of it.
    """
    measure = session.get(Measure, measure_id)
    if measure is None or measure.branch_id != actor.branch_id:
        raise NotFound()
    return measure


def of_resident(session: Session, resident_id: int) -> list[Measure]:
    """List the measures that name a resident, newest first."""
    query = select(Measure).join(MeasurePerson, MeasurePerson.measure_id == Measure.id)
    return list(
        session.scalars(query.where(MeasurePerson.resident_id == resident_id).order_by(Measure.valid_from.desc()))
    )


def persons_of(session: Session, measure_id: int) -> list[int]:
    """List the residents that a measure names."""
    query = select(MeasurePerson.resident_id).where(MeasurePerson.measure_id == measure_id)
    return list(session.scalars(query.order_by(MeasurePerson.id)))


def cover_of(session: Session, residents: Sequence[int]) -> dict[int, list[Interval]]:
    """Give each resident's cover, in one query however many they are."""
    found: dict[int, list[Interval]] = {resident: [] for resident in residents}
    query = (
        select(MeasurePerson.resident_id, MeasurePerson.covers_from, MeasurePerson.covers_until, Measure.provisional)
        .join(Measure, Measure.id == MeasurePerson.measure_id)
        .where(MeasurePerson.resident_id.in_(residents), Measure.covers_stay)
    )
    for resident, start, end, provisional in session.execute(query):
        found[resident].append(Interval(start, end, provisional))
    return found


def standings(session: Session, admitted: Mapping[int, datetime], at: datetime) -> dict[int, Standing]:
    """Tell how stays stand.

    :param admitted: when each resident was admitted, by her id.
    """
    cover = cover_of(session, list(admitted))
    return {resident: standing(cover[resident], at, since) for resident, since in admitted.items()}


def explain_gap(session: Session, actor: Actor, resident: Resident, text: str) -> None:
    """Write why a stay has no basis and what is being done (ME-3).

    :raises Invalid: without a text.
    """
    policies.require(actor, "gap.explain")
    if not text.strip():
        raise Invalid({"text": [N_("Write the reason and what is being done.")]})
    note = GapNote(branch_id=resident.branch_id, resident_id=resident.id, role=actor.role, created_by_name=actor.name)
    session.add(note)
    session.flush()  # its id is part of what seals its text
    note.text = session.info["vault"].seal("gap_note", "text", note.id, text.strip())
    record(session, actor, "gap.explain", Subject("resident", resident.id))


def gap_notes(session: Session, resident_id: int) -> list[tuple[GapNote, str]]:
    """List what was written about a stay without basis, newest first."""
    notes = session.scalars(select(GapNote).where(GapNote.resident_id == resident_id).order_by(GapNote.id.desc()))
    vault = session.info["vault"]
    return [(note, vault.open("gap_note", "text", note.id, note.text)) for note in notes if note.text]


def opened(session: Session, measure: Measure, name: str) -> str:
    """Open one sealed text of a measure; the caller has asked whether the actor may."""
    blob = getattr(measure, name)
    return session.info["vault"].open("measure", name, measure.id, blob) if blob else ""


def scan_of(session: Session, actor: Actor, measure: Measure) -> bytes:
    """Open the scanned order, and note it.

    :raises NotFound: if there is none.
    """
    if not measure.scan:
        raise NotFound()
    record(session, actor, "measure.scan", Subject("measure", measure.id), data_class="LEG-C")
    content: bytes = session.info["vault"].open_bytes("measure", "scan", measure.id, measure.scan)
    return content


def _kind(country: CountryProfile, code: str) -> MeasureKind:
    kind = country.measure_kinds.get(code)
    if kind is None:
        raise Invalid({"kind": [N_("Choose the legal basis.")]})
    return kind


def _check(session: Session, actor: Actor, kind: MeasureKind, new: NewMeasure) -> None:
    faults: dict[str, list[str]] = {}
    if new.valid_until is not None and new.valid_until <= new.valid_from:
        faults["valid_until"] = [N_("The end lies before the beginning.")]
    if not kind.provisional and new.validity == Validity.FIXED and new.valid_until is None:
        faults["valid_until"] = [N_("Write until when the order is valid.")]
    if new.ordered_on is not None and new.ordered_on > (clock.now() + timedelta(days=1)).date():
        faults["ordered_on"] = [N_("That day has not come yet.")]
    if new.scan and _scan_type(new.scan) is None:
        faults["scan"] = [N_("Only PDF, JPEG and PNG files of at most 8 MB can be kept.")]
    if not _all_of_this_house(session, actor, new.persons):
        faults["persons"] = [N_("Choose the persons that the measure names.")]
    if faults:
        raise Invalid(faults)


def _all_of_this_house(session: Session, actor: Actor, persons: Sequence[int]) -> bool:
    query = select(Resident.id).where(Resident.id.in_(persons), Resident.branch_id == actor.branch_id)
    return bool(persons) and len(set(session.scalars(query))) == len(set(persons))


def _scan_type(scan: bytes) -> str | None:
    if len(scan) > SCAN_LIMIT:
        return None
    return next((kind for start, kind in _SIGNATURES.items() if scan.startswith(start)), None)


def _seal(session: Session, measure: Measure, new: NewMeasure) -> None:
    vault = session.info["vault"]
    for name in ("file_number", "note"):
        text = getattr(new, name).strip()
        if text:
            setattr(measure, name, vault.seal("measure", name, measure.id, text))
    if new.scan:
        measure.scan = vault.seal_bytes("measure", "scan", measure.id, new.scan)
        measure.scan_hash = hashlib.sha256(new.scan).hexdigest()
        measure.scan_type = _scan_type(new.scan) or ""


def _person(measure: Measure, resident_id: int) -> MeasurePerson:
    return MeasurePerson(
        branch_id=measure.branch_id,
        measure_id=measure.id,
        resident_id=resident_id,
        covers_from=measure.valid_from,
        covers_until=measure.valid_until,
    )
