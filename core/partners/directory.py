"""Partner organisations: found, read, added and edited; their contacts belong to the house that knows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, literal, not_, or_, select, tuple_
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound, Refused
from core.partners import objections
from core.partners.models import Agreement, Partner, PartnerContact, Referral
from core.places.service import fold
from plugins.profile import CountryProfile

PAGE = 50
#: What a house may write of a partner of its own; the rest is the country's.
EDITABLE = ("kind", "name", "short_name", "telephone", "place_code", "active", "note")
_LIMITS = {"name": 200, "short_name": 40, "telephone": 40, "note": 600}
_CONTACT_LIMITS = {"name": 120, "function": 120, "telephone": 40, "email": 120}


@dataclass(frozen=True, slots=True)
class Listed:
    """A partner as it is listed."""

    id: int
    name: str
    short_name: str
    kind: str
    roles: tuple[str, ...]
    telephone: str
    grade: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list.

    :param role: one of the roles that seeds declare, ``orders_measures``.
    :param current: only those that exist on the day and are in use; False for the others; None for all.
    """

    kind: str = ""
    role: str = ""
    text: str = ""
    current: bool | None = True


def list_partners(
    session: Session,
    actor: Actor,
    on: date,
    filters: Filters | None = None,
    *,
    after: tuple[str, int] | None = None,
    before: tuple[str, int] | None = None,
    size: int = PAGE,
) -> list[Listed]:
    """List partners by name.

    :param after: name and id of the last row already seen; ``before`` goes back from one.
    :returns: at most one more than *size*: the one too many says that the list goes on.
    """
    policies.require(actor, "partner.read")
    wanted = filters or Filters()
    current = _current(on)
    columns = (
        Partner.id, Partner.name, Partner.short_name, Partner.kind, Partner.roles, Partner.telephone, Partner.grade,
        current.label("current"),
    )  # fmt: skip
    query = select(*columns).where(*_conditions(session, wanted, current), *_from_key(after, before))
    order = (Partner.name.desc(), Partner.id.desc()) if before else (Partner.name, Partner.id)
    rows = session.execute(query.order_by(*order).limit(size + 1)).all()
    found = [_listed(row) for row in rows]
    return found[::-1] if before else found


def get(session: Session, actor: Actor, partner_id: int) -> Partner:
    """Find a partner.

    :raises NotFound: if there is none, or the actor may not read partners.
    """
    policies.require(actor, "partner.read")
    partner = session.get(Partner, partner_id)
    if partner is None:
        raise NotFound()
    return partner


def values_of(session: Session, partner: Partner) -> dict[str, Any]:
    """Give what a house may write of a partner as it stands, the note opened; and the revision it has."""
    note = session.info["vault"].open("partner", "note", partner.id, partner.note) if partner.note else ""
    return {**{name: getattr(partner, name) for name in (*EDITABLE, "revision")}, "note": note}


def successor(session: Session, partner: Partner) -> Partner | None:
    """Find who took a partner's place."""
    if partner.successor_code is None:
        return None
    return session.scalar(select(Partner).where(Partner.seed_code == partner.successor_code))


def predecessors(session: Session, partner: Partner) -> list[Partner]:
    """Find whose place a partner took."""
    if partner.seed_code is None:
        return []
    return list(session.scalars(select(Partner).where(Partner.successor_code == partner.seed_code)))


def add(session: Session, actor: Actor, country: CountryProfile, values: dict[str, Any]) -> Partner:
    """Add a partner of one's own.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "partner.write")
    clean = _clean(country, values)
    note = clean.pop("note", "")
    same = select(Partner.id).where(Partner.name == clean["name"], Partner.kind == clean["kind"]).limit(1)
    if session.scalar(same) is not None:
        raise Invalid({"name": [N_("There is a partner of this kind and name already.")]})
    partner = Partner(**clean)
    session.add(partner)
    session.flush()  # the event names its id, and what is sealed is bound to it
    if note:
        _write(session, partner, "note", note)
    record(session, actor, "partner.add", Subject("partner", partner.id), kind=partner.kind)
    return partner


def edit(
    session: Session, actor: Actor, country: CountryProfile, partner_id: int, values: dict[str, Any], *, revision: int
) -> Partner:
    """Change a partner of one's own.

    :param revision: the one the editor had before her.
    :raises Conflict: if somebody else changed it meanwhile; ``changes`` says what the differing fields now hold.
    :raises Refused: if it came with the country.
    """
    policies.require(actor, "partner.write")
    partner = get(session, actor, partner_id)
    if partner.seed_code is not None:
        raise Refused([objections.OF_THE_COUNTRY])
    clean = _clean(country, values)
    stored = values_of(session, partner)
    different = {name: stored[name] for name, value in clean.items() if stored[name] != value}
    if partner.revision != revision:
        raise Conflict(different)
    for name in different:
        _write(session, partner, name, clean[name])
    if different:
        record(session, actor, "partner.edit", Subject("partner", partner.id), fields=sorted(different))
    return partner


def contacts(session: Session, actor: Actor, partner_id: int) -> list[PartnerContact]:
    """List the people whom the actor's house talks to at a partner."""
    policies.require(actor, "partner.read")
    query = select(PartnerContact).where(
        PartnerContact.partner_id == partner_id,
        PartnerContact.branch_id == actor.branch_id,
        PartnerContact.ended_on.is_(None),
    )
    return list(session.scalars(query.order_by(PartnerContact.name, PartnerContact.id)))


def add_contact(session: Session, actor: Actor, partner_id: int, values: dict[str, str]) -> PartnerContact:
    """Add somebody to talk to.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "partner.write")
    partner = get(session, actor, partner_id)
    clean = {name: values.get(name, "").strip() for name in _CONTACT_LIMITS}
    _check_lengths(clean, _CONTACT_LIMITS)
    contact = PartnerContact(branch_id=actor.branch_id, partner_id=partner.id, **clean)
    session.add(contact)
    session.flush()  # the event names its id
    record(session, actor, "partner.contact", Subject("partner_contact", contact.id))
    return contact


def end_contact(session: Session, actor: Actor, contact_id: int, on: date) -> PartnerContact:
    """Note that somebody is no longer there; undone by :func:`resume_contact`."""
    contact = _contact(session, actor, contact_id)
    contact.ended_on = on
    record(session, actor, "partner.contact_end", Subject("partner_contact", contact.id))
    return contact


def resume_contact(session: Session, actor: Actor, contact_id: int) -> PartnerContact:
    """Undo that a contact was ended."""
    contact = _contact(session, actor, contact_id)
    contact.ended_on = None
    record(session, actor, "partner.contact_resume", Subject("partner_contact", contact.id))
    return contact


def referral_counts(session: Session, actor: Actor, partner_id: int) -> dict[str, int]:
    """Count the actor's house's referrals with a partner by direction."""
    policies.require(actor, "partner.read")
    query = (
        select(Referral.direction, func.count())
        .where(Referral.partner_id == partner_id, Referral.branch_id == actor.branch_id, Referral.state != "undone")
        .group_by(Referral.direction)
    )
    counted = {str(direction): int(count) for direction, count in session.execute(query)}
    return {"in": counted.get("in", 0), "out": counted.get("out", 0)}


def agreements_of(session: Session, actor: Actor, partner_id: int) -> list[Agreement]:
    """List what the actor's house has agreed with a partner, newest first."""
    policies.require(actor, "partner.read")
    query = select(Agreement).where(Agreement.partner_id == partner_id, Agreement.branch_id == actor.branch_id)
    return list(session.scalars(query.order_by(Agreement.valid_from.desc(), Agreement.id.desc())))


def _contact(session: Session, actor: Actor, contact_id: int) -> PartnerContact:
    policies.require(actor, "partner.write")
    contact = session.get(PartnerContact, contact_id)
    if contact is None or contact.branch_id != actor.branch_id:
        raise NotFound()
    return contact


def _write(session: Session, partner: Partner, name: str, value: Any) -> None:
    if name == "note":
        value = session.info["vault"].seal("partner", "note", partner.id, value) if value else None
    setattr(partner, name, value)


def _current(on: date) -> ColumnElement[bool]:
    begun = or_(Partner.valid_from.is_(None), Partner.valid_from <= on)
    return and_(Partner.active.is_(True), begun, or_(Partner.valid_until.is_(None), Partner.valid_until >= on))


def _conditions(session: Session, wanted: Filters, current: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kind:
        found.append(Partner.kind == wanted.kind)
    if wanted.role:
        found.append(cast(Partner.roles, String).contains(f'"{wanted.role}"', autoescape=True))
    if wanted.current is not None:
        found.append(current if wanted.current else not_(current))
    if wanted.text.strip():
        found.append(Partner.id.in_(_named(session, wanted.text)))
    return found


def _named(session: Session, text: str) -> list[int]:
    """Find partners by any words of their names; neither database folds accents as people do."""
    words = fold(text[:80]).split()
    rows = session.execute(select(Partner.id, Partner.name, Partner.short_name))
    names = ((row.id, fold(f"{row.name} {row.short_name}")) for row in rows)
    return [key for key, name in names if words and all(word in name for word in words)]


def _from_key(after: tuple[str, int] | None, before: tuple[str, int] | None) -> Sequence[ColumnElement[bool]]:
    key = tuple_(Partner.name, Partner.id)
    if before is not None:
        return [key < tuple_(literal(before[0]), literal(before[1]))]
    return [key > tuple_(literal(after[0]), literal(after[1]))] if after is not None else []


def _listed(row: Any) -> Listed:
    return Listed(
        row.id, row.name, row.short_name, row.kind, tuple(row.roles), row.telephone, row.grade, bool(row.current)
    )


def _clean(country: CountryProfile, values: dict[str, Any]) -> dict[str, Any]:
    given = {name: values[name] for name in EDITABLE if name in values}
    clean = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    clean["place_code"] = clean.get("place_code") or None
    if clean.get("kind") not in country.partner_kinds:
        raise Invalid({"kind": [N_("Choose what kind of partner it is.")]})
    _check_lengths({name: clean.get(name, "") for name in _LIMITS}, _LIMITS)
    return clean


def _check_lengths(values: dict[str, str], limits: dict[str, int]) -> None:
    wrong = {name: [N_("This is too long.")] for name, limit in limits.items() if len(values[name]) > limit}
    if not values["name"]:
        wrong["name"] = [N_("Please fill this in.")]
    if wrong:
        raise Invalid(wrong)
