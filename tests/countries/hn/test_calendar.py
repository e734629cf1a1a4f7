from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import calendar as counting
from core import defaults
from countries.hn import calendar, plugin
from plugins.contract.calendar import Deadline, Nature, Unit
from plugins.contract.text import Grade, LegalBasis, Text
from plugins.discovery import load
from plugins.profile import CountryProfile

ZONE = "America/Tegucigalpa"
PLACE = ZoneInfo(ZONE)


@pytest.fixture(scope="module")
def profile() -> CountryProfile:
    return load("hn", plugin, [defaults])


def term(regime: str, amount: int, unit: Unit, *, before: bool = False) -> Deadline:
    basis = LegalBasis("test", Grade.C)
    return Deadline("t", Text.of(es="t"), "e", amount, unit, regime, Nature.STATUTORY, basis, before)


def days(name: str, year: int) -> set[date]:
    return {holiday.day for holiday in calendar.holidays(name, year) or ()}


def test_in_2026_america_day_and_the_morazan_week_close_only_by_the_labour_list() -> None:
    only_labour = {date(2026, 4, 14), date(2026, 10, 7), date(2026, 10, 8), date(2026, 10, 9)}
    assert days("laboral", 2026) - days("administrativo", 2026) == only_labour
    assert days("administrativo", 2026) == {
        date(2026, 1, 1), date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 4),
        date(2026, 5, 1), date(2026, 9, 15), date(2026, 12, 25),
    }  # fmt: skip


@pytest.mark.parametrize(("year", "thursday"), [(2024, (3, 28)), (2025, (4, 17)), (2027, (3, 25))])
def test_holy_week_moves_with_easter_in_both_lists(year: int, thursday: tuple[int, int]) -> None:
    first = date(year, *thursday)
    holy = {first, first + timedelta(days=1), first + timedelta(days=2)}
    assert holy <= days("administrativo", year)
    assert holy <= days("laboral", year)


def test_a_maundy_thursday_on_america_day_stays_closed_for_offices() -> None:
    assert date(2022, 4, 14) in days("administrativo", 2022)


@given(st.integers(1990, 2100))
def test_every_year_has_seven_administrative_days_all_of_them_labour_days_too(year: int) -> None:
    listed = calendar.holidays("administrativo", year) or ()
    assert len(listed) == 7
    assert list(listed) == sorted(listed, key=lambda holiday: holiday.day)
    assert days("administrativo", year) <= days("laboral", year)
    assert {holiday.day.year for holiday in listed} == {year}


def test_an_unknown_calendar_is_left_to_others() -> None:
    assert calendar.holidays("bancario", 2026) is None


def test_the_courts_close_with_the_offices_until_somebody_says_when_their_vacations_are() -> None:
    assert days("judicial", 2026) == days("administrativo", 2026)
    basis = {each.code: each.basis for each in calendar.calendars()}
    assert basis["judicial"].unverified
    assert not basis["administrativo"].unverified


def test_a_child_matter_runs_through_nights_weekends_and_holy_week(profile: CountryProfile) -> None:
    start = datetime(2026, 4, 2, 22, 15, tzinfo=PLACE)
    assert counting.due(profile, term("ninez_continuo", 24, Unit.HOURS), start, ZONE) == start + timedelta(hours=24)
    ends = counting.due(profile, term("ninez_continuo", 10, Unit.WORKING_DAYS), start, ZONE)
    assert ends.date() == date(2026, 4, 12)


def test_ten_administrative_days_skip_weekends_and_their_own_holidays_only(profile: CountryProfile) -> None:
    default = profile.deadlines["plazo_supletorio"]
    start = datetime(2026, 3, 27, 9, tzinfo=PLACE)
    # 2 and 3 April are closed, 14 April is not: 30 and 31 March, 1, 6 to 10, 13 and 14 April.
    assert counting.due(profile, default, start, ZONE).date() == date(2026, 4, 14)


def test_administrative_months_run_date_to_date_and_roll_to_the_next_open_day(profile: CountryProfile) -> None:
    start = datetime(2026, 8, 15, 9, tzinfo=PLACE)
    ends = counting.due(profile, term("administrativo", 1, Unit.MONTHS), start, ZONE)
    assert ends.date() == date(2026, 9, 16)


def test_civil_days_count_holidays_and_do_not_roll(profile: CountryProfile) -> None:
    start = datetime(2026, 12, 20, 9, tzinfo=PLACE)
    ends = counting.due(profile, term("civil", 5, Unit.CALENDAR_DAYS), start, ZONE)
    assert (ends.date(), ends.hour) == (date(2026, 12, 25), 23)


def test_criminal_days_are_all_days_before_trial_and_working_days_in_it(profile: CountryProfile) -> None:
    friday = datetime(2026, 7, 3, 9, tzinfo=PLACE)
    early = counting.due(profile, term("penal_preparatoria", 3, Unit.WORKING_DAYS), friday, ZONE)
    late = counting.due(profile, term("penal_juicio", 3, Unit.WORKING_DAYS), friday, ZONE)
    assert (early.date(), late.date()) == (date(2026, 7, 6), date(2026, 7, 8))


def test_the_shelters_own_working_days_rest_in_the_morazan_week(profile: CountryProfile) -> None:
    start = datetime(2026, 10, 6, 9, tzinfo=PLACE)
    ends = counting.due(profile, term("internal", 1, Unit.WORKING_DAYS), start, ZONE)
    assert ends.date() == date(2026, 10, 12)


def test_administrative_hours_last_to_the_last_minute_of_the_last_hour(profile: CountryProfile) -> None:
    start = datetime(2026, 7, 3, 10, 20, 5, tzinfo=PLACE)
    ends = counting.due(profile, term("administrativo", 24, Unit.HOURS), start, ZONE)
    assert ends == datetime(2026, 7, 4, 10, 20, 59, 999_999, tzinfo=PLACE)


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 500), st.booleans())
def test_administrative_hours_never_end_early_nor_a_minute_late(at: datetime, amount: int, before: bool) -> None:
    assume(date(1901, 1, 1) < at.date() < date(9900, 1, 1))
    ends = calendar.due_date(term("administrativo", amount, Unit.HOURS, before=before), at)
    assert ends is not None
    plain = at + timedelta(hours=-amount if before else amount)
    assert timedelta(0) <= ends - plain < timedelta(minutes=1)
    assert not before or ends == plain


@pytest.mark.parametrize("regime", ["ninez_continuo", "civil", "penal_preparatoria", "penal_juicio", "internal"])
def test_other_terms_are_left_to_plain_counting(regime: str) -> None:
    assert calendar.due_date(term(regime, 24, Unit.HOURS), datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_regimes_have_the_grades_of_their_sources() -> None:
    assert {regime.code: regime.basis.grade for regime in calendar.regimes()} == {
        "ninez_continuo": Grade.B,
        "administrativo": Grade.A,
        "civil": Grade.A,
        "penal_preparatoria": Grade.A,
        "penal_juicio": Grade.A,
        "internal": Grade.C,
    }


def test_a_term_of_our_own_is_never_shown_as_law() -> None:
    for deadline in calendar.deadlines():
        assert (deadline.nature is Nature.OPERATIONAL) == deadline.basis.unverified
