"""From which counts a figure is told to somebody outside, and what she then knows of each of them."""

from core.hq.outside.dominance import Between, between
from core.hq.outside.rounding import FEWEST
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import SQUARES, SUM, TOTAL, WINDOW, Indicator


def parts_of(indicator: Indicator) -> list[tuple[str, str]]:
    """List the breakdown and the entry of each figure in which an indicator is told: of one with a total the total.

    A cohort that is looked at after several terms is told by term, and what has no total part by part.
    """
    if indicator.windows:
        return [(WINDOW, each) for each in indicator.windows]
    if not indicator.only_broken_down:
        return [(TOTAL, TOTAL)]
    return [(by, each) for by in indicator.breakdowns for each in catalogues.current().entries(indicator, by)]


def counts_of(indicator: Indicator) -> tuple[str, ...]:
    """Name the components from which it is told that are counts: no score is one."""
    components = indicator.parts if indicator.only_broken_down else indicator.components
    return tuple(each for each in components if each not in (SUM, SQUARES))


def known_of(indicator: Indicator, count: int) -> Between:
    """Say what is known of one of its counts: of one of persons what its rounding leaves, of parts of a share all.

    A share tells its parts nearly, so that they are taken for known.
    """
    rounded = len(counts_of(indicator)) == 1 and indicator.type != "mean" and indicator.rule.threshold > 0
    return between(count, max(FEWEST, indicator.rule.threshold)) if rounded else Between(count, count)
