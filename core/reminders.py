"""What falls due on a day, as a task: when the day ends in a house, and one task of a kind at a time."""

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from core import calendar
from core.actor import Actor
from core.agenda import service as agenda
from core.branches import service as branches


def due_at(session: Session, actor: Actor, day: date) -> datetime:
    """Give the end of a day in the actor's house, at which what is due on it is late."""
    return calendar.end_of_day(day, branches.time_zone(session, actor)).astimezone(UTC)


def remind_once(
    session: Session, actor: Actor, *, branch_id: int, source: str, source_id: int, kind: str, day: date | None,
    title: str, role: str, data_class: str, resident_id: int | None = None,
) -> None:  # fmt: skip
    """Let one task of a kind stand on the agenda, due on a day; those of other days are done, None leaves none."""
    wanted = f"{kind}:{day.isoformat()}" if day else ""
    for _key, code in agenda.open_codes(session, source, [source_id], f"{kind}:"):
        if code != wanted:
            agenda.close(session, actor, source=source, source_id=source_id, code=code)
    if day is not None:
        agenda.add(
            session, branch_id=branch_id, code=wanted, source=source, source_id=source_id, title=title, role=role,
            due_at=due_at(session, actor, day), resident_id=resident_id, data_class=data_class, actor=actor,
        )  # fmt: skip
