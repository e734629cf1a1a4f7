"""Round steps of an axis: 1, 2 or 5 times a power of ten, and whole ones where something is counted."""

from decimal import Decimal
from math import ceil, floor

from core.reporting.catalogue import Indicator

#: Between the lowest and the highest that is drawn lie at most so many steps.
_STEPS = 5


def steps_of(indicator: Indicator, lowest: float, highest: float) -> tuple[Decimal, ...]:
    """Give the steps of a figure's axis, from one at or below the lowest to one at or above the highest.

    Nobody is half a child: what is no ratio, rate or mean has whole steps.
    """
    step = _step(Decimal(str(highest - lowest)) / _STEPS, whole=indicator.denominator is None)
    first, last = floor(Decimal(str(lowest)) / step), ceil(Decimal(str(highest)) / step)
    return tuple(step * number for number in range(first, last + 1))


def digits_of(steps: tuple[Decimal, ...]) -> int:
    """Tell with how many decimals steps are written."""
    return max(-int(each.as_tuple().exponent) for each in (*steps, Decimal(0)))


def _step(least: Decimal, *, whole: bool) -> Decimal:
    """Give the smallest round step that is no less than so much."""
    wanted = max(least, Decimal(1)) if whole else least
    power = wanted.adjusted()
    round_ones = (Decimal(each).scaleb(power + more) for each, more in ((1, 0), (2, 0), (5, 0), (1, 1)))
    return next(each for each in round_ones if each >= wanted)
