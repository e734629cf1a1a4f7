"""Counts local midnights in SQL: a database may know no time zones.

Between two changes of the clock midnights lie a day apart, so that counting them is arithmetic: in most countries of
the region over the whole period.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import case
from sqlalchemy.sql.elements import ColumnElement

from core.legal.cover import midnights
from core.reporting.sql.expressions import microseconds_between

_DAY = timedelta(days=1)
_MICROSECONDS = 24 * 3600 * 1_000_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Instants that lie a day apart: the first, the last, and how many they are; or what stands for these in SQL."""

    first: Any
    last: Any
    number: Any


@lru_cache(maxsize=64)  # it is asked for by each name that stands for a part of it
def ends_of_days(first: date, last: date, zone: str) -> tuple[Stretch, ...]:
    """Give the ends of some local days."""
    found: list[Stretch] = []
    for _day, end in midnights(first, last, zone):
        at = end.astimezone(UTC)
        if found and at == found[-1].last + _DAY:
            found[-1] = Stretch(found[-1].first, at, found[-1].number + 1)
        else:
            found.append(Stretch(at, at, 1))
    return tuple(found)


def before(instant: Any, marks: Sequence[Stretch]) -> ColumnElement[int]:
    """Count those that come before an instant."""
    return _added(
        case(
            (instant <= each.first, 0), (instant > each.last, each.number),
            else_=(microseconds_between(each.first, instant) - 1) // _MICROSECONDS + 1,
        )
        for each in marks
    )  # fmt: skip


def up_to(instant: Any, marks: Sequence[Stretch]) -> ColumnElement[int]:
    """Count those that come before an instant or with it."""
    return _added(
        case(
            (instant < each.first, 0), (instant >= each.last, each.number),
            else_=microseconds_between(each.first, instant) // _MICROSECONDS + 1,
        )
        for each in marks
    )  # fmt: skip


def _added(parts: Iterable[ColumnElement[int]]) -> ColumnElement[int]:
    first, *others = parts
    return sum(others, first)
