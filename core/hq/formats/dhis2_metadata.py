"""What DHIS2 has to know before it takes the figures in: elements, categories, data sets, indicators, branches.

Sources: DHIS2 developer guide, metadata import; names of at most 230 characters, short names and codes of at most 50.
dhis2-core, ``AnalyticsAggregationType``: over units ``LAST`` and ``FIRST`` add up, ``LAST_LAST_ORG_UNIT`` takes one.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from core.hq.formats.elements import (
    DATA_SETS,
    NETWORK,
    NO_THREE_YEARS,
    Element,
    divisions,
    element_code,
    elements,
    option_code,
    uid,
)
from core.hq.structure import UNITS
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SUM, TOTAL, Indicator
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

_PERIODS = {"M": "Monthly", "Q": "Quarterly", "A": "Yearly"}
_LONGEST, _SHORT = 230, 50
#: How a figure stands for several periods, if it does not add up: what is counted on a day does not. Cohorts have their
#: own people in each period. Over units all of these add up.
_OVER_TIME = {"stock_start": "FIRST", "stock_end": "LAST"}

Things = list[dict[str, Any]]


def write(release: Release, _found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the metadata; it holds no figure."""
    language = release.language
    told = {
        "categoryOptions": _options(language),
        "categories": _categories(language),
        "categoryCombos": _combos(language),
        "categoryOptionCombos": _option_combos(language),
        "dataElements": [_element(each, language) for each in elements()],
        "dataSets": [_data_set(kind, release) for kind in DATA_SETS],
        "indicatorTypes": _types(),
        "indicators": list(_indicators(language)),
        "organisationUnits": _units(release),
    }
    yield json.dumps(told, ensure_ascii=False, indent=1).encode()


def _thing(kind: str, code: str, name: str, *, short: bool = False) -> dict[str, Any]:
    made = {"id": uid(kind, code), "code": code, "name": name[:_LONGEST]}
    return {**made, "shortName": _short(code, name)} if short else made


def _short(code: str, name: str) -> str:
    """Give a short name; it has to be unique, so it begins with the code if it has to be cut."""
    return name if len(name) <= _SHORT else f"{code} {name}"[:_SHORT]


def _reference(kind: str, code: str) -> dict[str, str]:
    return {"id": uid(kind, code)}


def _entry_name(division: str, code: str, language: str) -> str:
    catalogue = catalogues.current()
    entry = catalogue.labels[division][code].in_language(language)
    return f"{catalogue.list_label(division).in_language(language)}: {entry}"


def _entries() -> Iterator[tuple[str, str]]:
    return ((name, code) for name in divisions() for code in catalogues.current().codelists[name])


def _options(language: str) -> Things:
    return [
        _thing("option", option_code(name, code), _entry_name(name, code, language), short=True)
        for name, code in _entries()
    ]


def _categories(language: str) -> Things:
    return [
        {
            **_thing("category", name, _list_name(name, language), short=True),
            "dataDimensionType": "DISAGGREGATION",
            "categoryOptions": [
                _reference("option", option_code(name, code)) for code in catalogues.current().codelists[name]
            ],
        }
        for name in divisions()
    ]


def _combos(language: str) -> Things:
    return [
        {
            **_thing("combo", _combo(name), _list_name(name, language)),
            "dataDimensionType": "DISAGGREGATION",
            "categories": [_reference("category", name)],
        }
        for name in divisions()
    ]


def _option_combos(language: str) -> Things:
    return [
        {
            **_thing("option combo", option_code(name, code), _entry_name(name, code, language)),
            "categoryCombo": _reference("combo", _combo(name)),
            "categoryOptions": [_reference("option", option_code(name, code))],
        }
        for name, code in _entries()
    ]


def _combo(name: str) -> str:
    return f"RED_{name}"


def _list_name(name: str, language: str) -> str:
    return catalogues.current().list_label(name).in_language(language)


def _element(each: Element, language: str) -> dict[str, Any]:
    divided = "" if each.division == TOTAL else f", {_list_name(each.division, language)}"
    told = f"{_PERIODS[each.kind]}{divided}: {each.indicator.name.in_language(language)}"
    made = {
        **_thing("element", each.code, f"{each.indicator.id} {each.component}, {told}", short=True),
        "description": _unit(each.indicator.meaning.unit_of(each.component), language),
        "domainType": "AGGREGATE",
        "valueType": "INTEGER" if each.component == SUM else "INTEGER_ZERO_OR_POSITIVE",
        "aggregationType": _OVER_TIME.get(each.indicator.period_rule, "SUM"),
        "zeroIsSignificant": True,
    }
    return made if each.division == TOTAL else {**made, "categoryCombo": _reference("combo", _combo(each.division))}


def _unit(code: str, language: str) -> str:
    return f"{UNITS.in_language(language)}: {catalogues.current().units[code].in_language(language)}"


def _data_set(kind: str, release: Release) -> dict[str, Any]:
    code = DATA_SETS[kind]
    return {
        **_thing("data set", code, f"{release.catalogue} {_PERIODS[kind]}", short=True),
        "periodType": _PERIODS[kind],
        "dataSetElements": [
            {"dataSet": _reference("data set", code), "dataElement": _reference("element", each.code)}
            for each in elements()
            if kind == each.kind
        ],
        "organisationUnits": [_reference("unit", each) for each in (NETWORK, *_codes(release))],
    }


def _types() -> Things:
    return [
        {**_thing("indicator type", _type(per), _type(per)), "factor": per, "number": per == 1}
        for per in sorted({each.per for each in catalogues.current().handed_on.values() if each.denominator})
    ]


def _type(per: int) -> str:
    return f"RED_PER_{per}"


def _indicators(language: str) -> Iterator[dict[str, Any]]:
    """Give what is divided after adding up, a kind of period at a time: numerator and denominator stay apart."""
    for each in catalogues.current().handed_on.values():
        if each.denominator and not each.only_broken_down and not each.windows:
            yield from (_indicator(each, kind, language) for kind in DATA_SETS if kind in each.frequency)


def _indicator(each: Indicator, kind: str, language: str) -> dict[str, Any]:
    above, below = SUM if each.type == "mean" else NUMERATOR, DENOMINATOR
    code, name = f"RED_{each.id}_{kind}", f"{each.id}, {_PERIODS[kind]}: {each.name.in_language(language)}"
    return {
        **_thing("indicator", code, name, short=True),
        "description": _unit(each.meaning.unit, language),
        "indicatorType": _reference("indicator type", _type(each.per)),
        "annualized": False,
        "numerator": _expression(each, above, kind),
        "numeratorDescription": above,
        "denominator": _expression(each, below, kind),
        "denominatorDescription": below,
    }


def _expression(each: Indicator, component: str, kind: str) -> str:
    return f"#{{{uid('element', element_code(each.id, component, TOTAL, kind))}}}"


def _units(release: Release) -> Things:
    network = _thing("unit", NETWORK, NETWORK, short=True)
    since = min((each.opened_on for each in release.branches), default=date(2000, 1, 1))
    houses = [
        {
            **_thing("unit", each.code, f"{each.code} {each.name}", short=True),
            "openingDate": each.opened_on.isoformat(),
            "parent": _reference("unit", NETWORK),
        }
        for each in release.branches
    ]
    return [{**network, "openingDate": since.isoformat()}, *houses]


def _codes(release: Release) -> list[str]:
    return [each.code for each in release.branches]


FORMAT = ExportFormat(
    "dhis2-metadata", Text.of(es="DHIS2: metadatos", en="DHIS2: metadata"), "json", "application/json", write,
    lacking=NO_THREE_YEARS,
)  # fmt: skip
