"""The bed of somebody missing: kept for the time of the house, then kept on or given up as the director decides (RE-3).

No law is known that says how long; the time is the house's own clock, by default the target of practice.
"""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import calendar, clock
from core.absences.models import Absence
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.branches import beds, clocks, holds
from core.branches.models import BedStay, Branch
from core.errors import N_, Conflict, Invalid
from core.residents import house
from core.residents.models import Resident

CODE = "after:bed"
_DECIDE = N_("Her bed is kept until this day: keep it longer, or give it up")


def hold(session: Session, actor: Actor, absence: Absence) -> None:
    """Keep her bed from the hour since which she is away, and ask the director on its last day."""
    days = clocks.length(session, absence.branch_id, "bed_hold", absence.since_at)
    zone = _zone(session, absence.branch_id)
    until = absence.since_at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    until = max(until, clock.today(zone))
    if holds.hold_for_absence(session, actor, absence.resident_id, until, absence.since_at) is not None:
        ask(session, actor, absence, until)


def back(session: Session, actor: Actor, absence: Absence) -> None:
    """Note that she is in her bed again, if it was still kept for her."""
    holds.back_in_bed(session, actor, absence.resident_id, clock.now())


def ask(session: Session, actor: Actor, absence: Absence, until: date) -> None:
    """Ask the director what becomes of the bed once its last day is over."""
    agenda.add(
        session, branch_id=absence.branch_id, code=CODE, source="absence", source_id=absence.id, title=_DECIDE,
        role="director", due_at=calendar.end_of_day(until, _zone(session, absence.branch_id)),
        resident_id=absence.resident_id, actor=actor,
    )  # fmt: skip


def kept(session: Session, actor: Actor, resident_id: int) -> BedStay | None:
    """Find the bed that is kept for somebody."""
    stay = beds.open_stay(session, actor.branch_id, resident_id)
    return stay if stay is not None and stay.state == beds.HELD else None


def keep_longer(session: Session, actor: Actor, resident: Resident, absence: Absence, until: date) -> None:
    """Keep her bed to the end of a later day.

    :raises Invalid: if that day is over.
    """
    _decides(session, actor, resident)
    if until < house.today(session, actor):
        raise Invalid({"until": [N_("That day is over.")]})
    holds.hold_for_absence(session, actor, resident.id, until, clock.now(), set_anew=True)
    ask(session, actor, absence, until)


def give_up(session: Session, actor: Actor, resident: Resident, absence: Absence) -> None:
    """Free her bed; her stay goes on, and she gets another one when she comes back."""
    _decides(session, actor, resident)
    beds.end_bed_stay(session, actor, resident.id, clock.now())
    agenda.close(session, actor, source="absence", source_id=absence.id, code=CODE)


def _decides(session: Session, actor: Actor, resident: Resident) -> None:
    policies.require(actor, "bed.decide")
    house.own(actor, resident)
    if kept(session, actor, resident.id) is None:
        raise Conflict(message=N_("No bed is kept for her."))


def _zone(session: Session, branch_id: int) -> str:
    return session.get_one(Branch, branch_id).time_zone
