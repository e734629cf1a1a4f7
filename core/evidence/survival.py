"""How long people stay, counting those who are still here: the product-limit estimator.

E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", J. Am. Stat. Assoc. 53(282), 1958.
The mean or median of those who have left alone is too short: whoever stays longest has not left yet.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter


def curve(stays: Iterable[tuple[int, bool]]) -> Iterator[tuple[int, float]]:
    """Give the share who stay longer than each number of days on which somebody left.

    :param stays: days, and whether the stay has ended; those that have not are known to be longer.
    """
    known = sorted(stays)
    share, at_risk = 1.0, len(known)
    for days, group in groupby(known, key=itemgetter(0)):
        same = [ended for _days, ended in group]
        if any(same):
            share *= 1 - sum(same) / at_risk
            yield days, share
        at_risk -= len(same)


def median(stays: Iterable[tuple[int, bool]]) -> int | None:
    """Give the days after which half have left; None while more than half are known to stay longer."""
    return next((days for days, share in curve(stays) if share <= 0.5 + 1e-12), None)
