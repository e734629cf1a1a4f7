"""Street outreach: sites, children met where exploitation shows, and how soon they were brought to help."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CTE, Date, column, literal, select, values

from core.db import UtcDateTime
from core.legal.cover import midnights
from core.outreach.models import OutreachContact, OutreachVisit
from core.reporting.populations.base import Counted, Scope, counts
from core.reporting.rules import flow, unduplicated, within
from core.reporting.sql import seconds_between

#: Hours in which a child with a positive screen is referred (OUT-004), and days in which a service begins (OUT-005).
HOURS, DAYS = 72, 30
_ADULTS = ("Y18T20", "Y_GE21")
_HOUR = 3600


def sites_visited(scope: Scope) -> Counted:
    """Different sites that were visited with a completed sheet."""
    rows = select(literal(1).label("amount"), OutreachVisit.site_id).where(
        counts(OutreachVisit, scope), OutreachVisit.complete.is_(True), flow(OutreachVisit.on_day, scope)
    )
    return rows.distinct()


def sites_with_signs(scope: Scope) -> Counted:
    """Those of them where a sheet met the rule of signs."""
    return sites_visited(scope).where(OutreachVisit.exploitation_signs.is_(True))


def children_where_signs(scope: Scope) -> Counted:
    """Children met at a visit that met the rule of signs, each once."""
    rows = (
        _children(scope)
        .add_columns(OutreachContact.on_day, OutreachContact.id)
        .join(OutreachVisit, OutreachVisit.id == OutreachContact.visit_id)
        .where(OutreachVisit.voided_at.is_(None), OutreachVisit.exploitation_signs.is_(True))
        .where(flow(OutreachContact.on_day, scope))
    )
    return unduplicated(rows, OutreachContact.person_id, OutreachContact.on_day.desc(), OutreachContact.id.desc())


def children_positive(scope: Scope) -> Counted:
    """Positive screens of children in the period."""
    return _children(scope).where(
        OutreachContact.screen == "positive",
        OutreachContact.screened_at >= _midnight(scope.first, scope),
        OutreachContact.screened_at < _midnight(scope.day_after, scope),
    )


def children_referred_fast(scope: Scope) -> Counted:
    """Those of them that were referred within seventy-two hours."""
    seconds = seconds_between(OutreachContact.screened_at, OutreachContact.referred_at)
    return children_positive(scope).where(OutreachContact.referred_at.is_not(None), seconds <= HOURS * _HOUR)


def children_referred(scope: Scope) -> Counted:
    """Children referred whose thirty days ended in the period."""
    first, after = (each - timedelta(days=DAYS) for each in (scope.first, scope.day_after))
    return _children(scope).where(
        OutreachContact.referred_at >= _midnight(first, scope), OutreachContact.referred_at < _midnight(after, scope)
    )


def children_served(scope: Scope) -> Counted:
    """Those of them who had a first service in that time."""
    day = _days(scope)
    on_the_day = (OutreachContact.referred_at >= day.c.begins) & (OutreachContact.referred_at < day.c.ends)
    return children_referred(scope).join(day, on_the_day).where(within(day.c.day, OutreachContact.service_on, DAYS))


def _children(scope: Scope) -> Counted:
    return select(
        literal(1).label("amount"), OutreachContact.sex.label("SEX"), OutreachContact.age_band.label("AGE")
    ).where(counts(OutreachContact, scope), OutreachContact.age_band.not_in(_ADULTS))


def _days(scope: Scope) -> CTE:
    """Local days whose thirty days end in the period, with their instants: a database may know no time zones."""
    first, last = (each - timedelta(days=DAYS) for each in (scope.first, scope.last))
    ends = dict(midnights(first - timedelta(days=1), last, scope.zone))
    data = [(day, ends[day - timedelta(days=1)], end) for day, end in ends.items() if day >= first]
    columns = (column("day", Date), column("begins", UtcDateTime), column("ends", UtcDateTime))
    return values(*columns, name="referral_day").data(data).cte("referral_day")


def _midnight(day: date, scope: Scope) -> datetime:
    """The instant with which a local day begins."""
    before = day - timedelta(days=1)
    return dict[Any, datetime](midnights(before, before, scope.zone))[before]
