"""What may be told of a figure to somebody outside the network: less than the office itself may read.

Sources: the network's rule that small counts, totals included, do not leave the office, and that no percentage of fewer
than ten does (HQ-2); rounding to five after suppression, and shares as whole percents (rules 3 and 8 of disclosure).
"""

from dataclasses import dataclass

from core.reporting.catalogue import Indicator
from core.reporting.quantity import Quantity, share

#: A count from 1 up to below this is withheld outside; one of persons is told to the nearest five.
FEWEST, STEP = 10, 5


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as it may be told.

    :param value: a count to the nearest five, a whole percent, or a mean or rate to one decimal.
    :param of: among how many, to the nearest five, where it is a share.
    """

    value: float
    of: int | None = None


def outside(quantity: Quantity, indicator: Indicator) -> Told | None:
    """Tell a figure to somebody outside, or None where it has to be withheld."""
    if quantity.value is None or (quantity.is_share and quantity.of is None):
        return None
    if is_exact(indicator):
        return _exact(quantity, indicator)
    fewest = max(FEWEST, indicator.rule.threshold)
    if not quantity.is_share:
        return Told(rounded(quantity.value)) if _speaks(quantity.value, fewest) else None
    whole = quantity.of or 0
    if whole < max(fewest, indicator.rule.minimum_denominator):
        return None
    parts = (quantity.value, whole - quantity.value) if indicator.nested else (quantity.value,)
    if indicator.type != "mean" and not all(_speaks(each, fewest) for each in parts):
        return None
    return Told(_share(quantity, indicator), rounded(whole))


def is_exact(indicator: Indicator) -> bool:
    """Tell whether a figure is told as it is: it counts places and public acts, not those whom they are about."""
    return not indicator.rule.threshold


def _exact(quantity: Quantity, indicator: Indicator) -> Told | None:
    if not quantity.is_share:
        return Told(quantity.value or 0)
    return Told(_share(quantity, indicator), quantity.of) if quantity.of else None


def _share(quantity: Quantity, indicator: Indicator) -> float:
    return round(share(quantity, indicator) or 0, 0 if indicator.type == "ratio" else 1)


def _speaks(count: int, fewest: int) -> bool:
    return count == 0 or count >= fewest


def rounded(count: int) -> int:
    """Round to the nearest five, halves away from nothing."""
    return STEP * ((count + STEP // 2) // STEP)
