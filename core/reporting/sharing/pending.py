"""Requests for a further use of figures that wait for a branch's word, as tasks of its director with their last day.

A task names the request by its number alone: who asks for what stands on the page, or in the file that came.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.agenda import elsewhere
from core.agenda import service as agenda
from core.agenda.models import Task
from core.errors import N_
from core.reporting.sharing.further_use import Request

SOURCE, CODE = "sharing", "sharing.answer"
_TITLE = N_("Answer request %(number)s for a further use of this house's figures: silence is a no")
elsewhere.done_at(SOURCE, CODE, "replies.index", "sharing.read", about_her=False)


def note(session: Session, actor: Actor, branch_id: int, requests: Iterable[Request]) -> None:
    """Keep a task for each request that waits, as it was read just now; what was decided waits no more."""
    for each in requests:
        until = datetime.fromisoformat(each.until)
        if each.answer:
            answered(session, actor, each.number)
        elif clock.now() <= until:
            agenda.add(
                session, branch_id=branch_id, code=CODE, source=SOURCE, source_id=each.number, title=_TITLE,
                params={"number": each.number}, role="director", due_at=until,
                data_class="AGG", actor=actor,
            )  # fmt: skip


def answered(session: Session, actor: Actor, number: int) -> None:
    """Close the task of a request, since the branch has answered it."""
    agenda.close(session, actor, source=SOURCE, source_id=number)


def lapse(session: Session, actor: Actor, branch_id: int) -> None:
    """Cancel the tasks of requests whose last day is over: silence was the answer."""
    for number in session.scalars(_open(branch_id).where(Task.due_at < clock.now())).all():
        agenda.cancel(session, actor, source=SOURCE, source_id=number)


def waiting(session: Session, actor: Actor) -> list[int]:
    """List the requests that wait for the branch's word, oldest first."""
    policies.require(actor, "sharing.read")
    return list(session.scalars(_open(actor.branch_id).order_by(Task.source_id)))


def _open(branch_id: int | None) -> Select[int]:
    return select(Task.source_id).where(Task.branch_id == branch_id, Task.source == SOURCE, Task.done_at.is_(None))
