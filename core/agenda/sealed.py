"""What a task keeps in the vault, opened only to show it: somebody's own words, and days that tell a birth date.

The row of a task with such a due instant says nothing of its day, and is written long before it. From that day on, and
until the task has lost its reason, it is shown; neither beginning nor end leaves a mark in the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.agenda.models import Task

_COLUMN = "sealed_due"
_WORDS = "own_words"
_OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class SealedDue:
    """When a task falls due, which is when it is first shown.

    :param until: from when it is shown no more; None for never.
    """

    at: datetime
    until: datetime | None = None

    def shown(self, now: datetime) -> bool:
        """Tell whether the task is there to be done."""
        return self.at <= now and (self.until is None or now < self.until)


def find(session: Session, task: Task) -> SealedDue | None:
    """Open the due instant of a task; None for one whose due instant is no secret."""
    return open_many(session, [(task.id, task.sealed_due)]).get(task.id)


def write(session: Session, task: Task, due: SealedDue) -> bool:
    """Seal the due instant of a task that has an id.

    :returns: whether it was another one before: what is sealed twice never looks the same.
    """
    if find(session, task) == due:
        return False
    written = f"{due.at.isoformat()}|{due.until.isoformat() if due.until else ''}"
    task.sealed_due = session.info["vault"].seal("task", _COLUMN, task.id, written)
    return True


def write_words(session: Session, task: Task, text: str) -> None:
    """Seal what somebody wrote as the title of a task that has an id."""
    task.own_words = session.info["vault"].seal("task", _WORDS, task.id, text)


def open_words(session: Session, rows: Iterable[tuple[int, bytes | None]]) -> Mapping[int, str]:
    """Open the own words of many tasks, given as id and sealed value, by id."""
    return _open(session, _WORDS, rows)


def write_outcome(session: Session, task: Task, text: str) -> None:
    """Seal what somebody wrote about how a task was done."""
    task.outcome = session.info["vault"].seal("task", _OUTCOME, task.id, text)


def open_outcomes(session: Session, tasks: Iterable[Task]) -> Mapping[int, str]:
    """Open what was written about tasks that are done, by id."""
    return _open(session, _OUTCOME, [(task.id, task.outcome) for task in tasks])


def open_many(session: Session, rows: Iterable[tuple[int, bytes | None]]) -> Mapping[int, SealedDue]:
    """Open the due instants of many tasks, given as id and sealed value, by id."""
    return {task_id: _read(written) for task_id, written in _open(session, _COLUMN, rows).items()}


def _open(session: Session, column: str, rows: Iterable[tuple[int, bytes | None]]) -> Mapping[int, str]:
    sealed = [(task_id, blob) for task_id, blob in rows if blob]
    texts = session.info["vault"].open_many("task", column, sealed)
    return {task_id: text for (task_id, _blob), text in zip(sealed, texts, strict=True)}


def _read(written: str) -> SealedDue:
    at, _bar, until = written.partition("|")
    return SealedDue(datetime.fromisoformat(at), datetime.fromisoformat(until) if until else None)
