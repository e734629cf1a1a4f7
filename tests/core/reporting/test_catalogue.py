"""The catalogue is whole: every indicator, list and entry has its words, and its cells are those that are computed."""

from datetime import date

import pytest

from core.reporting import catalogue as catalogues
from core.reporting.figures import compute
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.scope import ALL, set_branch_scope
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write

CATALOGUE = catalogues.current()


def test_every_indicator_says_its_name_in_both_languages() -> None:
    for indicator in CATALOGUE.indicators.values():
        assert dict(indicator.name.versions).keys() == {"es", "en"}


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


def test_an_indicator_of_an_unknown_list_is_no_catalogue() -> None:
    data = {
        "id": "X", "version": "1", "codelists": {}, "rules": {"PLACE": {"threshold": 0, "minimum_denominator": 0}},
        "indicators": [{"id": "A", "type": "count", "rule": "PLACE", "period_rule": "flow", "numerator": "n",
                        "breakdowns": ["SEX"]}],
        "names": {"A": {"en": "a"}}, "definitions": {}, "labels": {},
    }  # fmt: skip
    with pytest.raises(KeyError):
        catalogues.read(data)
