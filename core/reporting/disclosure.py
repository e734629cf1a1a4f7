"""Disclosure control of what leaves the branch: primary suppression of small counts.

Sources: the regional proposal of rules (count 1 to 4 hidden from the regional office, ratios need a denominator of 10
and a numerator and complement that are 0 or at least the threshold), after the Handbook on Statistical Disclosure
Control. Not made here yet is complementary suppression, without which a lone hidden part of a breakdown can be worked
out from its total: nothing of this may leave the regional office. The house's totals of stock and flow travel exact
and confidential, since the office could not check flows otherwise (HQ-2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.reporting.catalogue import DENOMINATOR, NUMERATOR, TOTAL, Catalogue, Key, Rule
from core.reporting.figures import Cell
from core.reporting.package import FREE, INTERNAL, NORMAL, SUPPRESSED
from plugins.profile import CountryProfile


@dataclass(frozen=True, slots=True)
class Protected:
    """A cell as it may leave; a suppressed one has no value and does not say why."""

    indicator: str
    breakdown: str
    code: str
    component: str
    value: int | None
    status: str
    confidential: str


def protect(cells: Iterable[Cell], catalogue: Catalogue, limits: Mapping[str, int]) -> list[Protected]:
    """Hide what could point at a child.

    :param limits: thresholds of the country by rule; they may only raise the network's.
    """
    known = {each.key: each.value for each in cells}
    return [_protected(key, value, known, catalogue, limits) for key, value in known.items()]


def stricter(country: CountryProfile) -> dict[str, int]:
    """Give a country's own thresholds by rule."""
    return {rule.rule: rule.threshold for rule in country.disclosure.values()}


def threshold(rule: Rule, limits: Mapping[str, int]) -> int:
    """Give the threshold that counts: the network's, or the country's if it is higher."""
    return max(rule.threshold, limits.get(rule.code, 0))


def _protected(
    key: Key, value: int, known: Mapping[Key, int], catalogue: Catalogue, limits: Mapping[str, int]
) -> Protected:
    indicator = catalogue.indicators[key[0]]
    limit = threshold(indicator.rule, limits)
    hidden = 0 < value < limit or _ratio_tells(key, value, known, indicator.rule, limit)
    if hidden:
        return Protected(*key, None, SUPPRESSED, INTERNAL)
    return Protected(*key, value, NORMAL, INTERNAL if indicator.house else FREE)


def _ratio_tells(key: Key, value: int, known: Mapping[Key, int], rule: Rule, limit: int) -> bool:
    """A share tells too much of few: its denominator is small, or nearly everybody is in it."""
    if key[3] != NUMERATOR or limit == 0:
        return False
    total = known.get((*key[:3], DENOMINATOR), known.get((key[0], TOTAL, TOTAL, DENOMINATOR), 0))
    if total == value == 0:
        return False  # of nobody, nobody: there is nothing to tell
    return total < rule.minimum_denominator or 0 < total - value < limit
