"""Outings of a team, and the sites it visits. Before a team goes it says when it will be back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock, slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.branches import service as branches
from core.errors import N_, Conflict
from core.outreach.models import OutreachContact, OutreachOuting, OutreachSite, OutreachVisit
from core.outreach.terms import OVERDUE, SITE_KINDS, has_signs
from core.residents import house

SOURCE = "outreach_outing"
_TITLE = N_("A team is not back yet: call it")
_LIMITS = {"area": 80, "team": 200}
_SITE = {"area": 80, "name": 200}
_VISIT = {"note": 2000}
_LONGEST = timedelta(hours=24)
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Listed:
    """An outing with how many sites were visited and contacts made."""

    outing: OutreachOuting
    visits: int
    contacts: int


@dataclass(frozen=True, slots=True)
class Signs:
    """What was seen at a site, by the strength of the sign."""

    strong: int = 0
    medium: int = 0
    weak: int = 0


def start(session: Session, actor: Actor, area: str, team: str, expected_back_at: datetime) -> OutreachOuting:
    """Begin an outing; a team that is not back in time becomes an urgent task.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "outreach.write")
    now = clock.now()
    faults = house.text_faults({"area": area, "team": team}, _LIMITS)
    for name, text in (("area", area), ("team", team)):
        if not text.strip():
            faults[name] = [N_("Please fill this in.")]
    if not now < expected_back_at <= now + _LONGEST:
        faults["expected_back_at"] = [N_("Write an hour within the next day.")]
    slips.refuse(faults)
    zone = branches.time_zone(session, actor)
    made = OutreachOuting(
        branch_id=actor.branch_id, area=area.strip(), team=team.strip(), started_at=now,
        on_day=now.astimezone(ZoneInfo(zone)).date(), expected_back_at=expected_back_at,
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its task names it
    agenda.add(
        session, branch_id=made.branch_id, code="outreach.back", source=SOURCE, source_id=made.id, title=_TITLE,
        role="director", due_at=expected_back_at + OVERDUE, data_class="OUT", urgent=True, actor=actor,
    )  # fmt: skip
    record(session, actor, "outreach.start", Subject("outreach_outing", made.id))
    return made


def back(session: Session, actor: Actor, outing_id: int) -> OutreachOuting:
    """Note that the team is back.

    :raises Conflict: if that is noted already.
    """
    policies.require(actor, "outreach.write")
    found = slips.own(session, actor, OutreachOuting, outing_id)
    if found.back_at is not None:
        raise Conflict
    found.back_at = clock.now()
    agenda.close(session, actor, source=SOURCE, source_id=found.id)
    record(session, actor, "outreach.back", Subject("outreach_outing", found.id))
    return found


def add_site(session: Session, actor: Actor, kind: str, area: str, name: str) -> OutreachSite:
    """Write down a site; its name is sealed, and everywhere else it is a code.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "outreach.write")
    faults = house.text_faults({"area": area, "name": name}, _SITE)
    if kind not in SITE_KINDS:
        faults["kind"] = [N_("Choose one of the list.")]
    for field, text in (("area", area), ("name", name)):
        if not text.strip():
            faults[field] = [N_("Please fill this in.")]
    slips.refuse(faults)
    made = _insert_site(session, actor, kind, area.strip())
    slips.seal(session, made, name=name)
    record(session, actor, "site.add", Subject("outreach_site", made.id), kind=kind)
    return made


def site_name(session: Session, actor: Actor, site_id: int) -> str:
    """Open the name of a site; that it was read is an event (INV-28)."""
    policies.require(actor, "outreach.write")
    found = slips.own(session, actor, OutreachSite, site_id)
    record(session, actor, "site.read", Subject("outreach_site", found.id), data_class="SEC")
    return slips.opened(session, found, "name")


def visit(
    session: Session, actor: Actor, outing_id: int, site_id: int, signs: Signs, *, complete: bool, note: str = ""
) -> OutreachVisit:
    """Record that a site was visited and what was seen there.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "outreach.write")
    outing = slips.own(session, actor, OutreachOuting, outing_id)
    site = slips.own(session, actor, OutreachSite, site_id)
    faults = house.text_faults({"note": note}, _VISIT)
    for name in ("strong", "medium", "weak"):
        if not 0 <= getattr(signs, name) <= 99:
            faults[name] = [N_("Write how many signs were seen.")]
    slips.refuse(faults)
    made = OutreachVisit(
        branch_id=outing.branch_id, outing_id=outing.id, site_id=site.id, on_day=outing.on_day, complete=complete,
        strong=signs.strong, medium=signs.medium, weak=signs.weak,
        exploitation_signs=has_signs(signs.strong, signs.medium), created_by=actor.user_id or 0,
        created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its id is part of what seals the note
    slips.seal(session, made, note=note)
    record(session, actor, "visit.add", Subject("outreach_visit", made.id), complete=complete)
    return made


def change_visit(session: Session, actor: Actor, visit_id: int, how: str) -> OutreachVisit:
    """Strike a visit out, or bring it back."""
    policies.require(actor, "outreach.write")
    found = slips.own(session, actor, OutreachVisit, visit_id)
    (slips.strike if how == "strike" else slips.restore)(session, actor, found)
    return found


def get(session: Session, actor: Actor, outing_id: int) -> OutreachOuting:
    """Find an outing of the actor's house."""
    policies.require(actor, "outreach.read")
    return slips.own(session, actor, OutreachOuting, outing_id)


def list_page(
    session: Session, actor: Actor, *, after: tuple[Any, ...] | None = None, before: tuple[Any, ...] | None = None
) -> list[Listed]:
    """List the house's outings, newest first, in a fixed number of statements; one more than a page."""
    policies.require(actor, "outreach.read")
    query = select(OutreachOuting).where(OutreachOuting.branch_id == actor.branch_id)
    rows = [
        row[0]
        for row in slips.page(
            session, query, (OutreachOuting.started_at, OutreachOuting.id), after=after, before=before
        )
    ]
    ids = [each.id for each in rows]
    visits, contacts = (_count(session, table, ids) for table in (OutreachVisit, OutreachContact))
    return [Listed(each, visits.get(each.id, 0), contacts.get(each.id, 0)) for each in rows]


def visits_of(session: Session, actor: Actor, outing_id: int) -> Sequence[tuple[OutreachVisit, OutreachSite]]:
    """List what was visited on an outing."""
    outing = get(session, actor, outing_id)
    query = (
        select(OutreachVisit, OutreachSite)
        .join(OutreachSite, OutreachSite.id == OutreachVisit.site_id)
        .where(OutreachVisit.outing_id == outing.id)
        .order_by(OutreachVisit.id)
    )
    return [(made, site) for made, site in session.execute(query)]


def sites(session: Session, actor: Actor, limit: int = 500) -> list[OutreachSite]:
    """List the house's sites by area and code."""
    policies.require(actor, "outreach.read")
    query = select(OutreachSite).where(OutreachSite.branch_id == actor.branch_id, OutreachSite.closed_on.is_(None))
    return list(session.scalars(query.order_by(OutreachSite.area, OutreachSite.code).limit(limit)))


def _count(session: Session, table: Any, ids: Sequence[int]) -> dict[int, int]:
    query = select(table.outing_id, func.count()).where(table.outing_id.in_(ids), table.voided_at.is_(None))
    return {int(key): int(number) for key, number in session.execute(query.group_by(table.outing_id))}


def _insert_site(session: Session, actor: Actor, kind: str, area: str) -> OutreachSite:
    """Write a site under a code that no other has in this house."""
    for _try in range(20):
        code = "".join(secrets.choice(_SIGNS) for _place in range(5))
        made = OutreachSite(branch_id=actor.branch_id, code=code, kind=kind, area=area)
        try:
            with session.begin_nested():
                session.add(made)
        except IntegrityError:
            continue
        return made
    raise Conflict
