"""The house's stays by how their legal basis stands."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.legal import measures
from core.legal.cover import Standing, State
from core.residents import service as residents
from core.residents.models import Resident
from core.stages.models import Episode

_FAR = datetime.max.replace(tzinfo=UTC)
_ORDER = {State.NONE: 0, State.PROVISIONAL: 1, State.IN_FORCE: 2}


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay on the board."""

    code: str
    house_name: str
    standing: Standing


def stays(session: Session, actor: Actor) -> list[Stay]:
    """List the house's stays, those without basis first, then by what ends soonest; two statements in all."""
    policies.require(actor, "measure.read", on_case=True)
    query = (
        select(Episode.resident_id, Episode.admitted_at, Resident.code, Resident.house_name)
        .join(Resident, Resident.id == Episode.resident_id)
        .where(Episode.branch_id == actor.branch_id, Episode.closed_at.is_(None))
    )
    if policies.caseload_only(actor, "LEG-C"):
        query = query.where(Episode.resident_id.in_(residents.caseload(session, actor)))
    rows = session.execute(query).all()
    standings = measures.standings(session, {row.resident_id: row.admitted_at for row in rows}, clock.now())
    found = [Stay(row.code, row.house_name, standings[row.resident_id]) for row in rows]
    return sorted(found, key=lambda stay: (_ORDER[stay.standing.state], stay.standing.until or _FAR, stay.code))
