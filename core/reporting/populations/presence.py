"""Who is in the house: on a day, in a period, and night by night without a legal basis."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import CTE, Date, and_, column, func, select, union_all, values
from sqlalchemy import literal as constant

from core.db import UtcDateTime
from core.legal.cover import midnights
from core.legal.models import Measure, MeasurePerson
from core.reporting.populations.base import (
    BABY,
    Counted,
    Scope,
    has_night,
    inside,
    nights,
    stays,
)
from core.reporting.rules import unduplicated
from core.reporting.sql import earlier, later
from core.residents.models import Resident
from core.stages.models import Episode

# An order that ends with a day is written 23:59:59.
_SECOND = timedelta(seconds=1)
#: Instants before and after all others.
_BEFORE_ALL, _AFTER_ALL = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def inside_at_end(scope: Scope) -> Counted:
    """Stays open at the end. The age is exact at the end of a year, the only time at which it is broken down."""
    return stays(scope, inside(scope, scope.last), age=scope.period.year - Resident.birth_year)


def residents_at_start(scope: Scope) -> Counted:
    """Residents in the house at 00:00 of the first day."""
    return stays(scope, inside(scope, scope.eve)).where(Resident.kind != BABY)


def residents_at_end(scope: Scope) -> Counted:
    """Residents in the house at 24:00 of the last day, without babies."""
    return inside_at_end(scope).where(Resident.kind != BABY)


def babies_at_end(scope: Scope) -> Counted:
    """Babies in the house at the end."""
    return inside_at_end(scope).where(Resident.kind == BABY)


def served(scope: Scope) -> Counted:
    """Persons with at least one night, each once, by the newest of their stays that has one."""
    rows = stays(scope, has_night(scope)).add_columns(Episode.resident_id, Episode.admitted_on, Episode.id)
    return unduplicated(rows, Episode.resident_id, Episode.admitted_on.desc(), Episode.id.desc())


def resident_days(scope: Scope) -> Counted:
    """Nights in the house, of residents and babies."""
    return stays(scope, has_night(scope)).with_only_columns(nights(scope).label("amount"))


def nights_in_places(scope: Scope) -> Counted:
    """Nights of residents. A licence counts cots apart from its places, so babies stay out of the occupancy."""
    return resident_days(scope).where(Resident.kind != BABY)


def nights_without_basis(scope: Scope) -> Counted:
    """Persons in the house at 24:00 whom no measure and no provisional basis covers, night by night.

    24:00 is the end of a day and not the beginning of the next: an order valid through a day covers its night, one
    valid from a day on does not cover the night before.
    """
    night = _nights(scope)
    gap = _gaps(scope, night)
    uncovered = and_(
        night.c.last_second >= gap.c.begins,
        night.c.last_second > gap.c.covered_until,
        night.c.last_second < gap.c.next_from,
        night.c.last_second <= gap.c.ends,
    )
    return select(constant(1).label("amount")).join_from(gap, night, uncovered)


def _nights(scope: Scope) -> CTE:
    """The nights of the period with their last second, and the day after each: a database may know no time zones."""
    columns = (column("day", Date), column("day_after", Date), column("last_second", UtcDateTime))
    data = [
        (day, day + timedelta(days=1), end - _SECOND) for day, end in midnights(scope.first, scope.last, scope.zone)
    ]
    return values(*columns, name="night").data(data).cte("night")


def _gaps(scope: Scope, night: CTE) -> CTE:
    """What lies between the measures of each stay with a night in the period, before the first and after the last.

    A gap begins when every measure so far has ended, and ends when the next one begins: one pass over the measures of
    a stay in place of one look for each of its nights. Only gaps that reach into the nights of the period are told.
    """
    cover = _covers(scope, night)
    stay, in_order = cover.c.stay, (cover.c.covers_from, cover.c.covers_until)
    so_far = func.max(cover.c.covers_until).over(partition_by=stay, order_by=in_order, rows=(None, 0))
    following = func.lead(cover.c.covers_from).over(partition_by=stay, order_by=in_order)
    row = select(
        cover.c.first_night, cover.c.last_night.label("ends"), later(cover.c.first_night, cover.c.covers_from)
        .label("begins"), so_far.label("covered_until"), func.coalesce(following, _AFTER_ALL).label("next_from"),
    ).subquery()  # fmt: skip
    reaches = and_(
        row.c.next_from > row.c.covered_until, row.c.next_from > row.c.first_night, row.c.covered_until < row.c.ends
    )
    return select(row).where(reaches).cte("gap")


def _covers(scope: Scope, night: CTE) -> CTE:
    """The measures of those stays, and before them one for each that is long over: whoever has none has a gap too."""
    first, last = night.alias("first_night"), night.alias("last_night")
    end = earlier(func.coalesce(Episode.closed_on, scope.day_after), scope.day_after)
    stay = (
        select(
            Episode.id.label("stay"), Episode.resident_id, first.c.last_second.label("first_night"),
            last.c.last_second.label("last_night"),
        )
        .join_from(Episode, first, first.c.day == later(Episode.admitted_on, scope.first))
        .join(last, last.c.day_after == end)
        .where(has_night(scope))
        .cte("stay")
    )  # fmt: skip
    columns = (stay.c.stay, stay.c.first_night, stay.c.last_night)
    before_all = constant(_BEFORE_ALL, UtcDateTime)
    long_over = select(*columns, before_all.label("covers_from"), before_all.label("covers_until"))
    measures = (
        select(*columns, MeasurePerson.covers_from, func.coalesce(MeasurePerson.covers_until, _AFTER_ALL))
        .join_from(stay, MeasurePerson, MeasurePerson.resident_id == stay.c.resident_id)
        .join(Measure, Measure.id == MeasurePerson.measure_id)
        .where(Measure.covers_stay.is_(True))
    )
    return union_all(long_over, measures).cte("cover")
