"""Points in time of measures as conditions: a score counts for a point only if it was taken then."""

from typing import Any

from sqlalchemy import and_, or_
from sqlalchemy.sql.elements import ColumnElement

from core.care.points import WINDOWS
from core.reporting.sql.expressions import days_between


def in_time(assessment: Any, episode: Any, *points: str) -> ColumnElement[bool]:
    """A measure of one of some points, taken on a day of it.

    :param assessment: the mapped class, or an alias, of a measure of the ``episode``.
    """
    return or_(*(_at(point, assessment, episode) for point in points))


def _at(point: str, assessment: Any, episode: Any) -> ColumnElement[bool]:
    window = WINDOWS[point]
    days = days_between(episode.closed_on if window.after_exit else episode.admitted_on, assessment.on_day)
    return and_(assessment.time_point == point, days >= window.first, days <= window.last)
