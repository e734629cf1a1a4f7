"""Family and other contacts: safe, unsafe or unknown; mothers and their babies."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.residents import house
from core.residents.models import FamilyContact, FamilyLink, Resident

MOTHER = "mother_of"
RELATIONS = ("mother", "father", "guardian", "sibling", "grandparent", "aunt_uncle", "partner", "other")
SAFETY = ("safe", "unsafe", "unknown")
_CHANGEABLE = frozenset({"relation", "safety", "no_contact"})
_LIMITS = {"name": 200, "contact": 300, "decision": 1000, "note": 1000}
CONTACT_KINDS = ("visit", "call", "video", "letter")


@dataclass(frozen=True, slots=True)
class NewContact:
    """A visit or a call as it is recorded."""

    on_day: date
    kind: str
    supervised: bool = True
    note: str = ""


def link_mother(session: Session, actor: Actor, mother: Resident, baby: Resident) -> FamilyLink:
    """Link a mother and her baby, who keep a file, a bed and a legal basis each.

    Who admits the baby has been asked for the right.

    :raises Invalid: if the baby has another mother here, or the two are one.
    """
    house.own(actor, mother, baby)
    present = mother_of(session, baby.id)
    if present is not None and present.resident_id == mother.id:
        return present
    if present is not None or mother.id == baby.id:
        raise Invalid({"mother": [N_("This baby has another mother in the house.")]})
    link = FamilyLink(
        branch_id=mother.branch_id, resident_id=mother.id, relation=MOTHER, relative_id=baby.id, safety="safe"
    )
    session.add(link)
    record(session, actor, "family.link_mother", Subject("resident", mother.id), baby=baby.id)
    return link


def keep_from(session: Session, actor: Actor, resident: Resident, who: str) -> FamilyLink:
    """Note somebody who must not learn where she is: unsafe, no contact (INV-13).

    Who admits her has been asked for the right.

    :raises Invalid: if the text is too long.
    """
    house.own(actor, resident)
    if faults := house.text_faults({"must_not_know": who}, {"must_not_know": _LIMITS["name"]}):
        raise Invalid(faults)
    link = FamilyLink(
        branch_id=resident.branch_id, resident_id=resident.id, relation="other", safety="unsafe", no_contact=True
    )
    session.add(link)
    session.flush()  # its id is part of what seals the name
    link.name = session.info["vault"].seal("family_link", "name", link.id, who.strip())
    record(session, actor, "family.keep_from", Subject("resident", resident.id), data_class="SOC")
    return link


def babies_of(session: Session, mother_id: int) -> list[FamilyLink]:
    """List the links from a mother to her babies."""
    query = select(FamilyLink).where(
        FamilyLink.resident_id == mother_id, FamilyLink.relation == MOTHER, FamilyLink.ended_on.is_(None)
    )
    return list(session.scalars(query.order_by(FamilyLink.id)))


def met(
    session: Session, actor: Actor, resident: Resident, link_id: int, new: NewContact, *, on_case: bool
) -> FamilyContact:
    """Record a visit or a call; with somebody whose contact is forbidden there is none (INV-13).

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "family.write", on_case=on_case)
    house.own(actor, resident)
    link = get(session, resident, link_id)
    faults = house.text_faults({"note": new.note}, _LIMITS)
    if new.on_day > house.today(session, actor):
        faults["on_day"] = [N_("This day is still to come.")]
    if new.kind not in CONTACT_KINDS:
        faults["kind"] = [N_("Choose one of the list.")]
    if link.no_contact or link.safety == "unsafe":
        faults["link_id"] = [N_("A contact with this person is not allowed.")]
    if faults:
        raise Invalid(faults)
    made = FamilyContact(
        branch_id=resident.branch_id, resident_id=resident.id, family_link_id=link.id, on_day=new.on_day,
        kind=new.kind, supervised=new.supervised, created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its id is part of what seals the note
    if new.note.strip():
        made.note = session.info["vault"].seal("family_contact", "note", made.id, new.note.strip())
    record(session, actor, "family.met", Subject("family_contact", made.id), kind=new.kind)
    return made


def contacts_of(session: Session, resident: Resident, limit: int = 50) -> list[tuple[FamilyContact, str]]:
    """List a resident's last visits and calls with the name of each relative; the caller has asked for the right."""
    query = (
        select(FamilyContact, FamilyLink)
        .join(FamilyLink, FamilyLink.id == FamilyContact.family_link_id)
        .where(FamilyContact.resident_id == resident.id)
        .order_by(FamilyContact.on_day.desc(), FamilyContact.id.desc())
        .limit(limit)
    )
    return [(made, _open(session, link, "name")) for made, link in session.execute(query)]


def contact_of(session: Session, actor: Actor, resident: Resident, contact_id: int, *, on_case: bool) -> FamilyContact:
    """Find a visit or a call of a resident, to strike it out or bring it back."""
    policies.require(actor, "family.write", on_case=on_case)
    found = session.get(FamilyContact, contact_id)
    if found is None or found.resident_id != resident.id or found.branch_id != actor.branch_id:
        raise NotFound()
    return found


def mother_of(session: Session, baby_id: int) -> FamilyLink | None:
    """Find the link from a baby's mother."""
    query = select(FamilyLink).where(
        FamilyLink.relative_id == baby_id, FamilyLink.relation == MOTHER, FamilyLink.ended_on.is_(None)
    )
    return session.scalars(query.limit(1)).first()


def get(session: Session, resident: Resident, link_id: int) -> FamilyLink:
    """Find one of a resident's contacts.

    :raises NotFound: if it is not hers.
    """
    link = session.get(FamilyLink, link_id)
    if link is None or link.resident_id != resident.id:
        raise NotFound()
    return link


def carers(session: Session, mother_id: int) -> list[tuple[FamilyLink, str]]:
    """List her babies with what was decided in case she leaves; the caller has asked whether the actor may."""
    return [(link, _open(session, link, "carer_decision")) for link in babies_of(session, mother_id)]


def decide_carer(session: Session, actor: Actor, link_id: int, decision: str, *, on_case: bool) -> None:
    """Record who cares for a baby when the mother leaves without it.

    :raises Invalid: without a decision.
    """
    policies.require(actor, "family.write", on_case=on_case)
    link = session.get(FamilyLink, link_id)
    if link is None or link.branch_id != actor.branch_id or link.relation != MOTHER:
        raise NotFound()
    faults = house.text_faults({"decision": decision}, {"decision": _LIMITS["decision"]})
    if faults or not decision.strip():
        raise Invalid(faults or {"decision": [N_("Write who cares for the baby, and by whose decision.")]})
    link.carer_decision = session.info["vault"].seal("family_link", "carer_decision", link.id, decision.strip())
    record(session, actor, "family.decide_carer", Subject("family_link", link.id))


def add(
    session: Session, actor: Actor, resident: Resident, *, relation: str, name: str, contact: str, safety: str,
    no_contact: bool, on_case: bool,
) -> FamilyLink:  # fmt: skip
    """Add a relative or contact.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "family.write", on_case=on_case)
    house.own(actor, resident)
    faults = house.text_faults({"name": name, "contact": contact}, _LIMITS) | _choice_faults(relation, safety)
    if faults or not name.strip():
        raise Invalid(faults or {"name": [N_("Please fill this in.")]})
    link = FamilyLink(
        branch_id=resident.branch_id,
        resident_id=resident.id,
        relation=relation,
        safety=safety,
        no_contact=no_contact,
    )
    session.add(link)
    session.flush()  # its id is part of what seals name and contact
    _seal(session, link, name=name, contact=contact)
    record(session, actor, "family.add", Subject("resident", resident.id), relation=relation)
    return link


def change(session: Session, actor: Actor, link: FamilyLink, *, revision: int, on_case: bool, **values: object) -> None:
    """Change a contact's relation, safety or rule.

    :raises Conflict: if somebody else changed it meanwhile; ``changes`` holds what the differing fields now say.
    :raises Invalid: if relation or safety is not one of the list.
    """
    policies.require(actor, "family.write", on_case=on_case)
    house.own(actor, link)
    if unknown := set(values) - _CHANGEABLE:
        raise TypeError(f"Not to be changed: {sorted(unknown)}")
    changed = {name: value for name, value in values.items() if getattr(link, name) != value}
    if link.revision != revision:
        raise Conflict({name: getattr(link, name) for name in changed})
    if faults := _choice_faults(str(values.get("relation", "other")), str(values.get("safety", "unknown"))):
        raise Invalid(faults)
    for name, value in changed.items():
        setattr(link, name, value)
    record(session, actor, "family.change", Subject("family_link", link.id), fields=sorted(changed))


def end(session: Session, actor: Actor, link: FamilyLink, *, on_case: bool) -> None:
    """End a contact from today on.

    :raises NotFound: if it is not one of this house, or links a mother and her baby: that stays.
    """
    policies.require(actor, "family.write", on_case=on_case)
    house.own(actor, link)
    if link.relation == MOTHER:
        raise NotFound()
    link.ended_on = house.today(session, actor)
    record(session, actor, "family.end", Subject("family_link", link.id))


def of_resident(session: Session, resident_id: int) -> list[tuple[FamilyLink, str, str]]:
    """List a resident's contacts with name and contact opened; the caller has asked whether the actor may."""
    query = select(FamilyLink).where(
        FamilyLink.resident_id == resident_id, FamilyLink.ended_on.is_(None), FamilyLink.relation != MOTHER
    )
    links = session.scalars(query.order_by(FamilyLink.no_contact.desc(), FamilyLink.id))
    return [(link, _open(session, link, "name"), _open(session, link, "contact")) for link in links]


def _choice_faults(relation: str, safety: str) -> dict[str, list[str]]:
    chosen = (("relation", relation, RELATIONS), ("safety", safety, SAFETY))
    return {name: [N_("Choose one of the options.")] for name, value, known in chosen if value not in known}


def _seal(session: Session, link: FamilyLink, **texts: str) -> None:
    vault = session.info["vault"]
    for name, text in texts.items():
        if text.strip():
            setattr(link, name, vault.seal("family_link", name, link.id, text.strip()))


def _open(session: Session, link: FamilyLink, name: str) -> str:
    blob = getattr(link, name)
    return session.info["vault"].open("family_link", name, link.id, blob) if blob else ""
