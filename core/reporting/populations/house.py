"""What the house itself counts: its licensed places, its referrals, and its staff."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Boolean, Date, Integer, Select, exists, or_, select, union_all

from core.aftercare.models import AftercarePlan
from core.branches.models import Branch, Licence, StaffClearance, StaffPost
from core.partners.models import Referral
from core.reporting.populations.base import counts, of_branch
from core.reporting.populations.counted import Counted, given, rows
from core.reporting.populations.presence import inside_at_end
from core.reporting.populations.terms import Terms
from core.reporting.sql.expressions import later
from core.reporting.sql.rules import MONTHS_24, cohort, exposure, flow, sooner, stock, unduplicated, within
from core.residents.models import CaseMember
from core.stages.models import Episode

#: A partner has a week to answer (PAR-001).
ANSWER_DAYS = 7
#: The one reason for which a referral that met the rules is turned away (CAP-003).
NO_PLACE = "no_place"
#: The role whose posts carry cases (STF-001).
CASE_WORKER = "social_worker"
_PLACES, _FROM, _UNTIL = given("places", Integer), given("places_since", Date), given("places_until", Date)
_MADE = ("sent", "accepted", "declined", "served", "closed")


def licensed_places(terms: Terms) -> Counted:
    """Places of the licence that is in force on the last day, if the house is open then."""
    return _places(terms).where(stock(_FROM, _UNTIL, terms.last))


def place_days(terms: Terms) -> Counted:
    """Places that were licensed on each day on which the house was open, together."""
    return replace(_places(terms), amount=_PLACES * exposure(_FROM, _UNTIL, terms))


def referrals_made(terms: Terms) -> Counted:
    """Referrals that left for partners and whose seven days ended in the period."""
    made = (Referral.direction == "out", Referral.state.in_(_MADE))
    answerable = cohort(Referral.requested_on, terms, ANSWER_DAYS)
    return Counted(rows("referral made", Referral, where=(of_branch(Referral, terms), answerable, *made)))


def referrals_accepted(terms: Terms) -> Counted:
    """Those of them that were accepted in time; of a closed one only its service tells that it was no refusal."""
    return referrals_made(terms).where(
        or_(Referral.state.in_(("accepted", "served")), Referral.served_on.is_not(None)),
        within(Referral.requested_on, Referral.answered_on, ANSWER_DAYS),
    )


def eligible_referrals(terms: Terms) -> Counted:
    """Referrals to the house that met its rules: taken on, or turned away for lack of place alone."""
    taken = Referral.state.in_(("accepted", "served")) | (
        (Referral.state == "closed") & (Referral.declined_for == "") & Referral.answered_on.is_not(None)
    )
    return _received(terms).where(taken | (Referral.declined_for == NO_PLACE))


def turned_away(terms: Terms) -> Counted:
    """Those of them for which there was no place."""
    return _received(terms).where(Referral.declined_for == NO_PLACE)


def cases_held(terms: Terms) -> tuple[Counted, ...]:
    """Persons in the house with somebody in charge of their file, and those in after-care with a named worker."""
    in_charge = select(CaseMember.id).where(
        CaseMember.resident_id == Episode.resident_id,
        CaseMember.owner.is_(True),
        stock(CaseMember.from_on, CaseMember.until_on, terms.last),
    )
    following = (
        AftercarePlan.worker_name != "",
        AftercarePlan.state != "declined",
        stock(AftercarePlan.opened_on, AftercarePlan.closed_on, terms.last, of_branch(AftercarePlan, terms)),
    )
    return inside_at_end(terms).where(exists(in_charge)), Counted(rows("after-care", AftercarePlan, where=following))


def worker_hundredths(terms: Terms) -> Counted:
    """Posts of case workers on the last day, in hundredths of a full one."""
    filled = stock(StaffPost.from_on, StaffPost.until_on, terms.last)
    posts = rows("post", StaffPost, where=(counts(StaffPost, terms), filled))
    return Counted(posts, amount=StaffPost.fte_percent).where(StaffPost.role == CASE_WORKER)


def staff_with_children(terms: Terms) -> Counted:
    """Staff in contact with children on the last day, each once, by the newest of their posts."""
    posts = select(StaffPost.user_id.label("member"), StaffPost.qualified, StaffPost.safeguarding_on).where(
        counts(StaffPost, terms),
        StaffPost.with_children.is_(True),
        stock(StaffPost.from_on, StaffPost.until_on, terms.last),
    )
    once = unduplicated(posts, StaffPost.user_id, StaffPost.from_on.desc(), StaffPost.id.desc())
    return Counted(rows("staff", once.subquery()))


def staff_ready(terms: Terms) -> Counted:
    """Those of them who are qualified, checked, and trained in safeguarding in the last twenty-four months."""
    checked = select(StaffClearance.id).where(
        StaffClearance.branch_id == terms.branch_id,
        StaffClearance.user_id == given("member", Integer),
        StaffClearance.withdrawn.is_(False),
        StaffClearance.valid_from <= terms.last,
        StaffClearance.valid_until >= terms.last,
    )
    trained, since = given("safeguarding_on", Date), terms.last - timedelta(days=MONTHS_24)
    return staff_with_children(terms).where(
        given("qualified", Boolean).is_(True), trained >= since, trained <= terms.last, exists(checked)
    )


def _received(terms: Terms) -> Counted:
    received = (of_branch(Referral, terms), Referral.direction == "in", flow(Referral.requested_on, terms))
    return Counted(rows("referral received", Referral, where=received))


def _places(terms: Terms) -> Counted:
    """Numbers of places, each with the days from and until which it was licensed and the house open."""
    if terms.places is not None:
        supposed = select(
            terms.places.label("places"),
            later(terms.places_from, Branch.opened_on).label("places_since"),
            Branch.closed_on.label("places_until"),
        ).where(Branch.id == terms.branch_id)
        found = union_all(_licensed(terms, sooner(Licence.until_on, terms.places_from)), supposed).subquery()
        return Counted(rows("places supposed", found), amount=_PLACES)
    return Counted(rows("places", _licensed(terms, Licence.until_on).subquery()), amount=_PLACES)


def _licensed(terms: Terms, until: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Licence.places.label("places"),
            later(Licence.from_on, Branch.opened_on).label("places_since"),
            sooner(until, Branch.closed_on).label("places_until"),
        )
        .join(Branch, Branch.id == Licence.branch_id)
        .where(Licence.branch_id == terms.branch_id)
    )
