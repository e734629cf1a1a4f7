"""Draws bars as SVG on the server: one for each branch or entry of a list, with its figure in words beside it.

A withheld count is a cross on the ground line and no bar; what was not sent has neither. Bars differ by their place and
words, not by colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

ROOM, ROW, BAR = 200, 26, 16
#: Room for the labels: codes of branches, or names of a list's entries.
BRANCHES, ENTRIES = 84, 236
_GROUND, _WORDS = 6, 190
#: Letters in a line of a label, of two lines at most.
_LINE, _LINES, _SMALL = 36, 2, 11


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


def draw_bars(
    bars: Sequence[Bar],
    told: str,
    font: str = "system-ui, sans-serif",
    scale: tuple[float, float] = (0.0, 0.0),
    left: int = BRANCHES,
) -> str:
    """Draw bars from top to bottom.

    :param told: what the picture shows, for whoever does not see it.
    :param scale: the least and the largest number that there is room for, whatever is drawn: 0 and 100 of percentages.
    :param left: room for the labels, in pixels.
    :returns: an ``svg`` element that needs nothing from outside.
    """
    lengths = [each.length for each in bars if each.length is not None]
    lowest, highest = min([0.0, *scale, *lengths]), max([0.0, *scale, *lengths])
    unit = ROOM / ((highest - lowest) or 1.0)
    zero = left + _GROUND - lowest * unit
    height, wide = ROW * len(bars) + 8, left + _GROUND + ROOM + _WORDS
    drawn = "".join(_label(each.label, place, left) + _bar(each, place, zero, unit) for place, each in enumerate(bars))
    ground = f'<line x1="{zero:.1f}" x2="{zero:.1f}" y1="2" y2="{height - 2}" stroke="currentColor"/>'
    size = f'viewBox="0 0 {wide} {height}" width="{wide}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(told)} '
        f'font-family={quoteattr(font)} font-size="13" color="#1b2430" fill="currentColor">{ground}{drawn}</svg>'
    )


def _label(words: str, place: int, left: int) -> str:
    lines = wrap(words, _LINE)
    if len(lines) > _LINES:
        lines = [lines[0], f"{lines[1][: _LINE - 1]}…"]
    middle = 4 + ROW * place + BAR / 2
    if len(lines) <= 1:
        return _text(left - 8, middle + 5, "".join(lines), 'text-anchor="end"')
    small = f'text-anchor="end" font-size="{_SMALL}"'
    return _text(left - 8, middle - 2, lines[0], small) + _text(left - 8, middle + 10, lines[1], small)


def _text(x: float, y: float, words: str, how: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{" " if how else ""}{how}>{escape(words)}</text>'


def _bar(each: Bar, place: int, zero: float, unit: float) -> str:
    top = 4 + ROW * place
    middle = top + BAR / 2
    end = zero
    mark = ""
    if each.length is not None:
        width = abs(each.length) * unit
        start = zero if each.length >= 0 else zero - width
        end = start + width
        mark = f'<rect x="{start:.1f}" y="{top}" width="{width:.1f}" height="{BAR}" fill="#2f5d8a"/>'
    elif each.hidden:
        end = zero + 10
        mark = (
            f'<path d="M{zero + 2:.1f} {middle - 4:.1f}l8 8m0 -8l-8 8" '
            'stroke="currentColor" stroke-width="1.5" fill="none"/>'
        )
    return mark + _text(end + 7, middle + 5, each.words)
