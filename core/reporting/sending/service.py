"""Signed packages on their way to the office of another node: a while at a time, from where the line broke before.

No store is open while the line is: first the packages are taken, then they are carried, then it is noted how far.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.reporting import closings
from core.reporting.closings import SENT
from core.reporting.leaving import signing
from core.reporting.models import Closing, Sending
from core.reporting.periods import Period
from core.reporting.sending import asking
from core.reporting.sending.line import Line, Outgoing

#: A page carries so many seconds long and then shows how far it has come.
SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Part:
    """A package as the page shows it.

    :param arrived: bytes of ``total`` that the office has; ``error`` why it went no further.
    """

    period: Period
    version: int
    sent: bool
    arrived: int
    total: int
    error: str


@dataclass(frozen=True, slots=True)
class Carried:
    """How far a package has come."""

    arrived: int
    total: int
    received: bool
    error: str = ""


def packages(session: Session, actor: Actor, closing: Closing) -> list[tuple[int, Outgoing]]:
    """Take what is still to be sent with a closing; of a restated year all of it."""
    parts = signing.together(session, actor, closing)
    waiting = [each for each in parts if each.state != SENT]
    return [(each.id, asking.announced(session, actor, signing.envelope(session, actor, each))) for each in waiting]


def carry(line: Line, parts: Sequence[tuple[int, Outgoing]]) -> dict[int, Carried]:
    """Carry packages one after the other, for some seconds or until the line breaks."""
    return dict(_carried(line, parts, time.monotonic() + SECONDS))


def keep(session: Session, actor: Actor, carried: Mapping[int, Carried]) -> bool:
    """Note how far packages have come, and those that the office has as sent.

    :returns: whether all of them have arrived.
    """
    policies.require(actor, "figures.close")
    for closing_id, how in carried.items():
        closing = closings.get(session, actor, closing_id)
        row = session.scalar(select(Sending).where(Sending.closing_id == closing_id))
        if row is None:
            row = Sending(branch_id=closing.branch_id, closing_id=closing_id)
            session.add(row)
        row.total, row.arrived, row.error, row.tried_at = how.total, how.arrived, how.error, clock.now()
        if how.received:
            signing.mark_sent(session, actor, closing)
    return all(each.received for each in carried.values())


def parts_of(session: Session, actor: Actor, closing: Closing) -> list[Part]:
    """Tell how far a closing has come, and what goes with it."""
    policies.require(actor, "figures.close")
    found = [closing]
    if closings.corrects(session, closing):
        periods = closings.signed_of(session, closing.branch_id, Period.parse(closing.period).year)
        newest = closings.newest_by_period(session, closing.branch_id, periods)
        found = [newest[each] for each in periods]
    rows = session.scalars(select(Sending).where(Sending.closing_id.in_([each.id for each in found])))
    known = {each.closing_id: each for each in rows}
    return [_part(each, known.get(each.id)) for each in found]


def _carried(line: Line, parts: Sequence[tuple[int, Outgoing]], until: float) -> Iterator[tuple[int, Carried]]:
    for closing_id, parcel in parts:
        total, arrived, received = len(parcel.envelope.encode()), 0, ""
        try:
            for step in line.pieces(parcel):
                arrived, received = step.arrived, step.received
                if not received and time.monotonic() >= until:
                    break
        except Invalid as error:
            yield closing_id, Carried(arrived, total, received=False, error=_reason(error))
            return
        except Conflict as error:
            yield closing_id, Carried(arrived, total, received=False, error=str(error.message))
            return
        yield closing_id, Carried(arrived, total, received=bool(received))
        if not received:
            return


def _reason(error: Invalid) -> str:
    return " ".join(str(text) for texts in error.fields.values() for text in texts)[:300]


def _part(closing: Closing, known: Sending | None) -> Part:
    period, sent = Period.parse(closing.period), closing.state == SENT
    if known is None:
        return Part(period, closing.version, sent, 0, 0, "")
    return Part(period, closing.version, sent, known.arrived, known.total, "" if sent else known.error)
