"""Frictionless Data Package 1.0: the table, what its columns hold, and what each indicator means."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple
from hashlib import sha256
from typing import Any

from core.hq.formats.tables import csv_blocks
from core.hq.observations import COLUMNS, DIMENSIONS
from core.hq.structure import EVERY_KIND, concepts
from core.reporting import catalogue as catalogues
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

#: A zip holds the day on which it was made; one and the same day keeps its bytes the same.
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_INTEGERS = {"OBS_VALUE", "SUBMISSION_VERSION"}
_MEANINGS = ("INDICATOR", "NAME_ES", "NAME_EN", "DEFINITION_ES", "DEFINITION_EN", "RULE", "EVIDENCE")
#: Lists of which an export uses some entries, and which are short enough to stand in the description.
_SHORT = ("FREQ", "COMPONENT", "OBS_STATUS", "CONF_STATUS", "COMPARABILITY", "EVIDENCE_LEVEL", "SEX", "AGE")


def write(_release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the package; it is whole before it is sent, since its description holds its hashes."""
    table = b"".join(csv_blocks(COLUMNS, map(astuple, found)))
    parts = {"figures.csv": table, "indicators.csv": b"".join(csv_blocks(_MEANINGS, _meanings()))}
    parts["datapackage.json"] = json.dumps(_descriptor(parts), ensure_ascii=False, indent=1, sort_keys=True).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name, _ALWAYS), content)
    yield target.getvalue()


def _meanings() -> Iterator[tuple[str, ...]]:
    for each in catalogues.current().indicators.values():
        texts = (each.name, each.definition)
        said = (text.in_language(language) for text in texts for language in ("es", "en"))
        yield each.id, *said, each.rule.code, each.meaning.evidence


def _descriptor(parts: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "abrigo-figures",
        "catalogue": catalogues.current().label,
        "resources": [
            _resource("figures", parts["figures.csv"], [_field(name) for name in COLUMNS], list(DIMENSIONS)),
            _resource("indicators", parts["indicators.csv"], None, ["INDICATOR"]),
        ],
    }


def _resource(name: str, content: bytes, declared: list[dict[str, Any]] | None, key: list[str]) -> dict[str, Any]:
    head = next(csv.reader([content.decode().partition("\r\n")[0]]))
    schema = {
        "fields": declared or [{"name": each, "type": "string"} for each in head],
        "missingValues": [""],
        "primaryKey": key,
    }
    return {
        "name": name, "path": f"{name}.csv", "profile": "tabular-data-resource", "encoding": "utf-8",
        "format": "csv", "mediatype": "text/csv", "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}", "schema": schema,
    }  # fmt: skip


def _field(name: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": "integer" if name in _INTEGERS else "string"}
    rules: dict[str, Any] = {"required": name != "OBS_VALUE"}
    codes = next((each.codes for each in concepts() if each.id == name), None)
    if codes is not None and name in _SHORT:
        rules["enum"] = list(codes.entries)
    return {**field, "constraints": rules}


FORMAT = ExportFormat("package", Text.of(es="Frictionless Data Package"), "zip", "application/zip", write, EVERY_KIND)
