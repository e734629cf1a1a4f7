"""Who is told of an incident, until when, and that it was done."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.care.incident_terms import REVIEW_WITHIN, SEAL, TERMS, TOLD_TO
from core.care.models import Incident, IncidentNotice
from core.errors import N_, Conflict, NotFound
from core.residents import house

SOURCE = "incident"
_TELL = N_("Somebody has to be told of an incident")
_REVIEW = N_("Review an incident and close it")
_RECEIPT = {"receipt": 120}
#: A sealed concern is seen within a day by those it was filed for.
_CONCERN_WITHIN = timedelta(hours=24)


def write(session: Session, actor: Actor, incident: Incident) -> None:
    """Write whom the terms of the network name, each with a task; and the review of what is not slight."""
    if incident.data_class == SEAL:
        for role in incident.audience:
            session.add(_notice(incident, role, incident.created_at + _CONCERN_WITHIN))
    else:
        for told_to, _role, within in TERMS[incident.level]:
            session.add(_notice(incident, told_to, incident.created_at + within))
    session.flush()  # the tasks name them
    if not open_ones(session, incident.id):
        incident.state = "notified"
    remind(session, actor, incident)


def remind(session: Session, actor: Actor, incident: Incident) -> None:
    """Write the tasks of what is open of an incident; a sealed one leaves no trace on anybody's agenda (INV-18)."""
    if incident.data_class == SEAL:
        return
    tellers = {told_to: role for told_to, role, _within in TERMS[incident.level]}
    for each in open_ones(session, incident.id):
        role = tellers.get(each.told_to, "director")
        _task(session, actor, incident, f"tell:{each.told_to}", _TELL, role, each.due_at)
    if incident.state != "closed" and incident.level < 3:
        _task(session, actor, incident, "review", _REVIEW, "director", incident.created_at + REVIEW_WITHIN)


def add(session: Session, actor: Actor, incident: Incident, told_to: str, due_at: datetime) -> IncidentNotice:
    """Add somebody who has to be told, for instance because the law of the country asks for it.

    :raises Invalid: if she is on the list already.
    """
    _require(actor, incident)
    if told_to not in TOLD_TO or told_to in {each.told_to for each in of(session, incident.id)}:
        slips.refuse({"told_to": [N_("Choose somebody who is not on the list yet.")]})
    made = _notice(incident, told_to, due_at)
    session.add(made)
    incident.state = "reported"
    session.flush()  # the task names it
    remind(session, actor, incident)
    record(session, actor, "incident.notice", Subject("incident", incident.id), told_to=told_to, **trace(incident))
    return made


def told(session: Session, actor: Actor, incident: Incident, notice_id: int, receipt: str) -> IncidentNotice:
    """Note that somebody has been told, and by what it can be proved.

    :raises Conflict: if that is noted already.
    """
    _require(actor, incident)
    found = session.get(IncidentNotice, notice_id)
    if found is None or found.incident_id != incident.id:
        raise NotFound()
    if found.told_at is not None:
        raise Conflict
    slips.refuse(house.text_faults({"receipt": receipt}, _RECEIPT))
    found.told_at, found.told_by_name, found.receipt = clock.now(), actor.name, receipt.strip()
    session.flush()  # whether anybody is left is asked from the store
    if not open_ones(session, incident.id):
        incident.state = "notified"
    agenda.close(session, actor, source=SOURCE, source_id=incident.id, code=f"tell:{found.told_to}")
    record(session, actor, "incident.told", Subject("incident", incident.id), told_to=found.told_to,
           in_time=found.told_at <= found.due_at, **trace(incident))  # fmt: skip
    return found


def trace(incident: Incident) -> dict[str, Any]:
    """Give what an event about an incident says beside it: of a sealed one, who may read that it happened."""
    if incident.data_class != SEAL:
        return {}
    return {"data_class": SEAL, "about": incident.about_user_id or 0, "audience": list(incident.audience)}


def of(session: Session, incident_id: int) -> list[IncidentNotice]:
    """List whom an incident was or must be told to, by term."""
    query = select(IncidentNotice).where(IncidentNotice.incident_id == incident_id)
    return list(session.scalars(query.order_by(IncidentNotice.due_at, IncidentNotice.id)))


def open_ones(session: Session, incident_id: int) -> list[IncidentNotice]:
    """List who has still to be told."""
    return [each for each in of(session, incident_id) if each.told_at is None]


def _require(actor: Actor, incident: Incident) -> None:
    policies.require(actor, "concern.read" if incident.data_class == SEAL else "incident.tell")


def _notice(incident: Incident, told_to: str, due_at: datetime) -> IncidentNotice:
    return IncidentNotice(branch_id=incident.branch_id, incident_id=incident.id, told_to=told_to, due_at=due_at)


def _task(
    session: Session, actor: Actor, incident: Incident, code: str, title: str, role: str, due_at: datetime
) -> None:
    agenda.add(
        session, branch_id=incident.branch_id, code=code, source=SOURCE, source_id=incident.id, title=title, role=role,
        due_at=due_at, data_class="INC", urgent=incident.level == 1,
        actor=actor,
    )  # fmt: skip
