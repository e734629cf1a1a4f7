"""Beds that are kept while somebody is away: with leave, or while she is missing."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches import objections
from core.branches.beds import HELD, OCCUPIED, open_stay, stay_of, time_zone, turn
from core.branches.models import BedStay
from core.errors import N_, Invalid, Refused


def hold_bed(session: Session, actor: Actor, resident_id: int, until: date, at: datetime, reason: str = "") -> BedStay:
    """Keep her bed for her while she is away, to the end of a day.

    :raises NotFound: if she has no bed in the actor's house.
    :raises Refused: if it is held already.
    :raises Invalid: if the day lies before the absence.
    """
    policies.require(actor, "bed.assign")
    stay = stay_of(session, actor, resident_id)
    if stay.state == HELD:
        raise Refused([objections.HELD_ALREADY])
    if until < at.astimezone(ZoneInfo(time_zone(session, actor))).date():
        raise Invalid({"until": [N_("That day is over.")]})
    held = turn(session, stay, at, HELD, reason)
    held.held_until = until
    record(session, actor, "bed.hold", Subject("bed_stay", held.id), resident=resident_id)
    return held


def hold_for_absence(
    session: Session, actor: Actor, resident_id: int, until: date, at: datetime, *, set_anew: bool = False
) -> BedStay | None:
    """Keep the bed of somebody who is missing; whoever reports her, or decides, has been asked for the right.

    :param set_anew: let *until* count although it was kept longer.
    :returns: the stay that holds it, or None if she has no bed.
    """
    stay = open_stay(session, actor.branch_id, resident_id)
    if stay is None:
        return None
    held = stay if stay.state == HELD else turn(session, stay, max(at, stay.from_at), HELD, "")
    held.held_until = until if set_anew else max(until, held.held_until or until)
    session.flush()  # the event names its id
    record(session, actor, "bed.hold", Subject("bed_stay", held.id), resident=resident_id)
    return held


def back_in_bed(session: Session, actor: Actor, resident_id: int, at: datetime) -> None:
    """Note that somebody who was missing is in her bed again, if one is kept for her."""
    stay = open_stay(session, actor.branch_id, resident_id)
    if stay is not None and stay.state == HELD:
        back = turn(session, stay, max(at, stay.from_at), OCCUPIED, "")
        session.flush()  # the event names its id
        record(session, actor, "bed.return", Subject("bed_stay", back.id), resident=resident_id)


def end_hold(session: Session, actor: Actor, resident_id: int, at: datetime) -> BedStay:
    """Note that she is back in the bed that was kept for her.

    :raises Refused: if her bed is not held.
    """
    policies.require(actor, "bed.assign")
    stay = stay_of(session, actor, resident_id)
    if stay.state != HELD:
        raise Refused([objections.NOT_HELD])
    back = turn(session, stay, at, OCCUPIED, "")
    record(session, actor, "bed.return", Subject("bed_stay", back.id), resident=resident_id)
    return back
