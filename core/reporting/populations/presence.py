"""Who is in the house: on a day, in a period, and night by night without a legal basis."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Integer, String, Subquery, case, func, or_, select

from core.legal.models import MeasurePerson
from core.reporting.populations.base import BABY, age_band, has_night, inside, nights, present
from core.reporting.populations.counted import Counted, given, rows, worked_out
from core.reporting.populations.terms import Terms
from core.reporting.sql import midnights
from core.reporting.sql.expressions import days_between, earlier, later
from core.reporting.sql.rules import unduplicated
from core.residents.models import Resident
from core.stages.models import Episode

# An order that ends with a day is written 23:59:59.
_SECOND = timedelta(seconds=1)


def inside_at_end(terms: Terms) -> Counted:
    """Stays open at the end. The age is exact at the end of a year, the only time at which it is broken down."""
    age = age_band(terms.year - Resident.birth_year, terms.ages)
    return present(terms).divided(AGE=age).where(inside(terms.last))


def residents_at_start(terms: Terms) -> Counted:
    """Residents in the house at 00:00 of the first day."""
    return present(terms).where(inside(terms.eve), Resident.kind != BABY)


def residents_at_end(terms: Terms) -> Counted:
    """Residents in the house at 24:00 of the last day, without babies."""
    return inside_at_end(terms).where(Resident.kind != BABY)


def babies_at_end(terms: Terms) -> Counted:
    """Babies in the house at the end."""
    return inside_at_end(terms).where(Resident.kind == BABY)


def served(terms: Terms) -> Counted:
    """Persons with at least one night, each once, by the newest of their stays that has one."""
    by = {name: given(name, String) for name in ("SEX", "AGE", "REFERRER", "DESTINATION")}
    return Counted(rows("person", _persons(terms)), by=by)


def resident_days(terms: Terms) -> Counted:
    """Nights in the house, of residents and babies."""
    return replace(present(terms).where(has_night(terms)), amount=nights(terms))


def nights_in_places(terms: Terms) -> Counted:
    """Nights of residents. A licence counts cots apart from its places, so babies stay out of the occupancy."""
    return resident_days(terms).where(Resident.kind != BABY)


def nights_without_basis(terms: Terms) -> tuple[Counted, ...]:
    """Persons in the house at 24:00 whom no measure and no provisional basis covers, night by night.

    They are all nights less those that are covered. 24:00 is the end of a day and not the beginning of the next: an
    order valid through a day covers its night, one valid from a day on does not cover the night before.
    """
    covered = later(given("until_night", Integer) - given("from_night", Integer), 0)
    return resident_days(terms), Counted(rows("cover", _covered(terms)), amount=-covered)


def _persons(terms: Terms) -> Subquery:
    """Each person with a night, by the newest of her stays that has one, with what her stays come to together."""
    stay = present(terms)
    end = earlier(func.coalesce(Episode.closed_on, terms.day_after), terms.day_after)
    with_nights = stay.rows.found.with_only_columns(
        Episode.resident_id.label("person"),
        Resident.kind.label("kind_of_person"),
        (terms.year - Resident.birth_year).label("age_in_year"),
        func.sum(nights(terms)).over(partition_by=Episode.resident_id).label("nights"),
        func.max(days_between(Episode.admitted_on, end)).over(partition_by=Episode.resident_id).label("longest"),
        *(each.label(name) for name, each in stay.by.items()),
    ).where(has_night(terms))
    newest = (Episode.admitted_on.desc(), Episode.id.desc())
    return unduplicated(with_nights, Episode.resident_id, *newest).subquery()


def _covered(terms: Terms) -> Subquery:
    """The nights of each stay that each of its measures covers, and none before it.

    One pass over the measures of a stay, in the order in which they begin, leaves out of each what those before it
    cover. Nights are told by the number of their day, from one up to, and without, another.
    """
    cover = _covers(terms)
    sooner = func.max(cover.c.until_night).over(
        partition_by=cover.c.stay, order_by=(cover.c.from_night, cover.c.until_night, cover.c.measure), rows=(None, -1)
    )
    from_night = later(cover.c.from_night, func.coalesce(sooner, 0))
    return select(cover.c.until_night, from_night.label("from_night")).subquery()


def _covers(terms: Terms) -> Subquery:
    """The nights of each stay that each of its measures covers."""
    stay = _numbered(terms)
    last_seconds = terms.ends_of_days(-_SECOND)
    begun = midnights.before(MeasurePerson.covers_from, last_seconds)
    over = midnights.up_to(MeasurePerson.covers_until, last_seconds)
    open_end = MeasurePerson.covers_until.is_(None)
    touches = (
        MeasurePerson.covers_from < terms.day_after.midnight,
        or_(open_end, MeasurePerson.covers_until >= terms.first.midnight),
    )
    return (
        select(
            stay.c.stay,
            MeasurePerson.id.label("measure"),
            later(begun, stay.c.first_night).label("from_night"),
            case((open_end, stay.c.after_last), else_=earlier(over, stay.c.after_last)).label("until_night"),
        )
        .join_from(stay, MeasurePerson, MeasurePerson.resident_id == stay.c.resident_id)
        .where(MeasurePerson.covers_stay.is_(True), *touches)
        .subquery()
    )


def _numbered(terms: Terms) -> Subquery:
    """Each stay with a night, with the number of its first night, and of the one after its last."""
    first_night = days_between(terms.day_0, later(Episode.admitted_on, terms.first))
    return worked_out(
        present(terms)
        .rows.found.with_only_columns(
            Episode.id.label("stay"),
            Episode.resident_id,
            first_night.label("first_night"),
            (first_night + nights(terms)).label("after_last"),
        )
        .where(has_night(terms)),
        "numbered",
    )
