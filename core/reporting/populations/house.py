"""What the house itself counts: its licensed places and its referrals to partners."""

from datetime import timedelta

from sqlalchemy import ColumnElement, case, func, literal, or_, select

from core.branches.models import Branch
from core.partners.models import Referral
from core.reporting.populations.base import Counted, Scope
from core.reporting.sql import days_between, earlier, later

#: A partner has a week to answer (PAR-001).
ANSWER_DAYS = 7
_MADE = ("sent", "accepted", "declined", "served", "closed")


def licensed_places(scope: Scope) -> Counted:
    """Places of the licence of a house that is open on the last day."""
    is_open = or_(Branch.closed_on.is_(None), Branch.closed_on > scope.last)
    return select(_places(scope).label("amount")).where(
        Branch.id == scope.branch_id, Branch.opened_on <= scope.last, is_open
    )


def place_days(scope: Scope) -> Counted:
    """Licensed places times the days on which the house was open."""
    start = later(Branch.opened_on, scope.first)
    end = earlier(func.coalesce(Branch.closed_on, scope.day_after), scope.day_after)
    days = case((end > start, days_between(start, end)), else_=0)
    return select((_places(scope) * days).label("amount")).where(Branch.id == scope.branch_id)


def referrals_made(scope: Scope) -> Counted:
    """Referrals that left for partners and whose seven days ended in the period."""
    shift = timedelta(days=ANSWER_DAYS)
    return select(literal(1).label("amount")).where(
        Referral.branch_id == scope.branch_id,
        Referral.direction == "out",
        Referral.state.in_(_MADE),
        Referral.requested_on >= scope.first - shift,
        Referral.requested_on <= scope.last - shift,
    )


def referrals_accepted(scope: Scope) -> Counted:
    """Those of them that were accepted in time; of a closed one only its service tells that it was no refusal."""
    return referrals_made(scope).where(
        or_(Referral.state.in_(("accepted", "served")), Referral.served_on.is_not(None)),
        days_between(Referral.requested_on, Referral.answered_on) <= ANSWER_DAYS,
    )


def _places(scope: Scope) -> ColumnElement[int]:
    """The places of the house's licence, or those that are supposed."""
    return literal(scope.places) if scope.places is not None else Branch.__table__.c.licensed_places
