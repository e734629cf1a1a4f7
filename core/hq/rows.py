"""The figures of a period, cell by cell, from the newest version of each branch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.hq.models import Figure, Submission
from core.reporting.catalogue import Key
from core.reporting.periods import Period


@dataclass(frozen=True, slots=True)
class Row:
    """One cell as the regional office reads and exports it."""

    branch: str
    country: str
    period: str
    version: int
    indicator: str
    breakdown: str
    code: str
    component: str
    value: int | None
    status: str
    confidential: str
    grade: str
    evidence: str = "E1"

    @property
    def key(self) -> Key:
        """What names the cell."""
        return self.indicator, self.breakdown, self.code, self.component


def rows(session: Session, actor: Actor, period: Period) -> Iterator[Row]:
    """Stream the cells of a period, branch by branch, in a fixed order."""
    policies.require(actor, "hq.read")
    newest = (
        select(Submission.branch_code, func.max(Submission.version).label("version"))
        .where(Submission.period == str(period))
        .group_by(Submission.branch_code)
        .subquery()
    )
    query = (
        select(Submission.id, Submission.branch_code, Submission.country_code, Submission.period, Submission.version)
        .join(newest, (newest.c.branch_code == Submission.branch_code) & (newest.c.version == Submission.version))
        .where(Submission.period == str(period))
        .order_by(Submission.branch_code)
    )
    submissions = session.execute(query).all()
    # One statement for each branch: each is small, and no cursor of the database has to stay open for a download.
    return (row for submission, *head in submissions for row in _of(session, submission, head))


def note_export(session: Session, actor: Actor, period: Period, kind: str) -> None:
    """Note that a period's figures were downloaded."""
    policies.require(actor, "hq.read")
    record(session, actor, "hq.export", Subject("period", str(period)), kind=kind)


def _of(session: Session, submission_id: int, head: Iterable[Any]) -> Iterator[Row]:
    cells = (
        select(
            Figure.indicator, Figure.breakdown, Figure.code, Figure.component, Figure.value, Figure.status,
            Figure.confidential, Figure.grade, Figure.evidence,
        )
        .where(Figure.submission_id == submission_id)
        .order_by(Figure.indicator, Figure.breakdown, Figure.code, Figure.component)
    )  # fmt: skip
    found: Iterator[Any] = iter(session.execute(cells))
    return (Row(*head, *cell) for cell in found)
