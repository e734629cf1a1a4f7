"""The record as those read it who answer for it: a director and the data-protection officer, each for her own house.

Reading it is an event too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit.models import CountryEvent, NetworkEvent
from core.audit.service import Subject, event_table, record
from core.db import CountryBase

PAGE = 50
Event = type[NetworkEvent] | type[CountryEvent]


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; the empty value asks for everything.

    :param start: first instant; ``end`` is the first one after the last.
    :param resident_id: the resident whose record it is.
    :param action: the action, or the part before its dot.
    """

    start: datetime | None = None
    end: datetime | None = None
    resident_id: int | None = None
    action: str = ""


def read(
    session: Session, actor: Actor, filters: Filters, *, after: int | None = None, before: int | None = None
) -> list[Any]:
    """Read a page of what was done in the actor's house, the newest first, one row more than fits.

    :param after: go on below this link; ``before``, above it.
    """
    table = event_table(session)
    own = table.branch_code == actor.branch_code
    _note(session, actor, filters)
    return _page(session, table, [own, _unsealed(table, actor), *_asked(table, filters)], after, before)


def read_access(
    session: Session,
    actor: Actor,
    staff: Sequence[int],
    filters: Filters,
    *,
    after: int | None = None,
    before: int | None = None,
) -> list[Any]:
    """Read a page of sign-ins, accounts and roles of those who work in the actor's house.

    :param staff: their user ids.
    """
    table = event_table(session)
    about = and_(table.subject == "user", table.subject_id.in_([str(each) for each in staff]))
    own = or_(table.branch_code == actor.branch_code, table.actor_id.in_(staff), about)
    _note(session, actor, filters)
    return _page(session, table, [own, *_asked(table, filters)], after, before)


def codes_of(session: Session, events: Sequence[Any]) -> dict[str, str]:
    """Give the codes of the residents that events are about, by id as the record has it."""
    ids = {int(each.subject_id) for each in events if each.subject == "resident" and each.subject_id.isdecimal()}
    # By its name, as foreign keys do: the residents' room stands above this one.
    table = CountryBase.metadata.tables["resident"]
    rows = session.execute(select(table.c.id, table.c.code).where(table.c.id.in_(ids)))
    return {str(row.id): row.code for row in rows}


def find_resident(session: Session, actor: Actor, code: str) -> int | None:
    """Find a resident of the actor's house by code."""
    table = CountryBase.metadata.tables["resident"]
    return session.scalar(select(table.c.id).where(table.c.code == code, table.c.branch_id == actor.branch_id))


def _note(session: Session, actor: Actor, filters: Filters) -> None:
    asked = sorted(name for name in ("start", "end", "resident_id", "action") if getattr(filters, name))
    about = Subject("branch", actor.branch_code or "-")
    if filters.resident_id is not None:
        about = Subject("resident", filters.resident_id)
    record(session, actor, "audit.read", about, data_class="AUD", filters=asked)


def _unsealed(table: Event, actor: Actor) -> ColumnElement[bool]:
    """Leave out what is sealed from the actor: events of it name the roles they are for, and whom they are about."""
    audience = table.detail.contains(f'"{actor.role}"', autoescape=True)
    about_her = table.detail.contains(f'"about": {actor.user_id},', autoescape=True)
    sealed = table.data_class == "SEAL"
    return or_(table.data_class.is_(None), not_(sealed), and_(sealed, audience, not_(about_her)))


def _asked(table: Event, filters: Filters) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if filters.start is not None:
        asked.append(table.at >= filters.start)
    if filters.end is not None:
        asked.append(table.at < filters.end)
    if filters.resident_id is not None:
        asked += [table.subject == "resident", table.subject_id == str(filters.resident_id)]
    if filters.action:
        kind = filters.action.rstrip(".")
        asked.append(or_(table.action == kind, table.action.startswith(f"{kind}.", autoescape=True)))
    return asked


def _page(
    session: Session, table: Event, where: list[ColumnElement[bool]], after: int | None, before: int | None
) -> list[Any]:
    query: Select[Any] = select(table).where(*where).limit(PAGE + 1)
    if before is not None:
        return list(session.scalars(query.where(table.seq > before).order_by(table.seq)))[::-1]
    if after is not None:
        query = query.where(table.seq < after)
    return list(session.scalars(query.order_by(table.seq.desc())))
