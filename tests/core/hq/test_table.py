"""A period across branches: pooled only where it is honest."""

from core.hq.rows import Row
from core.hq.table import Pooled, TableLine, table
from core.i18n import speaking
from core.reporting import catalogue as catalogues
from core.reporting.quantity import Quantity, difference, in_words


def row(branch: str, indicator: str, value: int | None, component: str = "V", grade: str = "A", **more: str) -> Row:
    place = {"breakdown": "_T", "code": "_T", **more}
    return Row(branch, "zz", "2025", 1, indicator, place["breakdown"], place["code"], component, value,
               "A" if value is not None else "Q", "F", grade)  # fmt: skip


def line(*rows: Row) -> TableLine:
    _branches, lines = table(rows)
    (only,) = lines
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


def test_shares_are_divided_after_they_are_added() -> None:
    rows = [row(b, "CAP-002", v, c) for b, v, c in (("A", 10, "N"), ("A", 100, "D"), ("B", 90, "N"), ("B", 100, "D"))]
    found = line(*rows)
    assert found.pooled.quantity == Quantity(100, 200, is_share=True)


def test_a_share_with_a_hidden_part_is_left_out_as_a_whole() -> None:
    rows = [row(b, "AFC-001", v, c) for b, v, c in (("A", None, "N"), ("A", 12, "D"), ("B", 10, "N"), ("B", 20, "D"))]
    assert line(*rows).pooled == Pooled(Quantity(10, 20, is_share=True), hidden=1, apart=0)


def test_a_branch_that_did_not_send_a_figure_has_none() -> None:
    branches, lines = table([row("A", "RES-003", 12), row("B", "RES-001", 9)])
    assert branches == ["A", "B"]
    assert [each.indicator.id for each in lines] == ["RES-001", "RES-003"]
    assert lines[0].cells[0].quantity is None


def test_lines_follow_the_catalogue_and_its_lists() -> None:
    entries = catalogues.current().codelists["AGE"]
    rows = [row("A", "RES-001", 9, breakdown="AGE", code=code) for code in sorted(entries)]
    _branches, lines = table([row("A", "R01", 1), *rows, row("A", "RES-001", 9)])
    assert [each.indicator.id for each in lines] == ["RES-001"] * (len(entries) + 1) + ["R01"]
    assert lines[0].part is None
    assert [each.part for each in lines[1:-1]] == [catalogues.current().labels["AGE"][code] for code in entries]


def test_figures_of_older_definitions_are_left_out() -> None:
    old = [row("A", "OLD-001", 5), row("A", "RES-001", 5, breakdown="SEX", code="X9")]
    branches, lines = table([*old, row("A", "R01", 7)])
    assert branches == ["A"]
    assert [each.indicator.id for each in lines] == ["R01"]


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
