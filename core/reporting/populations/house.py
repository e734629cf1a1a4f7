"""What the house itself counts: its licensed places, its referrals, and its staff."""

from datetime import timedelta

from sqlalchemy import ColumnElement, exists, literal, or_, select, union_all

from core.aftercare.models import AftercarePlan
from core.branches.models import Branch, StaffClearance, StaffPost
from core.partners.models import Referral
from core.reporting.populations.base import Counted, Scope, counts, of_branch
from core.reporting.populations.presence import inside_at_end
from core.reporting.rules import MONTHS_24, cohort, exposure, flow, stock, unduplicated, within
from core.residents.models import CaseMember
from core.stages.models import Episode

#: A partner has a week to answer (PAR-001).
ANSWER_DAYS = 7
#: The one reason for which a referral that met the rules is turned away (CAP-003).
NO_PLACE = "no_place"
#: The role whose posts carry cases (STF-001).
CASE_WORKER = "social_worker"
_MADE = ("sent", "accepted", "declined", "served", "closed")


def licensed_places(scope: Scope) -> Counted:
    """Places of the licence of a house that is open on the last day."""
    return select(_places(scope).label("amount")).where(
        Branch.id == scope.branch_id, stock(Branch.opened_on, Branch.closed_on, scope.last)
    )


def place_days(scope: Scope) -> Counted:
    """Licensed places times the days on which the house was open."""
    days = exposure(Branch.opened_on, Branch.closed_on, scope)
    return select((_places(scope) * days).label("amount")).where(Branch.id == scope.branch_id)


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


def eligible_referrals(scope: Scope) -> Counted:
    """Referrals to the house that met its rules: taken on, or turned away for lack of place alone."""
    taken = Referral.state.in_(("accepted", "served")) | (
        (Referral.state == "closed") & (Referral.declined_for == "") & Referral.answered_on.is_not(None)
    )
    return _received(scope).where(taken | (Referral.declined_for == NO_PLACE))


def turned_away(scope: Scope) -> Counted:
    """Those of them for which there was no place."""
    return _received(scope).where(Referral.declined_for == NO_PLACE)


def cases_held(scope: Scope) -> Counted:
    """Persons in the house with somebody in charge of their file, and those in after-care with a named worker."""
    in_charge = select(CaseMember.id).where(
        CaseMember.resident_id == Episode.resident_id,
        CaseMember.owner.is_(True),
        stock(CaseMember.from_on, CaseMember.until_on, scope.last),
    )
    inside = inside_at_end(scope).where(exists(in_charge)).with_only_columns(literal(1).label("amount"))
    after = select(literal(1).label("amount")).where(
        AftercarePlan.worker_name != "",
        AftercarePlan.state != "declined",
        stock(AftercarePlan.opened_on, AftercarePlan.closed_on, scope.last, of_branch(AftercarePlan, scope)),
    )
    return select(union_all(inside, after).subquery().c.amount)


def worker_hundredths(scope: Scope) -> Counted:
    """Posts of case workers on the last day, in hundredths of a full one."""
    return select(StaffPost.fte_percent.label("amount")).where(
        counts(StaffPost, scope),
        StaffPost.role == CASE_WORKER,
        stock(StaffPost.from_on, StaffPost.until_on, scope.last),
    )


def staff_with_children(scope: Scope) -> Counted:
    """Staff in contact with children on the last day, each once, by the newest of their posts."""
    rows = select(literal(1).label("amount"), StaffPost.user_id, StaffPost.qualified, StaffPost.safeguarding_on).where(
        counts(StaffPost, scope),
        StaffPost.with_children.is_(True),
        stock(StaffPost.from_on, StaffPost.until_on, scope.last),
    )
    return unduplicated(rows, StaffPost.user_id, StaffPost.from_on.desc(), StaffPost.id.desc())


def staff_ready(scope: Scope) -> Counted:
    """Those of them who are qualified, checked, and trained in safeguarding in the last twenty-four months."""
    staff = staff_with_children(scope).subquery()
    checked = select(StaffClearance.id).where(
        StaffClearance.branch_id == scope.branch_id,
        StaffClearance.user_id == staff.c.user_id,
        StaffClearance.withdrawn.is_(False),
        StaffClearance.valid_from <= scope.last,
        StaffClearance.valid_until >= scope.last,
    )
    since = scope.last - timedelta(days=MONTHS_24)
    return select(staff.c.amount).where(
        staff.c.qualified.is_(True), staff.c.safeguarding_on >= since, staff.c.safeguarding_on <= scope.last,
        exists(checked),
    )  # fmt: skip


def _received(scope: Scope) -> Counted:
    return select(literal(1).label("amount")).where(
        Referral.branch_id == scope.branch_id, Referral.direction == "in", flow(Referral.requested_on, scope)
    )


def _places(scope: Scope) -> ColumnElement[int]:
    """The places of the house's licence, or those that are supposed."""
    return literal(scope.places) if scope.places is not None else Branch.__table__.c.licensed_places
