"""Referrals: a resident sent to a partner or sent by one, with the least data that does the job.

Nothing leaves without a running consent for that receiver, or a legal duty that is named (INV-14). The slip carries
the external code, never the house. This room stands below the residents', so whoever calls brings the person's code and
age and the consents on record; what they allow is decided here.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.branches import clocks
from core.errors import N_, Invalid, NotFound, Refused
from core.partners import objections
from core.partners.directory import get as get_partner
from core.partners.models import Partner, Referral
from core.partners.referral_lists import get, slip
from core.partners.referral_terms import (
    DECLINED_FOR,
    FROM,
    IN,
    OUT,
    PURPOSES,
    UNDONE,
    ConsentLike,
    NewReferral,
    Person,
    covering,
)
from core.partners.seeding import exists_on
from plugins.contract.stages import Objection

#: A referral that nobody answered is asked after in a week, the span of the network's indicator of accepted referrals.


def request(session: Session, actor: Actor, person: Person, new: NewReferral) -> Referral:
    """Prepare a referral; nothing leaves yet.

    :raises Invalid: with every field that cannot stand.
    :raises Refused: if the partner is no longer there.
    """
    policies.require(actor, "referral.write")
    partner = get_partner(session, actor, new.partner_id)
    _check(new)
    if not _receives(partner, new.requested_on):
        raise Refused([objections.PARTNER_ENDED])
    referral = Referral(
        branch_id=actor.branch_id,
        resident_id=person.resident_id,
        partner_id=partner.id,
        direction=new.direction,
        purpose=new.purpose,
        legal_duty=new.legal_duty.strip(),
        state="requested",
        requested_on=new.requested_on,
        created_by=actor.user_id or 0,
        created_by_name=actor.name,
    )
    session.add(referral)
    session.flush()  # its id is part of what seals the reason
    referral.reason = _sealed(session, referral, "reason", new.reason)
    record(session, actor, "referral.request", Subject("referral", referral.id), direction=new.direction)
    return referral


def objections_to_sending(
    session: Session, actor: Actor, referral: Referral, consents: Iterable[ConsentLike], on: date
) -> list[Objection]:
    """Tell everything that speaks against sending now."""
    partner = get_partner(session, actor, referral.partner_id)
    against = [
        (objections.PARTNER_ENDED, not _receives(partner, on)),
        (objections.NO_BASIS, not referral.legal_duty and covering(referral, consents, on) is None),
    ]
    return [objection for objection, holds in against if holds]


def send(
    session: Session, actor: Actor, referral_id: int, person: Person, consents: Sequence[ConsentLike], on: date
) -> Referral:
    """Send a referral: the slip may be printed, and the partner is asked after in a week.

    :param consents: every consent on record of this person; expired and withdrawn ones do not count.
    :raises Refused: if it has been sent, the partner is gone, or nothing allows it (INV-14).
    """
    policies.require(actor, "referral.write")
    referral = get(session, actor, referral_id)
    if referral.resident_id != person.resident_id:
        raise NotFound()
    _check_step(referral, "sent")
    against = objections_to_sending(session, actor, referral, consents, on)
    if against:
        raise Refused(against)
    consent = covering(referral, consents, on)
    referral.shared = slip(session, actor, person, referral).values
    referral.consent_id = consent.id if consent else None
    referral.state, referral.sent_at = "sent", clock.now()
    _ask_later(session, actor, referral)
    record(session, actor, "referral.send", Subject("referral", referral.id), partner=referral.partner_id,
           purpose="consent" if consent else "legal_duty", fields=sorted(referral.shared))  # fmt: skip
    return referral


def answer(session: Session, actor: Actor, referral_id: int, on: date, *, accepted: bool, why: str = "") -> Referral:
    """Note whether the partner takes her on, or the house does.

    :param why: where the house does not, the reason, so that lack of places shows.
    :raises Invalid: if the reason is none of the list.
    :raises Refused: if the referral is not waiting for an answer.
    """
    referral = _step(session, actor, referral_id, "accepted" if accepted else "declined")
    _check_day(referral, on)
    referral.answered_on = on
    if referral.direction == IN and not accepted:
        if why not in DECLINED_FOR:
            raise Invalid({"why": [N_("Choose one of the list.")]})
        referral.declined_for = why
    agenda.close(session, actor, source="referral", source_id=referral.id)
    return referral


def serve(session: Session, actor: Actor, referral_id: int, on: date) -> Referral:
    """Note that she was attended.

    :raises Refused: if nobody has accepted her.
    """
    referral = _step(session, actor, referral_id, "served")
    _check_day(referral, on)
    referral.served_on = on
    return referral


def close(session: Session, actor: Actor, referral_id: int, on: date, outcome: str) -> Referral:
    """Close a referral with what came of it, sealed.

    :raises Invalid: if nothing is said about the outcome.
    :raises Refused: if it has not been sent, or is closed.
    """
    if not 1 <= len(outcome.strip()) <= 4000:
        raise Invalid({"outcome": [N_("Write what came of it.")]})
    referral = _step(session, actor, referral_id, "closed")
    _check_day(referral, on)
    referral.closed_on = on
    referral.outcome = _sealed(session, referral, "outcome", outcome)
    agenda.close(session, actor, source="referral", source_id=referral.id)
    return referral


def undo(session: Session, actor: Actor, referral_id: int) -> Referral:
    """Take back a referral that has not been sent.

    :raises Refused: if it has left the house.
    """
    policies.require(actor, "referral.write")
    if get(session, actor, referral_id).sent_at is not None:
        raise Refused([objections.SENT_ALREADY])
    return _step(session, actor, referral_id, UNDONE)


def _check(new: NewReferral) -> None:
    checks = (
        ("purpose", new.purpose not in PURPOSES, N_("Choose what it is for.")),
        ("direction", new.direction not in {IN, OUT}, N_("Choose who refers her.")),
        ("reason", len(new.reason.strip()) > 2000, N_("This is too long.")),
        ("legal_duty", len(new.legal_duty.strip()) > 200, N_("This is too long.")),
    )
    faults = {field: [message] for field, wrong, message in checks if wrong}
    if faults:
        raise Invalid(faults)


def _step(session: Session, actor: Actor, referral_id: int, to: str) -> Referral:
    policies.require(actor, "referral.write")
    referral = get(session, actor, referral_id)
    _check_step(referral, to)
    referral.state = to
    record(session, actor, f"referral.{to}", Subject("referral", referral.id))
    return referral


def _check_step(referral: Referral, to: str) -> None:
    if referral.state not in FROM.get((to, referral.direction), frozenset()):
        raise Refused([objections.WRONG_STEP])


def _check_day(referral: Referral, on: date) -> None:
    if on < referral.requested_on:
        raise Invalid({"on": [N_("That is before it was requested.")]})


def _ask_later(session: Session, actor: Actor, referral: Referral) -> None:
    agenda.add(
        session,
        branch_id=referral.branch_id,
        code="referral.answer",
        source="referral",
        source_id=referral.id,
        title=N_("Ask whether a referral was accepted"),
        role=actor.role,
        due_at=clock.now() + clocks.span(session, referral.branch_id, "referral_ask"),
        resident_id=referral.resident_id,
        actor=actor,
    )


def _sealed(session: Session, referral: Referral, name: str, text: str) -> bytes | None:
    clean = text.strip()
    return session.info["vault"].seal("referral", name, referral.id, clean) if clean else None


def _receives(partner: Partner, on: date) -> bool:
    return partner.active and exists_on(partner, on)
