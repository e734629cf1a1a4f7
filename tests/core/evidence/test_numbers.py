"""The arithmetic of evidence: k-anonymity, reliable change, length of stay; rules that know no database."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.care.instruments import all_instruments
from core.evidence import anonymity, survival
from core.evidence.anonymity import UNKNOWN, WITHHELD, advise, check, known, withhold
from core.evidence.change import BETTER, SAME, WORSE, reliable_change, spread, verdict

ROWS = st.lists(
    st.fixed_dictionaries({"a": st.sampled_from("xy"), "b": st.sampled_from("12"), "o": st.sampled_from("pqZ")}),
    max_size=60,
)
STAYS = st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=25)


@given(rows=ROWS, k=st.integers(1, 12))
def test_whoever_is_kept_has_k_alike_and_whoever_is_left_out_has_not(rows: list[dict[str, str]], k: int) -> None:
    kept = set(check(rows, ["a", "b"], k).kept)
    for place, row in enumerate(rows):
        alike = sum(other["a"] == row["a"] and other["b"] == row["b"] for other in rows)
        assert (place in kept) is (alike >= k)


@given(rows=ROWS, k=st.integers(2, 12))
def test_what_is_advised_passes_and_is_the_least_that_does(rows: list[dict[str, str]], k: int) -> None:
    for names in advise(rows, ["a", "b"], k):
        assert check(rows, [key for key in ("a", "b") if key not in names], k).passes
        assert len(names) == 1 or not any(check(rows, [key], k).passes for key in ("a", "b"))


@given(rows=ROWS)
def test_nobody_s_outcome_follows_from_her_group(rows: list[dict[str, str]]) -> None:
    told = [{**row, "o": UNKNOWN if row["o"] == "Z" else row["o"]} for row in rows]
    made = withhold(told, ["a", "b"], ["o"])
    for a, b in product("xy", "12"):
        group = [row["o"] for row in made if (row["a"], row["b"]) == (a, b)]
        assert len(set(group) - {UNKNOWN}) != 1 or set(group) <= {WITHHELD, UNKNOWN}
    assert [{**row, "o": row["o"] == UNKNOWN} for row in made] == [{**row, "o": row["o"] == UNKNOWN} for row in told]
    assert known(made, "o") + sum(row["o"] == WITHHELD for row in made) == known(told, "o")


def test_the_share_that_may_be_lost_ends_at_fifteen_of_a_hundred() -> None:
    rows = [{"a": "x"}] * 85 + [{"a": str(number)} for number in range(15)]
    assert check(rows, ["a"]).passes
    assert not check([*rows, {"a": "other"}], ["a"]).passes
    assert not check([], ["a"]).passes
    assert (anonymity.K, anonymity.LIMIT_PERCENT) == (11, 15)


@pytest.mark.parametrize("code", ["WHO5", "PHQ9", "CRIES8", "CATS2"])
def test_the_points_of_an_instrument_follow_from_the_spread_it_names(code: str) -> None:
    change = all_instruments()[code].reliable_change
    assert change is not None
    assert change.points == round(reliable_change(change.deviation, change.reliability))


@given(deviation=st.floats(0, 50), reliability=st.floats(0, 1))
def test_what_is_measured_without_error_changes_reliably_by_any_step(deviation: float, reliability: float) -> None:
    assert reliable_change(deviation, 1) == 0
    assert reliable_change(deviation, reliability) <= reliable_change(deviation, 0)
    with pytest.raises(ValueError, match="reliability"):
        reliable_change(deviation, 1.1)


@pytest.mark.parametrize(("code", "before", "after", "said"), [
    ("WHO5", 40, 68, BETTER), ("WHO5", 40, 67, SAME), ("WHO5", 60, 32, WORSE),
    ("CRIES8", 30, 17, BETTER), ("CRIES8", 30, 18, SAME), ("CRIES8", 10, 23, WORSE), ("SDQ", 40, 1, None),
])  # fmt: skip
def test_a_change_counts_beyond_the_points_in_the_direction_of_the_instrument(
    code: str, before: int, after: int, said: str | None
) -> None:
    assert verdict(all_instruments()[code], before, after) == said


def test_the_spread_of_few_scores_is_not_told() -> None:
    assert spread([1] * 9) is None
    assert spread([1, 3] * 5) == pytest.approx(1.054, abs=0.001)


@given(stays=STAYS)
def test_the_curve_is_that_of_counting_day_by_day(stays: list[tuple[int, bool]]) -> None:
    """The product of the shares who did not leave, each of those who were still there: said slowly."""
    share, expected = 1.0, []
    left = Counter(days for days, ended in stays if ended)
    for day in range(31):
        there = sum(days >= day for days, _ended in stays)
        if left[day]:
            share *= (there - left[day]) / there
            expected.append((day, pytest.approx(share)))
    assert list(survival.curve(stays)) == expected


@given(days=st.lists(st.integers(0, 99), min_size=1))
def test_where_everybody_has_left_the_curve_is_the_plain_share_and_its_median_the_plain_one(days: list[int]) -> None:
    found = survival.median([(each, True) for each in days])
    assert found == sorted(days)[(len(days) - 1) // 2]


def test_of_those_still_here_no_median_is_made_up() -> None:
    assert survival.median([(10, True), (400, False), (400, False)]) is None
    assert survival.median([]) is None
    # The remission times of the treated group that Freireich and others published in 1963: 23 weeks.
    remission = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    going_on = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    assert survival.median([*((each, True) for each in remission), *((each, False) for each in going_on)]) == 23
