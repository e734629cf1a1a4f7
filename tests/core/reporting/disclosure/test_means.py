"""A mean leaves only where a single score can still be one of several numbers."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, SQUARES, SUM, TOTAL, Key
from core.reporting.disclosure.means import possible
from core.reporting.disclosure.primary import CANDIDATES, too_small

CATALOGUE = catalogues.current()
MOST = 60


def mean_of(scores: list[int]) -> dict[Key, int]:
    told = {DENOMINATOR: len(scores), SUM: sum(scores), SQUARES: sum(each * each for each in scores)}
    return {("MHH-005", TOTAL, TOTAL, part): value for part, value in told.items()}


def hidden(scores: list[int]) -> set[str]:
    return {key[3] for key in too_small(CATALOGUE, mean_of(scores), {})}


@pytest.mark.parametrize("score", [0, 4, -12, 100])
def test_where_all_scored_the_same_the_mean_stays_in_the_house(score: int) -> None:
    assert hidden([score] * 30) == {SUM, SQUARES}


def test_where_all_lie_close_together_it_stays_too() -> None:
    assert hidden([7] * 11 + [8]) == {SUM, SQUARES}
    assert hidden([4, 6, 9, 12, 3, 8, 20, -4, 11, 7]) == set()


def test_of_nine_no_mean_leaves_and_of_nobody_there_is_nothing_to_hide() -> None:
    assert hidden([4, 6, 9, 12, 3, 8, 20, -4, 11]) == {DENOMINATOR, SUM, SQUARES}
    assert hidden([]) == set()


@cache
def reached(number: int) -> frozenset[tuple[int, int]]:
    """Every sum and sum of squares that so many whole numbers can have."""
    if number == 0:
        return frozenset({(0, 0)})
    return frozenset(
        (total + each, squares + each * each)
        for total, squares in reached(number - 1)
        for each in range(-7, 8)
        if squares + each * each <= MOST
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(-2, 3), min_size=1, max_size=12).filter(lambda all_: sum(x * x for x in all_) <= MOST))
def test_no_score_can_be_fewer_numbers_than_trying_them_all_finds(scores: list[int]) -> None:
    number, total, squares = mean_of(scores).values()
    tried = sum((total - each, squares - each * each) in reached(number - 1) for each in range(-7, 8))
    counted = possible(number, total, squares, CANDIDATES)
    assert counted == min(tried, CANDIDATES) if number > 5 else counted >= min(tried, CANDIDATES)
