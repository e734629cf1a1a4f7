"""Checks that a branch's figures must pass before they may be signed; made on exact values, inside the branch.

Sources: the network's rules of collection (HQ-4), after the families of WHO's data quality review: internal
consistency, and consistency over time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from core.errors import N_
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SUM, TOTAL, VALUE, WITHOUT_TOTAL, Indicator, Key
from core.reporting.figures import Cell
from core.reporting.twoway import is_two_way

#: Above this share a house has to say why.
FULL_PERCENT = 110
#: A figure is unusual beyond so many robust standard deviations of the periods before (HQ-4).
DEVIATIONS = 3
#: What makes the median absolute deviation comparable with a standard deviation.
_ROBUST = 1.4826
_FEWEST = 6
_ZERO_AFTER = 3
#: So many periods with the very same figures ask for a word.
_COPIED = 3
#: Below this denominator a share leaps by itself.
_FEWEST_OF = 10
_WATCHED = ("R03", "R05", "R06", "R07", "R09", "R12")

Totals = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Check:
    """One check and its outcome; a hard one that fails blocks the signature, a soft one asks for a word.

    :param indicators: whose figures failed it.
    """

    code: str
    passed: bool
    hard: bool
    message: str
    indicators: tuple[str, ...] = ()


def run(cells: Sequence[Cell], earlier: Sequence[Sequence[Cell]], *, explained: bool) -> list[Check]:
    """Check a period's figures.

    :param earlier: exact figures of the periods before as they were closed, newest first; the first is that of the
        period just before, and empty if it was never closed.
    :param explained: whether the branch wrote a note.
    """
    now = _totals(cells)
    before = [_totals(each) for each in earlier]
    checks = [_flow(now), _within(cells), _parts(cells, now), _babies_within(now), _occupancy(now, explained=explained)]
    if before and before[0]:
        checks.append(_continues(now, before[0]))
    history = [each for each in before if each]
    return [*checks, _unusual(now, history), _in_band(now, history), _copied(now, before)]


def run_pooled(cells: Sequence[Cell]) -> list[Check]:
    """Check the figures of three years together: what else is checked was so in each of them."""
    return [_within(cells), _parts(cells, _totals(cells))]


def blocking(checks: Iterable[Check]) -> bool:
    """Tell whether a hard check failed."""
    return any(each.hard and not each.passed for each in checks)


def asking(checks: Iterable[Check]) -> bool:
    """Tell whether a soft check failed."""
    return any(not each.hard and not each.passed for each in checks)


def _totals(cells: Iterable[Cell]) -> Totals:
    return {(each.indicator, each.component): each.value for each in cells if each.breakdown == TOTAL}


def _flow(now: Totals) -> Check:
    """INV-27: opening + admissions + transfers in - exits - transfers out = closing."""
    codes = ("R01", "R03", "R05", "R07", "R06", "R02")
    start, came, received, gone, sent, end = (now.get((code, VALUE), 0) for code in codes)
    message = N_("Residents at the start, plus those who came, minus those who left, are those at the end.")
    return _check("flow", start + came + received - gone - sent == end, message, codes)


def _continues(now: Totals, then: Totals) -> Check:
    message = N_("Residents at the start are those at the end of the period before.")
    return _check("continues", now.get(("R01", VALUE)) == then.get(("R02", VALUE)), message, ("R01",))


def _within(cells: Iterable[Cell]) -> Check:
    """No part is larger than its whole, and nothing is negative."""
    known = {each.key: each.value for each in cells}
    counts = {key: value for key, value in known.items() if key[3] != SUM}  # a change may go down
    wrong = {key[0] for key, value in counts.items() if value < 0 or value > _whole(key, known, value)}
    if known.get(("R04", TOTAL, TOTAL, VALUE), 0) > known.get(("R03", TOTAL, TOTAL, VALUE), 0):
        wrong.add("R04")
    return _check("within", not wrong, N_("No part of a figure is larger than its whole."), tuple(sorted(wrong)))


def _whole(key: Key, known: Mapping[Key, int], own: int) -> int:
    if key[3] != NUMERATOR or not catalogues.current().indicators[key[0]].nested:
        return own
    return known.get((*key[:3], DENOMINATOR), known.get((key[0], TOTAL, TOTAL, DENOMINATOR), own))


def _parts(cells: Iterable[Cell], now: Totals) -> Check:
    """A closed breakdown adds up to its total; several answers of one person do not, and are left out."""
    sums: dict[tuple[str, str, str], int] = {}
    for cell in cells:
        if cell.breakdown not in (TOTAL, *WITHOUT_TOTAL) and not is_two_way(cell.breakdown):
            key = (cell.indicator, cell.component, cell.breakdown)
            sums[key] = sums.get(key, 0) + cell.value
    wrong = {key[0] for key, total in sums.items() if total != now.get(key[:2])}
    return _check("parts", not wrong, N_("The parts of each figure add up to its total."), tuple(sorted(wrong)))


def _babies_within(now: Totals) -> Check:
    everybody = now.get(("RES-001", VALUE), 0)
    fits = now.get(("R02", VALUE), 0) + now.get(("R08", VALUE), 0) == everybody
    message = N_("Residents and babies together are all children in residence.")
    return _check("babies", fits, message, ("R02", "R08", "RES-001"))


def _occupancy(now: Totals, *, explained: bool) -> Check:
    nights, places = now.get(("CAP-002", NUMERATOR), 0), now.get(("CAP-002", DENOMINATOR), 0)
    fits = nights * 100 <= places * FULL_PERCENT or explained
    message = N_("The house is not fuller than its licence by more than a tenth, or its note says why.")
    return _check("occupancy", fits, message, ("CAP-002",))


def _unusual(now: Totals, before: Sequence[Totals]) -> Check:
    history = {code: [_value(each, code) for each in before] for code in _WATCHED}
    strange = tuple(code for code, values in history.items() if _is_strange(_value(now, code), values))
    message = N_("No figure is far from those of the periods before, or the note says why.")
    return _check("unusual", not strange, message, strange, hard=False)


def _in_band(now: Totals, before: Sequence[Totals]) -> Check:
    outside = tuple(each.id for each in catalogues.current().indicators.values() if _leaves_band(each, now, before))
    message = N_("No share is outside the band of the periods before, or the note says why.")
    return _check("band", not outside, message, outside, hard=False)


def _leaves_band(indicator: Indicator, now: Totals, before: Sequence[Totals]) -> bool:
    """Tell whether a share is beyond three standard deviations of those before (Shewhart's chart for proportions).

    The deviation is the larger one of what chance makes of so small a denominator, and of what the house has shown:
    nights of the same person are no independent draws. One person more or less is never strange.
    """
    own = _share(indicator.id, now)
    known = [each for each in (_share(indicator.id, totals) for totals in before) if each is not None]
    if own is None or len(known) < _FEWEST:
        return False
    (part, whole), shares = own, [value / of for value, of in known]
    middle = median(shares)
    chance = sqrt(middle * (max(1 - middle, 0) if indicator.nested else 1) / whole)
    shown = _ROBUST * median(abs(each - middle) for each in shares)
    return abs(part / whole - middle) > DEVIATIONS * max(chance, shown, 1 / whole)


def _share(code: str, totals: Totals) -> tuple[int, int] | None:
    whole = totals.get((code, DENOMINATOR), 0)
    part = totals.get((code, NUMERATOR))
    return (part, whole) if part is not None and whole >= _FEWEST_OF else None


def _copied(now: Totals, before: Sequence[Totals]) -> Check:
    """Every figure that is watched is the same three times running, and something is counted: a copy, perhaps."""
    last = [{code: _value(each, code) for code in _WATCHED} for each in (now, *before[: _COPIED - 1]) if each]
    same = len(last) == _COPIED and any(last[0].values()) and all(each == last[0] for each in last)
    message = N_("The figures are not all the same three times running, or the note says why.")
    return _check("copied", not same, message, _WATCHED, hard=False)


def _value(totals: Totals, code: str) -> int:
    return totals.get((code, VALUE), totals.get((code, NUMERATOR), 0))


def _is_strange(value: int, before: Sequence[int]) -> bool:
    """Far from the median, or nothing after three periods with something."""
    vanished = value == 0 and len(before) >= _ZERO_AFTER and all(before[:_ZERO_AFTER])
    if len(before) < _FEWEST:
        return vanished
    middle = median(before)
    # One person more or less is never strange in a small house, so the deviation counts as one at least.
    spread = max(median(abs(each - middle) for each in before), 1)
    return vanished or abs(value - middle) > DEVIATIONS * _ROBUST * spread


def _check(code: str, passed: bool, message: str, indicators: Sequence[str], *, hard: bool = True) -> Check:
    return Check(code, passed, hard, message, () if passed else tuple(indicators))
