"""Outings with permission: who left, and when she is expected. Late is amber at once; the search begins by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.absences.models import AWAY, Outing
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.branches import clocks
from core.errors import N_, Conflict, Invalid
from core.residents import house
from core.residents.models import Resident
from core.stages import episodes

SOURCE = "outing"
LIMIT = 300
#: An outing is over by then; what is longer is a leave that somebody decides otherwise.
LONGEST = timedelta(days=7)
#: A clock in the house may be some minutes fast.
_FAST = timedelta(minutes=5)
_LATE = N_("She is late from an outing: call whoever is with her, and look for her")


@dataclass(frozen=True, slots=True)
class NewOuting:
    """An outing as it begins.

    :param about: with whom she went and where to, for whoever has to look for her.
    """

    left_at: datetime
    expected_at: datetime
    about: str = ""


def leave(session: Session, actor: Actor, resident: Resident, new: NewOuting) -> Outing:
    """Note that a resident leaves with permission; a task waits for the minute at which she is late.

    :raises Invalid: if the hours cannot be, or too much is written.
    :raises Conflict: if she is out or missing already.
    """
    policies.require(actor, "outing.write")
    house.own(actor, resident)
    episode = episodes.get_open(session, resident.id)
    faults = house.text_faults({"about": new.about}, {"about": LIMIT})
    if new.left_at > clock.now() + _FAST or new.left_at < episode.admitted_at:
        faults["left_at"] = [N_("At that hour she cannot have left.")]
    if not timedelta() < new.expected_at - new.left_at <= LONGEST:
        faults["expected_at"] = [N_("It has to be after she leaves, within seven days.")]
    if faults:
        raise Invalid(faults)
    if episode.state in AWAY or find_open(session, resident.id) is not None:
        raise Conflict(message=N_("She is out already."))
    outing = _write(session, actor, resident, episode.id, new)
    warn = clocks.span(session, resident.branch_id, "late_warn")
    agenda.add(
        session, branch_id=resident.branch_id, code="late", source=SOURCE, source_id=outing.id, title=_LATE,
        role="educator", due_at=new.expected_at + warn, resident_id=resident.id, urgent=True, actor=actor,
    )  # fmt: skip
    record(session, actor, "outing.begin", Subject("outing", outing.id), expected=new.expected_at.isoformat())
    return outing


def come_back(session: Session, actor: Actor, resident: Resident) -> Outing:
    """Note that she is back from an outing, in time or late.

    :raises Conflict: if she is not out, or is being looked for: then her return ends the search.
    """
    policies.require(actor, "outing.write")
    house.own(actor, resident)
    outing = find_open(session, resident.id)
    if outing is None or outing.absence_id is not None:
        raise Conflict(message=N_("She is not out, or she is being looked for: note her return there."))
    close(session, actor, resident.id)
    return outing


def close(session: Session, actor: Actor, resident_id: int) -> None:
    """End the outing that somebody has, if any: she is back, or it is known otherwise where she is."""
    outing = find_open(session, resident_id)
    if outing is None:
        return
    outing.returned_at, outing.returned_to_name = clock.now(), actor.name
    agenda.close(session, actor, source=SOURCE, source_id=outing.id)
    record(session, actor, "outing.end", Subject("outing", outing.id))


def find_open(session: Session, resident_id: int) -> Outing | None:
    """Find the outing from which somebody is not back yet."""
    return session.scalar(select(Outing).where(Outing.resident_id == resident_id, Outing.returned_at.is_(None)))


def overdue(session: Session, branch_id: int, now: datetime) -> list[Outing]:
    """List the outings of a house whose return is so late that the search begins, and has not begun."""
    limit = now - clocks.span(session, branch_id, "late_absent")
    query = select(Outing).where(
        Outing.branch_id == branch_id,
        Outing.returned_at.is_(None),
        Outing.absence_id.is_(None),
        Outing.expected_at <= limit,
    )
    return list(session.scalars(query.order_by(Outing.id)))


def next_moment(session: Session, now: datetime) -> datetime | None:
    """Tell when a search may begin next, in any house of the store."""
    query = select(Outing.branch_id, Outing.expected_at).where(
        Outing.returned_at.is_(None), Outing.absence_id.is_(None)
    )
    moments = [search_at(session, row.branch_id, row.expected_at) for row in session.execute(query)]
    return min((each for each in moments if each > now), default=None)


def search_at(session: Session, branch_id: int, expected_at: datetime) -> datetime:
    """Tell when the search for somebody begins who is expected at an hour."""
    return expected_at + clocks.span(session, branch_id, "late_absent")


def opened(session: Session, outing: Outing) -> str:
    """Read with whom she went and where to; whoever looks for her has been asked for the right."""
    return str(session.info["vault"].open("outing", "about", outing.id, outing.about)) if outing.about else ""


def _write(session: Session, actor: Actor, resident: Resident, episode_id: int, new: NewOuting) -> Outing:
    outing = Outing(
        branch_id=resident.branch_id, resident_id=resident.id, episode_id=episode_id, left_at=new.left_at,
        expected_at=new.expected_at, allowed_by_name=actor.name,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(outing)
    except IntegrityError as error:
        raise Conflict(message=N_("She is out already.")) from error
    if new.about.strip():
        outing.about = session.info["vault"].seal("outing", "about", outing.id, new.about.strip())
    return outing
