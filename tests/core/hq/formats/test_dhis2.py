"""DHIS2: the metadata hang together, the figures name only what the metadata know, and zeros are told."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from string import ascii_letters, digits
from typing import Any

import jsonschema
import pytest

from core.hq.formats import adx, dhis2, dhis2_metadata
from core.hq.formats.elements import uid
from core.hq.observations import observations
from core.hq.tables.rows import Row
from core.reporting import catalogue as catalogues
from plugins.contract.exports import ExportFormat, Observation

Written = Callable[[ExportFormat, Iterable[Observation]], bytes]

SIGNS = ascii_letters + digits
#: There is no official schema: this one is written from the developer guide.
VALUE_SETS = {
    "type": "object",
    "required": ["dataValues"],
    "additionalProperties": False,
    "properties": {
        "dataElementIdScheme": {"const": "code"},
        "orgUnitIdScheme": {"const": "code"},
        "categoryOptionComboIdScheme": {"const": "code"},
        "dataValues": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["dataElement", "period", "orgUnit", "value"],
                "additionalProperties": False,
                "properties": {
                    "dataElement": {"type": "string", "maxLength": 50},
                    "period": {"type": "string", "pattern": r"^20\d\d(Q[1-4]|\d\d)?$"},
                    "orgUnit": {"type": "string"},
                    "categoryOptionCombo": {"type": "string"},
                    "value": {"type": "string", "pattern": r"^-?\d+$"},
                },
            },
        },
    },
}
THING = {
    "type": "object",
    "required": ["id", "code", "name"],
    "properties": {
        "id": {"pattern": "^[A-Za-z][A-Za-z0-9]{10}$"},
        "code": {"minLength": 1, "maxLength": 50},
        "name": {"minLength": 1, "maxLength": 230},
        "shortName": {"minLength": 1, "maxLength": 50},
        "zeroIsSignificant": {"const": True},
        "domainType": {"const": "AGGREGATE"},
        "valueType": {"enum": ["INTEGER", "INTEGER_ZERO_OR_POSITIVE"]},
        "periodType": {"enum": ["Monthly", "Quarterly", "Yearly"]},
        "aggregationType": {"enum": ["SUM", "LAST", "FIRST"]},
    },
}
KINDS = (
    "categoryOptions", "categories", "categoryCombos", "categoryOptionCombos", "dataElements", "dataSets",
    "indicatorTypes", "indicators", "organisationUnits",
)  # fmt: skip
METADATA = {
    "type": "object",
    "required": list(KINDS),
    "additionalProperties": False,
    "properties": {kind: {"type": "array", "minItems": 1, "items": THING} for kind in KINDS},
}


@pytest.fixture
def metadata(written: Written) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(dhis2_metadata.FORMAT, ()))
    return found


def test_the_metadata_have_their_form_and_nothing_stands_twice(metadata: dict[str, Any]) -> None:
    jsonschema.validate(metadata, METADATA)
    for kind, things in metadata.items():
        for name in ("id", "code", "name", "shortName"):
            told = [each[name] for each in things if name in each]
            assert len(told) == len(set(told)), (kind, name)


def test_what_the_metadata_point_to_is_there(metadata: dict[str, Any]) -> None:
    known = {each["id"] for things in metadata.values() for each in things}
    pointed = set(re.findall(r'\{"id": "(\w{11})"\}', json.dumps(metadata)))
    assert pointed
    assert pointed <= known
    elements = {each["id"] for each in metadata["dataElements"]}
    for each in metadata["indicators"]:
        assert set(re.findall(r"#\{(\w+)\}", each["numerator"] + each["denominator"])) <= elements
        assert each["numerator"] != each["denominator"]


def test_over_branches_every_figure_adds_up_and_over_time_what_is_counted_on_a_day_does_not(
    metadata: dict[str, Any],
) -> None:
    """Of these types dhis2-core adds up units: SUM adds up periods too, LAST takes the newest of them."""
    told = {each["code"]: each["aggregationType"] for each in metadata["dataElements"]}
    for code in ("RED_RES_001_V_M", "RED_CAP_001_V_A", "RED_POL_001_V_Q", "RED_LEG_003_V_LEGAL_STAGE_A"):
        assert told[code] == "LAST", code
    for code in (
        "RED_RES_003_V_M", "RED_RES_006_N_Q", "RED_AFC_002_D_WINDOW_A", "RED_PAR_001_D_M", "RED_MHH_005_S_A",
        "RED_CAP_002_N_Q",
    ):  # fmt: skip
        assert told[code] == "SUM", code


def test_a_data_element_is_of_one_kind_of_period(metadata: dict[str, Any]) -> None:
    """DHIS2 counts one of two kinds against the data's integrity: it would add up the months and the year."""
    elements = {each["id"]: each["code"] for each in metadata["dataElements"]}
    found = {
        each["periodType"]: [elements[one["dataElement"]["id"]] for one in each["dataSetElements"]]
        for each in metadata["dataSets"]
    }
    assert {kind: {code[-2:] for code in codes} for kind, codes in found.items()} == {
        "Monthly": {"_M"}, "Quarterly": {"_Q"}, "Yearly": {"_A"},
    }  # fmt: skip
    assert sorted(code for codes in found.values() for code in codes) == sorted(elements.values())
    assert {f"RED_RES_003_V_{kind}" for kind in "MQA"} <= set(elements.values())


def test_what_is_divided_is_divided_within_a_kind_of_period(metadata: dict[str, Any]) -> None:
    elements = {each["id"]: each["code"] for each in metadata["dataElements"]}
    found = {
        each["code"]: [elements[name] for name in re.findall(r"#\{(\w+)\}", each["numerator"] + each["denominator"])]
        for each in metadata["indicators"]
    }
    assert found["RED_CAP-002_M"] == ["RED_CAP_002_N_M", "RED_CAP_002_D_M"]
    assert found["RED_MHH-005_A"] == ["RED_MHH_005_S_A", "RED_MHH_005_D_A"]
    assert all(one[-2:] == code[-2:] for code, pair in found.items() for one in pair)


@pytest.mark.parametrize(("kind", "time_period"), [("M", "2025-03"), ("Q", "2025-Q1"), ("A", "2025")])
def test_each_kind_of_period_has_elements_of_its_own_in_every_file(
    written: Written, metadata: dict[str, Any], kind: str, time_period: str
) -> None:
    keys = catalogues.current().keys(kind)
    rows = [Row("ZZ-01", "zz", time_period.replace("-Q", "Q"), 1, *each, 17, "A", "F", "A", "E1") for each in keys]
    told = json.loads(written(dhis2.FORMAT, observations(rows)))["dataValues"]
    named = {each["dataElement"] for each in told}
    assert named == {each["code"] for each in metadata["dataElements"] if each["code"].endswith(f"_{kind}")}
    assert {each["period"] for each in told} == {time_period.replace("-", "")}
    assert set(re.findall(r'dataElement="(\w+)"', written(adx.FORMAT, observations(rows)).decode())) == named


def test_the_figures_name_only_what_the_metadata_know(
    written: Written, year: Sequence[Observation], metadata: dict[str, Any]
) -> None:
    told = json.loads(written(dhis2.FORMAT, year))
    jsonschema.validate(told, VALUE_SETS)
    combos = {each["id"]: each["code"] for each in metadata["categoryCombos"]}
    options = {each["code"]: combos[each["categoryCombo"]["id"]] for each in metadata["categoryOptionCombos"]}
    elements = {
        each["code"]: combos[each["categoryCombo"]["id"]] if "categoryCombo" in each else ""
        for each in metadata["dataElements"]
    }
    units = {each["code"] for each in metadata["organisationUnits"]}
    for each in told["dataValues"]:
        assert options.get(each.get("categoryOptionCombo"), "") == elements[each["dataElement"]]
        assert each["orgUnit"] in units


def test_zeros_are_told_and_what_is_withheld_is_left_out(written: Written, year: Sequence[Observation]) -> None:
    told = json.loads(written(dhis2.FORMAT, year))["dataValues"]
    values = [each.obs_value for each in year]
    assert sum(each["value"] == "0" for each in told) == values.count(0)
    assert len(told) == len(values) - values.count(None)


def test_a_name_for_machines_is_drawn_from_the_code_and_nothing_else() -> None:
    """Read back as a number of the same digits, it is what the hash of its code leaves over."""
    for code in ("RED_RES_003_V_M", "RED_YEAR", "ZZ-01"):
        name = uid("element", code)
        number = sum(SIGNS.index(sign) * len(SIGNS) ** place for place, sign in enumerate(name[1:]))
        whole = SIGNS.index(name[0]) + number * len(ascii_letters)
        hashed = int(sha256(f"abrigo element {code}".encode()).hexdigest(), 16)
        assert hashed % (len(ascii_letters) * len(SIGNS) ** 10) == whole
