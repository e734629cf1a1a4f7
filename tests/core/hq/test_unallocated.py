"""What branches withhold together leaves with their figures: rows add up to the network's, and no format loses it."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from core.hq import release as releases
from core.hq.charts.portrait import portrait, table_of
from core.hq.formats import FORMATS, shelf
from core.hq.formats.elements import uid
from core.hq.observations import observations
from core.hq.tables.blocks import gathered
from core.hq.tables.rows import Row
from core.hq.tables.table import table
from core.hq.tables.unallocated import Together, key_of, put_apart, with_sums
from core.i18n import speaking
from core.reporting.catalogue import Key
from core.reporting.masking import name_of
from core.reporting.periods import Period
from core.testkit.offices import send
from core.testkit.web import Network
from plugins.contract.exports import ExportBranch, Observation, Release

BRANCHES = ("A", "B", "C", "D")
POOL, YEAR = "P3Y2023", "2025"
GIRLS: Key = ("RES-003", "SEX-AGE", "F-Y9T14", "V")
OTHERS: Sequence[Key] = (("RES-003", "_T", "_T", "V"), ("RES-003", "SEX", "F", "V"), ("RES-003", "AGE", "Y9T14", "V"))


def row(branch: str, key: Key, value: int | None, period: str = POOL, grade: str = "A", evidence: str = "E1") -> Row:
    status = "A" if value is not None else "Q"
    return Row(branch, "zz", period, 1, *key, value, status, "F" if value is not None else "N", grade, evidence)


@st.composite
def cells(draw: st.DrawFn) -> list[tuple[str, int, bool, str]]:
    """Each branch's count, whether it is withheld, and its grade."""
    return [
        (branch, draw(st.integers(0, 40)), draw(st.booleans()), draw(st.sampled_from("AABC"))) for branch in BRANCHES
    ]


def told(found: Iterable[tuple[str, int, bool, str]]) -> tuple[list[Row], dict[str, Together]]:
    """Give what the office has of it, with the sum of all that is withheld and comparable."""
    every = list(found)
    rows = [row(branch, GIRLS, None if hidden else count, grade=grade) for branch, count, hidden, grade in every]
    parts = {branch: count for branch, count, hidden, grade in every if hidden and grade != "C"}
    return rows, {name_of(GIRLS): Together(sum(parts.values()), frozenset(parts))} if parts else {}


def released(rows: Sequence[Row], sums: Mapping[str, Together]) -> Iterator[Observation]:
    """Give the rows of all branches as they leave."""
    blocks = with_sums((list(own) for _branch, own in groupby(rows, lambda each: each.branch)), sums)
    return observations(Row._make(each) for block in blocks for each in block)


@settings(max_examples=40, deadline=None)
@given(cells())
def test_all_rows_of_a_cell_add_up_to_what_the_network_s_table_says(found: list[tuple[str, int, bool, str]]) -> None:
    rows, sums = told(found)
    written = list(released(rows, sums))
    (line,) = table(gathered(rows), sums).lines
    comparable = [each.obs_value or 0 for each in written if each.comparability != "C"]
    exact = sum(count for _branch, count, _hidden, grade in found if grade != "C")
    assert sum(comparable) == exact
    assert line.pooled.quantity is None or line.pooled.quantity.value == exact
    again: dict[str, Together] = {}
    assert list(put_apart(written, again)) == list(observations(rows))
    assert {name: each.value for name, each in again.items()} == {name: each.value for name, each in sums.items()}
    assert table(gathered(rows), again) == table(gathered(rows), sums)


@settings(max_examples=20, deadline=None)
@given(cells(), st.sampled_from(BRANCHES))
def test_a_sum_of_others_than_withhold_now_is_not_told(found: list[tuple[str, int, bool, str]], other: str) -> None:
    """One branch has sent anew since: its part cannot be taken out of the sum, nor put into it."""
    rows, sums = told(found)
    changed = {name: Together(each.value, (each.branches or frozenset()) ^ {other}) for name, each in sums.items()}
    assert list(released(rows, changed)) == list(observations(rows))


def three_years() -> list[Observation]:
    """Margins that every branch tells, and girls of 9 to 14 that each withholds: sixty of them."""
    rows = [row(branch, key, 20 + 5 * place) for place, branch in enumerate("ABC") for key in OTHERS]
    rows += [row(branch, GIRLS, None, evidence=f"E{place + 1}") for place, branch in enumerate("ABC")]
    return list(released(rows, {name_of(GIRLS): Together(60, frozenset("ABC"))}))


def about(period: str, language: str = "es") -> Release:
    branches = tuple(ExportBranch(each, f"Casa {each}", "zz", date(2020, 1, 1)) for each in "ABCD")
    return Release(period, language, "RED", datetime(2026, 1, 15, tzinfo=UTC), branches, {}, {})


def test_the_sum_stands_for_no_branch_and_is_as_weak_as_its_weakest_part() -> None:
    (added,) = [each for each in three_years() if each.branch == "_X"]
    assert (added.ref_area, key_of(added), added.obs_value, added.obs_status) == ("_X", GIRLS, 60, "A")
    assert (added.evidence_level, added.conf_status, added.freq) == ("E1", "F", "A3")


def of_message(made: bytes) -> bool:
    data = json.loads(made)["data"]
    return 60 in [values[0] for values in data["dataSets"][0]["observations"].values()]


def of_package(made: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return b"A3,_X,_X,RES-003,V,F,Y9T14,_T,2023-01-01/P3Y,60," in archive.read("figures.csv")


def of_workbook(made: bytes) -> bool:
    from openpyxl import load_workbook

    sheets = load_workbook(io.BytesIO(made), read_only=True).worksheets
    drawn = {str(cells[2]) for cells in sheets[2].iter_rows(values_only=True)}
    return "_X" not in drawn and ("_X", 60) in {(cells[2], cells[9]) for cells in sheets[1].iter_rows(values_only=True)}


def of_paper(made: bytes) -> bool:
    from pypdf import PdfReader

    words = " ".join(" ".join(each.extract_text() for each in PdfReader(io.BytesIO(made)).pages).split())
    return "60 (con 3 datos reservados, en una suma enmascarada)" in words and "Años 2023 a 2025" in words


def of_page(made: bytes) -> bool:
    return "60 (con 3 datos reservados, en una suma enmascarada)" in made.decode() and "_X" not in made.decode()


READERS: dict[str, Callable[[bytes], bool]] = {
    "report": of_paper, "workbook": of_workbook, "page": of_page, "package": of_package,
    "sdmx-csv": lambda made: b",_X,_X,RES-003,V,F,Y9T14,_T,2023-01-01/P3Y,60," in made, "sdmx-json": of_message,
    "sdmx-structure": lambda made: b'<str:Code id="_X"' in made and b'<str:Code id="A3"' in made,
}  # fmt: skip


@pytest.mark.parametrize("code", FORMATS)
def test_every_format_carries_three_years_with_their_sums_or_says_why_it_cannot(code: str) -> None:
    each = FORMATS[code]
    if "T" not in each.kinds:
        assert each.lacking is not None
        assert "tres años" in each.lacking.in_language("es")
        assert "three years" in each.lacking.in_language("en")
        return
    assert READERS[code](b"".join(each.write(about(POOL), iter(three_years()))))


def test_in_dhis2_and_adx_the_sum_is_the_root_s_own_so_that_the_root_adds_up() -> None:
    key: Key = ("RES-003", "SEX", "F", "V")
    rows = [row(branch, key, None, YEAR) for branch in "ABC"] + [row("D", key, 31, YEAR)]
    found = list(released(rows, {name_of(key): Together(9, frozenset("ABC"))}))
    written = {code: b"".join(FORMATS[code].write(about(YEAR), iter(found))) for code in FORMATS}
    values = {each["orgUnit"]: each["value"] for each in json.loads(written["dhis2"])["dataValues"]}
    assert values == {"D": "31", "RED": "9"}
    metadata = json.loads(written["dhis2-metadata"])
    assert all({"id": uid("unit", "RED")} in each["organisationUnits"] for each in metadata["dataSets"])
    assert re.findall(rb'orgUnit="([^"]*)"', written["adx"]) == [b"D", b"RED"]
    assert faults(written["adx-schema"], written["adx"]) == []


def faults(schema: bytes, document: bytes) -> list[Any]:
    from lxml import etree

    checked = etree.XMLSchema(etree.fromstring(schema))
    checked.validate(etree.fromstring(document))
    return list(checked.error_log)


def test_the_network_s_column_holds_the_sum_and_says_so() -> None:
    with speaking("en"):
        shown = portrait(table_of(three_years(), POOL))
    assert shown.branches == ("A", "B", "C")
    ((figure,),) = [area.figures for area in shown.areas]
    crossed = next(part for part in figure.parts if "×" in part.name)
    assert [(line.name, line.cells, line.pooled) for line in crossed.lines] == [
        ("Female, 9 to 14 years", ("withheld",) * 3, "60 (with 3 withheld figures, in a masked sum)"),
    ]  # fmt: skip


def test_the_page_of_three_years_says_what_cannot_be_had_and_leads_nowhere_else(network: Network) -> None:
    office: FlaskClient = network.client("hq_analyst")
    ((why, found),) = releases.lacking(shelf(), Period.parse(POOL)).items()
    assert why is not None
    assert {each.code for each in found} == {"dhis2", "dhis2-metadata", "adx", "adx-schema"}
    send(network.home.stores, "ZZ-01", POOL, {"RES-003": 31})
    page = office.get(f"/hq/periods/{POOL}").text
    assert "No existen para este periodo: DHIS2, DHIS2: metadatos, IHE ADX, IHE ADX: esquema (XSD)." in page
    assert "DHIS2 no tiene un periodo de tres años" in page
    for address in [page, office.get(f"/hq/dashboard?period={POOL}").text]:
        for link in set(re.findall(rf"/hq/periods/{POOL}/export/[a-z-]+", address)):
            assert office.get(link).status_code == 200, link
    answer = office.get(f"/hq/periods/{POOL}/export/dhis2", follow_redirects=True)
    assert answer.status_code == 200
    assert "ab-flash" in answer.text or "DHIS2 no tiene un periodo de tres años" in answer.text


def test_csv_and_workbook_of_the_cells_hold_the_sum_after_the_branches(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openpyxl import load_workbook

    for branch in ("GT-01", "HN-01", "HN-02"):
        send(network.home.stores, branch, YEAR, {"RES-003": None, "CAP-001": 6})
    sums = {name_of(OTHERS[0]): Together(9, frozenset({"GT-01", "HN-01", "HN-02"}))}
    monkeypatch.setattr(releases, "sums_of", lambda *_asked: sums)
    office: FlaskClient = network.client("hq_analyst")
    last = "_X,_X,2025,1,RES-003,_T,_T,V,9,A,F,A,E1"
    lines = office.get(f"/hq/periods/{YEAR}/figures.csv").text.splitlines()
    assert (lines[-1], len(lines)) == (last, 1 + 6 + 1)
    assert "_X" not in office.get(f"/hq/periods/{YEAR}/figures.csv?country=hn").text
    book = load_workbook(io.BytesIO(office.get(f"/hq/periods/{YEAR}/figures.xlsx").data), read_only=True)
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert ",".join(map(str, rows[-1])) == last
    assert "BRANCH _X" in {each[0] for each in book.worksheets[0].iter_rows(values_only=True)}
