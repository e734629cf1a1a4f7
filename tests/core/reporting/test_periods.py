"""Periods follow each other without gap or overlap, and are written in one way."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from core.reporting.periods import Period, containing

kinds = st.sampled_from(["M", "Q", "A", "T"])
days = st.dates(date(2002, 1, 1), date(2099, 12, 31))


@given(days, kinds)
def test_a_day_lies_in_its_period(day: date, kind: str) -> None:
    period = containing(day, kind)
    assert period.first <= day <= period.last
    assert period.days == (period.last - period.first).days + 1


@given(days, kinds)
def test_the_period_before_ends_on_the_eve(day: date, kind: str) -> None:
    period = containing(day, kind)
    assert period.previous().last == period.first - timedelta(days=1)
    assert period.previous().kind == kind
    assert period.previous().following() == period


@given(days, kinds)
def test_what_is_written_is_read_again(day: date, kind: str) -> None:
    period = containing(day, kind)
    assert Period.parse(str(period)) == period


@given(st.integers(2001, 2099))
def test_months_and_quarters_fill_the_year(year: int) -> None:
    for kind, number in (("M", 12), ("Q", 4)):
        parts = [Period(year, kind, each) for each in range(1, number + 1)]
        assert sum(each.days for each in parts) == Period(year, "A").days


@pytest.mark.parametrize(
    "written", ["", "2026-13", "2026-00", "2026Q0", "2026Q5", "26-01", "1999", "2026-3", " 2026", "2026\n", "٢٠٢٦"]
)
def test_anything_else_is_refused_in_words(written: str) -> None:
    with pytest.raises(Invalid):
        Period.parse(written)
