"""No small count and no telling share leaves by itself, and a country may only hide more."""

import random

from hypothesis import given
from hypothesis import strategies as st

from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, TOTAL, Key
from core.reporting.disclosure.primary import always_open, threshold, too_small

CATALOGUE = catalogues.current()
RULES = {each.rule.code: each.rule for each in CATALOGUE.indicators.values()}
limits = st.dictionaries(st.sampled_from(sorted(RULES)), st.integers(0, 15))


@st.composite
def figures(draw: st.DrawFn) -> dict[Key, int]:
    """A period's figures, small and large; only one number is drawn, since each that is drawn takes its time."""
    counts = random.Random(draw(st.integers(0, 2**32)))
    return {
        key: counts.randrange(counts.choice((13, 501))) for key in CATALOGUE.keys(draw(st.sampled_from(["M", "A"])))
    }


def rule_of(key: Key) -> str:
    return CATALOGUE.indicators[key[0]].rule.code


@given(figures(), limits)
def test_no_count_of_one_to_four_leaves(values: dict[Key, int], stricter: dict[str, int]) -> None:
    hidden = too_small(CATALOGUE, values, stricter)
    for key in values.keys() - hidden:
        if rule_of(key) == "PERSON":
            assert values[key] == 0 or values[key] >= 5
        if rule_of(key) == "PERSON_SENSITIVE":
            assert values[key] == 0 or values[key] >= 10


@given(figures(), limits)
def test_a_country_can_only_hide_more(values: dict[Key, int], stricter: dict[str, int]) -> None:
    assert too_small(CATALOGUE, values, {}) <= too_small(CATALOGUE, values, stricter)


@given(figures(), limits)
def test_a_share_of_few_or_of_nearly_all_is_hidden(values: dict[Key, int], stricter: dict[str, int]) -> None:
    for key in values.keys() - too_small(CATALOGUE, values, stricter):
        rule = CATALOGUE.indicators[key[0]].rule
        limit = threshold(rule, stricter)
        if key[3] != NUMERATOR or limit == 0:
            continue
        total = values.get((*key[:3], DENOMINATOR), values.get((key[0], TOTAL, TOTAL, DENOMINATOR), 0))
        assert total >= rule.minimum_denominator or total == values[key] == 0
        assert not 0 < total - values[key] < limit


def test_the_houses_totals_are_owed_to_the_office_however_small() -> None:
    values = {(code, TOTAL, TOTAL, "V"): 2 for code in ("R01", "R02", "R08")}
    assert too_small(CATALOGUE, values, {}) == frozenset()
    assert all(always_open(CATALOGUE, key, {}) for key in values)


def test_a_threshold_is_never_lowered() -> None:
    assert [threshold(RULES["PERSON"], {"PERSON": each}) for each in (0, 4, 5, 6, 11)] == [5, 5, 5, 6, 11]
