"""The report on paper: however many branches there are, nothing is pushed off the page or over something else."""

import io
from collections.abc import Iterable
from dataclasses import replace

import pytest
from pypdf import PageObject, PdfReader

from core.hq.formats import FORMATS
from core.hq.observations import observations
from core.hq.tables.rows import Row
from core.hq.tables.table import SIDE_BY_SIDE
from core.reporting import catalogue as catalogues
from plugins.contract.exports import Release

ADMITTED, GIRLS = ("RES-003", "_T", "_T", "V"), ("RES-003", "SEX", "F", "V")
NARROW = "no caben"


def printed(release: Release, branches: int) -> PdfReader:
    rows = [
        Row(f"ZZ-{number:02}", "zz", "2025", 1, *key, value + number, "A", "F", "A", "E1")
        for number in range(branches)
        for key, value in ((ADMITTED, 500), (GIRLS, 300))
    ]
    return PdfReader(io.BytesIO(b"".join(FORMATS["report"].write(release, observations(rows)))))


def told(paper: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


def places(page: PageObject) -> Iterable[tuple[float, float, str]]:
    """Tell where each piece of text begins, in points."""
    found: list[tuple[float, float, str]] = []

    def take(text: str, user: list[float], at: list[float], _font: object, _size: float) -> None:
        x, y = (at[4] * user[each] + at[5] * user[each + 2] + user[each + 4] for each in (0, 1))
        found.append((x, y, text.strip()))

    page.extract_text(visitor_text=take)
    return [each for each in found if each[2]]


def pages_of(release: Release, rows: Iterable[Row]) -> list[list[str]]:
    """Give the lines of each page, without its foot."""
    paper = PdfReader(io.BytesIO(b"".join(FORMATS["report"].write(release, observations(rows)))))
    return [[each.strip() for each in page.extract_text().splitlines() if each.strip()] for page in paper.pages]


#: How what is said of a table begins.
SAID = ("Respaldo E", "Grado ", "Publicado antes", "Poca ", "Cero en ")


@pytest.mark.parametrize("branches", [1, 3, 8, 20])
def test_what_is_said_of_a_table_stands_on_its_page(release: Release, branches: int) -> None:
    """A year has tables of many lengths: wherever a page ends, none begins with what belongs to the one before."""
    rows = [
        Row(f"ZZ-{number:02}", "zz", "2025", 1, *key, 7 * place % 90, "A", "F", "AB"[number == 1], "E1")
        for number in range(branches) for place, key in enumerate(catalogues.current().keys("A"))
    ]  # fmt: skip
    pages = pages_of(release, rows)
    assert sum(line.startswith("Respaldo E1") for page in pages for line in page) > 40
    assert [page[0] for page in pages if page[0].startswith(SAID)] == []


def test_of_a_table_longer_than_a_page_it_is_said_before(release: Release) -> None:
    crossed = [key for key in catalogues.current().keys("T") if key[1] == "SEX-AGE"]
    hidden = [
        Row(f"ZZ-{number:02}", "zz", "P3Y2023", 1, *key, None, "Q", "N", "A", "E1")
        for number in range(8)
        for key in crossed
    ]
    sums = [Row("_X", "_X", "P3Y2023", 1, *key, 40, "A", "F", "A", "E1") for key in crossed]
    pages = pages_of(replace(release, period="P3Y2023"), [*hidden, *sums])
    (first,) = [number for number, page in enumerate(pages) if any(each.startswith("Respaldo E1") for each in page)]
    lines = [line for page in pages for line in page]
    assert next(at for at, line in enumerate(lines) if line.startswith("Respaldo E1")) < lines.index(
        "Mujer, 0 a 8 años dato"
    )
    assert sum(line.startswith("Sin dato, Sin dato") for line in pages[-1]) == 1
    assert len(pages) > first + 1
    assert all(page[1].startswith(("Mujer", "Hombre", "Otro", "Sin dato")) for page in pages[first + 1 :])  # whole rows


def test_as_many_as_fit_have_a_column_each_and_their_parts_too(release: Release) -> None:
    words = told(printed(release, 8))
    assert NARROW not in words
    assert all(str(500 + number) in words and str(300 + number) in words for number in range(8))


@pytest.mark.parametrize("branches", [9, SIDE_BY_SIDE])
def test_more_have_their_totals_below_one_another_and_their_parts_together(release: Release, branches: int) -> None:
    paper = printed(release, branches)
    words = told(paper)
    assert f"{branches} sedes" in words
    assert NARROW in words
    assert all(f"ZZ-{number:02} {500 + number}" in words for number in range(branches))
    assert " 302 " not in words
    assert f"Mujer {sum(range(300, 300 + branches)):,}" in words
    columns = {round(x) for page in paper.pages for x, _y, text in places(page) if text == "ZZ-03"}
    assert len(columns) <= 2  # in the chart and in the table


def test_nothing_begins_off_the_page_or_where_something_else_does(release: Release) -> None:
    for page in printed(release, SIDE_BY_SIDE).pages:
        found = [(round(x), round(y)) for x, y, _text in places(page)]
        assert all(0 < x < page.mediabox.width and 0 < y < page.mediabox.height for x, y in found)
        assert len(found) == len(set(found))
