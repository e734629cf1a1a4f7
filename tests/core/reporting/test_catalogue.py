"""The catalogue is whole: every indicator, list and entry has its words, and its cells are those that are computed."""

from datetime import date

import pytest

from core.db import CountryBase, load_models
from core.reporting import catalogue as catalogues
from core.reporting.figures import compute
from core.reporting.meaning import EVIDENCE
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.scope import ALL, set_branch_scope
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write

CATALOGUE = catalogues.current()


#: Indicators of the regional draft by family.
FAMILIES = {
    "EDU": 5, "POL": 4, "OUT": 5, "RES": 13, "MHH": 9, "MAB": 3, "AFC": 6, "LEG": 7, "CAP": 3, "STF": 2, "PAR": 1,
    "EVD": 2,
}  # fmt: skip


def test_the_sixty_of_the_region_are_there() -> None:
    wanted = {f"{family}-{number:03}" for family, size in FAMILIES.items() for number in range(1, size + 1)}
    assert len(wanted) == 60
    assert {code for code in CATALOGUE.everything if not code.startswith("R0") and not code.startswith("R1")} == wanted


def test_every_indicator_says_what_it_means_in_both_languages() -> None:
    for indicator in CATALOGUE.everything.values():
        told = indicator.meaning
        texts = (told.name, told.definition, told.counts, told.among, told.note, told.baseline)
        assert all(dict(text.versions).keys() == {"es", "en"} for text in texts if text is not None), indicator.id
        assert told.evidence in EVIDENCE
        assert bool(told.among) == bool(indicator.denominator), indicator.id
        assert {each.match for each in told.standards} <= {"exact", "close", "related"}
        assert told.standards or indicator.house


def test_every_indicator_says_by_which_rule_it_counts() -> None:
    rules = {
        "stock_end",
        "stock_start",
        "flow",
        "flow_unduplicated",
        "exposure",
        "cohort_entry",
        "cohort_exit",
        "paired",
    }
    assert {each.period_rule for each in CATALOGUE.everything.values()} == rules


def test_every_source_is_a_table_that_is_kept() -> None:
    load_models()
    for indicator in CATALOGUE.indicators.values():
        assert set(indicator.meaning.sources) <= set(CountryBase.metadata.tables), indicator.id


def test_a_mean_travels_as_what_can_be_pooled() -> None:
    means = [each for each in CATALOGUE.everything.values() if each.type == "mean"]
    assert [each.components for each in means] == [("D", "S", "Q")]


def test_every_figure_has_a_unit_and_so_has_all_that_it_travels_as() -> None:
    for each in CATALOGUE.everything.values():
        wanted = set() if each.components == ("V",) else set(each.components)
        assert set(each.meaning.counted) == wanted, each.id
    assert all(dict(words.versions).keys() == {"es", "en"} for words in CATALOGUE.units.values())


@pytest.mark.parametrize(
    ("indicator", "unit", "counted"),
    [
        ("CAP-002", "PERCENT", {"N": "NIGHT", "D": "PLACE_DAY"}),
        ("RES-012", "PER_1000_NIGHTS", {"N": "STAY", "D": "NIGHT"}),
        ("PAR-001", "PERCENT", {"N": "REFERRAL", "D": "REFERRAL"}),
        ("STF-001", "PER_POST", {"N": "PERSON", "D": "POST_HUNDREDTH"}),
        ("MHH-005", "WHO5_POINT", {"D": "STAY", "S": "WHO5_POINT", "Q": "WHO5_POINT_SQUARED"}),
        ("RES-001", "CHILD", {"V": "CHILD"}),
    ],
)
def test_neither_part_of_a_ratio_has_the_unit_of_the_ratio(indicator: str, unit: str, counted: dict[str, str]) -> None:
    told = CATALOGUE.indicators[indicator].meaning
    assert told.unit == unit
    assert {component: told.unit_of(component) for component in counted} == counted


def test_every_entry_of_every_list_has_words() -> None:
    for code, entries in CATALOGUE.codelists.items():
        assert CATALOGUE.list_label(code)
        assert set(CATALOGUE.labels[code]) == {*entries, "_list"}
        assert all(dict(words.versions).keys() == {"es", "en"} for words in CATALOGUE.labels[code].values())


@pytest.mark.parametrize("period", [Period(2025, "M", 3), Period(2025, "Q", 1), Period(2025, "A")])
def test_what_is_computed_is_what_a_submission_must_have(store_factory: StoreFactory, period: Period) -> None:
    with store_factory("zz").country("zz").transaction() as session:
        set_branch_scope(session, ALL)
        branch = write(session, World((Person((Stay(date(2025, 1, 1)),)),)))
        cells = compute(session, CATALOGUE, Scope(branch, period, "UTC"))
    assert sorted(each.key for each in cells) == sorted(CATALOGUE.keys(period.kind))


def test_an_entry_that_cannot_occur_is_not_told_as_nobody(store_factory: StoreFactory) -> None:
    """Exits to the street are no exits to a lasting place: there are some, and 0 of them would be read as none."""
    stays = (("FAM_PERM", True), ("FAM_PERM", False), ("FOSTER", True), ("STREET", True), ("UNPLANNED", False))
    left = [
        Person((Stay(date(2024, 1, 1), date(2025, 3, 1), destination=place, planned=planned),))
        for place, planned in stays
    ]
    with store_factory("zz").country("zz").transaction() as session:
        set_branch_scope(session, ALL)
        branch = write(session, World(tuple(left)))
        cells = compute(session, CATALOGUE, Scope(branch, Period(2025, "A"), "UTC"))
    told = {each.key[1:]: each.value for each in cells if each.key[0] == "AFC-001"}
    assert told == {
        ("_T", "_T", "N"): 2, ("_T", "_T", "D"): 5, ("DESTINATION", "FAM_PERM", "N"): 1,
        ("DESTINATION", "FOSTER", "N"): 1, ("DESTINATION", "INDEP", "N"): 0,
    }  # fmt: skip


def test_what_an_indicator_says_of_a_list_is_of_that_list() -> None:
    for each in CATALOGUE.everything.values():
        for name, entries in each.only.items():
            assert name in each.breakdowns
            assert set(entries) < set(CATALOGUE.codelists[name])


def test_an_indicator_of_an_unknown_list_is_no_catalogue() -> None:
    data = {
        "id": "X", "version": "1", "codelists": {}, "rules": {"PLACE": {"threshold": 0, "minimum_denominator": 0}},
        "indicators": [{"id": "A", "type": "count", "rule": "PLACE", "period_rule": "flow", "numerator": "n",
                        "breakdowns": ["SEX"]}],
        "labels": {}, "units": {"a": {"en": "a"}},
    }  # fmt: skip
    told = {"name": {"en": "a"}, "counts": {"en": "a"}, "sources": [], "standards": []}
    words = {**told, "area": "x", "level": "output", "unit": "a", "evidence": "E1"}
    with pytest.raises(KeyError, match="SEX"):
        catalogues.read(data, {"A": words})
    with pytest.raises(KeyError, match="persons"):
        catalogues.read(data | {"codelists": {"SEX": []}}, {"A": words | {"unit": "persons"}})
    with pytest.raises(KeyError, match="A"):
        catalogues.read(data | {"codelists": {"SEX": []}, "labels": {"SEX": {"_list": {"en": "s"}}}}, {})
