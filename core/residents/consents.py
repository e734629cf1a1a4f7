"""Consents and refusals by purpose; each ends by a day, and a guardian's ends with childhood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import slips
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches import clocks
from core.errors import N_, Invalid, NotFound
from core.residents import consent_texts, house, identity, recalls
from core.residents.ages import add_months
from core.residents.models import Consent, Identity, Resident
from plugins.contract.consent import Consent as ConsentKind
from plugins.contract.consent import Giver
from plugins.profile import CountryProfile

GIVEN = "given"
ANSWERS = (GIVEN, "refused", "not_able")
_WITH_ASSENT = frozenset({Giver.GUARDIAN_WITH_ASSENT, Giver.DESIGNATED_ADULT})
_LIMITS = {"giver_name": 120, "assent": 12}
_REASON = {"reason": 300}


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


@dataclass(slots=True)
class Held:
    """An answer as it stands on a day; on that of majority a guardian's has ended, whatever its row says."""

    id: int
    resident_id: int
    kind: str
    text_version: str
    house_text: int | None
    answer: str
    giver: str
    assent: str
    language: str
    interpreter: bool
    receiver_id: int | None
    given_on: date
    valid_until: date | None
    ended_on: date | None
    ended_why: str
    taken_by_name: str


def take(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, new: Answer, *, on_case: bool
) -> Consent:
    """Record an answer; it supersedes every earlier one to the same purpose and receiver.

    :raises Invalid: with every field that cannot stand: a purpose, an answer, who may give it at her age, the day.
    """
    policies.require(actor, "consent.write", on_case=on_case)
    house.own(actor, resident)
    kind = _kind(country, new)
    session.get(Resident, resident.id, with_for_update=True)  # two answers to one question come one after the other
    earlier = _standing(session, resident.id, new)
    _check(session, actor, country, resident, new, kind, earlier)
    for each in earlier:
        _end(each, new.given_on, "replaced")
    consent = _write(session, actor, resident, new, kind)
    record(session, actor, "consent.take", Subject("consent", consent.id), kind=kind.code, answer=new.answer)
    return consent


def withdraw(session: Session, actor: Actor, consent_id: int, on: date, *, on_case: bool, reason: str = "") -> Consent:
    """Withdraw a consent: it stops future use at once, and what was sent or shown under it is asked back (INV-15).

    :param reason: only if she wants to say it; nothing asks for one.
    :raises NotFound: if it is not one of this house that still runs.
    :raises Invalid: if the day lies ahead or before it was given.
    """
    policies.require(actor, "consent.write", on_case=on_case)
    consent = session.get(Consent, consent_id)
    if consent is None or consent.answer != GIVEN or consent.ended_on is not None:
        raise NotFound()
    house.own(actor, consent)
    if not consent.given_on <= on <= house.today(session, actor):
        raise Invalid({"on": [N_("Choose a day between the answer and today.")]})
    slips.refuse(house.text_faults({"reason": reason}, _REASON))
    _end(consent, on, "withdrawn")
    slips.seal(session, consent, ended_reason=reason)
    recalls.of_consent(session, actor, consent)
    record(session, actor, "consent.withdraw", Subject("consent", consent.id), kind=consent.kind)
    return consent


def active(
    session: Session, country: CountryProfile, resident_id: int, kind: str, on: date, receiver_id: int | None = None
) -> list[Consent]:
    """List consents that allow a purpose on a day, to a receiver if one is named."""
    query = select(Consent).where(
        Consent.resident_id == resident_id,
        Consent.kind == kind,
        Consent.answer == GIVEN,
        Consent.given_on <= on,
        (Consent.ended_on.is_(None)) | (Consent.ended_on > on),
        (Consent.valid_until.is_(None)) | (Consent.valid_until >= on),
    )
    if receiver_id is not None:
        query = query.where(Consent.receiver_id == receiver_id)
    adult_on = _adult_on(session, country, resident_id)
    return [each for each in session.scalars(query) if not _ended_at_majority(country, each, adult_on, on)]


def list_all(session: Session, country: CountryProfile, resident_id: int, on: date) -> list[Held]:
    """List every answer of a resident, newest first, as it stands on a day."""
    query = select(Consent).where(Consent.resident_id == resident_id)
    adult_on = _adult_on(session, country, resident_id)
    rows = session.scalars(query.order_by(Consent.given_on.desc(), Consent.id.desc()))
    return [_held(country, each, adult_on, on) for each in rows]


def reasons(session: Session, answers: Sequence[Held]) -> Mapping[int, str]:
    """Open what was said of why consents were withdrawn, by answer; the caller has shown that she may read them."""
    rows = session.scalars(select(Consent).where(Consent.id.in_([each.id for each in answers])))
    return slips.opened_many(session, list(rows), "ended_reason")


def _held(country: CountryProfile, consent: Consent, adult_on: date | None, on: date) -> Held:
    values = {name: getattr(consent, name) for name in Held.__dataclass_fields__}
    if _ended_at_majority(country, consent, adult_on, on):
        values |= {"ended_on": adult_on, "ended_why": "majority"}
    return Held(**values)


def _ended_at_majority(country: CountryProfile, consent: Consent, adult_on: date | None, on: date) -> bool:
    """Tell whether what others agreed to for her has ended since she is of age (INV-16).

    Asked and not written: a row that ends on that day would say when she was born.
    """
    kind = country.consents.get(consent.kind)
    if adult_on is None or on < adult_on or consent.giver == Giver.RESIDENT:
        return False
    ends = kind is None or kind.ends_at_majority
    return ends and consent.given_on < adult_on and (consent.ended_on is None or adult_on < consent.ended_on)


def _adult_on(session: Session, country: CountryProfile, resident_id: int) -> date | None:
    birth = identity.birth_range(session, session.get_one(Identity, resident_id))
    return birth.majority_on(country.country.majority_age)


def ran_out(session: Session, branch_id: int, before: date) -> list[Consent]:
    """List consents whose last day is over while nobody has asked again (CLK-19)."""
    query = select(Consent).where(
        Consent.branch_id == branch_id,
        Consent.answer == GIVEN,
        Consent.ended_on.is_(None),
        Consent.valid_until < before,
    )
    return list(session.scalars(query.order_by(Consent.id)))


def expire(session: Session, actor: Actor, consent: Consent) -> None:
    """End a consent whose time is over, the day after its last."""
    assert consent.valid_until is not None
    _end(consent, consent.valid_until + timedelta(days=1), "expired")
    record(session, actor, "consent.expire", Subject("consent", consent.id), kind=consent.kind)


def giver_at(kind: ConsentKind, age: int | None) -> Giver:
    """Tell who agrees at an age; an unknown age counts as the youngest."""
    years = 0 if age is None else age
    rules = (rule for rule in kind.givers if rule.from_age <= years and (rule.to_age is None or years < rule.to_age))
    return next(rules).giver


def givers_at(kind: ConsentKind, age: int | None, majority_age: int) -> frozenset[Giver]:
    """Tell who may say yes at an age (CR-3).

    For a minor it is whom the country names, and always one who decides with her assent: her guardian, or where the
    guardian is not safe, a designated adult. Of age, it is she alone. Where the age is not known, whoever may say yes
    for a minor of any age but herself.
    """
    if age is None:
        named = {rule.giver for rule in kind.givers if rule.from_age < majority_age} - {Giver.RESIDENT}
        return frozenset(named) | _WITH_ASSENT
    if age >= majority_age:
        return frozenset({Giver.RESIDENT})
    return frozenset({giver_at(kind, age)}) | _WITH_ASSENT


def _kind(country: CountryProfile, new: Answer) -> ConsentKind:
    kind = country.consents.get(new.kind)
    if kind is None:
        raise Invalid({"kind": [N_("Choose what the consent is for.")]})
    return kind


def _check(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, new: Answer, kind: ConsentKind,
    earlier: list[Consent],
) -> None:  # fmt: skip
    birth = identity.birth_range(session, session.get_one(Identity, resident.id))
    age = birth.age_on(new.given_on).youngest
    may_give = givers_at(kind, age, country.country.majority_age)
    given = new.answer == GIVEN
    checks = (
        ("answer", new.answer not in ANSWERS, N_("Choose what was answered.")),
        ("giver", new.giver not in set(Giver), N_("Choose who answered.")),
        ("giver", given and new.giver in set(Giver) and new.giver not in may_give,
         N_("At her age somebody else has to agree.")),
        ("assent", given and new.giver in _WITH_ASSENT and new.assent == "no",
         N_("Without her own assent this is no consent.")),
        ("language", new.language not in country.languages, N_("This language is not known here.")),
        ("given_on", new.given_on > house.today(session, actor), N_("That day has not come yet.")),
        ("given_on", any(each.given_on > new.given_on for each in earlier),
         N_("A later answer to this is recorded already.")),
    )  # fmt: skip
    faults = {field: [message] for field, wrong, message in reversed(checks) if wrong}
    faults |= house.text_faults({"giver_name": new.giver_name, "assent": new.assent}, _LIMITS)
    if faults:
        raise Invalid(faults)


def _standing(session: Session, resident_id: int, new: Answer) -> list[Consent]:
    """Find the answers to the same question that nothing has ended, a refusal among them."""
    same_receiver = Consent.receiver_id.is_(None) if new.receiver_id is None else Consent.receiver_id == new.receiver_id
    query = select(Consent).where(
        Consent.resident_id == resident_id, Consent.kind == new.kind, same_receiver, Consent.ended_on.is_(None)
    )
    return list(session.scalars(query))


def _write(session: Session, actor: Actor, resident: Resident, new: Answer, kind: ConsentKind) -> Consent:
    # A consent never outlives a year, whatever a country says (CR-4), nor what the house has set.
    longest = clocks.length(session, resident.branch_id, "consent_months")
    consent = Consent(
        branch_id=resident.branch_id,
        resident_id=resident.id,
        kind=kind.code,
        text_version=kind.version,
        house_text=consent_texts.number_in_force(session, resident.branch_id, kind.code, new.language),
        answer=new.answer,
        giver=new.giver,
        assent=new.assent,
        language=new.language,
        interpreter=new.interpreter,
        receiver_id=new.receiver_id,
        given_on=new.given_on,
        valid_until=add_months(new.given_on, min(kind.months, longest)) if new.answer == GIVEN else None,
        taken_by=actor.user_id or 0,
        taken_by_name=actor.name,
    )
    session.add(consent)
    session.flush()  # its id is part of what seals the giver's name
    if given := new.giver_name.strip():
        consent.giver_name = session.info["vault"].seal("consent", "giver_name", consent.id, given)
    return consent


def _end(consent: Consent, on: date, why: str) -> None:
    consent.ended_on, consent.ended_why = on, why
