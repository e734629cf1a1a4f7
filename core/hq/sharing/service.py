"""Requests for a further use of figures: asked by the office, answered by each branch for itself (HQ-7).

Whoever says nothing for ten working days has said no. The days are those of the branch's own country, counted by the
calendar that leaves it most time. A later word takes the place of an earlier one: a yes may be taken back at any time,
a no may become a yes until the day is over.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, clock
from core.access import policies
from core.access.models import BranchListing
from core.actor import Actor
from core.audit.service import Subject, record
from core.canonical import canonical, digest
from core.errors import N_, Invalid, NotFound
from core.hq.models import SharingReply, SharingRequest
from core.hq.receiving.reading import open_envelope, parsed, refused
from core.hq.receiving.schemas import SharingReplySchema
from core.hq.receiving.signed import FORGED, is_signed
from core.hq.sharing.scope import Scope, typed
from core.reporting.sharing.further_use import KINDS, NO, YES, Request
from plugins.profile import CountryProfile

WORKING_DAYS = 10
FILE = "abrigo-sharing-requests"
UNKNOWN = N_("Nobody has asked this branch for that.")
OVER = N_("The day is over: whoever said nothing has said no.")
OLD = N_("A later answer of the branch is here already.")
_LIMITS = {"recipient": 160, "purpose": 600}
_SATURDAY = 5
#: Country and day of asking in; the last day on which a branch there can answer.
LastDay = Callable[[str, date], date]
_OFFICE = Actor(None, "Abrigo", "system")


@dataclass(frozen=True, slots=True)
class Shown:
    """A request with what each branch has said, and what holds now.

    :param decisions: ``yes``, ``no`` or, while it is awaited, empty; by branch.
    """

    request: SharingRequest
    told: Mapping[str, str]
    replies: tuple[SharingReply, ...]
    decisions: Mapping[str, str]

    @property
    def agreed(self) -> tuple[str, ...]:
        """The branches whose figures may be passed on."""
        return tuple(code for code, decision in self.decisions.items() if decision == YES)

    @property
    def waits(self) -> bool:
        """Whether a branch may still answer."""
        return "" in self.decisions.values()


def ask(session: Session, actor: Actor, told: Mapping[str, Any], last_day: LastDay) -> SharingRequest:
    """Ask every branch of the network that is open.

    :param told: ``kind``, ``recipient``, ``purpose``, codes of ``figures`` and ``periods``, and whether branches stand
        ``alone``.
    :raises Invalid: with every field that cannot stand, or if the network has no branch.
    """
    policies.require(actor, "hq.read")
    scope = _need_sense(told)
    content = canonical({**{name: told[name].strip() for name in ("kind", *_LIMITS)}, **scope.written()})
    made = SharingRequest(
        kind=told["kind"], recipient=told["recipient"].strip(), content=content, digest=digest(content),
        asked_at=clock.now(), asked_by_name=actor.name,
    )  # fmt: skip
    branches = session.scalars(select(BranchListing).where(BranchListing.closed_on.is_(None))).all()
    if not branches:
        raise Invalid({"recipient": [N_("No branch is listed in this network yet.")]})
    session.add(made)
    session.flush()  # the replies and the event carry its id
    for each in branches:
        until = calendar.end_of_day(last_day(each.country_code, clock.today(each.time_zone)), each.time_zone)
        session.add(SharingReply(request_id=made.id, branch_code=each.code, until=until))
    record(session, actor, "sharing.ask", Subject("sharing_request", made.id), kind=made.kind, hash=made.digest)
    return made


def last_day_by(countries: Mapping[str, CountryProfile]) -> LastDay:
    """Count working days by the countries that this node knows; elsewhere from Monday to Friday."""

    def last(code: str, today: date) -> date:
        known = countries.get(code)
        if known is None or not known.calendars:
            return _weekdays_on(today)
        return max(calendar.add_working_days(known, each, today, WORKING_DAYS) for each in known.calendars)

    return last


def listed(session: Session, actor: Actor) -> list[Shown]:
    """List the requests of the office, newest first."""
    policies.require(actor, "hq.read")
    found = session.scalars(select(SharingRequest).order_by(SharingRequest.id.desc()).limit(100)).all()
    return [_shown(session, each) for each in found]


def get(session: Session, actor: Actor, number: int) -> Shown:
    """Find a request.

    :raises NotFound: if there is none.
    """
    policies.require(actor, "hq.read")
    found = session.get(SharingRequest, number)
    if found is None:
        raise NotFound()
    return _shown(session, found)


def asked_of(session: Session, branch: str) -> list[Request]:
    """List what a branch is asked, newest first, as it travels to the branch."""
    query = (
        select(SharingRequest, SharingReply)
        .join(SharingReply, SharingReply.request_id == SharingRequest.id)
        .where(SharingReply.branch_code == branch)
        .order_by(SharingRequest.id.desc())
        .limit(100)
    )
    return [
        Request(
            asked.id, asked.content, asked.digest, asked.asked_at.isoformat(), reply.until.isoformat(), reply.answer,
            reply.text, decision(reply),
        )
        for asked, reply in session.execute(query)
    ]  # fmt: skip


def as_file(session: Session, actor: Actor, branch: str) -> str:
    """Write what a branch of another node is asked, to carry it there.

    :raises NotFound: if it is asked nothing.
    """
    policies.require(actor, "hq.read")
    asked = asked_of(session, branch)
    if not asked:
        raise NotFound()
    return canonical({"format": FILE, "branch": branch, "requests": [asdict(each) for each in asked]})


def receive(session: Session, envelope: str) -> SharingReply:
    """Take in what a branch says; the same again changes nothing.

    :param session: of the network store with all its rights.
    :raises Invalid: with the one reason why it is refused.
    """
    sealed = open_envelope(envelope)
    told = parsed(SharingReplySchema(), sealed["package"])
    if not is_signed(session, told["branch"], sealed):
        raise refused(FORGED)
    reply = _awaited(session, told)
    if reply.signature == sealed["signature"]:
        return reply
    said_at = datetime.fromisoformat(told["at"])
    if reply.said_at is not None and said_at <= reply.said_at:
        raise refused(OLD)
    if told["answer"] == YES and clock.now() > reply.until:
        raise refused(OVER)
    reply.answer, reply.text, reply.by_name = told["answer"], told["text"], told["by"]
    reply.said_at, reply.received_at, reply.signature = said_at, clock.now(), sealed["signature"]
    record(
        session, _OFFICE, "sharing.receive", Subject("sharing_request", reply.request_id), branch=reply.branch_code,
        answer=reply.answer,
    )  # fmt: skip
    return reply


def decision(reply: SharingReply) -> str:
    """Tell what holds of a branch now: what it said, or no once its day is over; empty while it is awaited."""
    return reply.answer or (NO if clock.now() > reply.until else "")


def _awaited(session: Session, told: Mapping[str, Any]) -> SharingReply:
    query = (
        select(SharingReply, SharingRequest.digest)
        .join(SharingRequest, SharingRequest.id == SharingReply.request_id)
        .where(SharingReply.request_id == told["number"], SharingReply.branch_code == told["branch"])
        .with_for_update(of=SharingReply)
    )
    found = session.execute(query).first()
    if found is None or found.digest != told["asked"]:
        raise refused(UNKNOWN)
    return found[0]


def _shown(session: Session, asked: SharingRequest) -> Shown:
    query = select(SharingReply).where(SharingReply.request_id == asked.id).order_by(SharingReply.branch_code)
    replies = tuple(session.scalars(query))
    return Shown(asked, json.loads(asked.content), replies, {each.branch_code: decision(each) for each in replies})


def _need_sense(told: Mapping[str, Any]) -> Scope:
    faults = {} if told["kind"] in KINDS else {"kind": [N_("Choose one of the list.")]}
    for name, most in _LIMITS.items():
        if not told[name].strip():
            faults[name] = [N_("Please fill this in.")]
        elif len(told[name].strip()) > most:
            faults[name] = [N_("This is too long.")]
    try:
        scope = typed(told["figures"], told["periods"], alone=told["alone"])
    except Invalid as error:
        raise Invalid({**faults, **error.fields}) from None
    if faults:
        raise Invalid(faults)
    return scope


def _weekdays_on(today: date) -> date:
    day = today
    for _ in range(WORKING_DAYS):
        day += timedelta(days=1)
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
    return day
