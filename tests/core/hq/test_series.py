"""AS-24: what is the same is drawn together, what is not stands apart, and nothing hidden is drawn as nought."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.hq.charts.axis import steps_of
from core.hq.charts.lines import HEIGHT, LINES, TOP, WIDTH, draw
from core.hq.charts.series import Line, Point, together
from core.i18n import format_number, speaking
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Indicator
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


CHILDREN, RATE = catalogues.current().indicators["RES-003"], catalogues.current().indicators["RES-012"]


@pytest.mark.parametrize(
    ("indicator", "values", "written"),
    [
        (CHILDREN, [43], "0 10 20 30 40 50"),
        (CHILDREN, [0, 0], "0 1"),
        (CHILDREN, [1, 3], "0 1 2 3"),
        (CHILDREN, [7], "0 2 4 6 8"),
        (CHILDREN, [1_180], "0 500 1,000 1,500"),
        (EXITS, [(10, 20), (14, 20)], "0 20 40 60 80"),
        (RATE, [(2, 1_000), (3, 1_000)], "0 1 2 3"),
        (RATE, [(1, 4_000)], "0.0 0.2 0.4 0.6 0.8 1.0"),
    ],
)
def test_an_axis_has_round_steps_and_counts_have_whole_ones(
    indicator: Indicator, values: list[int | tuple[int, int]], written: str
) -> None:
    told = [Quantity(*each, is_share=True) if isinstance(each, tuple) else Quantity(each) for each in values]
    points = [Point(Period(2020 + at, "A"), each) for at, each in enumerate(told)]
    drawn = draw(indicator, [line("GT-01", *points)])
    with speaking("es", locale="es_419"):
        assert " ".join(format_number(value, drawn.digits) for _level, value in drawn.ticks) == written
    assert (drawn.ticks[0][0], drawn.ticks[-1][0]) == (HEIGHT - 34, TOP)


@given(some.integers(-100, 0), some.integers(1, 10**6))
def test_whatever_is_drawn_lies_between_the_first_step_and_the_last(lowest: int, highest: int) -> None:
    found = steps_of(CHILDREN, lowest, highest)
    assert found[0] <= lowest < highest <= found[-1]
    assert 2 <= len(found) <= 7
    (step,) = {other - one for one, other in pairwise(found)}
    assert step == int(step)
    assert str(int(step)).rstrip("0") in ("1", "2", "5")
    assert 0 in found


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
