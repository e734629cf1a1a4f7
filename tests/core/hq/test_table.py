"""A period across branches: pooled only where it is honest."""

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.hq.sums.rounds import Sum
from core.hq.tables import table as tables
from core.hq.tables.blocks import gathered
from core.hq.tables.pools import Pooled
from core.hq.tables.rows import Row
from core.hq.tables.table import SIDE_BY_SIDE, Table, TableLine
from core.i18n import speaking
from core.reporting import catalogue as catalogues
from core.reporting.masking import name_of
from core.reporting.quantity import Quantity, difference, in_words

NONE: Mapping[str, Sum] = {}


def row(branch: str, indicator: str, value: int | None, component: str = "V", grade: str = "A", **more: str) -> Row:
    place = {"breakdown": "_T", "code": "_T", **more}
    return Row(branch, "zz", "2025", 1, indicator, place["breakdown"], place["code"], component, value,
               "A" if value is not None else "Q", "F", grade)  # fmt: skip


def table(rows: Iterable[Row], sums: Mapping[str, Sum] = NONE) -> Table:
    return tables.table(gathered(rows), sums)


def line(*rows: Row) -> TableLine:
    (only,) = table(rows).lines
    return only


def test_counts_are_added_up() -> None:
    found = line(row("A", "RES-003", 12), row("B", "RES-003", 0))
    assert found.pooled == Pooled(Quantity(12), hidden=0, apart=0)


def test_a_hidden_count_is_left_out_and_said() -> None:
    found = line(row("A", "RES-003", 12), row("B", "RES-003", None))
    assert found.pooled == Pooled(Quantity(12), hidden=1, apart=0)
    assert in_words(found.cells[1].quantity or Quantity(0), found.indicator, "dato reservado") == "dato reservado"


def test_what_means_something_else_is_never_added() -> None:
    found = line(row("A", "RES-003", 12), row("B", "RES-003", 30, grade="C"), row("D", "RES-003", 8, grade="B"))
    assert found.pooled == Pooled(Quantity(20), hidden=0, apart=1)
    assert line(row("B", "RES-003", 30, grade="C")).pooled.quantity is None


def test_nobody_gets_a_denominator_from_where_it_means_something_else() -> None:
    found = line(row("A", "CAP-002", 5, "N", "C"), row("A", "CAP-002", 10, "D", "C"), row("B", "CAP-002", 7, "N"))
    assert found.pooled == Pooled(None, hidden=1, apart=1)


def test_a_masked_part_is_a_share_of_the_whole_that_goes_with_it() -> None:
    """Of purposes of exploitation the one below the line is the same for all, and stands with the whole alone."""
    labour = {"breakdown": "EXPLOITATION", "code": "FORCED_LABOUR"}
    rows = [
        each
        for branch, part, whole in (("A", None, 12), ("B", None, None), ("C", 8, 20), ("D", None, None))
        for each in (row(branch, "RES-004", part, "N", **labour), row(branch, "RES-004", whole, "D"))
    ]
    parts, wholes = (name_of(("RES-004", *key)) for key in ((*labour.values(), "N"), ("_T", "_T", "D")))
    sums = {parts: Sum(11, frozenset("ABD")), wholes: Sum(9, frozenset("BD"))}
    assert line(*rows).pooled == Pooled(Quantity(8, 20, is_share=True), hidden=3, apart=0)
    (found,) = table(rows, sums).lines
    assert found.pooled == Pooled(Quantity(19, 41, is_share=True), hidden=0, apart=0, masked=3)
    (unknown,) = table(rows, {parts: sums[parts]}).lines
    assert unknown.pooled == Pooled(Quantity(8, 20, is_share=True), hidden=3, apart=0)


def test_who_has_sent_a_part_of_a_figure_alone_has_sent_something() -> None:
    assert table([row("A", "CAP-002", 10, "D")]) == Table(("A",), ("A",), ())


def test_shares_are_divided_after_they_are_added() -> None:
    rows = [row(b, "CAP-002", v, c) for b, v, c in (("A", 10, "N"), ("A", 100, "D"), ("B", 90, "N"), ("B", 100, "D"))]
    found = line(*rows)
    assert found.pooled.quantity == Quantity(100, 200, is_share=True)


def test_a_share_with_a_hidden_part_is_left_out_as_a_whole() -> None:
    rows = [row(b, "AFC-001", v, c) for b, v, c in (("A", None, "N"), ("A", 12, "D"), ("B", 10, "N"), ("B", 20, "D"))]
    assert line(*rows).pooled == Pooled(Quantity(10, 20, is_share=True), hidden=1, apart=0)


def test_a_branch_that_did_not_send_a_figure_has_none() -> None:
    found = table([row("A", "RES-003", 12), row("B", "RES-001", 9)])
    assert found.branches == ("A", "B")
    assert [each.indicator.id for each in found.lines] == ["RES-001", "RES-003"]
    assert found.lines[0].cells[0].quantity is None


def test_lines_follow_the_catalogue_and_its_lists() -> None:
    entries = catalogues.current().codelists["AGE"]
    rows = [row("A", "RES-001", 9, breakdown="AGE", code=code) for code in sorted(entries)]
    lines = table([row("A", "R01", 1), *rows, row("A", "RES-001", 9)]).lines
    assert [each.indicator.id for each in lines] == ["RES-001"] * (len(entries) + 1) + ["R01"]
    assert lines[0].part is None
    assert [each.part for each in lines[1:-1]] == [catalogues.current().labels["AGE"][code] for code in entries]


def test_figures_of_older_definitions_are_left_out() -> None:
    old = [row("A", "OLD-001", 5), row("A", "RES-001", 5, breakdown="SEX", code="X9")]
    found = table([*old, row("A", "R01", 7)])
    assert found.branches == ("A",)
    assert [each.indicator.id for each in found.lines] == ["R01"]


def test_shares_are_written_with_care() -> None:
    known = catalogues.current().indicators
    assert in_words(Quantity(3, 12, is_share=True), known["AFC-001"], "-").endswith("(25\u00a0%)")
    assert "%" not in in_words(Quantity(3, 9, is_share=True), known["AFC-001"], "-")
    assert in_words(Quantity(0, 0, is_share=True), known["AFC-001"], "-").count("0") == 2
    assert in_words(Quantity(None, None, is_share=True), known["AFC-001"], "-") == "-"
    assert "1.4" in in_words(Quantity(2, 1480, is_share=True), known["RES-012"], "-").replace(",", ".")


def test_cases_are_told_by_the_post_and_not_by_its_hundredths() -> None:
    caseload = catalogues.current().indicators["STF-001"]
    with speaking("es", locale="es_419"):
        assert in_words(Quantity(17, 150, is_share=True), caseload, "-") == "11.3 por plaza (17; plazas: 1.5)"
        assert in_words(Quantity(None, 150, is_share=True), caseload, "reservado") == "reservado; plazas: 1.5"
        assert in_words(Quantity(0, 0, is_share=True), caseload, "-") == "0; plazas: 0"
        assert in_words(Quantity(None, None, is_share=True), caseload, "reservado") == "reservado"


def test_a_change_is_told_where_it_can_be() -> None:
    known = catalogues.current().indicators
    assert difference(Quantity(5), Quantity(2), known["RES-003"]) == "+3"
    assert difference(Quantity(2), Quantity(5), known["RES-003"]) == "−3"
    assert difference(Quantity(2), None, known["RES-003"]) == ""
    assert difference(Quantity(2), Quantity(None), known["RES-003"]) == ""
    assert difference(Quantity(1, 2, is_share=True), Quantity(0, 0, is_share=True), known["AFC-001"]) == ""
    assert difference(Quantity(1, 2, is_share=True), Quantity(1, 4, is_share=True), known["AFC-001"]).startswith("+25")


PARTS = some.tuples(some.one_of(some.none(), some.integers(0, 9)), some.one_of(some.none(), some.integers(9, 40)))
SENT = some.lists(some.tuples(PARTS, some.sampled_from("ABC")), min_size=2, max_size=7)


@given(SENT)
def test_too_many_branches_are_added_up_just_the_same(sent: list[tuple[tuple[int | None, int | None], str]]) -> None:
    rows = [
        row(f"B{number}", "CAP-002", value, component, grade)
        for number, (parts, grade) in enumerate(sent)
        for component, value in zip("ND", parts, strict=True)
    ]
    hidden = [{each.branch for each in rows if each.key[3] == part and each.value is None and each.grade != "C"}
              for part in "ND"]  # fmt: skip
    sums = {
        name_of(("CAP-002", "_T", "_T", part)): Sum(50, frozenset(who)) for part, who in zip("ND", hidden, strict=True)
    }
    with pytest.MonkeyPatch.context() as patch:
        side_by_side = table(rows, sums)
        patch.setattr(tables, "SIDE_BY_SIDE", 1)
        added = table(rows, sums)
    assert (len(side_by_side.branches), added.branches, len(added.sent)) == (len(sent), (), len(sent))
    assert [each.cells for each in added.lines] == [()]
    assert [each.pooled for each in added.lines] == [each.pooled for each in side_by_side.lines]


def test_as_many_stand_side_by_side_as_can_be_read() -> None:
    found = table(row(f"B{number:03}", "RES-003", 1) for number in range(SIDE_BY_SIDE))
    assert len(found.branches) == len(found.lines[0].cells) == SIDE_BY_SIDE
