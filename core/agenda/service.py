"""Tasks: what somebody must do by an instant, written once and closed by whoever did it."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import SYSTEM, Actor
from core.agenda import elsewhere, sealed
from core.agenda.listing import may_see, visible
from core.agenda.models import Task
from core.agenda.sealed import SealedDue
from core.audit.service import Subject, record
from core.errors import N_, Invalid, NotFound, Refused
from plugins.contract.text import LegalBasis, Text

OWN = "own"
TITLE_LIMIT = 120
_ELSEWHERE = N_("This is noted on the page it is about, which asks what has to be asked first.")


def add(
    session: Session,
    *,
    branch_id: int,
    code: str,
    source: str,
    source_id: int,
    title: str | Text,
    role: str,
    due_at: datetime | SealedDue,
    params: dict[str, str | int] | None = None,
    resident_id: int | None = None,
    data_class: str = "HDR",
    urgent: bool = False,
    basis: LegalBasis | None = None,
    user_id: int | None = None,
    actor: Actor = SYSTEM,
) -> Task:
    """Write a task once for its branch, source and code; while it is open, adding it again moves its due instant.

    One that is done stays done; one that was cancelled has a reason again and is open again.

    :param title: a message of the catalogue, or the country's text in each language; never a name.
    :param due_at: sealed where the instant would give a birth date away.
    :param params: values of the message's placeholders; codes, numbers, hours and names of staff only.
    :param user_id: the one person whose task it is, or None for everybody in the role.
    """
    task = session.scalar(_by_key(branch_id, source, source_id, code))
    if task is None:
        task = Task(branch_id=branch_id, code=code, source=source, source_id=source_id)
        session.add(task)
    elif task.done_at is not None and not task.cancelled:
        return task
    task.done_at, task.done_by, task.cancelled = None, None, False
    task.title, task.role, task.user_id = _stored(title, params), role, user_id
    task.urgent, task.data_class, task.resident_id = urgent, data_class, resident_id
    task.citation, task.grade = (basis.citation, basis.grade.value) if basis else ("", None)
    if _settle(session, task, due_at):  # what is written again every night is noted once
        record(session, actor, "task.add", Subject("task", task.id), code=code, role=role)
    return task


def _settle(session: Session, task: Task, due_at: datetime | SealedDue) -> bool:
    """Write a task with its due instant, and tell whether anything of it is new."""
    secret = due_at if isinstance(due_at, SealedDue) else None
    task.due_at = None if isinstance(due_at, SealedDue) else due_at
    changed = session.is_modified(task)
    session.flush()  # the event names its id, and what is sealed is bound to it
    return sealed.write(session, task, secret) or changed if secret is not None else changed


def add_own(session: Session, actor: Actor, title: str, due_at: datetime, *, role: str | None = None) -> Task:
    """Write a task in one's own words, for oneself or for a role of the house.

    :raises Invalid: if the title is empty or too long.
    """
    policies.require(actor, "agenda.write")
    text = title.strip()
    if not 1 <= len(text) <= TITLE_LIMIT:
        raise Invalid({"title": [N_("Write what is to be done in 1 to 120 characters.")]})
    task = add(
        session,
        branch_id=_house(actor),
        code=f"{OWN}:{secrets.token_hex(8)}",
        source=OWN,
        source_id=actor.user_id or 0,
        title="",
        role=role or actor.role,
        user_id=None if role else actor.user_id,
        due_at=due_at,
        actor=actor,
    )
    sealed.write_words(session, task, text)
    return task


def finish(session: Session, actor: Actor, task_id: int) -> Task:
    """Mark a task as done; marking it twice changes nothing.

    :raises NotFound: if the actor may not see it.
    :raises Refused: if it is done on a page of its own.
    """
    policies.require(actor, "agenda.write")
    task = _get(session, actor, task_id)
    if task.done_at is None:
        if elsewhere.page_of(task.source, task.code):
            raise Refused(message=_ELSEWHERE)
        _close(task, actor)
        record(session, actor, "task.finish", Subject("task", task.id))
    return task


def reopen(session: Session, actor: Actor, task_id: int) -> Task:
    """Undo that a task was marked as done, or cancelled.

    :raises NotFound: if the actor may not see it.
    """
    policies.require(actor, "agenda.write")
    task = _get(session, actor, task_id)
    if task.done_at is not None:
        task.done_at = task.done_by = None
        task.cancelled = False
        record(session, actor, "task.reopen", Subject("task", task.id))
    return task


def close(session: Session, actor: Actor, *, source: str, source_id: int, code: str | None = None) -> int:
    """Close the open tasks of a source because what they asked for has happened.

    :param code: only this one, or those that begin with it if it ends in ``*``.
    :returns: how many were open.
    """
    return _close_all(session, actor, _open_of(actor, source, source_id, code), cancelled=False)


def cancel(
    session: Session,
    actor: Actor,
    *,
    source: str | None = None,
    source_id: int | None = None,
    resident_id: int | None = None,
    code: str | None = None,
) -> int:
    """Cancel open tasks that have lost their reason: those of a source, or everything about a resident.

    :returns: how many were open.
    :raises ValueError: if nothing says which.
    """
    if source is None and resident_id is None:
        raise ValueError("Say whose tasks are cancelled.")
    query = _open_of(actor, source, source_id, code)
    if resident_id is not None:
        query = query.where(Task.resident_id == resident_id)
    return _close_all(session, actor, query, cancelled=True)


def open_again(session: Session, actor: Actor, *, source: str, source_id: int, code: str) -> None:
    """Open a task again because what had closed it was undone; one that is open stays so."""
    task = find(session, _house(actor), source, source_id, code)
    if task is not None and task.done_at is not None:
        task.done_at, task.done_by, task.cancelled = None, None, False
        record(session, actor, "task.reopen", Subject("task", task.id))


def find(session: Session, branch_id: int, source: str, source_id: int, code: str) -> Task | None:
    """Find a task by what it is about, open or closed; for services that write it once."""
    return session.scalar(_by_key(branch_id, source, source_id, code))


def open_codes(session: Session, source: str, source_ids: Sequence[int], beginning: str) -> list[tuple[int, str]]:
    """List the open tasks of many sources by source and code, those whose code begins in a certain way."""
    query = select(Task.source_id, Task.code).where(Task.source == source, Task.source_id.in_(source_ids))
    query = query.where(Task.done_at.is_(None), Task.code.startswith(beginning, autoescape=True))
    return [(row.source_id, row.code) for row in session.execute(query)]


def get(session: Session, actor: Actor, task_id: int) -> Task:
    """Find a task that the actor may see.

    :raises NotFound: if there is none.
    """
    policies.require(actor, "agenda.read")
    return _get(session, actor, task_id)


def _get(session: Session, actor: Actor, task_id: int) -> Task:
    task = session.scalar(select(Task).where(Task.id == task_id, visible(actor)))
    if task is None or not may_see(actor, task.data_class) or _ahead(session, task):
        raise NotFound()
    return task


def _ahead(session: Session, task: Task) -> bool:
    due = sealed.find(session, task)
    return due is not None and task.done_at is None and not due.shown(clock.now())


def _house(actor: Actor) -> int:
    if actor.branch_id is None:
        raise NotFound()
    return actor.branch_id


def _by_key(branch_id: int, source: str, source_id: int, code: str) -> Select[Task]:
    return select(Task).where(
        Task.branch_id == branch_id, Task.source == source, Task.source_id == source_id, Task.code == code
    )


def _open_of(actor: Actor, source: str | None, source_id: int | None, code: str | None) -> Select[Task]:
    query = select(Task).where(Task.done_at.is_(None))
    if actor.branch_id is not None:
        query = query.where(Task.branch_id == actor.branch_id)
    if source is not None:
        query = query.where(Task.source == source)
    if source_id is not None:
        query = query.where(Task.source_id == source_id)
    if code is None:
        return query
    return query.where(Task.code.startswith(code[:-1], autoescape=True) if code.endswith("*") else Task.code == code)


def _close_all(session: Session, actor: Actor, query: Select[Task], *, cancelled: bool) -> int:
    tasks = list(session.scalars(query))
    for task in tasks:
        _close(task, actor)
        task.cancelled = cancelled
        record(session, actor, "task.cancel" if cancelled else "task.close", Subject("task", task.id))
    return len(tasks)


def _close(task: Task, actor: Actor) -> None:
    task.done_at, task.done_by = clock.now(), actor.user_id


def _stored(title: str | Text, params: dict[str, str | int] | None) -> dict[str, Any]:
    if isinstance(title, Text):
        return {"text": [list(version) for version in title.versions]}
    return {"message": title, "params": params or {}}
