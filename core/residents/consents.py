"""Consents and refusals by purpose; each ends by a day, and a guardian's ends with childhood."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Invalid, NotFound
from core.residents.ages import add_months
from core.residents.models import Consent, Resident
from plugins.contract.consent import Consent as ConsentKind
from plugins.contract.consent import Giver
from plugins.profile import CountryProfile

ANSWERS = ("given", "refused", "not_able")
#: A consent never outlives a year, whatever a country says (CR-4).
LONGEST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered when the purpose was explained.

    :param giver: who answered, one of :class:`Giver`.
    :param receiver_id: the partner it is for, where the purpose is a referral.
    """

    kind: str
    answer: str
    giver: str
    given_on: date
    language: str
    giver_name: str = ""
    assent: str = ""
    interpreter: bool = False
    receiver_id: int | None = None


def take(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, new: Answer, *, on_case: bool
) -> Consent:
    """Record an answer; it supersedes an earlier one to the same purpose and receiver.

    :raises Invalid: if purpose, answer or giver is not possible.
    """
    policies.require(actor, "consent.write", on_case=on_case)
    kind = _kind(country, new)
    for earlier in active(session, resident.id, new.kind, new.given_on, new.receiver_id):
        _end(earlier, new.given_on, "replaced")
    consent = Consent(
        branch_id=resident.branch_id,
        resident_id=resident.id,
        kind=kind.code,
        text_version=kind.version,
        answer=new.answer,
        giver=new.giver,
        assent=new.assent,
        language=new.language,
        interpreter=new.interpreter,
        receiver_id=new.receiver_id,
        given_on=new.given_on,
        valid_until=add_months(new.given_on, min(kind.months, LONGEST_MONTHS)) if new.answer == "given" else None,
        taken_by=actor.user_id or 0,
        taken_by_name=actor.name,
    )
    session.add(consent)
    session.flush()  # its id is part of what seals the giver's name
    if new.giver_name.strip():
        sealed = session.info["vault"].seal("consent", "giver_name", consent.id, new.giver_name.strip())
        consent.giver_name = sealed
    record(session, actor, "consent.take", Subject("consent", consent.id), kind=kind.code, answer=new.answer)
    return consent


def withdraw(session: Session, actor: Actor, consent_id: int, on: date, *, on_case: bool) -> Consent:
    """Withdraw a consent: it stops future use at once (INV-15).

    :raises NotFound: if it is not one of this house that still runs.
    """
    policies.require(actor, "consent.write", on_case=on_case)
    consent = session.get(Consent, consent_id)
    if consent is None or consent.branch_id != actor.branch_id or consent.ended_on is not None:
        raise NotFound()
    _end(consent, on, "withdrawn")
    record(session, actor, "consent.withdraw", Subject("consent", consent.id), kind=consent.kind)
    return consent


def active(session: Session, resident_id: int, kind: str, on: date, receiver_id: int | None = None) -> list[Consent]:
    """List consents that allow a purpose on a day, to a receiver if one is named."""
    query = select(Consent).where(
        Consent.resident_id == resident_id,
        Consent.kind == kind,
        Consent.answer == "given",
        Consent.given_on <= on,
        (Consent.ended_on.is_(None)) | (Consent.ended_on > on),
        (Consent.valid_until.is_(None)) | (Consent.valid_until >= on),
    )
    if receiver_id is not None:
        query = query.where(Consent.receiver_id == receiver_id)
    return list(session.scalars(query))


def list_all(session: Session, resident_id: int) -> list[Consent]:
    """List every answer of a resident, newest first."""
    query = select(Consent).where(Consent.resident_id == resident_id)
    return list(session.scalars(query.order_by(Consent.given_on.desc(), Consent.id.desc())))


def end_at_majority(session: Session, actor: Actor, country: CountryProfile, resident: Resident, on: date) -> int:
    """End what others agreed to for her, on the day she comes of age (INV-16).

    :returns: how many ended.
    """
    ended = 0
    for consent in list_all(session, resident.id):
        kind = country.consents.get(consent.kind)
        by_others = consent.giver != Giver.RESIDENT
        if consent.ended_on is None and by_others and (kind is None or kind.ends_at_majority):
            _end(consent, on, "majority")
            ended += 1
    if ended:
        record(session, actor, "consent.majority", Subject("resident", resident.id), ended=ended)
    return ended


def giver_at(kind: ConsentKind, age: int | None) -> Giver:
    """Tell who agrees at an age; an unknown age counts as the youngest."""
    years = 0 if age is None else age
    rules = (rule for rule in kind.givers if rule.from_age <= years and (rule.to_age is None or years < rule.to_age))
    return next(rules).giver


def _kind(country: CountryProfile, new: Answer) -> ConsentKind:
    kind = country.consents.get(new.kind)
    if kind is None:
        raise Invalid({"kind": [N_("Choose what the consent is for.")]})
    if new.answer not in ANSWERS:
        raise Invalid({"answer": [N_("Choose what was answered.")]})
    if new.giver not in {giver.value for giver in Giver}:
        raise Invalid({"giver": [N_("Choose who answered.")]})
    return kind


def _end(consent: Consent, on: date, why: str) -> None:
    consent.ended_on, consent.ended_why = on, why
