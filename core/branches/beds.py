"""Who sleeps where: one bed holds one person, one person has one bed (INV-04).

A stay in a bed is never rewritten: an absence ends the occupied stay and begins a held one, so that the house can be
counted at any instant of the past (INV-05).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches import objections
from core.branches.models import Bed, BedStay, Branch, Room
from core.errors import N_, Invalid, NotFound, Refused
from plugins.contract.stages import Objection

OCCUPIED, HELD = "occupied", "held"
#: An admission may be dated some minutes ahead by a clock that runs fast.
_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class FreeBed:
    """A bed that can be given away on a day."""

    id: int
    room: str
    label: str
    kind: str
    accessible: bool
    occupants: str


def time_zone(session: Session, actor: Actor) -> str:
    """Tell the time zone of the actor's house.

    :raises NotFound: if she has none.
    """
    zone = session.scalar(select(Branch.time_zone).where(Branch.id == actor.branch_id))
    if zone is None:
        raise NotFound()
    return zone


def free_beds(
    session: Session,
    actor: Actor,
    on: date,
    *,
    kind: str | None = None,
    accessible: bool = False,
    adult: bool | None = None,
) -> list[FreeBed]:
    """List the beds of the actor's house that can be given away on a day.

    :param kind: ``bed`` or ``crib``; both if None.
    :param accessible: only beds that a wheelchair reaches.
    :param adult: leaves out rooms for the other age group; None asks for all.
    """
    policies.require(actor, "bed.read")
    query = (
        select(Bed.id, Room.name, Bed.label, Bed.kind, Bed.accessible, Room.occupants)
        .join(Room, Room.id == Bed.room_id)
        .where(Bed.branch_id == actor.branch_id, _in_service(on), ~_taken_from(clock.now()))
        .order_by(Room.name, Bed.label)
    )
    found = [FreeBed(*row) for row in session.execute(query)]
    return [bed for bed in found if _suits(bed, kind, adult) and (bed.accessible or not accessible)]


def assign_bed(
    session: Session,
    actor: Actor,
    resident_id: int,
    bed_id: int,
    at: datetime,
    reason: str = "",
    *,
    adult: bool = False,
    risk_assessment: bool = False,
) -> BedStay:
    """Give somebody who has none a bed.

    :param adult: whether she counts as an adult on that day; what decides in rooms for one age group (AGE-5).
    :param risk_assessment: whether a written assessment allows a room of the other age group.
    :raises NotFound: if there is no such bed in the actor's house.
    :raises Refused: with every rule that speaks against it.
    """
    policies.require(actor, "bed.assign")
    bed = _bed(session, actor, bed_id)
    _check_instant(at)
    against = _objections(session, actor, bed, resident_id, at, adult=adult, assessed=risk_assessment)
    if against:
        raise Refused(against)
    stay = _open(session, bed, resident_id, at, OCCUPIED, reason, assessed=risk_assessment)
    record(session, actor, "bed.assign", Subject("bed_stay", stay.id), bed=bed.id, resident=resident_id)
    return stay


def move_bed(
    session: Session,
    actor: Actor,
    resident_id: int,
    bed_id: int,
    at: datetime,
    reason: str = "",
    *,
    adult: bool = False,
    risk_assessment: bool = False,
) -> BedStay:
    """Move somebody from her bed to a free one.

    :raises NotFound: if she has no bed in the actor's house.
    :raises Refused: as :func:`assign_bed`; she then keeps the bed she has.
    """
    policies.require(actor, "bed.assign")
    stay = stay_of(session, actor, resident_id)
    if stay.bed_id == bed_id:
        raise Refused([objections.SAME_BED])
    with session.begin_nested():
        _end(session, stay, at)
        return assign_bed(session, actor, resident_id, bed_id, at, reason, adult=adult, risk_assessment=risk_assessment)


def release_bed(session: Session, actor: Actor, resident_id: int, at: datetime) -> BedStay:
    """Free her bed while her stay goes on elsewhere.

    :raises NotFound: if she has no bed in the actor's house.
    """
    policies.require(actor, "bed.assign")
    stay = stay_of(session, actor, resident_id)
    _end(session, stay, at)
    record(session, actor, "bed.release", Subject("bed_stay", stay.id), resident=resident_id)
    return stay


def end_bed_stay(session: Session, actor: Actor, resident_id: int, at: datetime | None) -> BedStay | None:
    """End her bed with her stay; whoever ends the stay has been asked for the right to.

    :returns: the stay that ended, or None if she had no bed.
    """
    stay = open_stay(session, actor.branch_id, resident_id)
    if stay is None:
        return None
    _end(session, stay, max(at or clock.now(), stay.from_at))
    record(session, actor, "bed.end", Subject("bed_stay", stay.id), resident=resident_id)
    return stay


def bed_of(session: Session, actor: Actor, resident_id: int) -> BedStay | None:
    """Find the bed that somebody has now in the actor's house."""
    policies.require(actor, "bed.read")
    return open_stay(session, actor.branch_id, resident_id)


def _suits(bed: FreeBed, kind: str | None, adult: bool | None) -> bool:
    if kind is not None and bed.kind != kind:
        return False
    return adult is None or not objections.wrong_age_group(bed.kind, bed.occupants, adult=adult)


def _in_service(on: date) -> ColumnElement[bool]:
    return (Bed.in_service_from <= on) & or_(Bed.in_service_until.is_(None), Bed.in_service_until > on)


def _taken_from(at: datetime) -> ColumnElement[bool]:
    """A bed is taken from an instant on while any stay in it ends later, or not yet."""
    later = or_(BedStay.until_at.is_(None), BedStay.until_at > at)
    return select(BedStay.id).where(BedStay.bed_id == Bed.id, later).exists()


def _bed(session: Session, actor: Actor, bed_id: int) -> Bed:
    # The lock lets two people who reach for one bed come one after the other, so that the second reads a reason.
    query = select(Bed).where(Bed.id == bed_id, Bed.branch_id == actor.branch_id).with_for_update()
    bed = session.scalar(query)
    if bed is None:
        raise NotFound()
    return bed


def stay_of(session: Session, actor: Actor, resident_id: int) -> BedStay:
    """Find the bed that somebody has in the actor's house.

    :raises NotFound: if she has none.
    """
    stay = open_stay(session, actor.branch_id, resident_id)
    if stay is None:
        raise NotFound()
    return stay


def open_stay(session: Session, branch_id: int | None, resident_id: int) -> BedStay | None:
    """Find the bed that somebody has in a house; who asks has been asked for the right."""
    query = select(BedStay).where(
        BedStay.resident_id == resident_id, BedStay.branch_id == branch_id, BedStay.until_at.is_(None)
    )
    return session.scalar(query)


def _objections(
    session: Session, actor: Actor, bed: Bed, resident_id: int, at: datetime, *, adult: bool, assessed: bool
) -> list[Objection]:
    room = session.get_one(Room, bed.room_id)
    wrong_age = objections.wrong_age_group(bed.kind, room.occupants, adult=adult)
    local = at.astimezone(ZoneInfo(time_zone(session, actor))).date()
    of_day = bed.in_service_from <= local and (bed.in_service_until is None or local < bed.in_service_until)
    against = [
        (objections.OUT_OF_SERVICE, not of_day),
        (objections.TAKEN, _overlaps(session, BedStay.bed_id == bed.id, at)),
        (objections.HAS_BED, _overlaps(session, BedStay.resident_id == resident_id, at)),
        (objections.ADULT_AMONG_MINORS if adult else objections.MINOR_AMONG_ADULTS, wrong_age and not assessed),
    ]
    return [objection for objection, holds in against if holds]


def _overlaps(session: Session, whose: ColumnElement[bool], at: datetime) -> bool:
    later = or_(BedStay.until_at.is_(None), BedStay.until_at > at)
    return session.scalar(select(BedStay.id).where(whose, later).limit(1)) is not None


def _check_instant(at: datetime) -> None:
    if at > clock.now() + _TOLERANCE:
        raise Invalid({"at": [N_("That instant has not come yet.")]})


def turn(session: Session, stay: BedStay, at: datetime, state: str, reason: str) -> BedStay:
    """End a stay in a bed and begin another one in it, of another state."""
    _end(session, stay, at)
    bed = session.get_one(Bed, stay.bed_id)
    return _open(session, bed, stay.resident_id, at, state, reason, assessed=stay.risk_assessment)


def _end(session: Session, stay: BedStay, at: datetime) -> None:
    if at < stay.from_at:
        raise Invalid({"at": [N_("That is before she was given this bed.")]})
    stay.until_at = at
    session.flush()  # the bed's next stay may only begin once this one has ended


def _open(
    session: Session, bed: Bed, resident_id: int, at: datetime, state: str, reason: str, *, assessed: bool
) -> BedStay:
    stay = BedStay(
        branch_id=bed.branch_id,
        bed_id=bed.id,
        resident_id=resident_id,
        from_at=at,
        state=state,
        risk_assessment=assessed,
    )
    try:
        with session.begin_nested():
            session.add(stay)
    except IntegrityError as error:
        # Somebody was faster with another bed for the same person: only the index can know.
        raise Refused([objections.TAKEN]) from error
    if reason.strip():
        stay.reason = session.info["vault"].seal("bed_stay", "reason", stay.id, reason.strip())
    return stay
