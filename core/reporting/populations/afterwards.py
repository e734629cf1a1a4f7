"""What became of those who left, as far as somebody reached them."""

from dataclasses import replace

from sqlalchemy import and_, exists, func, not_, select
from sqlalchemy.orm import aliased

from core.aftercare.models import AftercarePlan, FollowUp
from core.aftercare.terms import AROUND
from core.reporting.populations.base import ended
from core.reporting.populations.counted import Condition, Counted, Rows
from core.reporting.populations.flows import AWAY
from core.reporting.populations.terms import Terms
from core.reporting.sql.expressions import days_between, filter_only
from core.reporting.sql.rules import MONTHS_6, MONTHS_12, MONTHS_24, within
from core.stages.models import Episode

_MONTHS = {MONTHS_6: 6, MONTHS_12: 12, MONTHS_24: 24}
_NOT_ASKED = ("declined", "deceased")
_OCCUPIED = ("school", "training", "decent_work")


def due_for_follow_up(terms: Terms) -> Counted:
    """Those who left, alive and not refusing contact, for whom there was the full time to reach them.

    Whoever has no plan of after-care stays in: not to be followed is no way out of the count. A refusal, or a death, is
    judged at the month in question: what was made or missed before it stays as it was. Whoever lives in the house again
    stays in too, and without a contact that was made she is one who was not reached: a return betters no figure.
    """
    left = ended(terms, terms.window + AROUND)
    months = filter_only(FollowUp.months) == _MONTHS.get(terms.window, 0)
    point = and_(FollowUp.plan_id == AftercarePlan.id, months)  # a plan has few, in an index that holds all of this
    found = left.rows.found.outerjoin(AftercarePlan, AftercarePlan.episode_id == Episode.id).outerjoin(FollowUp, point)
    asked = found.where(Episode.exit_canonical.not_in(AWAY), not_(_asked_no_more()))
    return replace(left, rows=Rows(f"due after {terms.window}", asked))


def _asked_no_more() -> Condition:
    """She had refused, or died, before her time was over; without a follow-up the plan says so."""
    state = func.coalesce(FollowUp.state, AftercarePlan.state, "")
    told_after = func.coalesce(days_between(FollowUp.due_on, FollowUp.made_on), 0)
    return and_(state.in_(_NOT_ASKED), told_after <= AROUND)


def followed_up(terms: Terms) -> Counted:
    """Those of them who were reached, by their own word or a reliable informant's, around the day."""
    around = within(FollowUp.due_on, FollowUp.made_on, AROUND, after=-AROUND)
    return due_for_follow_up(terms).where(FollowUp.state == "reached", around)


def reached_after_a_year(terms: Terms) -> Counted:
    """Those reached after twelve months."""
    return followed_up(replace(terms, window=MONTHS_12))


def exploited_again(terms: Terms) -> Counted:
    """Those of them of whom a professional confirmed, then or before, that they are exploited again."""
    earlier = aliased(FollowUp)
    known = select(earlier.id).where(
        earlier.plan_id == AftercarePlan.id,
        filter_only(earlier.months) <= 12,
        earlier.state == "reached",
        earlier.reexploited == "confirmed",
    )
    return reached_after_a_year(terms).where(exists(known))


def occupied_after_a_year(terms: Terms) -> Counted:
    """Those of them in school, training or work that is legal and freely chosen."""
    return reached_after_a_year(terms).where(FollowUp.occupation.in_(_OCCUPIED))
