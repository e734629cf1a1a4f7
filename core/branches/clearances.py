"""Certificates of the staff: recorded with their number and days, and who lacks one on a day.

A certificate belongs to a person at a branch. Nothing is edited: one that was written wrongly is withdrawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches.beds import time_zone
from core.branches.models import StaffClearance
from core.clock import today as day_in
from core.errors import N_, Invalid, NotFound
from plugins.contract.staff import Clearance
from plugins.contract.stages import Objection
from plugins.contract.text import Text
from plugins.profile import CountryProfile

_LIMITS = {"number": 60, "document": 120}


@dataclass(frozen=True, slots=True)
class NewClearance:
    """A certificate as it is recorded.

    :param document: what was seen: a paper, a file, where it is kept.
    """

    kind: str
    number: str
    valid_from: date
    valid_until: date
    document: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """Somebody works here without a certificate that she needs.

    :param ended_on: the last day of the newest one she had; None if she never had one.
    """

    user_id: int
    name: str
    role: str
    kind: Clearance
    ended_on: date | None


def add(session: Session, actor: Actor, country: CountryProfile, member: Actor, new: NewClearance) -> StaffClearance:
    """Record a certificate of somebody who works in the actor's house.

    :raises NotFound: if the actor may not, or she does not work there.
    :raises Invalid: with every fault by field.
    """
    policies.require(actor, "clearance.write")
    if member.branch_code != actor.branch_code or member.user_id is None:
        raise NotFound()
    _check(country, new)
    made = StaffClearance(
        branch_id=actor.branch_id,
        user_id=member.user_id,
        user_name=member.name,
        kind=new.kind,
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        document=new.document.strip(),
        recorded_by_name=actor.name,
    )
    session.add(made)
    session.flush()  # its id is part of what seals the number
    made.number = session.info["vault"].seal("staff_clearance", "number", made.id, new.number.strip())
    record(session, actor, "clearance.add", _subject(made), kind=new.kind, user=member.user_id)
    return made


def withdraw(session: Session, actor: Actor, clearance_id: int) -> StaffClearance:
    """Say that a certificate does not count, for instance because it was written wrongly.

    :raises NotFound: if there is none in the actor's house, or she may not.
    """
    policies.require(actor, "clearance.write")
    found = session.get(StaffClearance, clearance_id)
    if found is None or found.branch_id != actor.branch_id:
        raise NotFound()
    if not found.withdrawn:
        found.withdrawn = True
        record(session, actor, "clearance.withdraw", _subject(found), kind=found.kind)
    return found


def of_member(session: Session, actor: Actor, user_id: int) -> list[tuple[StaffClearance, str]]:
    """List the certificates of somebody with their numbers, newest first.

    :raises NotFound: if the actor may not read them.
    """
    policies.require(actor, "clearance.write")
    query = select(StaffClearance).where(StaffClearance.branch_id == actor.branch_id, StaffClearance.user_id == user_id)
    vault = session.info["vault"]
    found = session.scalars(query.order_by(StaffClearance.valid_until.desc(), StaffClearance.id.desc()))
    return [(each, vault.open("staff_clearance", "number", each.id, each.number) if each.number else "")
            for each in found]  # fmt: skip


def exceptions(session: Session, actor: Actor, country: CountryProfile, staff: Sequence[Actor]) -> list[Lack]:
    """List only those who lack a certificate today: an auditor needs no more (practice 1.14)."""
    policies.require(actor, "clearance.read")
    return lacking(session, country, actor.branch_id or 0, staff, day_in(time_zone(session, actor)))


def lacking(session: Session, country: CountryProfile, branch_id: int, staff: Sequence[Actor], on: date) -> list[Lack]:
    """List who of some staff lacks which certificate on a day; each person once for each kind."""
    known = _ends(session, branch_id, {member.user_id or 0 for member in staff}, on)
    found: dict[tuple[int, str], Lack] = {}
    for member in staff:
        for kind in country.clearances.values():
            key = (member.user_id or 0, kind.code)
            until = known.get(key)
            if kind.is_for(member.role) and (until is None or until < on):
                found.setdefault(key, Lack(key[0], member.name, member.role, kind, until))
    return list(found.values())


def against_shift(session: Session, actor: Actor, country: CountryProfile) -> list[Objection]:
    """Gather what keeps the actor from beginning a shift with children today."""
    today = day_in(time_zone(session, actor))
    missing = lacking(session, country, actor.branch_id or 0, [actor], today)
    return [_objection(lack.kind) for lack in missing if lack.kind.stops_shift]


def ending(session: Session, branch_id: int, first: date, last: date) -> list[StaffClearance]:
    """List the certificates of a branch that end between two days and have no successor."""
    query = select(StaffClearance).where(StaffClearance.branch_id == branch_id, StaffClearance.withdrawn.is_(False))
    newest: dict[tuple[int, str], StaffClearance] = {}
    for each in session.scalars(query.order_by(StaffClearance.valid_until, StaffClearance.id)):
        newest[each.user_id, each.kind] = each
    return [each for each in newest.values() if first <= each.valid_until <= last]


def last_days(session: Session, branch_id: int, users: Iterable[int], on: date) -> dict[int, date]:
    """Tell until when each of some people is certified, by the certificate that ends first."""
    found: dict[int, date] = {}
    for (user_id, _kind), until in _ends(session, branch_id, users, on).items():
        found[user_id] = min(until, found.get(user_id, until))
    return found


def _ends(session: Session, branch_id: int, users: Iterable[int], on: date) -> Mapping[tuple[int, str], date]:
    query = (
        select(StaffClearance.user_id, StaffClearance.kind, StaffClearance.valid_until)
        .where(StaffClearance.branch_id == branch_id, StaffClearance.user_id.in_(users))
        .where(StaffClearance.withdrawn.is_(False), StaffClearance.valid_from <= on)
        .order_by(StaffClearance.valid_until)
    )
    return {(user_id, kind): until for user_id, kind, until in session.execute(query)}


def _check(country: CountryProfile, new: NewClearance) -> None:
    faults: dict[str, list[str]] = {}
    if new.kind not in country.clearances:
        faults["kind"] = [N_("Choose one of the certificates that the country asks for.")]
    if not new.number.strip():
        faults["number"] = [N_("Please fill this in.")]
    if new.valid_until < new.valid_from:
        faults["valid_until"] = [N_("It cannot end before it begins.")]
    for name, limit in _LIMITS.items():
        if len(getattr(new, name).strip()) > limit:
            faults[name] = [N_("This text is too long.")]
    if faults:
        raise Invalid(faults)


def _objection(kind: Clearance) -> Objection:
    versions = ((language, _NEEDED.get(language, _NEEDED["en"]) % text) for language, text in kind.label.versions)
    return Objection(f"clearance_{kind.code}", Text(tuple(versions)), basis=kind.basis)


_NEEDED = {
    "es": "No consta un certificado vigente: %s. La dirección lo registra en Personal.",
    "en": "No certificate in force is on record: %s. The director records it under Staff.",
}


def _subject(clearance: StaffClearance) -> Subject:
    return Subject("clearance", clearance.id)
