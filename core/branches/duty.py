"""Who is on shift in the house: an educator's access lives and ends with it (NK-2)."""

from dataclasses import replace

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.access.matrix import MATRIX
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches import clearances
from core.branches.models import Duty
from core.errors import Refused
from plugins.profile import CountryProfile

_ON_SHIFT = frozenset(role for role, cells in MATRIX.items() if any("T" in cell[1:] for cell in cells.values()))


def start_duty(session: Session, actor: Actor, country: CountryProfile) -> Duty:
    """Begin the actor's shift; one that runs goes on.

    :raises Refused: if the country lets nobody work with children without a certificate that she lacks today.
    """
    policies.require(actor, "duty.start")
    running = find_duty(session, actor)
    if running is not None:
        return running
    against = clearances.against_shift(session, actor, country)
    if against:
        raise Refused(against)
    duty = Duty(branch_id=actor.branch_id, user_id=actor.user_id or 0, user_name=actor.name, from_at=clock.now())
    session.add(duty)
    session.flush()  # the event carries its id
    record(session, actor, "duty.start", Subject("duty", duty.id))
    return duty


def end_duty(session: Session, actor: Actor) -> None:
    """End the actor's shift, and with it what she may read; should two run by mistake, none is left."""
    for running in session.scalars(_running(actor)):
        running.until_at = clock.now()
        record(session, actor, "duty.end", Subject("duty", running.id))


def find_duty(session: Session, actor: Actor) -> Duty | None:
    """Find the actor's running shift."""
    return session.scalars(_running(actor).limit(1)).first()


def on_duty(session: Session, branch_id: int) -> list[Duty]:
    """List who is on shift in a house now."""
    query = select(Duty).where(Duty.branch_id == branch_id, Duty.until_at.is_(None)).order_by(Duty.from_at)
    return list(session.scalars(query))


def as_on_duty(session: Session, actor: Actor) -> Actor:
    """Give the actor as she stands: on shift or not; asked only where a right lives and ends with the shift (NK-2)."""
    if actor.role not in _ON_SHIFT:
        return actor
    return replace(actor, on_duty=find_duty(session, actor) is not None)


def _running(actor: Actor) -> Select[Duty]:
    return select(Duty).where(Duty.branch_id == actor.branch_id, Duty.user_id == actor.user_id, Duty.until_at.is_(None))
