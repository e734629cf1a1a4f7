"""The map to other standards names only what is there, and says what has no counterpart."""

import pytest

from core.hq import standards
from core.reporting import catalogue as catalogues


def field(scheme: str, name: str) -> standards.Field:
    known = next(each for each in standards.coverage() if each.code == scheme)
    return next(each for each in known.fields if each.list == name)


def test_every_code_of_a_mapped_list_stands_in_its_report() -> None:
    for scheme in standards.coverage():
        for each in scheme.fields:
            assert [one.code for one in each.codes] == list(catalogues.current().codelists[each.list])
            assert sum(each.count(match) for match in standards.MATCHES) == len(each.codes)


def test_what_has_no_counterpart_says_so() -> None:
    services = {each.code: each.closest for each in field("HTCDS", "SERVICE").codes}
    assert (services["SPIRIT"], services["LEGAL"], services["MEDICAL"]) == ("none", "exact", "broader")
    assert "Livelihood" in field("HTCDS", "SERVICE").missing


def test_our_means_are_the_flags_of_ctdc_one_by_one() -> None:
    means = field("CTDC", "MEANS")
    assert (means.count("exact"), means.count("none"), means.missing) == (8, 1, ())


def test_ages_nest_in_those_of_ctdc() -> None:
    ages = {each.code: each.theirs for each in field("CTDC", "AGE").codes}
    assert ages["Y9T14"] == ages["Y15T17"] == (("9-17", "broader"),)


def test_of_ic_tip_units_and_concepts_are_only_related() -> None:
    known = next(each for each in standards.coverage() if each.code == "IC-TIP")
    assert known.fields == ()
    assert {each.match for each in known.concepts} == {"related"}


@pytest.mark.parametrize(
    ("field_", "wrong"),
    [
        ({"list": "NOWHERE"}, "NOWHERE"),
        ({"codes": {"NOBODY": {"Man": "exact"}}}, "NOBODY"),
        ({"codes": {"M": {"Nobody": "exact"}}}, "Nobody"),
        ({"codes": {"M": {"Man": "almost"}}}, "almost"),
    ],
)
def test_a_map_that_names_what_is_not_there_is_refused(field_: dict[str, object], wrong: str) -> None:
    told = {"field": "gender", "list": "SEX", "values": ["Man"], "codes": {}, **field_}
    with pytest.raises(KeyError, match=wrong):
        standards._field(told)
