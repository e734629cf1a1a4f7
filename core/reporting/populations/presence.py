"""Who is in the house: on a day, in a period, and night by night without a legal basis."""

from datetime import timedelta

from sqlalchemy import Date, column, exists, or_, select, values
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
    of_the_house,
    stays,
)
from core.reporting.rules import unduplicated
from core.residents.models import Resident
from core.stages.models import Episode

# An order that ends with a day is written 23:59:59.
_SECOND = timedelta(seconds=1)


def inside_at_end(scope: Scope) -> Counted:
    """Stays open at the end. The age is exact at the end of a year, the only time at which it is broken down."""
    return stays(scope, age=scope.period.year - Resident.birth_year).where(inside(scope.last))


def residents_at_start(scope: Scope) -> Counted:
    """Residents in the house at 00:00 of the first day."""
    return stays(scope).where(Resident.kind != BABY, inside(scope.first - timedelta(days=1)))


def residents_at_end(scope: Scope) -> Counted:
    """Residents in the house at 24:00 of the last day, without babies."""
    return inside_at_end(scope).where(Resident.kind != BABY)


def babies_at_end(scope: Scope) -> Counted:
    """Babies in the house at the end."""
    return inside_at_end(scope).where(Resident.kind == BABY)


def served(scope: Scope) -> Counted:
    """Persons with at least one night, each once, by the newest of their stays that has one."""
    rows = stays(scope).add_columns(Episode.resident_id, Episode.admitted_on, Episode.id).where(has_night(scope))
    return unduplicated(rows, Episode.resident_id, Episode.admitted_on.desc(), Episode.id.desc())


def resident_days(scope: Scope) -> Counted:
    """Nights in the house, of residents and babies."""
    return stays(scope).where(has_night(scope)).with_only_columns(nights(scope).label("amount"))


def nights_in_places(scope: Scope) -> Counted:
    """Nights of residents. A licence counts cots apart from its places, so babies stay out of the occupancy."""
    return resident_days(scope).where(Resident.kind != BABY)


def nights_without_basis(scope: Scope) -> Counted:
    """Persons in the house at 24:00 whom no measure and no provisional basis covers, night by night.

    24:00 is the end of a day and not the beginning of the next: an order valid through a day covers its night, one
    valid from a day on does not cover the night before.
    """
    data = [(day, end - _SECOND) for day, end in midnights(scope.first, scope.last, scope.zone)]
    night = values(column("day", Date), column("last_second", UtcDateTime), name="night").data(data).cte("night")
    covered = (
        select(MeasurePerson.id)
        .join(Measure, Measure.id == MeasurePerson.measure_id)
        .where(MeasurePerson.resident_id == Episode.resident_id, Measure.covers_stay.is_(True))
        .where(MeasurePerson.covers_from <= night.c.last_second)
        .where(or_(MeasurePerson.covers_until.is_(None), MeasurePerson.covers_until >= night.c.last_second))
        .correlate(Episode, night)
    )
    return (
        select(constant(1).label("amount"))
        .select_from(Episode)
        .join(night, inside(night.c.day))
        .where(of_the_house(Episode, scope), has_night(scope), ~exists(covered))
    )
