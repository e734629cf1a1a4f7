"""Ages over an uncertain birth date: presumed a minor until the last possible birthday (INV-17)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.residents.ages import BirthRange, add_months, birthday, completed_years

days = st.dates(date(1990, 1, 1), date(2040, 12, 31))
MAJORITY = 18


@st.composite
def ranges(draw: st.DrawFn) -> BirthRange:
    earliest = draw(days)
    return BirthRange(earliest, earliest + timedelta(days=draw(st.integers(0, 3000))))


@given(ranges(), days)
def test_she_is_a_minor_as_long_as_any_possible_birth_date_makes_her_one(birth: BirthRange, today: date) -> None:
    assert birth.earliest is not None
    assert birth.latest is not None
    possible = [birth.earliest, birth.latest, birth.earliest + (birth.latest - birth.earliest) / 2]
    some_child = any(today < birthday(born, MAJORITY) for born in possible)
    assert birth.is_minor(today, MAJORITY) == some_child


@given(ranges(), days)
def test_the_true_age_lies_between_the_two_told(birth: BirthRange, today: date) -> None:
    assert birth.earliest is not None
    assert birth.latest is not None
    told = birth.age_on(today)
    assert told.youngest is not None
    assert told.oldest is not None
    for born in (birth.earliest, birth.latest):
        assert told.youngest <= max(0, completed_years(born, today)) <= told.oldest


@given(days, st.integers(0, 20), st.integers(0, 4))
def test_a_range_made_of_an_age_gives_that_age_back(today: date, youngest: int, more: int) -> None:
    birth = BirthRange.from_age(youngest, youngest + more, today)
    told = birth.age_on(today)
    assert (told.youngest, told.oldest) == (youngest, youngest + more)
    assert birth.earliest is not None
    assert completed_years(birth.earliest - timedelta(days=1), today) == youngest + more + 1


def test_nothing_known_is_a_child() -> None:
    unknown = BirthRange()
    assert unknown.is_minor(date(2026, 1, 1), MAJORITY)
    assert unknown.majority_on(MAJORITY) is None
    assert not unknown.age_on(date(2026, 1, 1)).known


def test_somebody_born_on_29_february_comes_of_age_on_1_march() -> None:
    born = BirthRange.exactly(date(2008, 2, 29))
    assert born.majority_on(MAJORITY) == date(2026, 3, 1)
    assert born.is_minor(date(2026, 2, 28), MAJORITY)
    assert not born.is_minor(date(2026, 3, 1), MAJORITY)
    assert completed_years(date(2008, 2, 29), date(2028, 2, 29)) == 20


@pytest.mark.parametrize("ends", [(date(2010, 1, 2), date(2010, 1, 1)), (None, date(2010, 1, 1))])
def test_an_impossible_range_is_refused(ends: tuple[date | None, date]) -> None:
    with pytest.raises(ValueError, match="range"):
        BirthRange(*ends)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), -12, date(2027, 2, 28)),
        (date(2026, 6, 20), -12, date(2025, 6, 20)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_day_that_a_month_lacks_becomes_its_last(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then
