"""IHE ADX (QRPH, ``urn:ihe:qrph:adx:2015``): a group for each branch, and a value for each figure that is not withheld.

A value has to be a number, so a withheld one is left out. Names are those of DHIS2's metadata.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import groupby

from core.hq.formats.elements import DATA_SETS, NO_THREE_YEARS, named, option_code, unit
from core.hq.formats.markup import Sheet
from core.reporting.catalogue import TOTAL
from core.reporting.periods import Period
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

NAMESPACE = "urn:ihe:qrph:adx:2015"
_LENGTHS = {"M": "P1M", "Q": "P3M", "A": "P1Y"}


def write(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the groups one after another."""
    sheet = Sheet()
    exported = release.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    told = (each for each in found if each.obs_value is not None)
    with sheet.element("adx", {"xmlns": NAMESPACE, "exported": exported}):
        for head, values in groupby(told, lambda each: (each.branch, each.freq, each.time_period)):
            with sheet.element("group", _group(*head)):
                for each in values:
                    sheet.leaf("dataValue", _value(each))
            yield sheet.take()
    yield sheet.take()


def _group(branch: str, kind: str, time_period: str) -> dict[str, str]:
    first = Period.parse(time_period.replace("-Q", "Q")).first
    return {"orgUnit": unit(branch), "period": f"{first.isoformat()}/{_LENGTHS[kind]}", "dataSet": DATA_SETS[kind]}


def _value(each: Observation) -> dict[str, str]:
    element, division, code = named(each)
    told = {"dataElement": element, "value": str(each.obs_value)}
    return told if division == TOTAL else {**told, division: option_code(division, code)}


FORMAT = ExportFormat("adx", Text.of(es="IHE ADX"), "xml", "application/adx+xml", write, lacking=NO_THREE_YEARS)
