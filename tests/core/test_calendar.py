"""Terms over the imaginary country's calendars: its courts close on Fridays, Saturdays and six holidays."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import calendar, defaults
from core.testkit.zz import plugin
from core.testkit.zz.calendar import BEFORE_NIGHT, FOLLOW_UP, REPORT_ABSENCE, REVIEW_MEASURE, TELL_COURT
from plugins.contract.calendar import Deadline, Unit
from plugins.discovery import load
from plugins.profile import CountryProfile

ZONE = "Etc/GMT+5"
# Its clocks go back from midnight to eleven at night, in April: one day ends twice.
SHIFTING = "America/Santiago"

# Hypothesis runs a test many times within one fixture; a frozen profile may stand beside the tests instead.
ZZ = load("zz", plugin, (defaults,))
SAME_DAY = replace(ZZ.regimes["working"], code="same_day", starts_next_day=False)
FIXED = replace(ZZ.regimes["working"], code="fixed", rolls_forward=False)
NEVER_CLOSED = replace(ZZ.regimes["working"], code="never_closed", all_days_work=True)
COUNTING = replace(ZZ, regimes={**ZZ.regimes, **{each.code: each for each in (SAME_DAY, FIXED, NEVER_CLOSED)}})

WEDNESDAY = datetime(2025, 1, 8, 10, tzinfo=ZoneInfo(ZONE))


def term(amount: int, unit: Unit, regime: str = "working", *, before: bool = False) -> Deadline:
    return replace(TELL_COURT, code="term", amount=amount, unit=unit, regime=regime, before=before)


def due(deadline: Deadline, start: datetime = WEDNESDAY, zone: str = ZONE) -> datetime:
    return calendar.due(COUNTING, deadline, start, zone)


terms = st.builds(
    term, st.integers(0, 60), st.sampled_from(Unit), st.sampled_from(sorted(COUNTING.regimes)), before=st.booleans()
)
# Hypothesis wants its bounds without a zone.
_FROM, _UNTIL = datetime(2020, 1, 1), datetime(2030, 1, 1)  # noqa: DTZ001
instants = st.datetimes(_FROM, _UNTIL, timezones=st.just(UTC))
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
zones = st.sampled_from([ZONE, SHIFTING])


@pytest.mark.parametrize(
    ("amount", "unit", "regime", "last_day"),
    [
        (1, Unit.WORKING_DAYS, "working", "2025-01-09"),
        (2, Unit.WORKING_DAYS, "working", "2025-01-12"),
        (7, Unit.WORKING_DAYS, "working", "2025-01-19"),
        (1, Unit.WORKING_DAYS, "same_day", "2025-01-08"),
        (3, Unit.WORKING_DAYS, "same_day", "2025-01-12"),
        (3, Unit.WORKING_DAYS, "all_days", "2025-01-10"),
        (2, Unit.CALENDAR_DAYS, "working", "2025-01-12"),
        (2, Unit.CALENDAR_DAYS, "fixed", "2025-01-10"),
        (2, Unit.CALENDAR_DAYS, "never_closed", "2025-01-10"),
        (4, Unit.CALENDAR_DAYS, "working", "2025-01-12"),
        (4, Unit.CALENDAR_DAYS, "same_day", "2025-01-12"),
        (4, Unit.CALENDAR_DAYS, "all_days", "2025-01-11"),
        (1, Unit.MONTHS, "fixed", "2025-02-08"),
        (1, Unit.MONTHS, "working", "2025-02-09"),
        (12, Unit.MONTHS, "all_days", "2026-01-08"),
    ],
)
def test_a_term_ends_with_its_last_day(amount: int, unit: Unit, regime: str, last_day: str) -> None:
    assert due(term(amount, unit, regime)).isoformat() == f"{last_day}T23:59:59-05:00"


@pytest.mark.parametrize(
    ("amount", "unit", "regime", "last_day"),
    [
        (1, Unit.WORKING_DAYS, "working", "2025-01-07"),
        (5, Unit.WORKING_DAYS, "working", "2024-12-31"),
        (4, Unit.CALENDAR_DAYS, "fixed", "2025-01-04"),
        (4, Unit.CALENDAR_DAYS, "working", "2025-01-02"),
        (4, Unit.CALENDAR_DAYS, "all_days", "2025-01-05"),
        (1, Unit.MONTHS, "fixed", "2024-12-08"),
    ],
)
def test_a_term_counted_back_rolls_away_from_its_event(amount: int, unit: Unit, regime: str, last_day: str) -> None:
    assert due(term(amount, unit, regime, before=True)).isoformat() == f"{last_day}T23:59:59-05:00"


def test_holidays_are_no_working_days() -> None:
    # Saturday 31 May; then the judges' two days; the first open day is Tuesday 3 June.
    start = datetime(2025, 5, 29, 9, tzinfo=ZoneInfo(ZONE))
    assert due(term(1, Unit.WORKING_DAYS), start).date() == date(2025, 6, 3)


def test_a_month_that_is_too_short_ends_the_term_on_its_last_day() -> None:
    assert due(term(1, Unit.MONTHS, "fixed"), datetime(2024, 1, 31, 9, tzinfo=UTC)).date() == date(2024, 2, 29)


def test_hours_run_through_a_change_of_the_clock() -> None:
    start = datetime(2025, 4, 5, 20, tzinfo=ZoneInfo(SHIFTING))
    end = due(term(6, Unit.HOURS), start, SHIFTING)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=6)
    assert end.hour == 1


def test_a_day_that_ends_twice_ends_the_second_time() -> None:
    end = due(term(1, Unit.CALENDAR_DAYS, "fixed"), datetime(2025, 4, 4, 9, tzinfo=ZoneInfo(SHIFTING)), SHIFTING)
    assert end.astimezone(UTC) == datetime(2025, 4, 6, 3, 59, 59, tzinfo=UTC)


def test_the_day_is_that_of_the_branch() -> None:
    late_in_the_evening = datetime(2025, 1, 9, 3, tzinfo=UTC)
    assert due(term(1, Unit.CALENDAR_DAYS, "fixed"), late_in_the_evening).date() == date(2025, 1, 9)


@pytest.mark.parametrize("unit", Unit)
def test_no_amount_means_at_once(unit: Unit) -> None:
    assert due(term(0, unit)) == WEDNESDAY


def test_a_term_counted_back_by_the_same_day_never_ends_after_its_event() -> None:
    assert due(term(1, Unit.CALENDAR_DAYS, "same_day", before=True)) == WEDNESDAY


def test_the_country_answers_before_core_counts() -> None:
    assert due(BEFORE_NIGHT) == WEDNESDAY.replace(hour=20)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(TELL_COURT, datetime(2025, 1, 8, 10))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("deadline", "end"),
    [
        (TELL_COURT, "2025-01-13T23:59:59"),
        (REVIEW_MEASURE, "2024-12-29T23:59:59"),
        (REPORT_ABSENCE, "2025-01-08T16:00:00"),
        (FOLLOW_UP, "2025-02-09T23:59:59"),
    ],
)
def test_the_declared_terms_of_the_imaginary_country(zz: CountryProfile, deadline: Deadline, end: str) -> None:
    assert calendar.due(zz, deadline, WEDNESDAY, ZONE).isoformat() == f"{end}-05:00"


@pytest.mark.parametrize(
    ("which", "day", "is_open"),
    [
        ("court", date(2025, 1, 9), True),
        ("court", date(2025, 1, 10), False),
        ("court", date(2025, 1, 11), False),
        ("court", date(2025, 1, 12), True),
        ("office", date(2025, 1, 10), True),
        ("office", date(2025, 1, 12), False),
        ("court", date(2025, 6, 2), False),
        ("office", date(2025, 6, 2), True),
        ("office", date(2025, 12, 25), False),
    ],
)
def test_each_calendar_has_its_own_closed_days(zz: CountryProfile, which: str, day: date, is_open: bool) -> None:
    assert calendar.is_open(zz, which, day) is is_open


def instant(value: datetime) -> datetime:
    """Compare in UTC: two instants of one zone would be compared by their wall clocks alone."""
    return value.astimezone(UTC)


@given(terms, instants, instants, zones)
def test_a_later_event_never_ends_a_term_earlier(deadline: Deadline, one: datetime, other: datetime, zone: str) -> None:
    earlier, later = sorted((one, other))
    assert instant(due(deadline, earlier, zone)) <= instant(due(deadline, later, zone))


@given(terms, instants, zones)
def test_one_more_never_brings_the_end_nearer(deadline: Deadline, start: datetime, zone: str) -> None:
    end = instant(due(deadline, start, zone))
    further = instant(due(replace(deadline, amount=deadline.amount + 1), start, zone))
    assert further <= end if deadline.before else further >= end


@given(terms, instants, zones)
def test_a_term_ends_on_the_right_side_of_its_event(deadline: Deadline, start: datetime, zone: str) -> None:
    end = instant(due(deadline, start, zone))
    assert end <= start if deadline.before else end >= start


@given(terms.filter(lambda each: each.amount and each.unit is not Unit.HOURS and not each.before), instants)
def test_a_term_that_rolls_or_skips_never_ends_on_a_closed_day(deadline: Deadline, start: datetime) -> None:
    regime = COUNTING.regimes[deadline.regime]
    if not regime.all_days_work and (regime.rolls_forward or deadline.unit is Unit.WORKING_DAYS):
        assert calendar.is_open(COUNTING, regime.calendar, due(deadline, start).date())


@given(days, st.integers(1, 90))
def test_going_on_and_back_the_same_working_days_returns(day: date, amount: int) -> None:
    if calendar.is_open(ZZ, "court", day):
        there = calendar.add_working_days(ZZ, "court", day, amount)
        assert calendar.add_working_days(ZZ, "court", there, -amount) == day


@given(days, st.integers(1, 90))
def test_exactly_as_many_open_days_lie_between(day: date, amount: int) -> None:
    there = calendar.add_working_days(ZZ, "court", day, amount)
    passed = [day + timedelta(days=number) for number in range(1, (there - day).days + 1)]
    assert sum(calendar.is_open(ZZ, "court", each) for each in passed) == amount


@pytest.mark.parametrize(("starts_on", "first"), [(0, 23), (6, 22), (5, 21), (1, 17)])
def test_the_next_week_begins_on_the_countrys_weekday(starts_on: int, first: int) -> None:
    monday = date(2026, 3, 16)
    assert calendar.next_week(monday, starts_on) == date(2026, 3, first)
    assert calendar.next_week(date(2026, 3, first), starts_on) == date(2026, 3, first) + timedelta(days=7)
