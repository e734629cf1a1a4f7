"""AS-24: what is the same is drawn together, what is not stands apart, and nothing hidden is drawn as nought."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.hq.charts.lines import HEIGHT, LINES, TOP, WIDTH, draw
from core.hq.charts.series import Line, Point, together
from core.reporting import catalogue as catalogues
from core.reporting.periods import Period
from core.reporting.quantity import Quantity

EXITS = catalogues.current().indicators["AFC-001"]
YEARS = [Period(year, "A") for year in (2023, 2024, 2025)]


def line(branch: str, *points: Point, grade: str = "A") -> Line:
    return Line(branch, branch[:2].lower(), grade, points)


def point(year: int, value: int | None, of: int | None, catalogue: str = "1", **more: bool) -> Point:
    return Point(Period(year, "A"), Quantity(value, of, is_share=True), catalogue=catalogue, **more)


GUATEMALA, HONDURAS = line("GT-01", point(2025, 7, 12)), line("HN-01", point(2025, 5, 11))


def test_the_same_definition_stands_in_one_chart() -> None:
    found = together(EXITS, [GUATEMALA, HONDURAS])
    assert found.charts == ((GUATEMALA, HONDURAS),)
    assert found.refused == ()
    heights = [each.points[0].height(EXITS) for each in found.charts[0]]
    assert [round(each or 0, 1) for each in heights] == [58.3, 45.5]


def test_another_meaning_is_refused_a_common_chart_and_given_its_own() -> None:
    other = line("HN-01", point(2025, 5, 11), grade="C")
    found = together(EXITS, [GUATEMALA, other])
    assert found.charts == ((GUATEMALA,), (other,))
    assert found.refused == ("HN-01",)
    assert together(EXITS, [other]).refused == ()


def test_a_withheld_count_is_a_mark_and_no_zero() -> None:
    drawn = draw(EXITS, [line("NI-01", point(2023, 10, 20), point(2024, None, 9), point(2025, 10, 20))]).lines[0]
    assert [each.hidden for each in drawn.dots] == [False, True, False]
    assert drawn.stretches == ()  # never interpolated over what is not known
    assert drawn.dots[1].y == HEIGHT - 34


def test_a_gap_is_a_gap_and_a_new_definition_breaks_the_line() -> None:
    points = (point(2023, 10, 20), Point(YEARS[1]), point(2025, 12, 20))
    gap = draw(EXITS, [line("GT-01", *points)])
    assert len(gap.lines[0].dots) == 2
    assert gap.lines[0].stretches == ()
    points = (point(2023, 10, 20), point(2024, 11, 20), point(2025, 12, 20, "2", breaks=True))
    broken = draw(EXITS, [line("GT-01", *points)])
    assert len(broken.lines[0].stretches) == 1
    assert broken.breaks == (broken.places[2],)


def test_what_is_not_accepted_is_provisional_and_a_share_of_few_is_not_drawn() -> None:
    points = (point(2023, 10, 20), point(2024, 11, 20, provisional=True), point(2025, 1, 9))
    drawn = draw(EXITS, [line("MX-01", *points)]).lines[0]
    assert [each.provisional for each in drawn.dots] == [False, True]
    assert drawn.stretches[0].provisional


@given(some.lists(some.one_of(some.none(), some.integers(0, 30)), min_size=1, max_size=LINES))
def test_names_stand_beside_their_lines_and_none_upon_another(values: list[int | None]) -> None:
    lines = [line(f"GT-{place:02}", point(2025, value, 30)) for place, value in enumerate(values)]
    drawn = draw(EXITS, lines)
    assert len({each.mark for each in drawn.lines}) == len(lines)
    levels = sorted((each.level, each.dots[-1].y) for each in drawn.lines)
    assert all(below[0] - above[0] >= 13.99 for above, below in pairwise(levels))
    assert all(TOP <= level <= HEIGHT for level, _y in levels)
    assert len(lines) > 1 or levels[0][0] == pytest.approx(levels[0][1])
    assert drawn.end < WIDTH
