"""Workbooks that are written as they go: any reader opens them, nothing in them is a formula, and nothing is held."""

import io
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import load_workbook

from core.testkit.memory import held
from core.workbook import Sheet, workbook

CELL = some.one_of(
    some.none(),
    some.integers(-(10**12), 10**12),
    some.text(some.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
)


def read(*sheets: Sheet) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(io.BytesIO(b"".join(workbook(sheets))))
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


@settings(max_examples=15, deadline=None)
@given(rows=some.lists(some.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_reader_finds_what_was_written(rows: list[list[object]]) -> None:
    rows = [["a", 1, "b"], *rows, ["z", 2, "z"]]  # a reader does not count empty edges
    found = read(Sheet("One", (10, 10, 10), rows))["One"]  # type: ignore[arg-type]
    assert found == [tuple(each) for each in rows]


def test_text_stays_text_and_what_xml_cannot_hold_is_left_out() -> None:
    hostile = ("=1+1", '<c r="A1">&amp;', "  two  spaces ", "a\x00b\x1fc", "+34", "007")
    found = read(Sheet("A & <B>", (10,), [hostile]), Sheet("Zwei", (3,), [[7]], head=1))
    assert found["A & <B>"] == [(*hostile[:3], "abc", *hostile[4:])]
    assert found["Zwei"] == [(7,)]
    book = load_workbook(io.BytesIO(b"".join(workbook([Sheet("A", (10,), [hostile])]))))
    assert {cell.data_type for cell in next(book.worksheets[0].iter_rows())} <= {"s", "inlineStr"}


def test_rows_are_asked_for_as_they_are_sent_and_the_same_rows_give_the_same_bytes() -> None:
    asked: list[int] = []

    def rows() -> Iterator[tuple[int, str]]:
        for number in range(3000):
            asked.append(number)
            yield number, "text"

    pieces = workbook([Sheet("One", (10, 10), rows())])
    while len(asked) == 0:
        next(pieces)
    assert len(asked) < 1000
    assert b"".join(workbook([Sheet("A", (9,), [[1]])])) == b"".join(workbook([Sheet("A", (9,), [[1]])]))


def test_twenty_times_the_rows_take_no_more_memory() -> None:
    def written(number: int) -> Iterator[bytes]:
        return workbook([Sheet("One", (10, 10), ((each, "text") for each in range(number)))])

    assert held(lambda: written(20_000)) < 1.3 * held(lambda: written(1_000))
