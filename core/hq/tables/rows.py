"""The figures of a period, cell by cell, from the newest version of each branch."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, Select, bindparam, select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.hq.models import Figure, Newest
from core.progress import WentOn, quietly
from core.reporting.catalogue import Key
from core.reporting.periods import Period


class Row(NamedTuple):
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


def rows(
    session: Session, actor: Actor, period: Period, went_on: WentOn = quietly, *, country: str = ""
) -> Iterator[Row]:
    """Stream the cells of a period, branch by branch, in a fixed order.

    :param went_on: told after each branch.
    :param country: code of the only country whose branches are wanted.
    """
    return (Row._make(row) for found in in_blocks(session, actor, period, went_on, country=country) for row in found)


def in_blocks(
    session: Session, actor: Actor, period: Period, went_on: WentOn = quietly, *, country: str = ""
) -> Iterator[Sequence[Sequence[Any]]]:
    """Stream the same cells as the database gives them, in the order of a row's fields, one branch at a time.

    One statement for each branch: each is small, and no cursor of the database has to stay open for a download.
    """
    policies.require(actor, "hq.read")
    heads = select(
        Newest.submission_id.label("submission"), Newest.branch_code, Newest.country_code, Newest.period, Newest.version
    ).where(Newest.period == str(period)).order_by(Newest.branch_code)  # fmt: skip
    if country:
        heads = heads.where(Newest.country_code == country)
    return _blocks(session, session.execute(heads).mappings().all(), went_on)


def _blocks(session: Session, heads: Sequence[RowMapping], went_on: WentOn) -> Iterator[Sequence[Sequence[Any]]]:
    cells = _cells()
    for number, each in enumerate(heads, start=1):
        # Plain rows: there is nothing in them to be made an object of.
        yield session.connection().execute(cells, dict(each)).all()
        went_on(number, len(heads))


def note_export(session: Session, actor: Actor, period: Period, kind: str, country: str = "") -> None:
    """Note that a period's figures were downloaded, all of them or one country's."""
    policies.require(actor, "hq.read")
    of = {"country": country} if country else {}
    record(session, actor, "hq.export", Subject("period", str(period)), kind=kind, **of)


def _cells() -> Select[*tuple[Any, ...]]:
    """Ask for the cells of one submission, each with what stands at the head of it."""
    head = (Newest.branch_code, Newest.country_code, Newest.period, Newest.version)
    return (
        select(
            *(bindparam(each.key, type_=each.type) for each in head), Figure.indicator, Figure.breakdown, Figure.code,
            Figure.component, Figure.value, Figure.status, Figure.confidential, Figure.grade, Figure.evidence,
        )
        .where(Figure.submission_id == bindparam("submission"))
        .order_by(Figure.indicator, Figure.breakdown, Figure.code, Figure.component)
    )  # fmt: skip
