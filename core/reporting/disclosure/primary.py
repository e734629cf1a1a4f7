"""Primary suppression: which counts are too small, and which shares tell too much of too few.

Sources: the regional proposal of rules (count 1 to 4 hidden from the regional office, ratios need a denominator of 10
and a numerator and complement that are 0 or at least the threshold), after the Handbook on Statistical Disclosure
Control; means of ten and more.
The house's totals of stock and flow travel exact and confidential, since the office could not check flows
otherwise (HQ-2).
"""

from collections.abc import Mapping

from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SQUARES, SUM, TOTAL, WINDOW, Catalogue, Key, Rule
from core.reporting.disclosure.means import possible
from core.reporting.twoway import is_two_way
from plugins.profile import CountryProfile

#: Numbers that what is protected must be able to be, at least (regional rule 6).
CANDIDATES = 4
#: Thresholds of a country by rule; they may only raise the network's.
Limits = Mapping[str, int]


def stricter(country: CountryProfile) -> dict[str, int]:
    """Give a country's own thresholds by rule."""
    return {rule.rule: rule.threshold for rule in country.disclosure.values()}


def threshold(rule: Rule, limits: Limits) -> int:
    """Give the threshold that counts: the network's, or the country's if it is higher."""
    return max(rule.threshold, limits.get(rule.code, 0))


def too_small(catalogue: Catalogue, values: Mapping[Key, int], limits: Limits) -> frozenset[Key]:
    """Choose the cells that may not leave by themselves."""
    return frozenset(key for key, value in values.items() if _is_hidden(key, value, values, catalogue, limits))


def of_the_region(values: Mapping[Key, int]) -> frozenset[Key]:
    """Choose the cells that a branch never tells by itself, however large they are: those of two-way tables."""
    return frozenset(key for key in values if is_two_way(key[1]))


def always_open(catalogue: Catalogue, key: Key, limits: Limits) -> bool:
    """Tell whether a cell counts no persons, or is one that the regional office is owed."""
    return threshold(catalogue.indicators[key[0]].rule, limits) == 0


def _is_hidden(key: Key, value: int, values: Mapping[Key, int], catalogue: Catalogue, limits: Limits) -> bool:
    rule = catalogue.indicators[key[0]].rule
    if not rule.parts and key[1] not in (TOTAL, WINDOW):
        return True
    if key[3] in (SUM, SQUARES):
        return _mean_tells(key, values, rule)
    return 0 < value < threshold(rule, limits) or _share_tells(key, value, values, rule, limits)


def _share_tells(key: Key, value: int, values: Mapping[Key, int], rule: Rule, limits: Limits) -> bool:
    """A share tells too much of few: its denominator is small, or nearly everybody is in it."""
    limit = threshold(rule, limits)
    if key[3] != NUMERATOR or limit == 0:
        return False
    total = _whole(key, values)
    if total == value == 0:
        return False  # of nobody, nobody: there is nothing to tell
    return total < rule.minimum_denominator or 0 < total - value < limit


def _mean_tells(key: Key, values: Mapping[Key, int], rule: Rule) -> bool:
    """A mean tells too much of few, and of many who all scored the same or nearly so."""
    number = _whole(key, values)
    total, squares = (values.get((*key[:3], each)) for each in (SUM, SQUARES))
    if number == 0 or total is None or squares is None:
        return number > 0
    return number < rule.minimum_denominator or possible(number, total, squares, CANDIDATES) < CANDIDATES


def _whole(key: Key, values: Mapping[Key, int]) -> int:
    return values.get((*key[:3], DENOMINATOR), values.get((key[0], TOTAL, TOTAL, DENOMINATOR), 0))
