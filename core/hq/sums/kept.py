"""What the office keeps of the sums of a round: it throws away what tells of one branch before anybody reads it.

Of a two-way table the region itself is told no small count (regional rule 2): a sum below the threshold is thrown away
too, and with it as few others as keep it from being worked out of them and the margins.
"""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.hq.models import SumRound
from core.hq.sums.safe import Summed, withheld
from core.hq.sums.sent import histories, unclear
from core.reporting import catalogue as catalogues
from core.reporting.masking import key_of
from core.reporting.periods import POOLED, Period, containing
from core.reporting.twoway import is_two_way


def safe(session: Session, found: SumRound, added: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the sums with which the office could work out what one branch hides, or a small count of the region.

    :param added: the sums of the round, as they were read.
    """
    periods = beside(Period.parse(found.period))
    out = unclear(session, periods)
    told = {name: each for name, each in added.items() if _may_be_told(name, each) and out.isdisjoint(each["branches"])}
    rounds = session.scalars(
        select(SumRound).where(
            SumRound.period.in_([str(each) for each in periods]), SumRound.sums.is_not(None), SumRound.id != found.id
        )
    )
    before = {key: value for each in rounds for key, value in _summed(each, json.loads(str(each.sums))).items()}
    new = _summed(found, told)
    small = _summed(found, {name: each for name, each in added.items() if _is_small(name, each["value"])})
    branches = {code for each in (*before, *new, *small) for code in each.branches} - out
    thrown = withheld(catalogues.current(), histories(session, periods, branches), before, new, small)
    return {name: each for name, each in told.items() if _summed(found, {name: each}).keys().isdisjoint(thrown)}


def beside(period: Period) -> list[Period]:
    """List the periods that a round is held against: of its year, and of the three years in which that lies."""
    three = containing(period.first, POOLED)
    whole = three if period.kind == POOLED else Period(period.year, "A")
    return list(dict.fromkeys((three, *(each for kind in "MQA" for each in whole.parts(kind)))))


def tells_each(value: int, branches: int, threshold: int) -> bool:
    """Tell whether a sum of small counts says what each of them is: as little as it can be, or as much."""
    return value <= branches or value == branches * (threshold - 1)


def _may_be_told(name: str, each: Mapping[str, Any]) -> bool:
    return not tells_each(each["value"], len(each["branches"]), _threshold(name)) and not _is_small(name, each["value"])


def _is_small(name: str, value: int) -> bool:
    """Tell whether it is a small count of the region, of a table that only the region is told."""
    return is_two_way(key_of(name)[1]) and 0 < value < _threshold(name)


def _threshold(name: str) -> int:
    return catalogues.current().indicators[key_of(name)[0]].rule.threshold


def _summed(found: SumRound, told: Mapping[str, Any]) -> dict[Summed, int]:
    period, versions = Period.parse(found.period), json.loads(found.call)["versions"]
    return {
        Summed(period, found.number, key_of(name), tuple(each["branches"]),
               tuple(versions[branch] for branch in each["branches"])): each["value"]
        for name, each in told.items()
    }  # fmt: skip
