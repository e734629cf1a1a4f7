"""Reads all that branches ever sent of some periods, every version of it, as one history each."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.hq.models import Figure, Newest, Submission
from core.hq.receiving.wholeness import broken
from core.hq.sums.histories import History, Sent, batches
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.masking import key_of
from core.reporting.periods import POOLED, Period


def unclear(session: Session, periods: Collection[Period]) -> frozenset[str]:
    """Name the branches of which nobody here can say how a version of some periods differs from the one before.

    Something between the two did not come, or they were counted by different definitions, or the year was restated and
    is not whole: for a time its parts do not add up.
    """
    query = (
        select(Submission.branch_code, Submission.period, Submission.version, Submission.catalogue)
        .where(Submission.period.in_([str(each) for each in periods]))
        .order_by(Submission.version)
    )
    versions: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for branch, period, version, definitions in session.execute(query):
        versions.setdefault((branch, period), []).append((version, definitions))
    again = {each: own for each, own in versions.items() if len(own) > 1 or own[0][0] > 1}
    found = {branch for (branch, period), own in again.items() if not _follow(session, branch, period, own)}
    years = {(branch, each.year) for branch, period in again if (each := Period.parse(period)).kind != POOLED}
    return frozenset(found | {branch for branch, year in years if not _is_whole(session, branch, year)})


def histories(session: Session, periods: Collection[Period], branches: Collection[str]) -> dict[str, History]:
    """Read what some branches sent of some periods by the definitions of today."""
    heads = select(Submission.id, Submission.branch_code, Submission.period, Submission.version).where(
        Submission.period.in_([str(each) for each in periods]), Submission.branch_code.in_(branches),
        Submission.catalogue == catalogues.current().label,
    )  # fmt: skip
    sent: dict[str, list[Sent]] = {}
    cells = _cells(session, heads)
    for number, branch, period, version in session.execute(heads.order_by(Submission.id)):
        _former_version, changed = _former(session, branch, period, version)
        sent.setdefault(branch, []).append(Sent(Period.parse(period), version, cells[number], changed))
    return {branch: History(batches(own)) for branch, own in sent.items()}


def _follow(session: Session, branch: str, period: str, versions: Sequence[tuple[int, str]]) -> bool:
    """Tell whether each version says how it differs from the one that came before it."""
    (first, definitions), *later = versions
    if first > 1 and _former(session, branch, period, first)[0] is not None:
        return False
    before = first
    for version, other in later:
        if other != definitions or _former(session, branch, period, version)[0] != before:
            return False
        before = version
    return True


def _is_whole(session: Session, branch: str, year: int) -> bool:
    there = session.get(Newest, (str(year), branch)) is not None
    return there and broken(session, branch, year) is None


def _former(session: Session, branch: str, period: str, version: int) -> tuple[int | None, frozenset[Key]]:
    """Read which version a package says that it replaces, and what it says has changed."""
    if version == 1:
        return None, frozenset()
    query = select(Submission.package).where(
        Submission.branch_code == branch, Submission.period == period, Submission.version == version
    )
    told = json.loads(session.scalars(query).one()).get("former")
    return (told["version"], frozenset(map(key_of, told["changed"]))) if told else (None, frozenset())


def _cells(session: Session, heads: Select[*tuple[Any, ...]]) -> dict[int, dict[Key, int | None]]:
    own = heads.subquery()
    query = select(
        Figure.submission_id, Figure.indicator, Figure.breakdown, Figure.code, Figure.component, Figure.value
    ).join(own, own.c.id == Figure.submission_id)
    found: dict[int, dict[Key, int | None]] = {}
    for number, indicator, breakdown, code, component, value in session.execute(query):
        found.setdefault(number, {})[indicator, breakdown, code, component] = value
    return found
