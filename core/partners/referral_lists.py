"""Referrals as they are found and read."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core import people
from core.access import policies
from core.actor import Actor
from core.branches import service as branches
from core.errors import NotFound
from core.partners.models import Partner, Referral
from core.partners.referral_terms import Person, Slip

_WAITING = ("requested", "sent", "accepted", "declined", "served")


@dataclass(frozen=True, slots=True)
class ListedReferral:
    """A referral as it is listed."""

    referral: Referral
    partner: str
    resident_code: str | None
    house_name: str | None


def get(session: Session, actor: Actor, referral_id: int) -> Referral:
    """Find a referral of the actor's house.

    :raises NotFound: if there is none, or the actor may not know of it.
    """
    policies.require(actor, "referral.read")
    referral = session.get(Referral, referral_id)
    if referral is None or referral.branch_id != actor.branch_id:
        raise NotFound()
    return referral


def slip(session: Session, actor: Actor, person: Person, referral: Referral) -> Slip:
    """Show what would leave the house, before it does; what has left is shown as it was sent."""
    policies.require(actor, "referral.read")
    if referral.sent_at is not None:
        return Slip(**referral.shared)
    office = branches.get_branch(session, actor).public_telephone
    return Slip(person.external_code, person.age, referral.purpose, office)


def read_sealed(session: Session, actor: Actor, referral: Referral, name: str) -> str:
    """Open the reason or the outcome of a referral of the actor's house."""
    get(session, actor, referral.id)
    blob = {"reason": referral.reason, "outcome": referral.outcome}[name]
    return str(session.info["vault"].open("referral", name, referral.id, blob)) if blob else ""


def of_resident(session: Session, actor: Actor, resident_id: int) -> list[ListedReferral]:
    """List a resident's referrals, newest first."""
    return _listed(session, actor, Referral.resident_id == resident_id)


def open_referrals(session: Session, actor: Actor, limit: int = 100) -> list[ListedReferral]:
    """List the house's referrals that still wait for something, newest first."""
    return _listed(session, actor, Referral.state.in_(_WAITING), limit)


def sent_under(session: Session, actor: Actor, consent_id: int) -> list[Referral]:
    """List what was sent under a consent: when it is withdrawn each has to be asked back (INV-15).

    Whoever may withdraw asks, even where the house makes no referrals any more.
    """
    policies.require(actor, "consent.write", on_case=True)
    query = select(Referral).where(Referral.consent_id == consent_id, Referral.branch_id == actor.branch_id)
    return list(session.scalars(query.order_by(Referral.id)))


def _listed(
    session: Session, actor: Actor, which: ColumnElement[bool], limit: int | None = None
) -> list[ListedReferral]:
    policies.require(actor, "referral.read")
    about = people.residents()
    query = (
        select(Referral, Partner.name, *people.naming(actor))
        .join(Partner, Partner.id == Referral.partner_id)
        .outerjoin(about, about.c.id == Referral.resident_id)
        .where(which, Referral.branch_id == actor.branch_id)
        .order_by(Referral.requested_on.desc(), Referral.id.desc())
        .limit(limit)
    )
    return [ListedReferral(*row) for row in session.execute(query)]
