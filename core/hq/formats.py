"""Formats in which the network's figures leave the office, each written from the canonical table.

Sources: Frictionless Data Package 1.0 and Table Schema; SDMX-CSV 2.1 (sdmx-twg); DHIS2 developer guide, web API.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Any

from core.canonical import canonical
from core.hq.observations import COLUMNS, DIMENSIONS, Observation
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL
from core.reporting.meaning import EVIDENCE

STRUCTURE_ID = "RED:DSD_RED_IND(1.0.0)"
#: A zip holds the day on which it was made; one and the same day keeps its bytes the same.
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_INTEGERS = {"OBS_VALUE", "SUBMISSION_VERSION"}
_CODES: Mapping[str, tuple[str, ...]] = {
    "FREQ": ("M", "Q", "A"),
    "COMPONENT": ("V", "N", "D", "S", "Q"),
    "OBS_STATUS": ("A", "Q", "U"),
    "CONF_STATUS": ("F", "N"),
    "COMPARABILITY": ("A", "B", "C"),
    "EVIDENCE_LEVEL": tuple(EVIDENCE),
}


@dataclass(frozen=True, slots=True)
class Format:
    """A way in which figures are written.

    :param ending: of the file's name.
    """

    code: str
    name: str
    ending: str
    mimetype: str
    write: Callable[[Iterable[Observation]], bytes]


def data_package(found: Iterable[Observation]) -> bytes:
    """Write a Frictionless Data Package: the table, what its columns hold, and what each indicator means."""
    table = _table(COLUMNS, (astuple(each) for each in found)).encode()
    meanings = _table(("INDICATOR", "NAME_ES", "NAME_EN", "DEFINITION_ES", "DEFINITION_EN", "RULE", "EVIDENCE"),
                      _meanings()).encode()  # fmt: skip
    parts = {"figures.csv": table, "indicators.csv": meanings}
    parts["datapackage.json"] = json.dumps(_descriptor(parts), ensure_ascii=False, indent=1, sort_keys=True).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name, _ALWAYS), content)
    return target.getvalue()


def sdmx_csv(found: Iterable[Observation]) -> bytes:
    """Write SDMX-CSV 2.1; a withheld value is empty."""
    head = ("STRUCTURE", "STRUCTURE_ID", "ACTION", *COLUMNS)
    rows = (("datastructure", STRUCTURE_ID, "M", *astuple(each)) for each in found)
    return _table(head, rows).encode()


def dhis2(found: Iterable[Observation]) -> bytes:
    """Write a DHIS2 ``dataValueSets`` document in its bulk form; a withheld value is left out, and zeros are told.

    Codes name everything: data elements ``RED_RES_003_V``, organisation units by branch, and one category option
    combination for each entry of a breakdown.
    """
    scheme = dict.fromkeys(("dataElementIdScheme", "orgUnitIdScheme", "categoryOptionComboIdScheme"), "code")
    values = [_data_value(each) for each in found if each.obs_value is not None]
    return canonical({**scheme, "dataValues": values}).encode()


FORMATS: Mapping[str, Format] = {
    each.code: each
    for each in (
        Format("package", "Frictionless Data Package", "zip", "application/zip", data_package),
        Format("sdmx", "SDMX-CSV 2.1", "csv", "application/vnd.sdmx.data+csv", sdmx_csv),
        Format("dhis2", "DHIS2", "json", "application/json", dhis2),
    )
}


def _table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return buffer.getvalue()


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
    head = content.decode().partition("\r\n")[0].split(",")
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
    if name in _CODES:
        rules["enum"] = list(_CODES[name])
    return {**field, "constraints": rules}


def _data_value(each: Observation) -> dict[str, str]:
    combination = next((code for code in (each.sex, each.age, each.breakdown) if code != TOTAL), "")
    element = f"RED_{each.indicator.replace('-', '_')}_{each.component}"
    told = {
        "dataElement": element,
        "period": each.time_period.replace("-Q", "Q").replace("-", ""),
        "orgUnit": each.branch,
        "value": str(each.obs_value),
    }
    return {**told, "categoryOptionCombo": combination} if combination else told
