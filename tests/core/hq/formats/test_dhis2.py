"""DHIS2: the metadata hang together, the figures name only what the metadata know, and zeros are told."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from string import ascii_letters, digits
from typing import Any

import jsonschema
import pytest

from core.hq.formats import dhis2, dhis2_metadata
from core.hq.formats.elements import uid
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
    for code in ("RED_RES_003_V", "RED_YEAR", "ZZ-01"):
        name = uid("element", code)
        number = sum(SIGNS.index(sign) * len(SIGNS) ** place for place, sign in enumerate(name[1:]))
        whole = SIGNS.index(name[0]) + number * len(ascii_letters)
        hashed = int(sha256(f"abrigo element {code}".encode()).hexdigest(), 16)
        assert hashed % (len(ascii_letters) * len(SIGNS) ** 10) == whole
