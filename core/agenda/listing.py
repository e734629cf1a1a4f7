"""The agenda as somebody may see it: her own tasks or the team's, what is overdue first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, false, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from core import clock, people
from core.access import policies
from core.access.matrix import MATRIX
from core.actor import Actor
from core.agenda import elsewhere, sealed
from core.agenda.elsewhere import Page
from core.agenda.models import Task
from core.errors import N_
from core.i18n import current, gettext
from plugins.contract.text import Text

PAGE = 50
_COLUMNS = (
    Task.id, Task.code, Task.source, Task.title, Task.role, Task.user_id, Task.data_class, Task.due_at, Task.urgent,
    Task.citation, Task.grade, Task.done_at, Task.cancelled, Task.resident_id, Task.recounted_from, Task.sealed_due,
    Task.own_words,
)  # fmt: skip

_NOT_SHOWN = frozenset({"cancelled", "sealed_due", "own_words"})


class Scope(StrEnum):
    """Whose tasks: one's own (hers, or any of her role's), or every task of the house she may know of.

    Who reads only a summary of the house sees her own in either case.
    """

    MINE = "mine"
    TEAM = "team"


class Standing(StrEnum):
    """Where a task stands on a day."""

    OVERDUE = "overdue"
    TODAY = "today"
    AHEAD = "ahead"
    DONE = "done"
    CANCELLED = "cancelled"


STANDING_WORDS: Mapping[Standing, str] = {
    Standing.OVERDUE: N_("Overdue"),
    Standing.TODAY: N_("Due today"),
    Standing.AHEAD: N_("To come"),
    Standing.DONE: N_("Done"),
    Standing.CANCELLED: N_("No longer needed"),
}
_SHAPES: Mapping[Standing, str] = {
    Standing.OVERDUE: "late",
    Standing.TODAY: "soon",
    Standing.AHEAD: "wait",
    Standing.DONE: "done",
    Standing.CANCELLED: "off",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A task as it is listed.

    :param resident_id: whom it is about; ``house_name`` is None for who reads only a summary of the house.
    """

    id: int
    code: str
    source: str
    title: Any
    role: str
    user_id: int | None
    data_class: str
    due_at: datetime
    urgent: bool
    citation: str
    grade: str | None
    done_at: datetime | None
    recounted_from: datetime | None
    resident_id: int | None
    resident_code: str | None
    house_name: str | None
    standing: Standing

    @property
    def state_word(self) -> str:
        """The state in words."""
        return STANDING_WORDS[self.standing]

    @property
    def shape(self) -> str:
        """The shape that repeats the word."""
        return _SHAPES[self.standing]

    @property
    def page(self) -> Page | None:
        """The page on which it is done, where it may not be ticked off."""
        return elsewhere.page_of(self.source, self.code)

    @property
    def unverified(self) -> bool:
        """Whether the rule behind it still waits for a lawyer's word."""
        return self.grade == "C"


def may_see(actor: Actor, data_class: str) -> bool:
    """Tell whether tasks of a class are shown to an actor: where her role reads it in whole, not a summary.

    A title says what is to be done, never about whom in words; so a right that follows the caseload, or the shift,
    is enough to know that it is to be done. Tasks of the care header are the house's own, and a summary suffices.
    """
    cell = policies.cell(actor, data_class)
    return bool(cell) and (cell[0] in "WR" or (cell[0] == "S" and data_class == "HDR"))


def visible(actor: Actor) -> ColumnElement[bool]:
    """Narrow tasks to those of the actor's house whose class she may see and whose part is switched on."""
    classes = [name for name in _every_class() if may_see(actor, name)]
    if actor.branch_id is None or not classes:
        return false()
    shown = and_(Task.branch_id == actor.branch_id, Task.data_class.in_(classes))
    return and_(shown, Task.source.not_in(sorted(actor.quiet))) if actor.quiet else shown


def list_tasks(
    session: Session,
    actor: Actor,
    zone: str,
    scope: Scope = Scope.MINE,
    *,
    after: tuple[datetime, int] | None = None,
    before: tuple[datetime, int] | None = None,
    until: datetime | None = None,
    size: int = PAGE,
) -> list[Entry]:
    """List open tasks by due instant, so that what is overdue comes first; those of :func:`list_sealed` are apart.

    :param zone: of the house, for what counts as today.
    :param after: due instant and id of the last row already seen; ``before`` goes back from one.
    :param until: leaves out what is due at this instant or later.
    :returns: at most one more than *size*: the one too many says that the list goes on.
    """
    policies.require(actor, "agenda.read")
    query = _select(actor).where(_whose(actor, scope), Task.done_at.is_(None), Task.due_at.is_not(None))
    key = tuple_(Task.due_at, Task.id)
    if until is not None:
        query = query.where(Task.due_at < until)
    if after is not None:
        query = query.where(key > _bound(after))
    if before is not None:
        query = query.where(key < _bound(before))
    order = (Task.due_at.desc(), Task.id.desc()) if before else (Task.due_at, Task.id)
    rows = session.execute(query.order_by(*order).limit(size + 1)).all()
    return _entries(session, rows[::-1] if before else rows, zone)


def list_sealed(session: Session, actor: Actor, zone: str, scope: Scope = Scope.MINE) -> list[Entry]:
    """List the open tasks whose due instant is sealed and has come; there are few, and no address may name one."""
    policies.require(actor, "agenda.read")
    query = _select(actor).where(_whose(actor, scope), Task.done_at.is_(None), Task.sealed_due.is_not(None))
    return _in_order(_entries(session, session.execute(query).all(), zone))


def first(session: Session, actor: Actor, size: int) -> list[Entry]:
    """List the first of the actor's own tasks, for the page of her day."""
    zone = current().zone
    return _in_order([*list_sealed(session, actor, zone), *list_tasks(session, actor, zone, size=size)])[:size]


def list_done(session: Session, actor: Actor, zone: str, scope: Scope = Scope.MINE, *, size: int = PAGE) -> list[Entry]:
    """List what was done last, newest first."""
    policies.require(actor, "agenda.read")
    query = _select(actor).where(_whose(actor, scope), Task.done_at.is_not(None))
    rows = session.execute(query.order_by(Task.done_at.desc(), Task.id.desc()).limit(size)).all()
    return _entries(session, rows, zone)


def tasks_about(session: Session, actor: Actor, resident_id: int, zone: str) -> list[Entry]:
    """List the open tasks about a resident that the actor may see."""
    policies.require(actor, "agenda.read")
    query = _select(actor).where(Task.resident_id == resident_id, Task.done_at.is_(None))
    return _in_order(_entries(session, session.execute(query).all(), zone))


def standing(due_at: datetime, today: date, now: datetime, zone: ZoneInfo) -> Standing:
    """Tell where an open task stands: overdue from its instant on, due today to the end of the local day."""
    if due_at < now:
        return Standing.OVERDUE
    return Standing.TODAY if due_at.astimezone(zone).date() == today else Standing.AHEAD


def title_of(stored: Mapping[str, Any]) -> Any:
    """Turn a stored title into what a page shows: the country's text, or the message in the reader's language."""
    if "text" in stored:
        return Text(tuple((language, words) for language, words in stored["text"]))
    message = stored["message"]
    return gettext(message, **stored.get("params", {}))


def _select(actor: Actor) -> Select[Any]:
    about = people.residents()
    columns = (*_COLUMNS, *people.naming(actor))
    return select(*columns).outerjoin(about, about.c.id == Task.resident_id).where(visible(actor))


def _whose(actor: Actor, scope: Scope) -> ColumnElement[bool]:
    if scope is Scope.TEAM and policies.reads(actor, "HDR"):
        return or_(Task.source != "own", Task.user_id.is_(None), Task.user_id == actor.user_id)
    return and_(Task.role == actor.role, or_(Task.user_id.is_(None), Task.user_id == actor.user_id))


def _bound(keys: tuple[datetime, int]) -> ColumnElement[Any]:
    due, task_id = keys
    return tuple_(literal(due, Task.due_at.type), literal(task_id))


def _in_order(entries: Sequence[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.due_at, entry.id))


def _entries(session: Session, rows: Sequence[Row[Any]], zone: str) -> list[Entry]:
    """Read rows, those left out whose sealed instant has not come or is over."""
    now, today, where = clock.now(), clock.today(zone), ZoneInfo(zone)
    secret = sealed.open_many(session, ((row.id, row.sealed_due) for row in rows))
    shown = [row for row in rows if row.done_at or row.id not in secret or secret[row.id].shown(now)]
    words = sealed.open_words(session, ((row.id, row.own_words) for row in shown))
    dues = {row.id: secret[row.id].at if row.id in secret else row.due_at for row in shown}
    return [_entry(row, words.get(row.id), dues[row.id], today, now, where) for row in shown]


def _entry(row: Row[Any], words: str | None, due_at: datetime, today: date, now: datetime, zone: ZoneInfo) -> Entry:
    if row.cancelled:
        state = Standing.CANCELLED
    else:
        state = Standing.DONE if row.done_at else standing(due_at, today, now, zone)
    fields = {name: value for name, value in row._asdict().items() if name not in _NOT_SHOWN}
    title = title_of(row.title) if words is None else words
    return Entry(**{**fields, "due_at": due_at, "title": title, "standing": state})


def _every_class() -> list[str]:
    return sorted({name for row in MATRIX.values() for name in row})
