"""No format holds a value that the protected table does not: what is written is read back and held against it."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.hq.charts.portrait import row_of
from core.hq.exports import as_csv
from core.hq.formats import FORMATS, page, report
from core.hq.observations import observations
from core.hq.tables.rows import Row
from core.i18n import speaking
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Key
from core.reporting.quantity import in_words, quantities
from plugins.contract.exports import ExportFormat, Observation, Release

# A year's cells written out are long; nothing is shorter and still a year.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

Written = Callable[[ExportFormat, Iterable[Observation]], bytes]
Told = list[tuple[str, ...]]

#: A count, one that is divided, a share, a share of several lists, a mean, a rate, a house total.
SOME = ("RES-001", "RES-006", "RES-008", "MHH-005", "RES-012", "R01")
BRANCHES = ("ZZ-01", "ZZ-02", "EU-01")


def keys() -> list[Key]:
    return [key for key in catalogues.current().keys("A") if key[0] in SOME]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Observation, ...]:
    """A year in which any cell may be withheld, and any may be nought."""
    values = st.one_of(st.none(), st.integers(0, 2_000))
    rows = [
        Row(branch, branch[:2].lower(), "2025", 1, *key, value, "A" if value is not None else "Q",
            "N" if value is None else "F", draw(st.sampled_from("AAB")) if key[0] == "RES-006" else "A", "E1")
        for branch in BRANCHES for key in keys() for value in [draw(values)]
    ]  # fmt: skip
    return tuple(observations(rows))


def expected(found: Iterable[Observation]) -> Told:
    return sorted(
        (each.branch, each.indicator, each.component, each.sex, each.age, each.breakdown,
         "" if each.obs_value is None else str(each.obs_value))
        for each in found
    )  # fmt: skip


NAMES = ("BRANCH", "INDICATOR", "COMPONENT", "SEX", "AGE", "BREAKDOWN", "OBS_VALUE")


def of_csv(text: bytes) -> Told:
    return sorted(tuple(row[name] for name in NAMES) for row in csv.DictReader(io.StringIO(text.decode())))


def of_package(made: bytes) -> Told:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return of_csv(archive.read("figures.csv"))


def of_workbook(made: bytes) -> Told:
    head, *rows = load_workbook(io.BytesIO(made), read_only=True).worksheets[1].iter_rows(values_only=True)
    places = [head.index(name) for name in NAMES]
    return sorted(tuple("" if row[at] is None else str(row[at]) for at in places) for row in rows)


def of_message(made: bytes) -> Told:
    told = json.loads(made)["data"]
    columns = told["structures"][0]["dimensions"]["observation"]
    names = [each["id"] for each in columns]
    found = []
    for key, values in told["dataSets"][0]["observations"].items():
        places = zip(columns, map(int, key.split(":")), strict=True)
        row = dict(zip(names, (each["values"][at] for each, at in places), strict=True))
        said = [str(row[name].get("id", row[name].get("value"))) for name in NAMES[:-1]]
        found.append((*said, "" if values[0] is None else str(values[0])))
    return sorted(found)


READERS = {"package": of_package, "sdmx-csv": of_csv, "sdmx-json": of_message, "workbook": of_workbook}


@pytest.mark.parametrize("code", READERS)
def test_what_is_written_reads_back_as_the_table(written: Written, code: str) -> None:
    @settings(max_examples=5, deadline=None)
    @given(tables())
    def held(found: tuple[Observation, ...]) -> None:
        assert READERS[code](written(FORMATS[code], found)) == expected(found)

    held()


@settings(max_examples=5, deadline=None)
@given(tables())
def test_the_plain_rows_read_back_as_the_table(found: tuple[Observation, ...]) -> None:
    rows = [row_of(each, "2025") for each in found]
    told = csv.DictReader(io.StringIO("".join(as_csv([rows]))))
    assert [each["VALUE"] for each in told] == ["" if each.value is None else str(each.value) for each in rows]


def numbers(values: Iterable[int | None]) -> list[str]:
    return sorted(str(each) for each in values if each is not None)


@pytest.mark.parametrize(("code", "pattern"), [("dhis2", r'"value": "([^"]*)"'), ("adx", r' value="([^"]*)"')])
def test_where_a_value_has_to_be_a_number_the_withheld_one_is_left_out(
    written: Written, code: str, pattern: str
) -> None:
    @settings(max_examples=5, deadline=None)
    @given(tables())
    def held(found: tuple[Observation, ...]) -> None:
        told = re.findall(pattern, written(FORMATS[code], found).decode())
        assert sorted(told) == numbers(each.obs_value for each in found)

    held()


class Cells(HTMLParser):
    """Collects the rows of a page's tables, and the words of its pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.drawn: list[str] = []
        self._into: str = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
        self._into = tag if tag in ("td", "th", "text") else self._into
        if tag == "text":
            self.drawn.append("")

    def handle_endtag(self, tag: str) -> None:
        self._into = "" if tag == self._into else self._into

    def handle_data(self, data: str) -> None:
        if self._into == "text":
            self.drawn[-1] += data
        elif self._into:
            self.rows[-1][-1] += data


def in_cells(found: Sequence[Observation], *, parts: bool = False) -> Iterator[tuple[str, str]]:
    """Tell each branch's totals in the words in which a page has to tell them, or whatever it may tell of it."""
    indicators = catalogues.current().indicators
    for branch in BRANCHES:
        known = quantities((row_of(each, "2025") for each in found if each.branch == branch), indicators)
        for (indicator, breakdown, _code), quantity in known.items():
            if (parts or breakdown == "_T") and not indicators[indicator].house:
                yield branch, in_words(quantity, indicators[indicator], "dato reservado")


@settings(max_examples=5, deadline=None)
@given(tables())
def test_a_page_tells_each_branch_what_the_table_holds_and_draws_nothing_else(found: tuple[Observation, ...]) -> None:
    told = Cells()
    told.feed(_page(found))
    with speaking("es", locale="es_419"):
        words = {word for _branch, word in in_cells(found)}
        may_be_told = {word for _branch, word in in_cells(found, parts=True)}
    across = [row for row in told.rows if len(row) == len(("part", *BRANCHES, "network")) and row[1] not in BRANCHES]
    by_branch = [row[1] for row in told.rows if row and row[0] in BRANCHES]
    assert words <= set(by_branch)
    assert {*by_branch, *(cell for row in across for cell in row[1:-1])} <= may_be_told
    labels = " ".join(row[0] for row in told.rows if row)
    cells = {cell for row in told.rows for cell in row} | {"no de todas las sedes"}
    assert [each for each in told.drawn if each not in cells and each not in labels] == []
    assert "R01" not in " ".join(cells)


def _page(found: Iterable[Observation]) -> str:
    about = Release("2025", "es", "", datetime(2026, 1, 15, tzinfo=UTC), (), {}, {})
    return b"".join(page.write(about, found)).decode()


def test_a_report_on_paper_tells_the_same_and_no_more(written: Written, year: Sequence[Observation]) -> None:
    from pypdf import PdfReader

    some = [each for each in year if each.indicator[:3] in ("AFC", "LEG", "R01")]
    made = written(report.FORMAT, some)
    document = PdfReader(io.BytesIO(made))
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = " ".join(" ".join(each.extract_text() for each in document.pages).split())
    with speaking("es", locale="es_419"):
        words = [word for _branch, word in in_cells(some)]
    assert text.count("dato reservado") >= sum("dato reservado" in each for each in words) > 3
    assert [word for word in words if word.replace("\u00a0", " ") not in text.replace("\u00a0", " ")] == []
    assert "R01" not in text
