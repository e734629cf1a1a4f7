"""Draws lines as SVG on the server: gaps stay gaps, a withheld count is a mark on the ground line and no zero."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import cycle

from core.hq.charts.axis import digits_of, steps_of
from core.hq.charts.series import Line
from core.reporting.catalogue import Indicator

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 260, 46, 12, 34
#: Room for names at the right: for the line's mark, and for each letter.
_MARK, _LETTER = 28, 7.5
#: From one name to the next below.
_STEP = 14.0
#: Where a height lies.
Level = Callable[[float], float]
#: Lines differ by their marks and not by colour.
MARKS = ("circle", "square", "triangle", "diamond", "star", "down", "tall", "wide")
#: As many lines as can be told apart.
LINES = len(MARKS)


@dataclass(frozen=True, slots=True)
class Dot:
    """A point that is drawn.

    :param hidden: withheld; ``provisional`` not accepted yet.
    """

    x: float
    y: float
    hidden: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line between neighbours without a gap; dashed where an end is provisional."""

    x1: float
    y1: float
    x2: float
    y2: float
    provisional: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """One branch's line.

    :param level: where its name stands beside the drawing: at the height of its last dot, if no other name does.
    """

    branch: str
    mark: str
    dots: tuple[Dot, ...]
    stretches: tuple[Stretch, ...]
    level: float = 0.0


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in its own coordinates.

    :param end: where the drawing ends at the right, and names begin.
    :param breaks: where the definitions changed.
    :param ticks: heights with what they stand for, to be written with so many ``digits``.
    """

    lines: tuple[Drawn, ...]
    end: float
    breaks: tuple[float, ...]
    ticks: tuple[tuple[float, Decimal], ...]
    places: tuple[float, ...]
    digits: int = 0


def draw(indicator: Indicator, lines: Sequence[Line]) -> Chart:
    """Place lines that may stand together; beyond :data:`LINES` marks come again."""
    heights = [height for line in lines for each in line.points if (height := each.height(indicator)) is not None]
    steps = steps_of(indicator, min([*heights, 0.0]), max([*heights, 1.0]))
    lowest, top = float(steps[0]), float(steps[-1])
    end = WIDTH - _MARK - _LETTER * max(len(line.branch) for line in lines)
    number = len(lines[0].points)
    places = tuple(LEFT + (end - LEFT) * (each + 0.5) / number for each in range(number))
    scale = (HEIGHT - TOP - BOTTOM) / (top - lowest)

    def level(height: float) -> float:
        return HEIGHT - BOTTOM - (height - lowest) * scale

    drawn = [_line(indicator, line, mark, places, level) for line, mark in zip(lines, cycle(MARKS), strict=False)]
    broken = sorted({places[at] for line in lines for at, each in enumerate(line.points) if each.breaks})
    ticks = tuple((level(float(each)), each) for each in steps)
    return Chart(_named(drawn), end, tuple(broken), ticks, places, digits_of(steps))


def _named(drawn: Sequence[Drawn]) -> tuple[Drawn, ...]:
    """Let each name stand where its line ends, and none upon another: down from above, then up from below."""
    told = sorted((each for each in drawn if each.dots), key=lambda each: each.dots[-1].y)
    levels: dict[str, float] = {}
    highest = float(TOP)
    for each in told:
        levels[each.branch] = max(each.dots[-1].y, highest)
        highest = levels[each.branch] + _STEP
    lowest = float(HEIGHT - BOTTOM)
    for each in reversed(told):
        levels[each.branch] = min(levels[each.branch], lowest)
        lowest = levels[each.branch] - _STEP
    return tuple(replace(each, level=levels.get(each.branch, 0.0)) for each in drawn)


def _line(indicator: Indicator, line: Line, mark: str, places: Sequence[float], level: Level) -> Drawn:
    dots: list[Dot | None] = []
    for place, point in zip(places, line.points, strict=True):
        height = point.height(indicator)
        if height is not None:
            dots.append(Dot(place, level(height), hidden=False, provisional=point.provisional))
        else:
            dots.append(
                Dot(place, HEIGHT - BOTTOM, hidden=True, provisional=point.provisional) if point.hidden else None
            )
    stretches = [
        Stretch(one.x, one.y, other.x, other.y, one.provisional or other.provisional)
        for one, other, point in zip(dots, dots[1:], line.points[1:], strict=False)
        if one and other and not one.hidden and not other.hidden and not point.breaks
    ]
    return Drawn(line.branch, mark, tuple(each for each in dots if each), tuple(stretches))
