"""Frictionless Data Package 1.0: the table, what its columns hold, what each indicator means, and each unit."""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from core.hq.formats.tables import csv_blocks
from core.hq.observations import COLUMNS, DIMENSIONS, values
from core.hq.structure import EVERY_KIND, concepts
from core.reporting import catalogue as catalogues
from core.zipping import Drain, entry
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

_INTEGERS = {"OBS_VALUE", "SUBMISSION_VERSION"}
#: The unit is that of the figure itself; a row of figures has that of its numerator or its denominator.
_MEANINGS = ("INDICATOR", "NAME_ES", "NAME_EN", "DEFINITION_ES", "DEFINITION_EN", "UNIT", "RULE", "EVIDENCE")
_UNITS = ("UNIT", "NAME_ES", "NAME_EN")
#: Lists of which an export uses some entries, and which are short enough to stand in the description.
_SHORT = ("FREQ", "COMPONENT", "OBS_STATUS", "CONF_STATUS", "COMPARABILITY", "EVIDENCE_LEVEL", "SEX", "AGE",
          "UNIT_MEASURE")  # fmt: skip


def write(_release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the tables as they come, and after them what describes them: it holds their hashes."""
    tables = {
        "figures": (COLUMNS, map(values, found)), "indicators": (_MEANINGS, _meanings()), "units": (_UNITS, _units()),
    }  # fmt: skip
    drain, resources = Drain(), []
    with zipfile.ZipFile(drain, "w") as archive:
        for name, (head, rows) in tables.items():
            size, digest = 0, sha256()
            with archive.open(entry(f"{name}.csv"), "w", force_zip64=True) as target:
                for piece in csv_blocks(head, rows):
                    size += target.write(piece)
                    digest.update(piece)
                    yield drain.take()
            resources.append(_resource(name, head, size, digest.hexdigest()))
        archive.writestr(entry("datapackage.json"), _descriptor(resources))
    yield drain.take()


def _meanings() -> Iterator[tuple[str, ...]]:
    for each in catalogues.current().handed_on.values():
        texts = (each.name, each.definition)
        said = (text.in_language(language) for text in texts for language in ("es", "en"))
        yield each.id, *said, each.meaning.unit, each.rule.code, each.meaning.evidence


def _units() -> Iterator[tuple[str, ...]]:
    known = next(each.codes.entries for each in concepts() if each.id == "UNIT_MEASURE" and each.codes)
    yield from ((code, text.in_language("es"), text.in_language("en")) for code, text in known.items())


def _descriptor(resources: Sequence[Mapping[str, Any]]) -> str:
    told = {
        "profile": "tabular-data-package",
        "name": "abrigo-figures",
        "catalogue": catalogues.current().label,
        "resources": resources,
    }
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)


def _resource(name: str, head: Sequence[str], size: int, digest: str) -> dict[str, Any]:
    figures = head is COLUMNS
    schema = {
        "fields": [_field(each) for each in head] if figures else [{"name": each, "type": "string"} for each in head],
        "missingValues": [""],
        "primaryKey": list(DIMENSIONS) if figures else [head[0]],
    }
    return {
        "name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "encoding": "utf-8",
        "format": "csv", "mediatype": "text/csv", "bytes": size, "hash": f"sha256:{digest}", "schema": schema,
    }  # fmt: skip


def _field(name: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": "integer" if name in _INTEGERS else "string"}
    rules: dict[str, Any] = {"required": name != "OBS_VALUE"}
    codes = next((each.codes for each in concepts() if each.id == name), None)
    if codes is not None and name in _SHORT:
        rules["enum"] = list(codes.entries)
    return {**field, "constraints": rules}


FORMAT = ExportFormat("package", Text.of(es="Frictionless Data Package"), "zip", "application/zip", write, EVERY_KIND)
