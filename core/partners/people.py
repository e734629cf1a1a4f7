"""The people whom a house knows at its partners, by name, for whoever has to name one."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.partners.models import Partner, PartnerContact


def people(session: Session, actor: Actor, on: date, kind: str = "") -> list[tuple[str, str, str]]:
    """List who can be named at partners: name, function and partner; nobody to whom may not read partners.

    :param kind: of the partner; all of them if it is empty.
    """
    if not policies.may(actor, "partner.read"):
        return []
    query = (
        select(PartnerContact.name, PartnerContact.function, Partner.name)
        .join(Partner, Partner.id == PartnerContact.partner_id)
        .where(PartnerContact.branch_id == actor.branch_id, Partner.active.is_(True))
        .where(or_(PartnerContact.ended_on.is_(None), PartnerContact.ended_on > on))
        .order_by(PartnerContact.name, PartnerContact.id)
    )
    rows = session.execute(query.where(Partner.kind == kind) if kind else query)
    return [(name, function, partner) for name, function, partner in rows]
