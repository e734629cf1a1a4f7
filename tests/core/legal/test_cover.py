"""Cover against an oracle that asks every minute of two days."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.legal.cover import Interval, State, covered_until, standing, uncovered_nights

START = datetime(2026, 3, 14, 0, 0, tzinfo=UTC)
MINUTES = 2 * 24 * 60
minutes = st.integers(0, MINUTES)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = draw(minutes)
    end = draw(st.none() | st.integers(start, MINUTES + 600))
    return Interval(at(start), None if end is None else at(end), draw(st.booleans()))


several = st.lists(intervals(), max_size=6)


def holds(each: Interval, minute: int) -> bool:
    return each.start <= at(minute) and (each.end is None or at(minute) < each.end)


def oracle(known: list[Interval], minute: int) -> State:
    if any(holds(each, minute) and not each.provisional for each in known):
        return State.IN_FORCE
    return State.PROVISIONAL if any(holds(each, minute) for each in known) else State.NONE


@given(several, minutes, minutes)
def test_the_state_of_a_stay_is_that_of_its_minute(known: list[Interval], minute: int, admitted: int) -> None:
    assert standing(known, at(minute), at(min(admitted, minute))).state is oracle(known, minute)


@given(several, minutes, minutes)
def test_the_red_state_began_when_the_last_cover_ended(known: list[Interval], minute: int, admitted: int) -> None:
    admitted = min(admitted, minute)
    told = standing(known, at(minute), at(admitted))
    if told.state is not State.NONE:
        assert told.since is None
        return
    since = minute
    while since > admitted and oracle(known, since - 1) is State.NONE:
        since -= 1
    assert told.since == at(since)


@given(several, minutes)
def test_cover_is_followed_to_the_first_uncovered_minute(known: list[Interval], minute: int) -> None:
    told = standing(known, at(minute), START)
    if told.state is State.NONE:
        return
    group = [each for each in known if not each.provisional] if told.state is State.IN_FORCE else known
    ends = (m for m in range(minute, MINUTES + 700) if not any(holds(each, m) for each in group))
    first = next(ends, None)
    assert told.until == (None if first is None else at(first))


@given(several, minutes, st.none() | minutes)
def test_a_night_counts_at_its_24_00_and_only_while_she_is_in_the_house(
    known: list[Interval], admitted: int, left: int | None
) -> None:
    days = [date(2026, 3, 14), date(2026, 3, 15)]
    told = uncovered_nights(known, at(admitted), None if left is None else at(left), days[0], days[-1], "UTC")
    expected = [
        day
        for day, midnight in zip(days, (1440, 2880), strict=True)
        if admitted < midnight and (left is None or left >= midnight) and oracle(known, midnight) is State.NONE
    ]
    assert told == expected


def test_one_night_without_basis_on_the_clock_of_the_house() -> None:
    """Admitted 14 Mar 02:40, provisional for 72 hours, order on 18 Mar 11:00: one night, that of the 17th (AS-01)."""
    admitted = datetime(2026, 3, 14, 8, 40, tzinfo=UTC)
    known = [
        Interval(admitted, admitted + timedelta(hours=72), provisional=True),
        Interval(datetime(2026, 3, 18, 17, 0, tzinfo=UTC), None),
    ]
    nights = uncovered_nights(known, admitted, None, date(2026, 3, 1), date(2026, 3, 31), "America/Guatemala")
    assert nights == [date(2026, 3, 17)]


def test_an_order_that_ends_with_a_day_is_followed_by_one_that_begins_at_midnight() -> None:
    ends = datetime(2026, 3, 14, 23, 59, 59, tzinfo=UTC)
    known = [Interval(START, ends), Interval(ends + timedelta(seconds=1), None)]
    assert covered_until(known, START) is None


def test_a_measure_that_was_revoked_as_it_began_ends_nothing() -> None:
    known = [Interval(START, at(10)), Interval(at(30), at(30))]
    assert standing(known, at(60), START).since == at(10)
