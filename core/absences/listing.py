"""Lists who is out with permission, and whether she is late; counts absences of a time."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.absences.models import Absence, Outing
from core.access import policies
from core.actor import Actor
from core.branches import clocks
from core.branches.models import Branch
from core.forms.parts import Period
from core.residents.models import Resident


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who is out.

    :param state: ``out``, ``late``, or ``search`` once she is looked for.
    :param search_at: when the search begins if she is not back.
    """

    code: str
    house_name: str
    left_at: datetime
    expected_at: datetime
    search_at: datetime
    allowed_by_name: str
    state: str


def who_is_out(session: Session, actor: Actor) -> list[Line]:
    """List everybody of the actor's house who is out, who is expected first first."""
    policies.require(actor, "absence.read")
    query = (
        select(Outing, Resident.code, Resident.house_name)
        .join(Resident, Resident.id == Outing.resident_id)
        .where(Outing.branch_id == actor.branch_id, Outing.returned_at.is_(None))
    )
    span = clocks.span(session, actor.branch_id or 0, "late_absent")
    return [
        Line(code, name, each.left_at, each.expected_at, each.expected_at + span, each.allowed_by_name, _state(each))
        for each, code, name in session.execute(query.order_by(Outing.expected_at, Outing.id))
    ]


def began_in(session: Session, period: Period, branch_id: int) -> int:
    """Count the absences of a house that began in a period, by its own clock; the caller may know how many."""
    zone = ZoneInfo(session.get_one(Branch, branch_id).time_zone)
    since = datetime.combine(period.since, time(), zone)
    until = datetime.combine(period.until + timedelta(days=1), time(), zone)
    query = select(func.count()).select_from(Absence)
    began = query.where(Absence.branch_id == branch_id, Absence.since_at >= since, Absence.since_at < until)
    return session.scalar(began) or 0


def _state(outing: Outing) -> str:
    if outing.absence_id is not None:
        return "search"
    return "late" if outing.expected_at < clock.now() else "out"
