"""The house at an instant: rooms, beds and who is in them; occupied + held + free = in service (INV-05)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, Date, Row, Select, and_, case, column, func, or_, select, values
from sqlalchemy.orm import Session

from core import clock, people
from core.access import policies
from core.actor import Actor
from core.branches.beds import HELD, OCCUPIED, time_zone
from core.branches.models import Bed, BedStay, Room
from core.db import UtcDateTime
from core.errors import N_


class BedState(StrEnum):
    """What a bed is at an instant."""

    FREE = "free"
    OCCUPIED = "occupied"
    HELD = "held"
    OUT = "out"


STATE_WORDS: Mapping[BedState, str] = {
    BedState.FREE: N_("Free"),
    BedState.OCCUPIED: N_("Occupied"),
    BedState.HELD: N_("On hold for an absence"),
    BedState.OUT: N_("Out of service"),
}
_SHAPES: Mapping[BedState, str] = {
    BedState.FREE: "done",
    BedState.OCCUPIED: "now",
    BedState.HELD: "wait",
    BedState.OUT: "off",
}


@dataclass(frozen=True, slots=True)
class BoardBed:
    """A bed on the board.

    :param resident_id: who is in it, or for whom it is held; ``resident_code`` and ``house_name`` likewise.
    :param overdue: it is held for a day that is over.
    """

    id: int
    label: str
    kind: str
    accessible: bool
    state: BedState
    resident_id: int | None = None
    resident_code: str | None = None
    house_name: str | None = None
    since: datetime | None = None
    held_until: date | None = None
    overdue: bool = False

    @property
    def words(self) -> str:
        """The state in words."""
        return STATE_WORDS[self.state]

    @property
    def shape(self) -> str:
        """The shape that repeats the word."""
        return _SHAPES[self.state]


@dataclass(frozen=True, slots=True)
class BoardRoom:
    """A room and its beds."""

    id: int
    name: str
    occupants: str
    beds: tuple[BoardBed, ...]


@dataclass(frozen=True, slots=True)
class Occupancy:
    """The house counted, at an instant or over several nights."""

    occupied: int
    held: int
    in_service: int

    @property
    def free(self) -> int:
        """What could have been given away."""
        return self.in_service - self.occupied - self.held


@dataclass(frozen=True, slots=True)
class Bedless:
    """Somebody who lives here and has no bed."""

    code: str
    house_name: str
    baby: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Every room of a house."""

    rooms: tuple[BoardRoom, ...]

    @property
    def beds(self) -> Iterator[BoardBed]:
        """Every bed of the house."""
        return (bed for room in self.rooms for bed in room.beds)

    @property
    def occupancy(self) -> Occupancy:
        """Count the beds by state."""
        states = [bed.state for bed in self.beds]
        in_service = sum(state is not BedState.OUT for state in states)
        return Occupancy(states.count(BedState.OCCUPIED), states.count(BedState.HELD), in_service)


def board(session: Session, actor: Actor, at: datetime | None = None) -> Board:
    """Show the actor's house as it is, or was at an instant; one statement."""
    policies.require(actor, "bed.read")
    instant = at or clock.now()
    day = instant.astimezone(ZoneInfo(time_zone(session, actor))).date()
    now_in_it = and_(
        BedStay.bed_id == Bed.id,
        BedStay.from_at <= instant,
        or_(BedStay.until_at.is_(None), BedStay.until_at > instant),
    )
    query = (
        select(
            Room.id.label("room_id"), Room.name, Room.occupants,
            Bed.id, Bed.label, Bed.kind, Bed.accessible, Bed.in_service_from, Bed.in_service_until,
            BedStay.state, BedStay.resident_id, BedStay.from_at, BedStay.held_until, *people.naming(actor),
        )
        .outerjoin(Bed, Bed.room_id == Room.id)
        .outerjoin(BedStay, now_in_it)
        .outerjoin(people.residents(), people.residents().c.id == BedStay.resident_id)
        .where(Room.branch_id == actor.branch_id)
        .order_by(Room.name, Room.id, Bed.label)
    )  # fmt: skip
    return Board(tuple(_rooms(session.execute(query).all(), day)))


def occupancy(session: Session, actor: Actor, at: datetime | None = None) -> Occupancy:
    """Count the actor's house at an instant."""
    return board(session, actor, at).occupancy


def without_bed(session: Session, actor: Actor) -> list[Bedless]:
    """List who lives in the actor's house and has no bed."""
    policies.require(actor, "bed.read")
    about, stay = people.residents(), people.episodes()
    in_bed = select(BedStay.id).where(BedStay.resident_id == about.c.id, BedStay.until_at.is_(None)).exists()
    query = (
        select(about.c.code, about.c.house_name, about.c.kind)
        .join(stay, stay.c.resident_id == about.c.id)
        .where(stay.c.branch_id == actor.branch_id, stay.c.closed_at.is_(None), stay.c.modality == "residential")
        .where(~in_bed)
        .order_by(about.c.house_name, about.c.code)
    )
    return [Bedless(row.code, row.house_name, row.kind == "baby") for row in session.execute(query)]


def by_night(session: Session, branch_id: int, zone: str, first: date, last: date) -> dict[date, Occupancy]:
    """Count a house at the end of each day, local midnight, in one statement.

    :param last: the last day, included.
    """
    nights = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    marks = _marks(nights, ZoneInfo(zone))
    found = {row.day: row for row in session.execute(_count_by_mark(marks, branch_id))}
    return {
        night: Occupancy(found[night].occupied, found[night].held, found[night].in_service)
        if night in found
        else Occupancy(0, 0, 0)
        for night in nights
    }


def bed_nights(session: Session, branch_id: int, zone: str, month: date) -> Occupancy:
    """Sum a house's bed-nights over the month that a day lies in: slept in, held, and in service."""
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    nights = by_night(session, branch_id, zone, first, last).values()
    return Occupancy(
        sum(night.occupied for night in nights),
        sum(night.held for night in nights),
        sum(night.in_service for night in nights),
    )


def _marks(nights: Sequence[date], zone: ZoneInfo) -> CTE:
    """Make a table of days and the instants at which they end; the zone's rules are Python's, not the database's."""
    rows = [(night, datetime.combine(night + timedelta(days=1), time(), zone)) for night in nights]
    columns = (column("day", Date()), column("at", UtcDateTime()))
    return values(*columns, name="mark").data(rows).cte("mark")


def _count_by_mark(mark: CTE, branch_id: int) -> Select[Any]:
    in_bed = and_(
        BedStay.bed_id == Bed.id,
        BedStay.from_at <= mark.c.at,
        or_(BedStay.until_at.is_(None), BedStay.until_at > mark.c.at),
    )
    usable = and_(
        Bed.in_service_from <= mark.c.day, or_(Bed.in_service_until.is_(None), Bed.in_service_until > mark.c.day)
    )
    return (
        select(
            mark.c.day,
            func.sum(case((BedStay.state == OCCUPIED, 1), else_=0)).label("occupied"),
            func.sum(case((BedStay.state == HELD, 1), else_=0)).label("held"),
            func.count(Bed.id).label("in_service"),
        )
        .select_from(mark)
        .join(Bed, Bed.branch_id == branch_id)
        .outerjoin(BedStay, in_bed)
        .where(or_(usable, BedStay.id.is_not(None)))
        .group_by(mark.c.day)
    )


def _rooms(rows: Sequence[Any], day: date) -> Iterator[BoardRoom]:
    for _key, group in groupby(rows, key=lambda row: row.room_id):
        of_room = list(group)
        first = of_room[0]
        beds = tuple(_bed(row, day) for row in of_room if row.id is not None)
        yield BoardRoom(first.room_id, first.name, first.occupants, beds)


def _bed(row: Row[Any], day: date) -> BoardBed:
    return BoardBed(
        row.id, row.label, row.kind, row.accessible, _state(row, day), row.resident_id, row.resident_code,
        row.house_name, row.from_at, row.held_until,
        overdue=row.held_until is not None and row.held_until < day,
    )  # fmt: skip


def _state(row: Row[Any], day: date) -> BedState:
    """A bed that somebody lies in counts as in service whatever its dates say, so that the sum holds."""
    if row.state is not None:
        return BedState.HELD if row.state == HELD else BedState.OCCUPIED
    usable = row.in_service_from <= day and (row.in_service_until is None or day < row.in_service_until)
    return BedState.FREE if usable else BedState.OUT
