"""The newest submission of each branch and period: a roll-up, kept by whatever is received or said.

It is written in the transaction of the write that changes it, so that no reader sees it older than what it sums up, and
:func:`counted` says the same by going through everything. Boards and lines read one short row where they would go
through versions, cells and words.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from core.hq.models import Figure, Mark, Newest, Submission
from core.hq.states import state_of
from core.hq.tables import columns


def note(session: Session, submission: Submission) -> None:
    """Take in what has come, with its figures: it is newer than whatever came of the period before."""
    cells = columns.keep(session, submission)
    known = session.get(Newest, (submission.period, submission.branch_code))
    if known is None:
        known = Newest(
            period=submission.period, branch_code=submission.branch_code, first_received_at=submission.received_at
        )
        session.add(known)
    known.country_code, known.catalogue = submission.country_code, submission.catalogue
    known.submission_id, known.version, known.cells = submission.id, submission.version, cells
    restate(session, known)


def said(session: Session, branch: str, period: str) -> None:
    """Take in that something was said of a branch's period."""
    known = session.get(Newest, (period, branch))
    if known is not None:
        restate(session, known)


def restate(session: Session, known: Newest) -> None:
    """Tell anew how far it has come."""
    query = select(Mark).where(Mark.branch_code == known.branch_code, Mark.period == known.period).order_by(Mark.id)
    known.state = state_of(session.scalars(query).all(), known.version)


def of(
    session: Session, periods: Sequence[str], branches: Sequence[str] | None = None
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List what has come of some periods: a row with every column of :class:`Newest`, branch by branch.

    :param branches: codes of those that are asked about; all of them without it.
    """
    query = select(*Newest.__table__.c).where(Newest.period.in_(periods)).order_by(Newest.branch_code, Newest.period)
    if branches is not None:
        query = query.where(Newest.branch_code.in_(branches))
    return session.execute(query).all()


def counted(session: Session) -> list[tuple[object, ...]]:
    """Say what the roll-up has to hold, by going through all that came and was said.

    :returns: period, branch, version, first arrival, cells and state, in their order.
    """
    cells = select(func.count()).where(Figure.submission_id == Submission.id).scalar_subquery()
    query = select(Submission.period, Submission.branch_code, Submission.version, Submission.received_at, cells)
    found: dict[tuple[str, str], tuple[object, ...]] = {}
    for period, branch, version, at, number in session.execute(query.order_by(Submission.version)):
        first = found[period, branch][3] if (period, branch) in found else at
        marks = session.scalars(
            select(Mark).where(Mark.branch_code == branch, Mark.period == period).order_by(Mark.id)
        ).all()
        found[period, branch] = (period, branch, version, first, number, state_of(marks, version))
    return [found[each] for each in sorted(found)]
