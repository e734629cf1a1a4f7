"""What a form about the house is filled from: its last whole month and quarter, in numbers only."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.branches.models import Branch
from core.forms.parts import HousePart, Period
from core.stages.models import Episode

_DAY = timedelta(days=1)


def look_at_house(session: Session, branch: Branch, today: date) -> HousePart:
    """Count who came, left and stayed in the month before a day."""
    month = _months_before(today, 1)
    until = today.replace(day=1) - _DAY
    quarter_end = _quarter_of(today) - _DAY
    return HousePart(
        month=month,
        month_period=Period(month, until),
        quarter_period=Period(_quarter_of(quarter_end), quarter_end),
        licensed_places=branch.licensed_places or None,
        at_start=_count(session, branch, Episode.admitted_on < month, _not_gone_by(month - _DAY)),
        admissions=_count(session, branch, Episode.admitted_on.between(month, until)),
        exits=_count(session, branch, Episode.closed_on.between(month, until)),
        at_end=_count(session, branch, Episode.admitted_on <= until, _not_gone_by(until)),
    )


def _not_gone_by(day: date) -> ColumnElement[bool]:
    return Episode.closed_on.is_(None) | (Episode.closed_on > day)


def _count(session: Session, branch: Branch, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Episode).where(Episode.branch_id == branch.id, *conditions)
    return session.scalar(query) or 0


def _months_before(day: date, number: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    return date(year, month + 1, 1)


def _quarter_of(day: date) -> date:
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)
