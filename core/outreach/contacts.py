"""Children met in the street under a nickname that only the team reads: contacts, screens, referrals, services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.branches import service as branches
from core.errors import N_, Conflict
from core.outreach.models import OutreachContact, OutreachVisit, StreetPerson
from core.outreach.terms import ADMITTED, AGES, GIVEN, INACTIVE_DAYS, NEEDS, POSITIVE, REFER_WITHIN, SCREENS, SEXES
from core.partners.models import Partner
from core.residents import house
from core.residents.models import Resident

SOURCE = "outreach_contact"
_REFER = N_("Refer somebody with signs of exploitation to protection")
_SERVICE = N_("Ask whether a service has begun for somebody who was referred")
_SERVICE_WITHIN = timedelta(days=30)
_PERSON = {"nickname": 60, "area": 80}
_CONTACT = {"note": 2000}
_FAST = timedelta(minutes=5)
_CHOOSE = N_("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is met for the first time."""

    nickname: str
    sex: str
    age_band: str
    area: str


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact as it is recorded."""

    met_at: datetime
    need: str = ""
    given: str = ""
    screen: str = ""
    outing_id: int | None = None
    visit_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is known, with the nickname where the reader may know it.

    :param active: met within the last ninety days.
    """

    person: StreetPerson
    nickname: str
    active: bool


def meet(
    session: Session, actor: Actor, person: NewPerson | int, new: NewContact, *, corrects: int | None = None
) -> OutreachContact:
    """Record a contact with somebody new, or with somebody who is known already, by id.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "outreach.write")
    _check(session, actor, person, new)
    day = new.met_at.astimezone(ZoneInfo(branches.time_zone(session, actor))).date()
    known = _new_person(session, actor, person, day) if isinstance(person, NewPerson) else slips.own(
        session, actor, StreetPerson, person)  # fmt: skip
    made = OutreachContact(
        branch_id=actor.branch_id, person_id=known.id, outing_id=new.outing_id, visit_id=new.visit_id,
        met_at=new.met_at, on_day=day, sex=known.sex, age_band=known.age_band, need=new.need, given=new.given,
        screen=new.screen, screened_at=new.met_at if new.screen else None, created_by=actor.user_id or 0,
        created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its id is part of what seals the note, and names the task
    slips.seal(session, made, note=new.note)
    slips.correct(session, actor, made, corrects)
    _follow(known, day, isinstance(person, NewPerson))
    if new.screen == POSITIVE:
        _remind(session, actor, made, "refer", _REFER, new.met_at + REFER_WITHIN)
    record(session, actor, "contact.meet", Subject("outreach_contact", made.id), screen=new.screen)
    return made


def refer(session: Session, actor: Actor, contact_id: int, at: datetime, partner_id: int) -> OutreachContact:
    """Record that somebody was referred to protection or to a service.

    :raises Invalid: if the hour or the institution cannot be.
    """
    found = _open(session, actor, contact_id)
    faults: dict[str, list[str]] = {}
    if not found.met_at <= at <= clock.now() + _FAST:
        faults["referred_at"] = [N_("Write an hour from the contact until now.")]
    if session.get(Partner, partner_id) is None:
        faults["referred_to_id"] = [_CHOOSE]
    slips.refuse(faults)
    found.referred_at, found.referred_to_id = at, partner_id
    agenda.close(session, actor, source=SOURCE, source_id=found.id, code="refer")
    _remind(session, actor, found, "service", _SERVICE, at + _SERVICE_WITHIN)
    record(session, actor, "contact.refer", Subject("outreach_contact", found.id), partner=partner_id)
    return found


def begin_service(session: Session, actor: Actor, contact_id: int, on: date) -> OutreachContact:
    """Record the first contact with the service that somebody was referred to.

    :raises Conflict: if she was not referred, or it is recorded already.
    """
    found = _open(session, actor, contact_id)
    if found.referred_at is None or found.service_on is not None:
        raise Conflict
    slips.refuse(slips.day_faults(house.today(session, actor), found.on_day, service_on=on))
    found.service_on = on
    agenda.close(session, actor, source=SOURCE, source_id=found.id, code="service")
    record(session, actor, "contact.service", Subject("outreach_contact", found.id))
    return found


def get(session: Session, actor: Actor, contact_id: int) -> OutreachContact:
    """Find a contact that counts.

    :raises NotFound: if there is none in the actor's house, or she may not.
    :raises Conflict: if it is struck out.
    """
    return _open(session, actor, contact_id)


def get_person(session: Session, actor: Actor, person_id: int) -> StreetPerson:
    """Find somebody from the street.

    :raises NotFound: if there is none in the actor's house, or she may not.
    """
    policies.require(actor, "outreach.read")
    return slips.own(session, actor, StreetPerson, person_id)


def engage(session: Session, actor: Actor, person_id: int) -> StreetPerson:
    """Note that somebody has begun a way of her own with the team; noting it again takes it back."""
    policies.require(actor, "outreach.write")
    found = slips.own(session, actor, StreetPerson, person_id)
    if found.state == ADMITTED:
        raise Conflict
    engaged = found.engaged_on is None
    found.engaged_on = house.today(session, actor) if engaged else None
    found.state = "engaged" if engaged else "known"
    record(session, actor, "contact.engage", Subject("street_person", found.id), engaged=engaged)
    return found


def link(session: Session, actor: Actor, person_id: int, resident: Resident) -> StreetPerson:
    """Note that somebody from the street lives in the house now: from then on she is on no list of the street."""
    policies.require(actor, "resident.admit")
    house.own(actor, resident)
    found = slips.own(session, actor, StreetPerson, person_id)
    found.resident_id, found.state = resident.id, ADMITTED
    agenda.close(session, actor, source="street_person", source_id=found.id)
    record(session, actor, "contact.link", Subject("street_person", found.id), resident=resident.id)
    return found


def change(session: Session, actor: Actor, contact_id: int, how: str) -> OutreachContact:
    """Strike a contact out, or bring it back."""
    policies.require(actor, "outreach.write")
    found = slips.own(session, actor, OutreachContact, contact_id)
    (slips.strike if how == "strike" else slips.restore)(session, actor, found)
    if how == "strike":
        agenda.cancel(session, actor, source=SOURCE, source_id=found.id)
    return found


def people_page(
    session: Session, actor: Actor, *, after: tuple[Any, ...] | None = None, before: tuple[Any, ...] | None = None
) -> list[Known]:
    """List whom the team knows and who lives in no house, last met first; one more than a page."""
    policies.require(actor, "outreach.read")
    query = select(StreetPerson).where(StreetPerson.branch_id == actor.branch_id, StreetPerson.state != ADMITTED)
    key = (StreetPerson.last_contact_on, StreetPerson.id)
    return _known(session, actor, [row[0] for row in slips.page(session, query, key, after=after, before=before)])


def person(session: Session, actor: Actor, person_id: int) -> tuple[Known, Sequence[tuple[OutreachContact, str, str]]]:
    """Open somebody with her contacts, newest first: contact, institution she was referred to, note."""
    policies.require(actor, "outreach.read")
    found = slips.own(session, actor, StreetPerson, person_id)
    query = (
        select(OutreachContact, Partner.name)
        .outerjoin(Partner, Partner.id == OutreachContact.referred_to_id)
        .where(OutreachContact.person_id == found.id)
        .order_by(OutreachContact.met_at.desc(), OutreachContact.id.desc())
        .limit(200)
    )
    rows = [(made, name or "") for made, name in session.execute(query)]
    may_read = policies.may(actor, "outreach.write")
    notes = slips.opened_many(session, [made for made, _name in rows], "note") if may_read else {}
    return _known(session, actor, [found])[0], [(made, name, notes.get(made.id, "")) for made, name in rows]


def _known(session: Session, actor: Actor, people: Sequence[StreetPerson]) -> list[Known]:
    names = slips.opened_many(session, people, "nickname") if policies.may(actor, "outreach.write") else {}
    since = house.today(session, actor) - timedelta(days=INACTIVE_DAYS)
    return [Known(each, names.get(each.id, ""), each.last_contact_on > since) for each in people]


def _open(session: Session, actor: Actor, contact_id: int) -> OutreachContact:
    policies.require(actor, "outreach.write")
    found = slips.own(session, actor, OutreachContact, contact_id)
    if found.voided_at is not None:
        raise Conflict
    return found


def _new_person(session: Session, actor: Actor, new: NewPerson, day: date) -> StreetPerson:
    made = StreetPerson(
        branch_id=actor.branch_id, sex=new.sex, age_band=new.age_band, area=new.area.strip(), last_contact_on=day
    )
    session.add(made)
    session.flush()  # its id is part of what seals the nickname
    slips.seal(session, made, nickname=new.nickname)
    return made


def _follow(known: StreetPerson, day: date, first: bool) -> None:
    known.last_contact_on = max(known.last_contact_on, day)
    if not first and known.state in ("new", "inactive"):
        known.state = "engaged" if known.engaged_on else "known"


def _remind(session: Session, actor: Actor, contact: OutreachContact, code: str, title: str, due_at: datetime) -> None:
    agenda.add(
        session, branch_id=contact.branch_id, code=code, source=SOURCE, source_id=contact.id, title=title,
        role="outreach", due_at=due_at, data_class="OUT", urgent=code == "refer", actor=actor,
    )  # fmt: skip


def _check(session: Session, actor: Actor, person: NewPerson | int, new: NewContact) -> None:
    faults = house.text_faults({"note": new.note}, _CONTACT)
    if new.met_at > clock.now() + _FAST:
        faults["met_at"] = [N_("This hour is still to come.")]
    lists = (("need", NEEDS), ("given", GIVEN), ("screen", SCREENS))
    faults |= {name: [_CHOOSE] for name, known in lists if getattr(new, name) and getattr(new, name) not in known}
    if isinstance(person, NewPerson):
        texts = {"nickname": person.nickname, "area": person.area}
        faults |= house.text_faults(texts, _PERSON)
        faults |= {name: [N_("Please fill this in.")] for name, text in texts.items() if not text.strip()}
        for name, known in (("sex", SEXES), ("age_band", AGES)):
            if getattr(person, name) not in known:
                faults[name] = [_CHOOSE]
    if new.visit_id is not None:
        visit = slips.own(session, actor, OutreachVisit, new.visit_id)
        if visit.outing_id != new.outing_id:
            faults["visit_id"] = [_CHOOSE]
    slips.refuse(faults)
