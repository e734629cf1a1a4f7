"""What leaves tells no small count, and a country may only hide more."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, TOTAL
from core.reporting.disclosure import Protected, protect, threshold
from core.reporting.figures import Cell
from core.reporting.package import FREE, INTERNAL, NORMAL, SUPPRESSED

CATALOGUE = catalogues.current()
RULES = {each.rule.code: each.rule for each in CATALOGUE.indicators.values()}
counts = st.one_of(st.integers(0, 12), st.integers(0, 500))


@st.composite
def submissions(draw: st.DrawFn) -> list[Cell]:
    kind = draw(st.sampled_from(["M", "A"]))
    return [Cell(*key, draw(counts)) for key in CATALOGUE.keys(kind)]


limits = st.dictionaries(st.sampled_from(sorted(RULES)), st.integers(0, 15))


def rule_of(cell: Protected) -> str:
    return CATALOGUE.indicators[cell.indicator].rule.code


@given(submissions(), limits)
def test_no_count_of_one_to_four_leaves(cells: list[Cell], stricter: dict[str, int]) -> None:
    for cell in protect(cells, CATALOGUE, stricter):
        if rule_of(cell) == "PERSON":
            assert cell.value is None or cell.value == 0 or cell.value >= 5
        if rule_of(cell) == "PERSON_SENSITIVE":
            assert cell.value is None or cell.value == 0 or cell.value >= 10


@given(submissions(), limits)
def test_a_country_can_only_hide_more(cells: list[Cell], stricter: dict[str, int]) -> None:
    plain = protect(cells, CATALOGUE, {})
    for mine, theirs in zip(plain, protect(cells, CATALOGUE, stricter), strict=True):
        if mine.value is None:
            assert theirs.value is None


@given(submissions(), limits)
def test_a_share_of_few_or_of_nearly_all_is_hidden(cells: list[Cell], stricter: dict[str, int]) -> None:
    known = {cell.key: cell.value for cell in cells}
    for cell in protect(cells, CATALOGUE, stricter):
        rule = CATALOGUE.indicators[cell.indicator].rule
        limit = threshold(rule, stricter)
        if cell.component != NUMERATOR or limit == 0 or cell.value is None:
            continue
        own = (cell.indicator, cell.breakdown, cell.code, DENOMINATOR)
        total = known.get(own, known.get((cell.indicator, TOTAL, TOTAL, DENOMINATOR), 0))
        assert total >= rule.minimum_denominator or total == cell.value == 0
        assert not 0 < total - cell.value < limit


@given(submissions(), limits)
def test_a_hidden_cell_is_marked_and_an_open_one_is_exact(cells: list[Cell], stricter: dict[str, int]) -> None:
    for exact, cell in zip(cells, protect(cells, CATALOGUE, stricter), strict=True):
        if cell.value is None:
            assert (cell.status, cell.confidential) == (SUPPRESSED, INTERNAL)
        else:
            assert (cell.value, cell.status) == (exact.value, NORMAL)
            house = CATALOGUE.indicators[cell.indicator].house
            assert cell.confidential == (INTERNAL if house else FREE)


def test_the_houses_totals_travel_exact_and_confidential() -> None:
    cells = [Cell(code, TOTAL, TOTAL, "V", 2) for code in ("R01", "R02", "R08")]
    assert {(each.value, each.confidential) for each in protect(cells, CATALOGUE, {})} == {(2, INTERNAL)}


def test_a_threshold_is_never_lowered() -> None:
    rule = replace(RULES["PERSON"])
    assert [threshold(rule, {"PERSON": each}) for each in (0, 4, 5, 6, 11)] == [5, 5, 5, 6, 11]
