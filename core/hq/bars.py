"""Draws bars as SVG on the server: one for each branch, with its figure in words beside it.

A withheld count is a cross on the ground line and no bar; what was not sent has neither. Bars differ by their place and
words, not by colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

WIDTH, LEFT, ROOM, ROW, BAR = 480, 84, 200, 26, 16
_GROUND = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One branch's figure.

    :param length: what is drawn, or None.
    :param words: what is written beside it.
    :param hidden: whether it is withheld.
    """

    label: str
    length: float | None
    words: str
    hidden: bool = False


def draw_bars(bars: Sequence[Bar], told: str, font: str = "system-ui, sans-serif", top: float = 0.0) -> str:
    """Draw bars from top to bottom.

    :param told: what the picture shows, for whoever does not see it.
    :param top: what the whole width stands for, if no bar is longer: 100 for percentages.
    :returns: an ``svg`` element that needs nothing from outside.
    """
    lengths = [each.length for each in bars if each.length is not None]
    lowest, highest = min([0.0, *lengths]), max([0.0, top, *lengths])
    scale = ROOM / ((highest - lowest) or 1.0)
    zero = LEFT + _GROUND - lowest * scale
    height = ROW * len(bars) + 8
    drawn = "".join(_bar(each, place, zero, scale) for place, each in enumerate(bars))
    ground = f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="2" y2="{height - 2}" stroke="currentColor"/>'
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(told)} '
        f'font-family={quoteattr(font)} font-size="13" color="#1b2430" fill="currentColor">{ground}{drawn}</svg>'
    )


def _bar(each: Bar, place: int, zero: float, scale: float) -> str:
    top = 4 + ROW * place
    middle = top + BAR / 2
    label = f'<text x="{LEFT - 8}" y="{middle + 5:.1f}" text-anchor="end">{escape(each.label)}</text>'
    end = zero
    mark = ""
    if each.length is not None:
        width = abs(each.length) * scale
        start = zero if each.length >= 0 else zero - width
        end = start + width
        mark = f'<rect x="{start:.1f}" y="{top}" width="{width:.1f}" height="{BAR}" fill="#2f5d8a"/>'
    elif each.hidden:
        end = zero + 10
        mark = (
            f'<path d="M{zero + 2:.1f} {middle - 4:.1f}l8 8m0 -8l-8 8" '
            'stroke="currentColor" stroke-width="1.5" fill="none"/>'
        )
    words = f'<text x="{end + 7:.1f}" y="{middle + 5:.1f}">{escape(each.words)}</text>'
    return label + mark + words
