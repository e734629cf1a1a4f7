"""Which regional figures of the running quarter a draft would change, before and after (CFG-4).

They are counted by what the kind supposes, so that the store is only read; a test holds that what is told is what is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.configuration.kinds import Content, Ground, Kind
from core.reporting import catalogue as catalogues
from core.reporting import closings, figures
from core.reporting.catalogue import TOTAL
from core.reporting.periods import Period, containing
from core.reporting.quantity import Place, Quantity, in_words, quantities
from plugins.contract.text import Text


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that would be another one."""

    indicator: str
    name: Text
    before: str
    after: str


def moved_by(ground: Ground, kind: Kind, before: Content, after: Content) -> list[Moved]:
    """Count the figures of the running quarter as they are and as they would be; nothing is written for it."""
    if not kind.moves_figures:
        return []
    quarter = containing(ground.day, "Q")
    now, then = (_counted(ground, quarter, kind.supposed(ground, content)) for content in (before, after))
    return [_moved(place, now[place], then[place]) for place in now if now[place] != then[place]]


def _counted(ground: Ground, quarter: Period, supposed: Mapping[str, Any]) -> dict[Place, Quantity]:
    catalogue = catalogues.current()
    scope = replace(closings.scope_of(ground.session, ground.country, ground.branch_id, quarter), **supposed)
    found = quantities(figures.compute(ground.session, catalogue, scope), catalogue.indicators)
    return {place: quantity for place, quantity in found.items() if place[1] == TOTAL}


def _moved(place: Place, now: Quantity, then: Quantity) -> Moved:
    indicator = catalogues.current().indicators[place[0]]
    return Moved(indicator.id, indicator.name, *(in_words(each, indicator, "") for each in (now, then)))
