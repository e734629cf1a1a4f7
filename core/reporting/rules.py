"""The period rules, each once: what a day, an interval or a term has to do with a period.

Every population is written with these and with nothing else that compares days with a period, so that one test holds
for all. A stay counts from its first day up to, and without, the day on which it ended: its nights. Months are counted
in days everywhere: 6 are 183, 12 are 365, 24 are 730.

:mod:`core.testkit.rules` says the same slowly and obviously.
"""

from datetime import date, timedelta
from typing import Any, Protocol

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from core.reporting.sql import days_between, earlier, later

#: Days of a term that is told in months.
MONTHS_6, MONTHS_12, MONTHS_24 = 183, 365, 730

Condition = ColumnElement[bool]


class Span(Protocol):
    """The days of a period that are counted, both ends included."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def day_after(self) -> date: ...


def stock(begins: Any, ends: Any, day: Any) -> Condition:
    """State: begun, and not ended, at 24:00 of a day."""
    return and_(begins <= day, or_(ends.is_(None), ends > day))


def flow(day: Any, span: Span) -> Condition:
    """Events dated inside the period."""
    return and_(day >= span.first, day <= span.last)


def touches(begins: Any, ends: Any, span: Span) -> Condition:
    """Intervals with a night in the period; the plain comparison lets an index leave out the later ones."""
    return and_(begins <= span.last, or_(ends.is_(None), ends > later(begins, span.first)))


def unduplicated(rows: Select[*tuple[Any, ...]], by: Any, *newest_first: Any) -> Select[*tuple[Any, ...]]:
    """Each person or thing once, as the newest of its rows says."""
    place = func.row_number().over(partition_by=by, order_by=newest_first)
    ranked = rows.add_columns(place.label("place")).subquery()
    return select(*(each for each in ranked.c if each.name != "place")).where(ranked.c.place == 1)


def exposure(begins: Any, ends: Any, span: Span) -> ColumnElement[Any]:
    """Nights of an interval within the period."""
    start, end = later(begins, span.first), earlier(func.coalesce(ends, span.day_after), span.day_after)
    return case((end > start, days_between(start, end)), else_=0)


def cohort(begins: Any, span: Span, term: int) -> Condition:
    """Whose term of so many days after a first day ended in the period: each has had the full time.

    Entry and exit cohorts are the same rule, on another first day.
    """
    shift = timedelta(days=term)
    return and_(begins >= span.first - shift, begins <= span.last - shift)


def within(begins: Any, reached: Any, term: int, *, after: int = 0) -> Condition:
    """Reached so many days after a first day at the latest, and not sooner than ``after``; never is not in time."""
    days = days_between(begins, reached)
    return and_(reached.is_not(None), days >= after, days <= term)


def paired(before: Any, after: Any, *on: str) -> Select[*tuple[Any, ...]]:
    """Two measures of the same: rows of both, joined; who lacks either is in none.

    :param before: a subquery with ``score`` and the columns of ``on``; ``after`` likewise, taken in the period.
    """
    same = and_(*(before.c[name] == after.c[name] for name in on))
    columns = [before.c[name].label(name) for name in on]
    pair = (before.c.score.label("before"), after.c.score.label("after"))
    return select(*columns, *pair).join_from(before, after, same)
