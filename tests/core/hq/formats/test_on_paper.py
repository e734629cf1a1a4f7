"""The report on paper: however many branches there are, nothing is pushed off the page or over something else."""

import io
from collections.abc import Iterable

import pytest
from pypdf import PageObject, PdfReader

from core.hq.formats import FORMATS
from core.hq.observations import observations
from core.hq.tables.rows import Row
from core.hq.tables.table import SIDE_BY_SIDE
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
