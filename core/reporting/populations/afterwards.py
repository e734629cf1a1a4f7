"""What became of those who left, as far as somebody reached them."""

from dataclasses import replace
from typing import Any

from sqlalchemy import exists, select

from core.aftercare.models import AftercarePlan, FollowUp
from core.reporting.populations.base import Counted, Scope, stays
from core.reporting.populations.flows import AWAY
from core.reporting.rules import MONTHS_6, MONTHS_12, MONTHS_24, cohort, within
from core.stages.models import Episode

#: A contact counts for its point in time if it was made within so many days of it (AFC-002).
AROUND = 30
_MONTHS = {MONTHS_6: 6, MONTHS_12: 12, MONTHS_24: 24}
_NOT_ASKED = ("declined", "deceased", "cancelled")
_OCCUPIED = ("school", "training", "decent_work")


def due_for_follow_up(scope: Scope) -> Counted:
    """Those who left, alive and not refusing contact, for whom there was the full time to reach them.

    Whoever has no plan of after-care stays in: not to be followed is no way out of the count.
    """
    refused = select(AftercarePlan.id).where(AftercarePlan.episode_id == Episode.id, AftercarePlan.state == "declined")
    return (
        stays(scope)
        .where(cohort(Episode.closed_on, scope, scope.window + AROUND), Episode.exit_canonical.not_in(AWAY))
        .where(~exists(_point(scope).where(FollowUp.state.in_(_NOT_ASKED))), ~exists(refused))
    )


def followed_up(scope: Scope) -> Counted:
    """Those of them who were reached, by their own word or a reliable informant's, around the day."""
    return due_for_follow_up(scope).where(exists(_reached(scope)))


def reached_after_a_year(scope: Scope) -> Counted:
    """Those reached after twelve months."""
    return followed_up(replace(scope, window=MONTHS_12))


def exploited_again(scope: Scope) -> Counted:
    """Those of them of whom a professional confirmed that they are exploited again."""
    return _after_a_year(scope, FollowUp.reexploited == "confirmed")


def occupied_after_a_year(scope: Scope) -> Counted:
    """Those of them in school, training or work that is legal and freely chosen."""
    return _after_a_year(scope, FollowUp.occupation.in_(_OCCUPIED))


def _after_a_year(scope: Scope, condition: Any) -> Counted:
    year = replace(scope, window=MONTHS_12)
    return due_for_follow_up(year).where(exists(_reached(year).where(condition)))


def _point(scope: Scope) -> Any:
    return select(FollowUp.id).where(FollowUp.episode_id == Episode.id, FollowUp.months == _MONTHS.get(scope.window, 0))


def _reached(scope: Scope) -> Any:
    return _point(scope).where(
        FollowUp.state == "reached", within(FollowUp.due_on, FollowUp.made_on, AROUND, after=-AROUND)
    )
