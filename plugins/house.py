"""What a house has set where its country leaves it room, and how a term of the country is counted there.

A term is as it was on the day from which it is counted: what a house sets today moves nothing that runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from plugins.contract.calendar import Deadline


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What counts in a house from an instant on.

    :param settings: by name, as the country's schema reads them.
    :param terms: length of single terms by their code, in the unit of the term.
    """

    since: datetime
    settings: Mapping[str, Any]
    terms: Mapping[str, int]


def as_set(rules: Sequence[HouseRules], term: Deadline, at: datetime) -> Deadline:
    """Give a term as it is counted in a house from an instant.

    :param rules: the oldest first.
    """
    counting = next((each for each in reversed(rules) if each.since <= at), None)
    if counting is None:
        return term
    amount = counting.terms.get(term.code, counting.settings.get(term.setting) if term.setting else None)
    return term if amount is None else replace(term, amount=int(amount))
