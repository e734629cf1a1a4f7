"""Measures: recorded with the persons they name, renewed, revoked; and how each stay stands.

A stay needs a legal basis at every minute, or shows that it has none (INV-02). A measure covers exactly the persons it
names (INV-03): a mother's does not cover her baby.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.legal import alerts, provisional
from core.legal.gaps import explain_gap, gap_notes
from core.legal.models import Measure, MeasurePerson
from core.legal.standings import cover_of, standings
from core.partners.models import Partner
from core.residents import house
from core.residents.models import Resident
from plugins.contract.legal import MeasureKind, Validity
from plugins.profile import CountryProfile

__all__ = [
    "NewMeasure",
    "add",
    "authority_of",
    "cover_of",
    "explain_gap",
    "gap_notes",
    "get",
    "of_resident",
    "opened",
    "persons_of",
    "revoke",
    "scan_of",
    "standings",
]

SCAN_LIMIT = 8 * 1024 * 1024
#: How far from today a measure may begin, and how long it may last: longer than any childhood, a slip otherwise.
_REACH = timedelta(days=366 * 30)
_WRONG_SCAN = N_("Only PDF, JPEG and PNG files of at most 8 MB can be kept.")
_WRONG_PERSONS = N_("Choose the persons that the measure names.")
_LIMITS = {"authority_name": 200, "file_number": 100, "note": 2000}
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
    ends = _end_of(session, kind, new)
    measure = Measure(
        branch_id=actor.branch_id,
        kind=kind.code,
        provisional=kind.provisional,
        covers_stay=kind.covers_stay,
        authority_id=new.authority_id,
        authority_name=new.authority_name.strip(),
        ordered_on=new.ordered_on,
        validity=Validity.FIXED if kind.provisional else new.validity,
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
    if new.replaces_id is not None:
        _cut(session, session.get_one(Measure, new.replaces_id), new.valid_from)
    _tell(session, actor, country, *filter(None, (measure.id, new.replaces_id)))
    record(session, actor, "measure.add", Subject("measure", measure.id), kind=kind.code, persons=len(new.persons))
    return measure


def revoke(
    session: Session, actor: Actor, country: CountryProfile, measure: Measure, at: datetime, *, revision: int
) -> None:
    """End a measure before its time: cover stops at that instant.

    :raises Conflict: if somebody else changed it meanwhile.
    :raises Invalid: if the instant lies before it began.
    """
    policies.require(actor, "measure.write")
    house.own(actor, measure)
    if measure.revision != revision or measure.revoked_at is not None:
        raise Conflict({"revoked_at": measure.revoked_at})
    if at < measure.valid_from:
        raise Invalid({"revoked_at": [N_("That lies before the measure began.")]})
    _cut(session, measure, at)
    _tell(session, actor, country, measure.id)
    record(session, actor, "measure.revoke", Subject("measure", measure.id))


def get(session: Session, actor: Actor, measure_id: int) -> Measure:
    """Find a measure of the actor's house.

    Whether she may read it depends on whose case it is: the caller asks, once it knows whom the measure names.

    :raises NotFound: if there is none.
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


def opened(session: Session, measure: Measure, name: str) -> str:
    """Open one sealed text of a measure; the caller has asked whether the actor may."""
    blob = getattr(measure, name)
    return session.info["vault"].open("measure", name, measure.id, blob) if blob else ""


def authority_of(session: Session, measure: Measure) -> str:
    """Name the court or office behind a measure, as its paper names it if that was written down."""
    authority = session.get(Partner, measure.authority_id) if measure.authority_id else None
    return measure.authority_name or (authority.name if authority else "")


def scan_of(session: Session, actor: Actor, measure: Measure) -> bytes:
    """Open the scanned order, and note it.

    :raises NotFound: if there is none.
    """
    house.own(actor, measure)
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
    today = house.today(session, actor)
    fixed = not kind.provisional and new.validity == Validity.FIXED
    until = new.valid_until
    wrong_end = not kind.provisional and new.validity not in kind.validities
    checks = (
        ("validity", wrong_end, N_("A measure of this kind does not end in that way.")),
        ("valid_from", abs(new.valid_from - clock.now()) > _REACH, N_("Look at the year again.")),
        ("valid_until", fixed and until is None, N_("Write until when the order is valid.")),
        ("valid_until", until is not None and until <= new.valid_from, N_("The end lies before the beginning.")),
        ("valid_until", until is not None and until - new.valid_from > _REACH, N_("Look at the year again.")),
        ("ordered_on", new.ordered_on is not None and new.ordered_on > today, N_("That day has not come yet.")),
        ("scan", bool(new.scan) and _scan_type(new.scan) is None, _WRONG_SCAN),
        ("persons", not _all_of_this_house(session, actor, new.persons), _WRONG_PERSONS),
        ("authority_id", not _is_partner(session, new.authority_id), N_("Choose one of the options.")),
        ("replaces_id", not _of_this_house(session, actor, new.replaces_id), N_("Choose one of the options.")),
    )
    faults = {field: [message] for field, wrong, message in reversed(checks) if wrong}
    faults |= house.text_faults({name: getattr(new, name) for name in _LIMITS}, _LIMITS)
    if faults:
        raise Invalid(faults)


def _end_of(session: Session, kind: MeasureKind, new: NewMeasure) -> datetime | None:
    """A provisional basis ends with its limit, or earlier if the authority said so."""
    if not kind.provisional:
        return new.valid_until
    limit = provisional.end_of(session, kind, new.valid_from, new.persons)
    return limit if new.valid_until is None else min(limit, new.valid_until)


def _cut(session: Session, measure: Measure, at: datetime) -> None:
    """Stop a measure's cover at an instant, for everybody it names."""
    if measure.valid_until is None or at < measure.valid_until:
        measure.revoked_at = max(at, measure.valid_from)
    for person in session.scalars(select(MeasurePerson).where(MeasurePerson.measure_id == measure.id)):
        end = max(at, person.covers_from)
        person.covers_until = end if person.covers_until is None else min(end, person.covers_until)


def _tell(session: Session, actor: Actor, country: CountryProfile, *measure_ids: int) -> None:
    """Bring up to date what the house is told of the stays that measures cover, or covered."""
    session.flush()  # the persons of a new measure are read again
    query = select(MeasurePerson.resident_id).where(MeasurePerson.measure_id.in_(measure_ids))
    alerts.refresh(session, actor, country, actor.branch_id or 0, set(session.scalars(query)))


def _is_partner(session: Session, partner_id: int | None) -> bool:
    return partner_id is None or session.get(Partner, partner_id) is not None


def _of_this_house(session: Session, actor: Actor, measure_id: int | None) -> bool:
    if measure_id is None:
        return True
    measure = session.get(Measure, measure_id)
    return measure is not None and measure.branch_id == actor.branch_id


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
        covers_stay=measure.covers_stay,
    )
