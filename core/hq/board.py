"""Which branch has sent what, whether in time and how completely (HQ-3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.access.models import BranchListing
from core.actor import Actor
from core.hq.models import Submission
from core.hq.states import State
from core.hq.tables import newest
from core.hq.tables.paging import Part, part
from core.reporting import catalogue as catalogues
from core.reporting.periods import Period, containing

#: Days after the period's end: the first valid submission is in time, late, or missing (HQ-3).
DUE_DAYS, LATE_DAYS = 10, 20
#: Periods over which a branch's timeliness is told.
ROLLING = 12
#: Branches of one page.
PAGE = 100


class Timeliness(StrEnum):
    """How a branch's submission of a period stands."""

    ON_TIME = "on_time"
    LATE = "late"
    AFTER = "after"
    DUE = "due"
    OVERDUE = "overdue"
    MISSING = "missing"
    NOT_OPEN = "not_open"


@dataclass(frozen=True, slots=True)
class Standing:
    """What has come of one branch for one period; nothing, if there is no version.

    :param answered: cells that came, hidden ones included; ``required`` are those the definitions ask for.
    :param state: how far it has come at the office.
    """

    timeliness: Timeliness
    required: int
    version: int | None = None
    received_at: datetime | None = None
    answered: int = 0
    state: State | None = None

    @property
    def came(self) -> bool:
        """Whether anything did."""
        return self.version is not None


@dataclass(frozen=True, slots=True)
class Line:
    """One branch on the board.

    :param started: False until its first submission: the country is in preparation (HQ-11).
    :param in_time: of the last periods that were due, ``due`` in number.
    """

    code: str
    name: str
    country: str
    started: bool
    standings: tuple[Standing, ...]
    in_time: int
    due: int


@dataclass(frozen=True, slots=True)
class _Came:
    version: int
    first: datetime
    cells: int
    state: State


def ended_periods(kind: str, number: int) -> list[Period]:
    """List the last periods of a kind that have ended somewhere, newest first."""
    found = [containing(clock.today("UTC"), kind).previous()]
    while len(found) < number:
        found.append(found[-1].previous())
    return found


@dataclass(frozen=True, slots=True)
class Board:
    """A page of branches."""

    lines: tuple[Line, ...]
    page: Part


def board(session: Session, actor: Actor, periods: Sequence[Period], after: str = "") -> Board:
    """Tell what has come of each branch for some periods of one kind, newest first.

    :param after: code of the branch after which the page begins.
    """
    policies.require(actor, "hq.read")
    page = part(sorted(session.scalars(select(BranchListing.code))), after, PAGE)
    query = select(BranchListing).where(BranchListing.code.in_(page.codes)).order_by(BranchListing.code)
    return Board(_lines(session, session.scalars(query).all(), periods), page)


def everybody(session: Session, actor: Actor, periods: Sequence[Period]) -> tuple[Line, ...]:
    """Tell the same of all branches at once."""
    policies.require(actor, "hq.read")
    return _lines(session, session.scalars(select(BranchListing).order_by(BranchListing.code)).all(), periods)


def _lines(session: Session, listings: Sequence[BranchListing], periods: Sequence[Period]) -> tuple[Line, ...]:
    codes = [each.code for each in listings]
    came = _came(session, periods, codes)
    anything = select(Submission.id).where(Submission.branch_code == BranchListing.code)
    known = set(session.scalars(select(BranchListing.code).where(BranchListing.code.in_(codes), exists(anything))))
    return tuple(_line(each, periods, came, started=each.code in known) for each in listings)


def timeliness(period: Period, listing: BranchListing, first: datetime | None) -> Timeliness:
    """Judge the first valid submission by the branch's own calendar."""
    if listing.opened_on > period.last or (listing.closed_on is not None and listing.closed_on <= period.first):
        return Timeliness.NOT_OPEN
    day = clock.today(listing.time_zone) if first is None else _local_day(first, listing.time_zone)
    days = (day - period.last).days
    if first is None:
        steps = (Timeliness.DUE, Timeliness.OVERDUE, Timeliness.MISSING)
    else:
        steps = (Timeliness.ON_TIME, Timeliness.LATE, Timeliness.AFTER)
    return steps[(days > DUE_DAYS) + (days > LATE_DAYS)]


def due_on(period: Period) -> date:
    """Give the last day on which a submission is in time."""
    return period.last + timedelta(days=DUE_DAYS)


def _line(
    listing: BranchListing, periods: Sequence[Period], came: Mapping[tuple[str, str], _Came], *, started: bool
) -> Line:
    standings = tuple(_standing(listing, each, came.get((listing.code, str(each)))) for each in periods)
    judged = [each for each in standings if each.timeliness not in (Timeliness.NOT_OPEN, Timeliness.DUE)]
    in_time = sum(each.timeliness is Timeliness.ON_TIME for each in judged)
    return Line(
        listing.code, listing.public_name, listing.country_code, started, standings, in_time=in_time, due=len(judged)
    )


def _standing(listing: BranchListing, period: Period, came: _Came | None) -> Standing:
    required = _required(period.kind)
    if came is None:
        return Standing(timeliness(period, listing, None), required)
    on_time = timeliness(period, listing, came.first)
    return Standing(on_time, required, came.version, came.first, came.cells, came.state)


@cache
def _required(kind: str) -> int:
    return len(catalogues.current().keys(kind))


def _came(session: Session, periods: Sequence[Period], branches: Sequence[str]) -> dict[tuple[str, str], _Came]:
    """Newest version, first arrival and cells of the newest, by branch and period."""
    return {
        (each.branch_code, each.period): _Came(each.version, each.first_received_at, each.cells, State(each.state))
        for each in newest.of(session, [str(each) for each in periods], branches)
    }


def _local_day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()
