"""The period rules, each once: what a day, an interval or a term has to do with a period.

Every population is written with these and with nothing else that compares days with a period, so that one test holds
for all. A stay counts from its first day up to, and without, the day on which it ended: its nights. Months are counted
in days everywhere: 6 are 183, 12 are 365, 24 are 730.

:mod:`core.testkit.rules` says the same slowly and obviously.
"""

from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy import Select, and_, case, func, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from core.reporting.sql.expressions import days_between, earlier, filter_only, later

#: Days of a term that is told in months.
MONTHS_6, MONTHS_12, MONTHS_24 = 183, 365, 730

Condition = ColumnElement[bool]
_ALL: Condition = true()


class Span(Protocol):
    """The days of a period that are counted, both ends included: dates, or what stands for them."""

    @property
    def first(self) -> Any: ...
    @property
    def last(self) -> Any: ...
    @property
    def day_after(self) -> Any: ...


def open_after(ends: Any, day: Any, among: Condition = _ALL) -> Condition:
    """Not over at 24:00 of a day.

    :param among: whose rows. It stands on both sides of the alternative, so that an index on it and the end finds what
        is open, and passes by all that ended before; the same condition elsewhere would be the way to all of them.
    """
    return or_(and_(among, ends.is_(None)), and_(among, ends > day))


def stock(begins: Any, ends: Any, day: Any, among: Condition = _ALL) -> Condition:
    """State: begun, and not ended, at 24:00 of a day.

    :param among: as in :func:`open_after`.
    """
    return and_(filter_only(begins) <= day, open_after(ends, day, among))


def flow(day: Any, span: Span) -> Condition:
    """Events dated inside the period."""
    return and_(day >= span.first, day <= span.last)


def touches(begins: Any, ends: Any, span: Span) -> Condition:
    """Intervals with a night in the period."""
    begun = filter_only(begins) <= span.last
    return and_(begun, open_after(ends, span.first), or_(ends.is_(None), ends > begins))


def unduplicated(rows: Select[*tuple[Any, ...]], by: Any, *newest_first: Any) -> Select[*tuple[Any, ...]]:
    """Each person or thing once, as the newest of its rows says."""
    place = func.row_number().over(partition_by=by, order_by=newest_first)
    ranked = rows.add_columns(place.label("place")).subquery()
    return select(*(each for each in ranked.c if each.name != "place")).where(ranked.c.place == 1)


def exposure(begins: Any, ends: Any, span: Span) -> ColumnElement[Any]:
    """Nights of an interval within the period."""
    start, end = later(begins, span.first), earlier(func.coalesce(ends, span.day_after), span.day_after)
    return later(days_between(start, end), 0)


def sooner(first: Any, second: Any) -> ColumnElement[Any]:
    """Give the sooner of two days, either of which may never come."""
    return case((first.is_(None), second), (second.is_(None), first), else_=earlier(first, second))


def cohort(begins: Any, span: Span, term: int) -> Condition:
    """Whose term of so many days after a first day ended in the period: each has had the full time.

    Entry and exit cohorts are the same rule, on another first day.
    """
    shift = timedelta(days=term)
    return and_(begins >= span.first - shift, begins <= span.last - shift)


def within(begins: Any, reached: Any, term: int, *, after: int = 0) -> Condition:
    """Reached so many days after a first day at the latest, and not sooner than ``after``; never is not in time."""
    days = days_between(begins, reached)
    not_sooner = days >= after if after else reached >= begins
    return and_(reached.is_not(None), not_sooner, days <= term)


def paired(before: Any, after: Any, *on: str) -> Select[*tuple[Any, ...]]:
    """Two measures of the same: rows of both, joined; who lacks either is in none.

    :param before: a subquery with ``score`` and the columns of ``on``; ``after`` likewise, taken in the period.
    """
    same = and_(*(before.c[name] == after.c[name] for name in on))
    columns = [before.c[name].label(name) for name in on]
    pair = (before.c.score.label("before"), after.c.score.label("after"))
    return select(*columns, *pair).join_from(before, after, same)
