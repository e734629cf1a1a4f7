"""Dates, numbers and durations as a branch writes them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from core.i18n import (
    duration,
    format_date,
    format_datetime,
    format_month,
    format_number,
    format_time,
    formatting_locale,
    parse_date,
    speaking,
)


@pytest.fixture(autouse=True)
def _in_guatemala():
    with speaking("es", locale="es_GT", zone="America/Guatemala"):
        yield


INSTANT = datetime(2026, 3, 16, 20, 5, tzinfo=UTC)


def test_a_day_is_written_with_its_month_in_words():
    assert format_date(date(2026, 3, 16)) == "16 mar 2026"
    assert format_month(date(2026, 3, 16)) == "marzo 2026"


def test_an_instant_is_written_in_the_branchs_zone_with_24_hours():
    assert format_datetime(INSTANT) == "16 mar 2026, 14:05"
    assert format_time(INSTANT) == "14:05"
    assert format_time(time(7, 0)) == "07:00"


def test_an_instant_just_after_midnight_in_utc_is_the_day_before_in_the_branch():
    assert format_datetime(datetime(2026, 3, 17, 1, 0, tzinfo=UTC)) == "16 mar 2026, 19:00"


def test_words_follow_the_reader_and_separators_the_branch():
    with speaking("en"):
        assert format_date(date(2026, 3, 16)) == "16 Mar 2026"
        assert format_number(1250.5) == "1,250.5"


def test_numbers_take_the_decimals_asked_for():
    assert format_number(Decimal("1250.456"), 2) == "1,250.46"
    assert format_number(1250, 0) == "1,250"


NUMBERS = st.one_of(st.integers(-10_000, 10_000), st.floats(-1e6, 1e6), st.decimals(-10_000, 10_000, places=3))


@given(st.lists(st.tuples(NUMBERS, st.sampled_from([None, 0, 1]), st.sampled_from(["es_GT", "es_ES"])), min_size=2))
def test_a_number_is_written_as_it_would_be_alone(asked: list[tuple[int | float | Decimal, int | None, str]]):
    """What was written before is used again, for the same number and nothing else."""
    patterns = {None: None, 0: "#,##0", 1: "#,##0.0"}
    for value, decimals, locale in asked:
        with speaking("es", locale=locale):
            assert format_number(value, decimals) == format_decimal(value + 0, patterns[decimals], locale)


def test_what_is_unknown_is_written_as_nothing():
    assert [format_date(None), format_datetime(None), format_time(None), format_number(None)] == ["", "", "", ""]


def test_a_duration_is_in_words():
    assert duration(45) == "45 días"


@pytest.mark.parametrize("typed", ["2010-05-04", "4/5/2010", "04/05/2010", "4-5-2010", "4.5.2010", " 4/5/2010 "])
def test_a_day_is_read_in_every_usual_way(typed: str):
    assert parse_date(typed) == date(2010, 5, 4)


@pytest.mark.parametrize("typed", ["", "2010", "31/2/2010", "4/5/10", "4/5-2010", "4/5/2010/1", "0/5/2010", "tomorrow"])
def test_what_is_no_day_is_not_guessed(typed: str):
    assert parse_date(typed) is None


def test_the_order_of_day_and_month_is_the_branchs():
    with speaking(locale="en_US"):
        assert parse_date("4/5/2010") == date(2010, 4, 5)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_can_be_typed_back(day: date):
    with speaking("es", locale="es_GT"):
        assert parse_date(day.isoformat()) == day
        assert parse_date(f"{day.day}/{day.month}/{day.year:04}") == day


@pytest.mark.parametrize(
    ("wanted", "borrowed", "found"),
    [
        ("es_GT", "es", "es_GT"),
        ("kek", "es_GT", "es_GT"),
        (None, "es_HN", "es_HN"),
        ("quc", "kek", "quc"),
        ("", "zz", "es"),
    ],
)
def test_a_locale_unknown_to_babel_borrows_the_countrys(wanted: str | None, borrowed: str, found: str):
    assert formatting_locale(wanted, borrowed) == found
