"""Incidents: reported by whoever notices, told to whom within which term, reviewed and closed.

A concern about the staff is sealed: only the roles it was filed for know of it, and never the one whom it is about
(INV-18, INV-30). Anybody may file one (NK-9).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, and_, cast, or_, select
from sqlalchemy.orm import Session

from core import clock, slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.branches import service as branches
from core.care import notices
from core.care.incident_terms import AUDIENCE, CONCERN, INC, KINDS, ROLES, SEAL
from core.care.models import Incident, IncidentNotice, IncidentPerson
from core.care.notices import trace
from core.errors import N_, Conflict, NotFound
from core.residents import house
from core.residents import service as residents
from core.residents.models import Resident

_LIMITS = {"facts": 4000, "action": 4000, "lessons": 4000}
#: A clock in the house may be some minutes fast.
_FAST = timedelta(minutes=5)
_CHOOSE = N_("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class NewIncident:
    """An incident as it is reported.

    :param people: residents and their parts in it, by id.
    :param harmed_unknown: whether somebody was harmed who cannot be named.
    :param audience: of a concern about the staff, the roles that are told.
    :param about_user_id: of such a concern, whom it is about, where that is known.
    """

    kind: str
    level: int
    happened_at: datetime
    facts: str
    action: str = ""
    harm_in_care: bool = False
    people: Mapping[int, str] | None = None
    harmed_unknown: bool = False
    audience: tuple[str, ...] = ()
    about_user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An incident as the actor may see it, opened.

    :param people: code, house name and part of each resident in it.
    """

    incident: Incident
    people: Sequence[tuple[str, str, str]]
    notices: Sequence[IncidentNotice]
    facts: str
    action: str
    lessons: str


def report(session: Session, actor: Actor, new: NewIncident) -> Incident:
    """Report an incident; whoever must be told becomes a task with its term.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "incident.report")
    sealed = new.kind == CONCERN
    _check(session, actor, new, sealed=sealed)
    zone = branches.time_zone(session, actor)
    made = Incident(
        branch_id=actor.branch_id, kind=new.kind, level=new.level, harm_in_care=new.harm_in_care,
        serious=new.harm_in_care and new.level == 1, happened_at=new.happened_at,
        on_day=new.happened_at.astimezone(ZoneInfo(zone)).date(), data_class=SEAL if sealed else INC,
        audience=sorted(set(new.audience)) if sealed else [], about_user_id=new.about_user_id if sealed else None,
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # people, notices, tasks and sealed texts carry its id
    slips.seal(session, made, facts=new.facts, action=new.action)
    for resident_id, role in (new.people or {}).items():
        session.add(IncidentPerson(branch_id=made.branch_id, incident_id=made.id, resident_id=resident_id, role=role))
    notices.write(session, actor, made)
    record(session, actor, "incident.report", Subject("incident", made.id), **trace(made), level=made.level)
    return made


def review(session: Session, actor: Actor, incident_id: int, lessons: str) -> Incident:
    """Close an incident with what was learnt; whoever wrote it down does not review it.

    :raises Invalid: without a word on what was learnt.
    :raises Conflict: if it is closed already, or somebody has still to be told.
    """
    found = get(session, actor, incident_id)
    if found.data_class == INC:
        policies.require(actor, "incident.review")
    if found.state == "closed" or found.voided_at is not None:
        raise Conflict
    if notices.open_ones(session, found.id):
        raise Conflict(message=N_("Somebody has still to be told of it."))
    faults = house.text_faults({"lessons": lessons}, _LIMITS)
    if not lessons.strip():
        faults["lessons"] = [N_("Write what was learnt, and what changes.")]
    slips.refuse(faults)
    found.state, found.reviewed_on, found.reviewed_by_name = "closed", house.today(session, actor), actor.name
    slips.seal(session, found, lessons=lessons)
    agenda.close(session, actor, source=notices.SOURCE, source_id=found.id)
    record(session, actor, "incident.review", Subject("incident", found.id), **trace(found))
    return found


def reopen(session: Session, actor: Actor, incident_id: int) -> Incident:
    """Undo that an incident was closed."""
    found = get(session, actor, incident_id)
    policies.require(actor, "incident.review" if found.data_class == INC else "concern.read")
    if found.state != "closed":
        raise Conflict
    found.state, found.reviewed_on, found.reviewed_by_name = "notified", None, ""
    record(session, actor, "incident.reopen", Subject("incident", found.id), **trace(found))
    return found


def change(session: Session, actor: Actor, incident_id: int, how: str) -> Incident:
    """Strike an incident out, or bring it back; its open tasks go and come with it."""
    found = get(session, actor, incident_id)
    policies.require(actor, "incident.review" if found.data_class == INC else "concern.read")
    if how == "strike":
        slips.strike(session, actor, found, **trace(found))
        agenda.cancel(session, actor, source=notices.SOURCE, source_id=found.id)
    else:
        slips.restore(session, actor, found, **trace(found))
        notices.remind(session, actor, found)
    return found


def get(session: Session, actor: Actor, incident_id: int) -> Incident:
    """Find an incident that the actor may read.

    :raises NotFound: if there is none for her.
    """
    query = select(Incident).where(Incident.id == incident_id, Incident.branch_id == actor.branch_id)
    found = session.scalar(query.where(_visible(session, actor)))
    if found is None:
        raise NotFound()
    return found


def list_page(
    session: Session, actor: Actor, *, after: tuple[Any, ...] | None = None, before: tuple[Any, ...] | None = None
) -> list[Incident]:
    """List the house's incidents that the actor may know of, newest first; one more than a page."""
    query = select(Incident).where(Incident.branch_id == actor.branch_id, _visible(session, actor))
    key = (Incident.happened_at, Incident.id)
    return [row[0] for row in slips.page(session, query, key, after=after, before=before)]


def show(session: Session, actor: Actor, incident_id: int) -> Shown:
    """Open an incident; that a sealed one was read is an event (INV-28)."""
    found = get(session, actor, incident_id)
    if found.data_class == SEAL:
        record(session, actor, "incident.read", Subject("incident", found.id), **trace(found))
    asked = (
        select(Resident.code, Resident.house_name, IncidentPerson.role)
        .join(Resident, Resident.id == IncidentPerson.resident_id)
        .where(IncidentPerson.incident_id == found.id)
        .order_by(Resident.code)
    )
    texts = (slips.opened(session, found, column) for column in ("facts", "action", "lessons"))
    people = [(code, name, role) for code, name, role in session.execute(asked)]
    return Shown(found, people, notices.of(session, found.id), *texts)


def may_read(actor: Actor) -> bool:
    """Tell whether there is a list for the actor, of incidents or of concerns."""
    return policies.may(actor, "incident.read", on_case=True) or policies.may(actor, "concern.read")


def _visible(session: Session, actor: Actor) -> ColumnElement[bool]:
    """What the actor may know of; a sealed one is like none to everybody else, its author included."""
    sealed = and_(
        Incident.data_class == SEAL,
        cast(Incident.audience, String).contains(f'"{actor.role}"', autoescape=True),
        or_(Incident.about_user_id.is_(None), Incident.about_user_id != actor.user_id),
    )
    open_ones: ColumnElement[bool] = Incident.data_class == INC
    if not policies.may(actor, "incident.read", on_case=True):
        open_ones = and_(open_ones, Incident.id.is_(None))
    elif policies.caseload_only(actor, "INC"):
        mine = select(IncidentPerson.incident_id).where(
            IncidentPerson.resident_id.in_(residents.caseload(session, actor))
        )
        open_ones = and_(open_ones, Incident.id.in_(mine))
    return or_(open_ones, sealed) if policies.may(actor, "concern.read") else open_ones


def _check(session: Session, actor: Actor, new: NewIncident, *, sealed: bool) -> None:
    faults = house.text_faults({"facts": new.facts, "action": new.action}, _LIMITS)
    if not new.facts.strip():
        faults["facts"] = [N_("Write what happened, in facts.")]
    if new.kind not in KINDS:
        faults["kind"] = [_CHOOSE]
    if new.level not in (1, 2, 3):
        faults["level"] = [_CHOOSE]
    if new.happened_at > clock.now() + _FAST:
        faults["happened_at"] = [N_("This hour is still to come.")]
    if sealed and (not new.audience or not set(new.audience) <= set(AUDIENCE)):
        faults["audience"] = [N_("Choose who is told of it.")]
    people = new.people or {}
    if new.harm_in_care and not (sealed or new.harmed_unknown or "harmed" in people.values()):
        faults["harmed"] = [N_("Say who was harmed, or that it is not known.")]
    if set(people.values()) - set(ROLES) or not _all_here(session, actor, people):
        faults["people"] = [N_("Choose people of this house.")]
    slips.refuse(faults)


def _all_here(session: Session, actor: Actor, people: Mapping[int, str]) -> bool:
    found = residents.by_ids(session, list(people)) if people else []
    return len(found) == len(people) and all(each.branch_id == actor.branch_id for each in found)
