"""Places that a house is licensed for, dated: what was in force stays as it was, since years over are counted by it."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.branches.models import Branch, Licence


def in_force(session: Session, branch_id: int, day: date) -> int:
    """Tell how many places a house is licensed for on a day; before it opens, those that it opens with."""
    known = max(day, session.get_one(Branch, branch_id).opened_on)
    query = select(Licence.places).where(
        Licence.branch_id == branch_id,
        Licence.from_on <= known,
        or_(Licence.until_on.is_(None), Licence.until_on > known),
    )
    return session.scalar(query) or 0


def write(session: Session, branch_id: int, day: date, places: int) -> None:
    """Let a number of places count from a day on; the one before it ends, and is not changed otherwise."""
    running = session.scalar(select(Licence).where(Licence.branch_id == branch_id, Licence.until_on.is_(None)))
    if running is not None:
        running.until_on = max(day, running.from_on)
        session.flush()  # a house has one that runs
    session.add(Licence(branch_id=branch_id, places=places, from_on=day))
    session.flush()  # figures are counted by statements
