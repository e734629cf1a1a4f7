"""Street outreach: sites, children met where exploitation shows, and how soon they were brought to help."""

from datetime import timedelta

from sqlalchemy import String, select

from core.outreach.models import OutreachContact, OutreachVisit
from core.reporting.populations.base import counts
from core.reporting.populations.counted import Condition, Counted, given, rows
from core.reporting.populations.terms import Terms
from core.reporting.sql.expressions import days_between, seconds_between
from core.reporting.sql.midnights import up_to
from core.reporting.sql.rules import flow, unduplicated

#: Hours in which a child with a positive screen is referred (OUT-004), and days in which a service begins (OUT-005).
HOURS, DAYS = 72, 30
_ADULTS = ("Y18T20", "Y_GE21")
_HOUR = 3600
_BY = {"SEX": OutreachContact.sex, "AGE": OutreachContact.age_band}


def sites_visited(terms: Terms) -> Counted:
    """Different sites that were visited with a completed sheet."""
    complete = (counts(OutreachVisit, terms), OutreachVisit.complete.is_(True), flow(OutreachVisit.on_day, terms))
    return Counted(rows("visit", OutreachVisit, where=complete), once=OutreachVisit.site_id)


def sites_with_signs(terms: Terms) -> Counted:
    """Those of them where a sheet met the rule of signs."""
    return sites_visited(terms).where(OutreachVisit.exploitation_signs.is_(True))


def children_where_signs(terms: Terms) -> Counted:
    """Children met at a visit that met the rule of signs, each once."""
    met = (
        select(*(each.label(name) for name, each in _BY.items()))
        .join(OutreachVisit, OutreachVisit.id == OutreachContact.visit_id)
        .where(OutreachVisit.voided_at.is_(None), OutreachVisit.exploitation_signs.is_(True))
        .where(_child(terms), flow(OutreachContact.on_day, terms))
    )
    newest = (OutreachContact.on_day.desc(), OutreachContact.id.desc())
    once = unduplicated(met, OutreachContact.person_id, *newest).subquery()
    return Counted(rows("child met", once), by={name: given(name, String) for name in _BY})


def children_positive(terms: Terms) -> Counted:
    """Positive screens of children in the period."""
    return _children(
        "screen", terms,
        OutreachContact.screen == "positive",
        OutreachContact.screened_at >= terms.first.midnight,
        OutreachContact.screened_at < terms.day_after.midnight,
    )  # fmt: skip


def children_referred_fast(terms: Terms) -> Counted:
    """Those of them that were referred within seventy-two hours."""
    seconds = seconds_between(OutreachContact.screened_at, OutreachContact.referred_at)
    return children_positive(terms).where(OutreachContact.referred_at.is_not(None), seconds <= HOURS * _HOUR)


def children_referred(terms: Terms) -> Counted:
    """Children referred whose thirty days ended in the period."""
    first, after = (each - timedelta(days=DAYS) for each in (terms.first, terms.day_after))
    return _children(
        "referred", terms,
        OutreachContact.referred_at >= first.midnight,
        OutreachContact.referred_at < after.midnight,
    )  # fmt: skip


def children_served(terms: Terms) -> Counted:
    """Those of them who had a first service in that time."""
    referred = up_to(OutreachContact.referred_at, terms.ends_of_days())
    days = days_between(terms.day_0, OutreachContact.service_on) - referred
    return children_referred(terms).where(OutreachContact.service_on.is_not(None), days >= 0, days <= DAYS)


def _children(name: str, terms: Terms, *which: Condition) -> Counted:
    return Counted(rows(name, OutreachContact, where=(_child(terms), *which)), by=_BY)


def _child(terms: Terms) -> Condition:
    return counts(OutreachContact, terms) & OutreachContact.age_band.not_in(_ADULTS)
