"""What of something that is about to be told outside has to be kept back, given all that anybody was told before.

First what gives a small change away, since that is seen in the figure itself; then what others would follow from.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from core.hq.outside.control import Act, withheld
from core.hq.outside.corrections import giving_away
from core.reporting import catalogue as catalogues
from core.reporting.periods import Period
from core.reporting.quantity import Place

#: A figure of a period.
Figure = tuple[Period, Place]


@dataclass(frozen=True, slots=True)
class Kept:
    """Figures that have to be kept back.

    :param changed: those that give a small change away.
    :param others: those from which, with all that is left, a small count would follow; None if it would follow
        whatever is kept back.
    """

    changed: frozenset[Figure]
    others: frozenset[Figure] | None


NOTHING = Kept(frozenset(), frozenset())


def kept_back(act: Act, before: Sequence[Act]) -> Kept:
    """Hold an act against all that was told before.

    :param before: in the order in which it was told.
    """
    changed = giving_away(act, before)
    found = withheld(catalogues.current(), [*before, without(act, changed)])
    others = None if found is None else frozenset((each.period, each.key[:3]) for each in found)
    return Kept(changed, others)


def without(act: Act, figures: Collection[Figure]) -> Act:
    """Tell some figures not; the office knows them all the same."""
    return replace(
        act, told={each: known for each, known in act.told.items() if (each.period, each.key[:3]) not in figures}
    )
