"""Which counts of events are of few persons, or mostly of one or two, so that they tell of her however large they are.

Source: Handbook on Statistical Disclosure Control, chapter 4: a minimum number of contributors, and the (n, k) rule of
dominance, here for one and for two contributors. What a person contributes is known in the house alone
(:mod:`core.reporting.counting.contributors`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SQUARES, SUM, TOTAL, Catalogue, Key
from core.reporting.disclosure.primary import Limits, threshold

#: A count may tell of one person by no more than half, and of two by no more than three quarters.
HALF, THREE_QUARTERS = (1, 2), (3, 4)
#: Component of those of a whole whom a numerator leaves out.
REST = "R"


@dataclass(frozen=True, slots=True, order=True)
class Behind:
    """Who stands behind a count of which somebody has several.

    :param component: as of a cell, or :data:`REST`.
    :param persons: how many they are.
    :param first: how many of what is counted are hers who has most; ``second`` hers who has most after her.
    """

    indicator: str
    breakdown: str
    code: str
    component: str
    persons: int
    first: int
    second: int

    @property
    def key(self) -> Key:
        """What names it."""
        return self.indicator, self.breakdown, self.code, self.component


def of_few(
    catalogue: Catalogue, values: Mapping[Key, int], behind: Iterable[Behind], limits: Limits
) -> frozenset[Key]:  # fmt: skip
    """Choose the cells that are of few persons, or mostly of one or two.

    :param behind: who stands behind cells of which somebody has several; in the others each is of another person.
    """
    known = {each.key: each for each in behind}
    return frozenset(key for key in values if _is_of_few(catalogue, key, values, known, limits))


def dominates(behind: Behind, count: int) -> bool:
    """Tell whether a count is mostly that of one person or of two."""
    one, two = behind.first, behind.first + behind.second
    return any(part * of > count * most for part, (most, of) in ((one, HALF), (two, THREE_QUARTERS)))


def _is_of_few(
    catalogue: Catalogue, key: Key, values: Mapping[Key, int], known: Mapping[Key, Behind], limits: Limits
) -> bool:  # fmt: skip
    rule = catalogue.indicators[key[0]].rule
    limit = threshold(rule, limits)
    if limit == 0:
        return False
    own = (*key[:3], DENOMINATOR)
    whole = own if own in values else (key[0], TOTAL, TOTAL, DENOMINATOR)
    if key[3] in (SUM, SQUARES):
        return _tells(known.get(whole), values.get(whole, 0), rule.minimum_denominator)
    if key[3] == NUMERATOR:
        rest = values.get(whole, 0) - values[key]
        if _has_fewer(known.get(whole), rule.minimum_denominator) or _tells(known.get((*key[:3], REST)), rest, limit):
            return True
    return _tells(known.get(key), values[key], limit)


def _tells(behind: Behind | None, count: int, limit: int) -> bool:
    return behind is not None and (_has_fewer(behind, limit) or dominates(behind, count))


def _has_fewer(behind: Behind | None, limit: int) -> bool:
    return behind is not None and behind.persons < limit
