"""What two scores of the same instrument say: better, no change, or worse, beyond what chance explains.

Reliable change after N. S. Jacobson and P. Truax, J. Consult. Clin. Psychol. 59(1), 1991, in the form of N. Blampied,
"Reliable change and the reliable change index", The Cognitive Behaviour Therapist 15, 2022: the difference that 95 of a
hundred who did not change stay below. Without a comparison group it is a change, and no effect.
"""

from math import sqrt
from statistics import stdev

from core.care.instruments import Instrument

BETTER, SAME, WORSE = "better", "same", "worse"
_Z = 1.96


def reliable_change(deviation: float, reliability: float) -> float:
    """Give the reliable change in points of the scale: 1.96 · SD · √(2 · (1 - r)).

    :param deviation: standard deviation of the scores, in points.
    :param reliability: r of the instrument, from 0 to 1.
    :raises ValueError: if one of the two is out of its range.
    """
    if deviation < 0 or not 0 <= reliability <= 1:
        raise ValueError("A deviation is 0 or more, a reliability lies between 0 and 1.")
    return _Z * deviation * sqrt(2 * (1 - reliability))


def verdict(instrument: Instrument, before: int, after: int) -> str | None:
    """Tell whether somebody is reliably better or worse; None where no reliable change of the instrument is known."""
    known = instrument.reliable_change
    if known is None:
        return None
    gain = after - before if instrument.better == "higher" else before - after
    if abs(gain) <= known.points:
        return SAME
    return BETTER if gain > 0 else WORSE


def spread(scores: list[int]) -> float | None:
    """Give the sample standard deviation of scores; None of fewer than ten, which say too little."""
    return stdev(scores) if len(scores) >= 10 else None
