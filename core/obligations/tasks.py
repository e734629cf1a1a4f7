"""The tasks of what is owed: one for each period and addressee, written every night, closed when it is settled."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.agenda import service as agenda
from core.agenda.models import Task
from core.branches.models import Branch
from core.calendar import Closed
from core.i18n import say, speaking
from core.obligations import board
from core.obligations.documents import SOURCE, task_code
from core.obligations.owed import Due, due_at
from core.reporting.periods import Period
from core.reporting.words import period_words
from plugins.contract.text import Text
from plugins.profile import CountryProfile

_CLASS = "AGG"


def refresh(session: Session, actor: Actor, country: CountryProfile, branch_id: int, today: date) -> None:
    """Write the tasks of a branch's reports, and close those of reports that have left or were kept."""
    branch = session.get_one(Branch, branch_id)
    for line in board.lines(session, country, branch, today):
        due = line.due
        if due.period is None or due.due_at is None:
            continue
        code = task_code(due.obligation.code, due.period, due.addressee.partner_id)
        if line.settled:
            agenda.close(session, actor, source=SOURCE, source_id=branch_id, code=code)
        else:
            _write(session, actor, branch_id, code, due, due.due_at)


def counted_anew(
    session: Session, country: CountryProfile, branch: Branch, closed: Closed
) -> Iterator[tuple[Task, datetime]]:
    """Find the open tasks of reports, with the instant at which each is due by a branch's days."""
    query = select(Task).where(Task.branch_id == branch.id, Task.source == SOURCE, Task.done_at.is_(None))
    for task in session.scalars(query.order_by(Task.id)):
        code, period, _addressee = task.code.split(":")
        owed = country.obligations.get(code)
        due = due_at(country, owed, Period.parse(period), branch, closed) if owed else None
        if due is not None:
            yield task, due


def _write(session: Session, actor: Actor, branch_id: int, code: str, due: Due, at: datetime) -> None:
    agenda.add(
        session,
        branch_id=branch_id,
        code=code,
        source=SOURCE,
        source_id=branch_id,
        title=_title(due),
        role=due.obligation.role,
        due_at=at,
        data_class=_CLASS,
        basis=due.obligation.due.basis if due.obligation.due else None,
        actor=actor,
    )


def _title(due: Due) -> Text:
    """Name the report, its period and its addressee in each language that the country names it in."""
    versions = []
    for language, _text in due.obligation.title.versions:
        with speaking(language):
            period = period_words(due.period) if due.period else ""
            versions.append((language, f"{say(due.obligation.title)} · {period} · {due.addressee.name}"))
    return Text(tuple(versions))
