"""What is drawn of a period: fair comparisons only, nothing withheld as nought, nothing for the office alone."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from core.hq.charts.bars import ROOM, Bar, draw_bars
from core.hq.charts.portrait import Figure, portrait, table_of
from core.hq.formats import FORMATS
from core.hq.formats.sheet import silent
from core.hq.observations import observations
from core.hq.tables.rows import Row
from core.i18n import speaking
from plugins.contract.exports import ExportBranch, Release


def row(branch: str, indicator: str, value: int | None, component: str = "V", grade: str = "A") -> Row:
    status = "A" if value is not None else "Q"
    return Row(branch, "zz", "2025", 1, indicator, "_T", "_T", component, value, status, "F", grade, "E1")


def figures(rows: Sequence[Row]) -> dict[str, Figure]:
    with speaking("en"):
        shown = portrait(table_of(observations(rows), "2025"))
    return {each.indicator.id: each for area in shown.areas for each in area.figures}


def widths(svg: str) -> list[float]:
    return [float(each) for each in re.findall(r'<rect [^>]*width="([\d.]+)"', svg)]


def test_what_means_the_same_stands_in_one_chart() -> None:
    (chart,) = figures([row("ZZ-01", "RES-003", 10), row("ZZ-02", "RES-003", 5)])["RES-003"].charts
    assert widths(chart.svg) == [ROOM, ROOM / 2]
    assert "ZZ-01, ZZ-02" in chart.told


def test_more_branches_than_a_chart_has_room_for_have_several_of_one_scale() -> None:
    rows = [row(f"ZZ-0{number}", "RES-003", value) for number, value in enumerate((10, 5, 20), 1)]
    with speaking("en"):
        shown = portrait(table_of(observations(rows), "2025"), bars=2)
    first, second = shown.areas[0].figures[0].charts
    assert (widths(first.svg), widths(second.svg)) == ([ROOM / 2, ROOM / 4], [ROOM])
    assert ("ZZ-03" in first.told, "ZZ-03" in second.told) == (False, True)


def test_a_figure_of_grade_c_has_its_own_chart_and_is_in_no_sum() -> None:
    found = figures([row("ZZ-01", "RES-003", 10), row("ZZ-02", "RES-003", 7, grade="C")])["RES-003"]
    first, second = found.charts
    assert ("ZZ-02" in first.svg, "ZZ-01" in second.svg) == (False, False)
    assert found.line.pooled == "10 (without 1 branch)"
    assert any("Grade C" in each for each in found.notes)


def test_a_withheld_count_is_a_cross_and_said_so_and_nought_is_nought() -> None:
    found = figures([row("ZZ-01", "RES-003", None), row("ZZ-02", "RES-003", 0), row("ZZ-03", "RES-003", 8)])["RES-003"]
    assert widths(found.charts[0].svg) == [0, ROOM]
    assert found.line.cells == ("withheld", "0", "8")
    assert found.charts[0].svg.count("l8 8m0 -8l-8 8") == 1


def test_a_percentage_of_fewer_than_ten_is_not_drawn_and_others_are_of_a_hundred() -> None:
    rows = [row("ZZ-01", "RES-006", 3, "N"), row("ZZ-01", "RES-006", 9, "D"),
            row("ZZ-02", "RES-006", 10, "N"), row("ZZ-02", "RES-006", 20, "D")]  # fmt: skip
    found = figures(rows)["RES-006"]
    assert widths(found.charts[0].svg) == [ROOM / 2]
    assert found.line.cells[0] == "3 of 9"


def test_where_nothing_may_be_drawn_there_is_a_table_and_no_chart() -> None:
    found = figures([row("ZZ-01", "RES-003", None)])["RES-003"]
    assert (found.charts, found.line.cells, found.line.pooled) == ((), ("withheld",), "not added up")


def test_what_is_for_the_office_alone_is_left_out() -> None:
    assert set(figures([row("ZZ-01", "R02", 12), row("ZZ-01", "RES-003", 8)])) == {"RES-003"}


def test_a_change_below_nought_goes_to_the_other_side() -> None:
    drawn = draw_bars([Bar("ZZ-01", -2.0, "−2"), Bar("ZZ-02", 2.0, "+2")], "change")
    (left, right) = [float(each) for each in re.findall(r'<rect x="([\d.]+)"', drawn)]
    assert right - left == ROOM / 2


def test_a_name_with_markup_stays_text() -> None:
    drawn = draw_bars([Bar("<b>", 1.0, "<script>")], 'a "title"')
    assert "<script>" not in drawn
    assert "<b>" not in drawn


def part(branch: str, indicator: str, breakdown: str, code: str, value: int | None, component: str = "V") -> Row:
    return row(branch, indicator, value, component)._replace(breakdown=breakdown, code=code)


def test_a_figure_that_is_told_by_its_parts_alone_is_named_explained_and_drawn() -> None:
    rows = [part("ZZ-01", "RES-011", "STAY", "D0T29", 6), part("ZZ-02", "RES-011", "STAY", "D0T29", 6),
            part("ZZ-01", "RES-011", "STAY", "D30T89", 24), part("ZZ-02", "RES-011", "STAY", "D30T89", 0),
            part("ZZ-01", "RES-011", "STAY", "D90T179", None), part("ZZ-02", "RES-011", "STAY", "D90T179", 7),
            part("ZZ-01", "RES-011", "STAY", "D_GE730", 0), part("ZZ-02", "RES-011", "STAY", "D_GE730", 0)]  # fmt: skip
    found = figures(rows)["RES-011"]
    assert found.name.startswith("RES-011 ")
    assert found.line is None
    (stay,) = found.parts
    assert [each.pooled for each in stay.lines] == ["12", "24", "7 (without 1 branch)"]
    assert stay.empty == ("730 days and more",)
    assert stay.chart is not None
    assert widths(stay.chart.svg) == [ROOM / 2, ROOM]
    assert stay.chart.svg.count("l8 8m0 -8l-8 8") == 1


def test_what_has_a_total_is_not_drawn_again_by_its_parts() -> None:
    rows = [
        row("ZZ-01", "RES-003", 10),
        part("ZZ-01", "RES-003", "SEX", "F", 10),
        part("ZZ-01", "RES-003", "SEX", "M", 0),
    ]
    (sex,) = figures(rows)["RES-003"].parts
    assert (sex.chart, [each.name for each in sex.lines], sex.empty) == (None, ["Female"], ("Male",))


def test_no_answer_at_all_is_not_told_as_none() -> None:
    (sex,) = figures([part("ZZ-01", "RES-003", "SEX", "F", None), part("ZZ-01", "RES-003", "SEX", "M", 0)])[
        "RES-003"
    ].parts
    assert ([each.cells for each in sex.lines], sex.empty) == ([("withheld",)], ("Male",))


def test_how_well_a_figure_is_attested_is_said_once_or_for_each_branch() -> None:
    rows = [row("ZZ-01", "RES-003", 10), row("ZZ-02", "RES-003", 5)]
    assert figures(rows)["RES-003"].evidence == "E1: Traceable to dated records"
    rows[1] = rows[1]._replace(evidence="E3")
    assert figures(rows)["RES-003"].evidence == "ZZ-01 E1, ZZ-02 E3"


def test_what_was_published_before_stands_beside_the_figure_and_in_no_chart() -> None:
    found = figures([row("ZZ-01", "RES-002", 12)])["RES-002"]
    assert any("not to be compared" in each and "E0" in each for each in found.notes)
    assert widths(found.charts[0].svg) == [ROOM]


def test_a_long_name_is_written_in_two_lines_and_no_more() -> None:
    drawn = draw_bars(
        [Bar("restriction of movement, money, care, or of whatever else is needed for a life " * 2, 1.0, "1")], "x"
    )
    assert drawn.count('font-size="11"') == 2
    assert "…" in drawn


def test_a_branch_from_which_nothing_came_is_named() -> None:
    houses = tuple(
        ExportBranch(code, code, "zz", date(year, 1, 1)) for code, year in (("A", 2020), ("B", 2020), ("C", 2026))
    )
    told = Release("2025", "en", "", datetime(2026, 1, 15, tzinfo=UTC), houses, {}, {})
    with speaking("en"):
        assert silent(told, ["A"]) == "No figures have come from: B."
        assert silent(told, ["A", "B"]) == ""


def test_a_report_in_spanish_writes_numbers_as_its_region_does_whoever_asked() -> None:
    told = Release("2025", "es", "", datetime(2026, 1, 15, tzinfo=UTC), (), {}, {})
    page = b"".join(FORMATS["page"].write(told, observations([row("ZZ-01", "RES-003", 4392)]))).decode()
    assert "4,392" in page
    assert "4.392" not in page
