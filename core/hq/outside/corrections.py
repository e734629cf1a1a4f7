"""What somebody outside can tell of a change when a figure of the same branches is told anew.

She has both figures, as they were rounded, whoever was told them. That they differ may say how many records came late
or were struck out, and that is a small count like any other: it must be able to be one, and at least four numbers
(rule 6).
"""

from collections.abc import Iterable, Mapping
from math import ceil, floor

from core.errors import N_, Invalid
from core.hq.outside.control import Act, Branches
from core.hq.outside.dominance import Between
from core.hq.outside.rounding import FEWEST, STEP, Told, outside, rounded
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SUM, VALUE, Indicator
from core.reporting.disclosure.primary import CANDIDATES
from core.reporting.periods import Period
from core.reporting.quantity import Place, Quantity

#: Component of those whom a share leaves out.
_BESIDE = "R"
#: By how much a percentage or a rate may be off, at most.
_OFF = 0.5
#: Counts of a figure by component.
Counts = Mapping[str, int]
LONGEST_REASON = 300
NO_REASON = N_("Write in at most 300 characters why.")


def need_reason(field: str, why: str) -> None:
    """Make sure that somebody has said why.

    :raises Invalid: of that field, if not.
    """
    if not 0 < len(why.strip()) <= LONGEST_REASON:
        raise Invalid({field: [NO_REASON]})


def all_accepted(then: Mapping[str, int], now: Mapping[str, int]) -> bool:
    """Tell whether the figures of everybody who was told of are accepted now.

    :param then: versions that were told, by branch; ``now`` those that are accepted.
    """
    return then.keys() <= now.keys()


def any_newer(then: Mapping[str, int], now: Mapping[str, int]) -> bool:
    """Tell whether any of them is another version than it was told."""
    return any(now[branch] > version for branch, version in then.items())


def giving_away(act: Act, before: Iterable[Act]) -> frozenset[tuple[Period, Place]]:
    """Name the figures of an act that give a small change away to whoever was told them before."""
    now = _figures(act)
    return frozenset(
        (period, place)
        for each in before
        for (period, place, branches), then in _figures(each).items()
        if (counts := now.get((period, place, branches))) and _tells(place, then, counts)
    )


def _figures(act: Act) -> dict[tuple[Period, Place, Branches], dict[str, int]]:
    """Put the counts of an act together that are one figure of the same branches."""
    found: dict[tuple[Period, Place, Branches], dict[str, int]] = {}
    for each in act.told:
        indicator, breakdown, code, component = each.key
        counts = found.setdefault((each.period, (indicator, breakdown, code), each.branches), {})
        counts[component] = act.totals[each] or 0
    return {figure: _as_count(counts) for figure, counts in found.items()}


def _as_count(counts: dict[str, int]) -> dict[str, int]:
    """A part whose whole is not told with it is told as a count."""
    return {VALUE: counts[NUMERATOR]} if counts.keys() == {NUMERATOR} else counts


def _tells(place: Place, then: Counts, counts: Counts) -> bool:
    indicator = catalogues.current().indicators[place[0]]
    before, now = (_as_told(indicator, each) for each in (then, counts))
    return before is not None and now is not None and tells(indicator, before, now, (then, counts))


def _as_told(indicator: Indicator, counts: Counts) -> Told | None:
    if indicator.type == "mean":
        return Told(0, rounded(counts[DENOMINATOR]))  # of the scores themselves nothing is looked at
    whole = counts.get(DENOMINATOR)
    quantity = Quantity(counts[VALUE] if whole is None else counts[NUMERATOR], whole, is_share=whole is not None)
    return outside(quantity, indicator)


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
