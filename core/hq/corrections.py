"""What the public can tell of a change when a figure that it was told is told anew.

She has both figures, as they were rounded. That they differ may say how many records came late or were struck out, and
that is a small count like any other: it must be able to be one, and at least four numbers (rule 6).
"""

from collections.abc import Iterable, Mapping
from math import ceil, floor

from core.hq.dominance import Between
from core.hq.outside import FEWEST, STEP, Told, outside
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SUM, VALUE, Indicator
from core.reporting.disclosure.primary import CANDIDATES
from core.reporting.quantity import Quantity

#: Component of those whom a share leaves out.
_BESIDE = "R"
#: By how much a percentage or a rate may be off, at most.
_OFF = 0.5
#: Counts of a figure by component.
Counts = Mapping[str, int]


def seen(indicator: Indicator, told: Told) -> dict[str, Between]:
    """Say between which numbers each count of a figure lies for whoever was told it and knows how it is told."""
    if told.of is None:
        return {VALUE: _hull(each for each in _near(round(told.value)) if outside(Quantity(each), indicator) == told)}
    if indicator.type == "mean":  # it tells nothing of how many were measured
        return {DENOMINATOR: Between(max(FEWEST, told.of - STEP // 2), told.of + STEP // 2)}
    fits = [
        (part, whole)
        for whole in _near(told.of)
        for part in _parts(told.value, whole, indicator.per)
        if outside(Quantity(part, whole, is_share=True), indicator) == told
    ]
    found = {NUMERATOR: _hull(part for part, _whole in fits), DENOMINATOR: _hull(whole for _part, whole in fits)}
    return found | ({_BESIDE: _hull(whole - part for part, whole in fits)} if indicator.nested else {})


def tells(indicator: Indicator, before: Told, now: Told, counts: tuple[Counts, Counts]) -> bool:
    """Tell whether two tellings of a figure give a small change away.

    :param counts: what it was and is, exact, by component.
    """
    if not indicator.rule.threshold or before == now:
        return False
    then, after = (_with_beside(indicator, each) for each in counts)
    known = seen(indicator, before), seen(indicator, now)
    return any(_gives_away(known[0][each], known[1][each], after[each] - then[each]) for each in known[0])


def _gives_away(before: Between, now: Between, change: int) -> bool:
    least, most = now.low - before.high, now.high - before.low
    return 0 < abs(change) < FEWEST and (least > 1 or most < -1 or most - least + 1 < CANDIDATES)


def _with_beside(indicator: Indicator, counts: Counts) -> dict[str, int]:
    found = {part: value for part, value in counts.items() if part != SUM}
    if NUMERATOR in found and indicator.nested:
        found[_BESIDE] = found[DENOMINATOR] - found[NUMERATOR]
    return found


def _near(value: int) -> range:
    return range(max(0, value - STEP), value + STEP + 1)


def _parts(value: float, whole: int, per: int) -> range:
    return range(max(0, floor((value - _OFF) * whole / per)), ceil((value + _OFF) * whole / per) + 1)


def _hull(numbers: Iterable[int]) -> Between:
    found = list(numbers)
    return Between(min(found), max(found))
