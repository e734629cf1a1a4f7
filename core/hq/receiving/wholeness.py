"""Whether a year that a branch has restated is whole: a restatement replaces all that was signed of it, together.

Packages come one by one, and say themselves when they were signed: by the head of the audit chain that each carries. A
part signed before the year's last version but one, or after its last, does not belong to what the year adds up.
"""

import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.hq.models import Newest, Submission
from core.reporting.periods import Period


@dataclass(frozen=True, slots=True)
class Restated:
    """A year of a branch that is not whole.

    :param missing: parts whose new version has not come; ``alone`` parts that were put right without the year.
    """

    missing: tuple[Period, ...]
    alone: tuple[Period, ...]


def broken(session: Session, branch: str, year: int) -> Restated | None:
    """Tell what keeps a year from being whole; None if nothing does, or it was never restated."""
    newest = _newest(session, branch, year)
    whole = newest.pop(str(year), None)
    if whole is None or all(each.version == 1 for each in (whole, *newest.values())):
        return None
    signed = _signed(session, branch, year, whole.version)
    before = _signed(session, branch, year, whole.version - 1)
    parts = {Period.parse(each.period): _signed(session, branch, each.period, each.version) for each in newest.values()}
    missing = tuple(
        sorted(each for each, at in parts.items() if before is not None and at is not None and at <= before)
    )
    alone = tuple(sorted(each for each, at in parts.items() if signed is not None and at is not None and at > signed))
    return Restated(missing, alone) if missing or alone else None


def _newest(session: Session, branch: str, year: int) -> dict[str, Newest]:
    query = select(Newest).where(Newest.branch_code == branch, Newest.period.startswith(str(year)))
    return {each.period: each for each in session.scalars(query)}


def _signed(session: Session, branch: str, period: object, version: int) -> int | None:
    """Tell at which place of its store's chain a version was signed; None if it never came."""
    query = select(Submission.package).where(
        Submission.branch_code == branch, Submission.period == str(period), Submission.version == version
    )
    text = session.scalar(query)
    head = json.loads(text).get("audit_head") if text else None
    return int(head["seq"]) if head else None
