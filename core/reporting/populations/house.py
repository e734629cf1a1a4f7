"""What the house itself counts: its licensed places and its referrals to partners."""

from sqlalchemy import literal, or_, select

from core.branches.models import Branch
from core.partners.models import Referral
from core.reporting.populations.base import Counted, Scope
from core.reporting.rules import cohort, exposure, stock, within

#: A partner has a week to answer (PAR-001).
ANSWER_DAYS = 7
_MADE = ("sent", "accepted", "declined", "served", "closed")


def licensed_places(scope: Scope) -> Counted:
    """Places of the licence of a house that is open on the last day."""
    return select(Branch.licensed_places.label("amount")).where(
        Branch.id == scope.branch_id, stock(Branch.opened_on, Branch.closed_on, scope.last)
    )


def place_days(scope: Scope) -> Counted:
    """Licensed places times the days on which the house was open."""
    days = exposure(Branch.opened_on, Branch.closed_on, scope)
    return select((Branch.licensed_places * days).label("amount")).where(Branch.id == scope.branch_id)


def referrals_made(scope: Scope) -> Counted:
    """Referrals that left for partners and whose seven days ended in the period."""
    return select(literal(1).label("amount")).where(
        Referral.branch_id == scope.branch_id,
        Referral.direction == "out",
        Referral.state.in_(_MADE),
        cohort(Referral.requested_on, scope, ANSWER_DAYS),
    )


def referrals_accepted(scope: Scope) -> Counted:
    """Those of them that were accepted in time; of a closed one only its service tells that it was no refusal."""
    return referrals_made(scope).where(
        or_(Referral.state.in_(("accepted", "served")), Referral.served_on.is_not(None)),
        within(Referral.requested_on, Referral.answered_on, ANSWER_DAYS),
    )
