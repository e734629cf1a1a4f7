"""Draws lines as SVG on the server: gaps stay gaps, a withheld count is a mark on the ground line and no zero."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.hq.series import Line
from core.reporting.catalogue import Indicator

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 260, 46, 12, 12, 34
#: Where a height lies.
Level = Callable[[float], float]
#: Lines differ by their marks too, not by colour alone.
MARKS = ("circle", "square", "triangle", "diamond")


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
    """One branch's line."""

    branch: str
    mark: str
    number: int
    dots: tuple[Dot, ...]
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in its own coordinates.

    :param breaks: where the definitions changed.
    :param ticks: heights with what they stand for.
    """

    lines: tuple[Drawn, ...]
    breaks: tuple[float, ...]
    ticks: tuple[tuple[float, float], ...]
    places: tuple[float, ...]


def draw(indicator: Indicator, lines: Sequence[Line]) -> Chart:
    """Place lines that may stand together."""
    heights = [height for line in lines for each in line.points if (height := each.height(indicator)) is not None]
    top = max([*heights, 1.0])
    lowest = min([*heights, 0.0])
    number = len(lines[0].points)
    places = tuple(LEFT + (WIDTH - LEFT - RIGHT) * (each + 0.5) / number for each in range(number))
    scale = (HEIGHT - TOP - BOTTOM) / (top - lowest)

    def level(height: float) -> float:
        return HEIGHT - BOTTOM - (height - lowest) * scale

    drawn = tuple(_line(indicator, line, place, places, level) for place, line in enumerate(lines))
    broken = sorted({places[at] for line in lines for at, each in enumerate(line.points) if each.breaks})
    ticks = tuple((level(each), each) for each in sorted({lowest, (top + lowest) / 2, top}))
    return Chart(drawn, tuple(broken), ticks, places)


def _line(indicator: Indicator, line: Line, number: int, places: Sequence[float], level: Level) -> Drawn:
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
    mark = MARKS[number % len(MARKS)]
    return Drawn(line.branch, mark, number, tuple(each for each in dots if each), tuple(stretches))
