"""A branch's figures of one period, as they are inside and as they leave."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from core.reporting.catalogue import Key
from core.reporting.periods import Period


@dataclass(frozen=True, slots=True)
class Release:
    """Figures that have left, or are about to.

    :param values: every cell, exact.
    :param hidden: cells whose value does not leave.
    :param few: cells that are of few persons, or mostly of one or two, whatever they come to.
    :param given: hidden cells that went into sums with what other branches hide.
    """

    period: Period
    values: Mapping[Key, int]
    hidden: Set[Key] = frozenset()
    few: Set[Key] = frozenset()
    given: Set[Key] = frozenset()
