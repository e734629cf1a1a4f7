"""Whose figures of a period are accepted: what anybody outside is told rests on these alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.hq.models import Submission
from core.hq.states import State, state_of
from core.hq.threads import marks_of, standing
from core.reporting.periods import Period


@dataclass(frozen=True, slots=True)
class Sources:
    """What figures rest on.

    :param versions: of each branch's submission that is accepted.
    :param provisional: branches whose submission is not accepted.
    :param months: months of the period that are not accepted, by branch.
    :param declined: branches that have not said yes to this use; nothing of theirs is in it.
    """

    versions: Mapping[str, int]
    provisional: tuple[str, ...]
    months: Mapping[str, tuple[str, ...]]
    declined: tuple[str, ...] = ()

    def without(self, declined: Collection[str]) -> "Sources":
        """Leave out the branches that have not said yes."""
        return Sources(
            {code: each for code, each in self.versions.items() if code not in declined},
            tuple(code for code in self.provisional if code not in declined),
            {code: each for code, each in self.months.items() if code not in declined}, tuple(sorted(declined)),
        )  # fmt: skip

    def only(self, codes: Collection[str]) -> "Sources":
        """Leave out all other branches than some."""
        return Sources(
            {code: each for code, each in self.versions.items() if code in codes},
            tuple(code for code in self.provisional if code in codes),
            {code: each for code, each in self.months.items() if code in codes}, self.declined,
        )  # fmt: skip


def sources(session: Session, period: Period) -> Sources:
    """Tell whose figures of a period are accepted, and which months of it are not."""
    codes = session.scalars(
        select(Submission.branch_code).where(Submission.period == str(period)).distinct().order_by(
            Submission.branch_code)
    ).all()  # fmt: skip
    found = {code: standing(session, code, period) for code in codes}
    accepted = {code: each[1] for code, each in found.items() if each and each[0] is State.ACCEPTED}
    return Sources(accepted, tuple(code for code in codes if code not in accepted), _open_months(session, period))


def _open_months(session: Session, period: Period) -> dict[str, tuple[str, ...]]:
    """Find the months that came and are not accepted: a quarter may be accepted before one of them is."""
    if period.kind == "M":
        return {}
    months = [str(each) for each in period.parts("M")]
    query = select(Submission.branch_code, Submission.period, Submission.version).where(Submission.period.in_(months))
    newest: dict[tuple[str, str], int] = {}
    for branch, month, version in session.execute(query):
        newest[branch, month] = max(version, newest.get((branch, month), 0))
    said = marks_of(session, list(newest)) if newest else []
    found: dict[str, list[str]] = {}
    for (branch, month), version in sorted(newest.items()):
        own = [mark for mark in said if (mark.branch_code, mark.period) == (branch, month)]
        if state_of(own, version) is not State.ACCEPTED:
            found.setdefault(branch, []).append(month)
    return {branch: tuple(each) for branch, each in found.items()}
