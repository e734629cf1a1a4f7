"""DHIS2 ``dataValueSets`` in its bulk form (developer guide, web API, data).

A withheld value is left out, and zeros are told: the elements say that a zero counts (``zeroIsSignificant``).
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from core.hq.formats.elements import NO_THREE_YEARS, named, option_code, unit
from core.reporting.catalogue import TOTAL
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

_SCHEMES = dict.fromkeys(("dataElementIdScheme", "orgUnitIdScheme", "categoryOptionComboIdScheme"), "code")
_BLOCK = 500


def write(_release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Write every value that is not withheld."""
    yield f'{json.dumps(_SCHEMES)[:-1]}, "dataValues": ['.encode()
    values = (_value(each) for each in found if each.obs_value is not None)
    before = ""
    while block := list(islice(values, _BLOCK)):
        yield (before + ",\n".join(map(json.dumps, block))).encode()
        before = ",\n"
    yield b"]}"


def period_code(time_period: str) -> str:
    """Write a period as DHIS2 does: ``202603``, ``2026Q1``, ``2026``."""
    return time_period.replace("-", "")


def _value(each: Observation) -> dict[str, str]:
    element, division, code = named(each)
    told = {
        "dataElement": element,
        "period": period_code(each.time_period),
        "orgUnit": unit(each.branch),
        "value": str(each.obs_value),
    }
    return told if division == TOTAL else {**told, "categoryOptionCombo": option_code(division, code)}


FORMAT = ExportFormat("dhis2", Text.of(es="DHIS2"), "json", "application/json", write, lacking=NO_THREE_YEARS)
