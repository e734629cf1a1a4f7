"""The figures of a report to a donor: accepted ones only, told as somebody outside may read them (HQ-9).

What the office has not accepted is named as provisional and not told; what is of grade C stands apart, in no sum. Where
branches stand one by one, the network's line adds up those that are told alone: else one withheld count would be the
difference.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.hq.models import Submission
from core.hq.outside import Told, outside
from core.hq.pools import NOT_COMPARABLE
from core.hq.rows import Row
from core.hq.states import State, state_of
from core.hq.threads import marks_of, standing
from core.i18n import say
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, WINDOW, Indicator
from core.reporting.periods import Period
from core.reporting.quantity import REACH, Quantity, quantities, unreliable


class How(StrEnum):
    """How a figure stands in a report."""

    TOLD = "told"
    WITHHELD = "withheld"
    PROVISIONAL = "provisional"
    NOT_SENT = "not_sent"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure of a branch, or of the network where ``branch`` is empty."""

    branch: str
    how: How
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator in a report.

    :param network: the sum of what may be added; ``branches`` stands in it or may not be told.
    :param apart: branches in whose country it means something else.
    :param window: of a cohort that is looked at after several, the one that it tells.
    :param weak: whether it rests on too few who were reached.
    :param added: whose figures are in the sum.
    """

    indicator: str
    network: Entry
    branches: tuple[Entry, ...]
    apart: tuple[Entry, ...]
    window: str = ""
    weak: bool = False
    added: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called, its window with it."""
        catalogue = catalogues.current()
        whole = f"{self.indicator} {say(catalogue.everything[self.indicator].name)}"
        return f"{whole}: {say(catalogue.labels[WINDOW][self.window])}" if self.window else whole


@dataclass(frozen=True, slots=True)
class Sources:
    """What a report's figures rest on.

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


def choices(kind: str) -> list[Indicator]:
    """List the indicators that may leave the office: those with a total that is not confidential."""
    due = catalogues.current().due(kind)
    return [each for each in due if not each.house and not each.only_broken_down]


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


def figures(rows: Iterable[Row], known: Sources, codes: Sequence[str], *, by_branch: bool) -> list[Line]:
    """Tell some indicators of a period.

    :param rows: of the newest submission of each branch.
    :param by_branch: whether each branch is told by itself; else the network's sum alone is.
    """
    indicators = catalogues.current().indicators
    cells: dict[str, list[Row]] = {}
    for row in rows:
        if row.breakdown in (TOTAL, WINDOW) and row.indicator in (*codes, REACH):
            cells.setdefault(row.branch, []).append(row)
    found = {branch: quantities(own, indicators) for branch, own in cells.items()}
    grades = {branch: {row.indicator: row.grade for row in own} for branch, own in cells.items()}
    chosen = [indicators[code] for code in codes if code in indicators]
    places = [(each, window) for each in chosen for window in each.windows or ("",)]
    return [_told(each, window, found, grades, known, by_branch=by_branch) for each, window in places]


def _told(
    indicator: Indicator, window: str, found: Mapping[str, Mapping[tuple[str, str, str], Quantity]],
    grades: Mapping[str, Mapping[str, str]], known: Sources, *, by_branch: bool,
) -> Line:  # fmt: skip
    place = (indicator.id, WINDOW, window) if window else (indicator.id, TOTAL, TOTAL)
    alone = by_branch and indicator.rule.parts  # of what is sensitive no branch is told by itself
    entries: dict[bool, list[Entry]] = {True: [], False: []}
    weak = False
    added: dict[str, Quantity] = {}
    for branch in sorted({*found, *known.provisional}):
        quantity = found.get(branch, {}).get(place)
        entry = _entry(branch, quantity, indicator, known)
        apart = grades.get(branch, {}).get(indicator.id) == NOT_COMPARABLE
        if not apart and quantity is not None and branch in known.versions and _may_add(entry, quantity, alone=alone):
            added[branch] = quantity
            weak |= unreliable(found[branch], place)
        entries[apart].append(entry)
    came = any(each.how in (How.TOLD, How.WITHHELD) for each in entries[False])
    nothing = Entry("", How.WITHHELD if came else How.NOT_SENT)
    network = _entry("", _sum(list(added.values())), indicator, known) if added else nothing
    shown = tuple(entries[False]) if alone else tuple(each for each in entries[False] if each.how is How.PROVISIONAL)
    aside = entries[True] if alone else [Entry(each.branch, How.APART) for each in entries[True]]
    return Line(indicator.id, network, shown, tuple(aside), window, weak, tuple(added))


def _may_add(entry: Entry, quantity: Quantity, *, alone: bool) -> bool:
    return (
        entry.how is How.TOLD if alone else not quantity.hidden and (not quantity.is_share or quantity.of is not None)
    )


def _entry(branch: str, quantity: Quantity | None, indicator: Indicator, known: Sources) -> Entry:
    if branch in known.provisional:
        return Entry(branch, How.PROVISIONAL)
    if quantity is None:
        return Entry(branch, How.NOT_SENT)
    told = outside(quantity, indicator)
    return Entry(branch, How.WITHHELD) if told is None else Entry(branch, How.TOLD, told)


def _sum(added: Sequence[Quantity]) -> Quantity:
    total, is_share = sum(each.value or 0 for each in added), added[0].is_share
    return Quantity(total, sum(each.of or 0 for each in added) if is_share else None, is_share)


def line_of(told: dict[str, Any]) -> Line:
    """Give a line as it was kept when its report was issued."""
    branches, apart = (tuple(map(_entry_of, told[name])) for name in ("branches", "apart"))
    return Line(
        told["indicator"],
        _entry_of(told["network"]),
        branches,
        apart,
        told["window"],
        told["weak"],
        tuple(told["added"]),
    )


def _entry_of(told: dict[str, Any]) -> Entry:
    return Entry(told["branch"], How(told["how"]), Told(**told["told"]) if told["told"] else None)
