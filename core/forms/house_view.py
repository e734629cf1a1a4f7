"""What a form about the house is filled from: its last whole month and quarter, in numbers only."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from core.branches import licences
from core.branches.models import Branch
from core.forms.parts import HousePart, Period, RowPart
from core.forms.written import Written, nothing
from core.residents.ages import BirthRange
from core.residents.identity import open_births
from core.residents.models import Identity, Resident, ResidentLanguage
from core.stages.models import Episode

_DAY = timedelta(days=1)


def look_at_house(
    session: Session, branch: Branch, today: date, *, in_rows: bool = False, written: Written = nothing
) -> HousePart:
    """Count who came, left and stayed in the month before a day.

    :param in_rows: also one by one by sex and age, for tables; birth dates are opened for that, and stay here.
    :param written: opens what signed forms say of a stay.
    """
    month = _months_before(today, 1)
    until = today.replace(day=1) - _DAY
    quarter_end = _quarter_of(today) - _DAY
    return HousePart(
        month=month,
        month_period=Period(month, until),
        quarter_period=Period(_quarter_of(quarter_end), quarter_end),
        licensed_places=licences.in_force(session, branch.id, today) or None,
        at_start=_count(session, branch, Episode.admitted_on < month, _not_gone_by(month - _DAY)),
        admissions=_count(session, branch, Episode.admitted_on.between(month, until)),
        exits=_count(session, branch, Episode.closed_on.between(month, until)),
        at_end=_count(session, branch, Episode.admitted_on <= until, _not_gone_by(until)),
        **(_rows(session, branch, month, until, written) if in_rows else {}),
    )


def _rows(session: Session, branch: Branch, month: date, until: date, written: Written) -> dict[str, Any]:
    inside = or_(Episode.closed_on.is_(None), Episode.closed_on >= month)
    query = (
        select(
            Episode.id, Episode.admitted_on, Episode.closed_on, Episode.exit_kind, Resident.sex, Resident.people,
            ResidentLanguage.language,
            Identity.resident_id, Identity.birth_earliest, Identity.birth_latest,
        )
        .join(Resident, Resident.id == Episode.resident_id)
        .join(Identity, Identity.resident_id == Episode.resident_id)
        .outerjoin(ResidentLanguage, (ResidentLanguage.resident_id == Resident.id) & (ResidentLanguage.position == 0))
        .where(Episode.branch_id == branch.id, Episode.admitted_on <= until, inside)
        .order_by(Episode.id)
    )  # fmt: skip
    rows = session.execute(query).all()
    births = open_births(session, [(row.resident_id, row.birth_earliest, row.birth_latest) for row in rows])
    stays = [(row, birth, written(row.id)) for row, birth in zip(rows, births, strict=True)]
    return {
        "admitted": tuple(_row(*stay, stay[0].admitted_on) for stay in stays if stay[0].admitted_on >= month),
        "left": tuple(_row(*stay, stay[0].closed_on) for stay in stays
                      if stay[0].closed_on is not None and stay[0].closed_on <= until),
        "present": tuple(_row(*stay, until) for stay in stays
                         if stay[0].closed_on is None or stay[0].closed_on > until),
    }  # fmt: skip


def _row(row: Any, birth: BirthRange, said: tuple[tuple[str, Any], ...], day: date) -> RowPart:
    age = birth.age_on(day)
    years = age.youngest if age.known else None
    return RowPart(
        row.sex, years, row.exit_kind or "", people=row.people or "", language=row.language or "", written=said
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
