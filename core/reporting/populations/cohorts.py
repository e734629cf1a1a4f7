"""What became of those who left: returns within a window, and mothers with their babies."""

from typing import Any

from sqlalchemy import and_, exists, literal, or_, select
from sqlalchemy.orm import aliased

from core.reporting.populations.base import RESIDENTIAL, Counted, Scope, also_of_the_house, of_branch, stays
from core.reporting.populations.flows import LASTING
from core.reporting.rules import cohort, flow, open_after, within
from core.residents.models import FamilyLink
from core.stages.models import Episode

#: Destinations that are safe for a mother with her infant (MAB-003).
SAFE_FOR_PAIRS = (*LASTING, "OTHER_RES")
#: A return within two weeks is a new start of the same stay, not a return (HUD system performance measure 2).
RETURN_AFTER_DAYS = 14
MOTHER_OF = "mother_of"


# A person's stays are all in her branch: naming it again would lead the database to the wrong index.


def exit_cohort(scope: Scope) -> Counted:
    """Planned exits to a lasting place whose window ended in the period: everybody has had the full time."""
    return stays(scope).where(
        cohort(Episode.closed_on, scope, scope.window),
        Episode.planned_exit.is_(True),
        Episode.destination.in_(LASTING),
    )


def returned(scope: Scope) -> Counted:
    """Members of the cohort who came back within the window."""
    again = aliased(Episode)
    back = select(again.id).where(
        again.resident_id == Episode.resident_id,
        again.modality == RESIDENTIAL,
        within(Episode.closed_on, again.admitted_on, scope.window, after=RETURN_AFTER_DAYS),
    )
    return exit_cohort(scope).where(exists(back))


def pairs_left(scope: Scope) -> Counted:
    """Mother and baby whose stays overlapped, on the day on which the first of them left."""
    baby = aliased(Episode)
    return _pairs(scope, baby)


def pairs_left_together(scope: Scope) -> Counted:
    """Pairs who left on one day, planned, to a safe place."""
    baby = aliased(Episode)
    safe = [
        condition
        for each in (Episode, baby)
        for condition in (each.planned_exit.is_(True), each.destination.in_(SAFE_FOR_PAIRS))
    ]
    return _pairs(scope, baby).where(baby.closed_on == Episode.closed_on, *safe)


def _pairs(scope: Scope, baby: Any) -> Counted:
    # Whoever leaves first, the mother had not left before the period.
    not_before = open_after(Episode.closed_on, scope.eve, of_branch(Episode, scope))
    link = and_(FamilyLink.resident_id == Episode.resident_id, FamilyLink.relation == MOTHER_OF)
    somebody_left = or_(_leaves_first(Episode, baby, scope), _leaves_first(baby, Episode, scope))
    return (
        select(literal(1).label("amount"), Episode.id.label("mother"), baby.id.label("baby"))
        .select_from(Episode)
        .join(FamilyLink, link)
        .join(baby, and_(baby.resident_id == FamilyLink.relative_id, baby.modality == RESIDENTIAL))
        .where(also_of_the_house(Episode, scope), not_before, somebody_left)
        .distinct()  # a link that was written twice is one pair
    )


def _leaves_first(one: Any, other: Any, scope: Scope) -> Any:
    """The stay of one ended in the period while the other was there, or on the day on which she left."""
    still_there = or_(other.closed_on.is_(None), other.closed_on >= one.closed_on)
    return and_(flow(one.closed_on, scope), other.admitted_on <= one.closed_on, still_there)
