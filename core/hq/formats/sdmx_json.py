"""SDMX-JSON 2.1 data message (sdmx-twg/sdmx-json).

An observation is named by the places of its codes. Places are given as codes come, and what they stand for is told
after the figures: so nothing has to be known before, and no figure is kept.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from itertools import islice
from typing import Any

from core.hq.structure import AGENCY, EVERY_KIND, TIME, URN, Concept, attributes, dimensions, measure
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

_SCHEMA = "https://json.sdmx.org/2.1/sdmx-json-data-schema.json"
_BLOCK = 500

#: Place of each value by column, in the order in which they came.
Places = Mapping[str, dict[str, int]]


def write(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the message: its head, the figures, and last what the places stand for."""
    places: Places = {each.id: {} for each in (*dimensions(), *attributes())}
    yield f'{{"meta":{_json(_meta(release))},"data":{{"dataSets":[{{"structure":0,"action":"Merge",'.encode()
    yield b'"observations":{'
    before = ""
    figures = iter(found)
    while block := list(islice(figures, _BLOCK)):
        yield (before + ",".join(_figure(each, places) for each in block)).encode()
        before = ","
    yield f'}}}}],"structures":[{_json(_structure(places))}]}}}}'.encode()


def _meta(release: Release) -> dict[str, Any]:
    at = release.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "schema": _SCHEMA,
        "id": f"{AGENCY}_{release.period.replace('-', '_')}",
        "prepared": at,
        "test": False,
        "contentLanguages": ["es", "en"],
        "sender": {"id": AGENCY},
    }


def _figure(each: Observation, places: Places) -> str:
    key = ":".join(str(_place(each, column.id, places)) for column in dimensions())
    said = [_place(each, column.id, places) for column in attributes()]
    return f'"{key}":{_json([each.obs_value, *said])}'


def _place(each: Observation, column: str, places: Places) -> int:
    known = places[column]
    return known.setdefault(str(getattr(each, column.lower())), len(known))


def _structure(places: Places) -> dict[str, Any]:
    return {
        "links": [{"urn": URN, "rel": "DataStructure"}],
        "name": "RED-IND",
        "dataSets": [0],
        "dimensions": {
            "observation": [
                {**_column(each, places), "keyPosition": number} for number, each in enumerate(dimensions())
            ]
        },
        "measures": {"observation": [{"id": measure().id, **_names(measure().name)}]},
        "attributes": {
            "observation": [{**_column(each, places), "relationship": {"observation": {}}} for each in attributes()]
        },
    }


def _column(each: Concept, places: Places) -> dict[str, Any]:
    values = [_value(each, code) for code in places[each.id]]
    roles = {"roles": [TIME]} if each.id == TIME else {}
    return {"id": each.id, **_names(each.name), **roles, "values": values}


def _value(each: Concept, code: str) -> dict[str, Any]:
    if each.codes is not None and code in each.codes.entries:
        return {"id": code, **_names(each.codes.entries[code])}
    return {"value": int(code) if each.number else code}


def _names(text: Text) -> dict[str, Any]:
    return {"name": text.in_language("en"), "names": dict(text.versions)}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


FORMAT = ExportFormat(
    "sdmx-json", Text.of(es="SDMX-JSON 2.1"), "json", "application/vnd.sdmx.data+json", write, EVERY_KIND
)  # fmt: skip
