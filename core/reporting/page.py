"""What the page of a period shows: its figures, how far it has come, and what the branch can do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core.actor import Actor
from core.branches.models import Branch
from core.reporting import checks, closings, targets
from core.reporting.catalogue import TOTAL, VALUE
from core.reporting.closings import CHECKED, OPEN, SENT, SIGNED
from core.reporting.figures import Cell
from core.reporting.leaving import evidence, signing
from core.reporting.models import Closing, FigureEvidence
from core.reporting.periods import POOLED, Period
from core.reporting.table import Sheet, sheet
from plugins.profile import CountryProfile

#: How far a period has come: the last two are told by the regional office, where it is on the same node.
RECEIVED, QUERIED, ACCEPTED = "received", "queried", "accepted"
STATES = (OPEN, CHECKED, SIGNED, SENT, RECEIVED, ACCEPTED)
#: The figure that is followed over a year.
_FOLLOWED = "R02"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the last year; no value where it was never closed."""

    period: Period
    value: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """A period as the branch looks at it.

    :param closing: its newest version, or None while the figures are only computed.
    :param note: the word to the regional office that was closed with it.
    :param ended: whether the period is over and can be closed.
    :param was_open: whether the house existed in it.
    :param changed: records have changed since it was closed.
    :param outdated: quarters and years that were signed before a part of them was signed anew: a restatement takes
        them all.
    :param restates: its year is signed and its records have changed since: a correction takes all of the year.
    """

    period: Period
    closing: Closing | None
    note: str
    sheet: Sheet
    checks: tuple[checks.Check, ...]
    ended: bool
    was_open: bool
    changed: bool
    year: tuple[Month, ...]
    evidence: tuple[FigureEvidence, ...] = ()
    outdated: tuple[Period, ...] = ()
    restates: bool = False

    @property
    def state(self) -> str:
        """How far it has come."""
        return self.closing.state if self.closing else OPEN

    @property
    def closable_from(self) -> date:
        """The first day on which it can be closed."""
        return self.period.last + timedelta(days=1)

    @property
    def blocked(self) -> bool:
        """Whether a hard check fails."""
        return checks.blocking(self.checks)

    @property
    def asks(self) -> bool:
        """Whether a soft check wants a word that is not written."""
        return checks.asking(self.checks) and not self.note

    @property
    def signable(self) -> bool:
        """Whether the director can sign now."""
        return self.closing is not None and self.state == CHECKED and not self.asks and not self.restates


def page(session: Session, actor: Actor, country: CountryProfile, period: Period, *, today: date) -> Page:
    """Gather a period's page.

    :raises NotFound: if the actor may not see figures.
    """
    live = closings.preview(session, actor, country, period)
    branch = session.get_one(Branch, closings.branch_of(actor))
    earlier = closings.earlier(session, branch.id, period)
    closing = closings.latest(session, branch.id, period)
    now = closings.cells_of(closing) if closing else live
    found = (
        closings.checks_of(closing)
        if closing
        else closings.check(session, branch.id, period, now, earlier, explained=False)
    )
    return Page(
        period=period,
        closing=closing,
        note=closings.note_of(session, closing) if closing else "",
        sheet=_sheet(session, actor, country, period, _Shown(closing, now, earlier[0]), found),
        checks=tuple(found),
        ended=period.last < today,
        was_open=branch.opened_on <= period.last,
        changed=closing is not None and now != live and not _is_final(closing),
        year=_year(session, branch.id, today),
        evidence=tuple(evidence.of_period(session, branch.id, period)),
        outdated=tuple(closings.outdated(session, branch.id, period.year)),
        restates=closing is not None and _restates(session, closing, changed=now != live),
    )


def _restates(session: Session, closing: Closing, *, changed: bool) -> bool:
    if _is_final(closing):
        return False
    if closing.package is None:
        return closings.corrects(session, closing)
    return changed and closings.is_signed(session, closing.branch_id, Period(Period.parse(closing.period).year, "A"))


def _is_final(closing: Closing) -> bool:
    """Tell whether nothing is ever put right of it: three years are told once."""
    return closing.package is not None and Period.parse(closing.period).kind == POOLED


@dataclass(frozen=True, slots=True)
class _Shown:
    closing: Closing | None
    now: Sequence[Cell]
    before: Sequence[Cell]


def _sheet(
    session: Session, actor: Actor, country: CountryProfile, period: Period, shown: _Shown,
    found: Sequence[checks.Check],
) -> Sheet:  # fmt: skip
    """Where the period before was never closed, its figures are those of today's records."""
    if shown.closing is not None:
        leaving = signing.protected(session, country, shown.closing)
    else:
        leaving = signing.leaving(session, country, closings.branch_of(actor), period, shown.now)
    known = shown.before or closings.preview(session, actor, country, period.previous())
    wishes = targets.wishes_of(session, closings.branch_of(actor))
    return sheet(country, shown.now, known, leaving, found, wishes=wishes)


def _year(session: Session, branch_id: int, today: date) -> tuple[Month, ...]:
    periods = [Period(today.year, "M", today.month).previous()]
    while len(periods) < _MONTHS:
        periods.append(periods[-1].previous())
    closed = closings.newest_by_period(session, branch_id, periods)
    return tuple(Month(each, _followed(closed.get(each))) for each in reversed(periods))


def _followed(closing: Closing | None) -> int | None:
    if closing is None:
        return None
    key = (_FOLLOWED, TOTAL, TOTAL, VALUE)
    return next((cell.value for cell in closings.cells_of(closing) if cell.key == key), None)
