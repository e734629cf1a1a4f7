"""What a rounded count tells of the whole, and what somebody of one branch is left with who takes her own away.

Source: dominance after the Handbook on Statistical Disclosure Control, chapter 4, with rule 6 of the regional proposal
in place of a percentage: whoever knows one branch's count must not be left with a small one of another.
"""

from collections.abc import Sequence
from typing import NamedTuple

from core.hq.outside.rounding import FEWEST, STEP, rounded
from core.reporting.disclosure.primary import CANDIDATES


class Between(NamedTuple):
    """What somebody knows of a count who was told it."""

    low: int
    high: int


def between(value: int, fewest: int) -> Between:
    """Say what a rounded count tells; one of persons is nought or ``fewest`` and more."""
    middle = rounded(value)
    return Between(max(fewest, middle - STEP // 2), middle + STEP // 2) if value else Between(0, 0)


def dominated(total: Between, parts: Sequence[int | None]) -> bool:
    """Tell whether somebody of one branch could take her own count from what is told and be left with a small one.

    :param parts: of each branch; None where the office does not know it.
    """
    if len(parts) < 2:
        return True
    return any(
        _leaves_little(Between(max(0, total.low - own), total.high - own), [*parts[:place], *parts[place + 1 :]])
        for place, own in enumerate(parts)
        if own is not None
    )


def _leaves_little(left: Between, others: Sequence[int | None]) -> bool:
    if not any(each is None or 0 < each < FEWEST for each in others):
        return False
    low = left.low if len(others) == 1 else 0
    return low > 1 or left.high - low + 1 < CANDIDATES
