"""Every format says of each number what it counts, and with each indicator in what it is told itself."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence

import pytest
from lxml import etree
from openpyxl import load_workbook

from core.hq.formats import data_package, dhis2_metadata, sdmx_csv, sdmx_json, sdmx_structure, workbook
from plugins.contract.exports import ExportFormat, Observation

Written = Callable[[ExportFormat, Iterable[Observation]], bytes]

#: What the parts of some figures count, written from their definitions: nights in places, leaving by nights, change.
COUNTED = {
    ("CAP-002", "N"): "NIGHT", ("CAP-002", "D"): "PLACE_DAY", ("RES-012", "N"): "STAY", ("RES-012", "D"): "NIGHT",
    ("PAR-001", "N"): "REFERRAL", ("PAR-001", "D"): "REFERRAL", ("MHH-005", "D"): "STAY",
    ("MHH-005", "S"): "WHO5_POINT", ("MHH-005", "Q"): "WHO5_POINT_SQUARED", ("CAP-001", "V"): "PLACE",
}  # fmt: skip
#: Units of figures themselves, which no number of the table has.
THEMSELVES = {"CAP-002": "PERCENT", "RES-012": "PER_1000_NIGHTS", "PAR-001": "PERCENT", "CAP-001": "PLACE"}
SPACES = {"str": "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure",
          "com": "http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common"}  # fmt: skip


@pytest.fixture(scope="module")
def some(year: Sequence[Observation]) -> list[Observation]:
    return [each for each in year if (each.indicator, each.component) in COUNTED]


def held(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str], str]:
    return {(each["INDICATOR"], each["COMPONENT"]): each["UNIT_MEASURE"] for each in rows}


def table(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode())))


def test_in_sdmx_csv_and_the_package(written: Written, some: list[Observation]) -> None:
    assert held(table(written(sdmx_csv.FORMAT, some))) == COUNTED
    with zipfile.ZipFile(io.BytesIO(written(data_package.FORMAT, some))) as archive:
        figures, indicators, units = (table(archive.read(f"{name}.csv")) for name in ("figures", "indicators", "units"))
    assert held(figures) == COUNTED
    told = {each["INDICATOR"]: each["UNIT"] for each in indicators}
    assert THEMSELVES.items() <= told.items()
    names = {each["UNIT"]: (each["NAME_ES"], each["NAME_EN"]) for each in units}
    assert names["PLACE_DAY"] == ("plazas por días", "places times days")
    assert {*told.values(), *COUNTED.values()} <= names.keys()


def test_in_the_message_and_the_structure(written: Written, some: list[Observation]) -> None:
    data = json.loads(written(sdmx_json.FORMAT, some))["data"]
    (column,) = [each for each in data["structures"][0]["attributes"]["observation"] if each["id"] == "UNIT_MEASURE"]
    words = {each["id"]: each["names"]["es"] for each in column["values"]}
    assert words["NIGHT"] == "noches de estancia"
    assert set(words) == set(COUNTED.values())
    found = etree.fromstring(written(sdmx_structure.FORMAT, ()))
    codes = found.xpath("//str:Codelist[@id='CL_UNIT_MEASURE']/str:Code/@id", namespaces=SPACES)
    assert {*COUNTED.values(), *THEMSELVES.values(), "_U"} <= set(codes)
    said = found.xpath("//str:Codelist[@id='CL_INDICATOR']/str:Code[@id='CAP-002']/com:Description", namespaces=SPACES)
    assert [each.text for each in said] == ["Unidad: por ciento", "Unit: per cent"]


def test_in_the_workbook(written: Written, some: list[Observation]) -> None:
    book = load_workbook(io.BytesIO(written(workbook.FORMAT, some)), read_only=True)
    head, *rows = book.worksheets[1].iter_rows(values_only=True)
    assert held(dict(zip(map(str, head), map(str, row), strict=True)) for row in rows) == COUNTED
    front = {row[0]: row for row in book.worksheets[0].iter_rows(values_only=True) if row[0]}
    assert front["PLACE_DAY"][1] == "plazas por días"
    assert front["CAP-002"][3] == "por ciento"


def test_in_the_metadata_of_dhis2(written: Written) -> None:
    told = json.loads(written(dhis2_metadata.FORMAT, ()))
    said = {each["code"]: each["description"] for each in (*told["dataElements"], *told["indicators"])}
    assert said["RED_CAP_002_N_M"] == "Unidad: noches de estancia"
    assert said["RED_CAP_002_D_M"] == "Unidad: plazas por días"
    assert said["RED_CAP-002_M"] == "Unidad: por ciento"
