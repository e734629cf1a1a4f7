"""What became of those who left: returns within a window, and mothers with their babies."""

from typing import Any

from sqlalchemy import Boolean, Subquery, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from core.aftercare.models import FollowUp
from core.reporting.populations.base import RESIDENTIAL, also_of_the_house, ended, of_branch
from core.reporting.populations.counted import Counted, given, rows, worked_out
from core.reporting.populations.flows import LASTING
from core.reporting.populations.terms import Terms
from core.reporting.sql.rules import flow, open_after, within
from core.residents.models import FamilyLink
from core.stages.models import Episode

#: Destinations that are safe for a mother with her infant (MAB-003).
SAFE_FOR_PAIRS = (*LASTING, "OTHER_RES")
#: A return within two weeks is a new start of the same stay, not a return (HUD system performance measure 2).
RETURN_AFTER_DAYS = 14
MOTHER_OF = "mother_of"


# A person's stays are all in her branch: naming it again would lead the database to the wrong index.


def exit_cohort(terms: Terms) -> Counted:
    """Planned exits to a lasting place whose window ended in the period: everybody has had the full time."""
    return ended(terms, terms.window).where(Episode.planned_exit.is_(True), Episode.destination.in_(LASTING))


def returned(terms: Terms) -> Counted:
    """Members who came back within the window, or of whom a contact told by then that another shelter had taken her."""
    again = aliased(Episode)
    back = select(again.id).where(
        again.resident_id == Episode.resident_id,
        again.modality == RESIDENTIAL,
        within(Episode.closed_on, again.admitted_on, terms.window, after=RETURN_AFTER_DAYS),
    )
    elsewhere = select(FollowUp.id).where(
        FollowUp.episode_id == Episode.id,
        FollowUp.readmitted_elsewhere.is_(True),
        within(Episode.closed_on, FollowUp.made_on, terms.window, after=RETURN_AFTER_DAYS),
    )
    return exit_cohort(terms).where(or_(exists(back), exists(elsewhere)))


def pairs_left(terms: Terms) -> Counted:
    """Mother and baby whose stays overlapped, on the day on which the first of them left."""
    return Counted(rows("pair", _pairs(terms)))


def pairs_left_together(terms: Terms) -> Counted:
    """Pairs who left on one day, planned, to a safe place."""
    return pairs_left(terms).where(given("together", Boolean).is_(True))


def _pairs(terms: Terms) -> Subquery:
    baby = aliased(Episode)
    # Whoever leaves first, the mother had not left before the period.
    not_before = open_after(Episode.closed_on, terms.eve, of_branch(Episode, terms))
    columns = (Episode.id, Episode.resident_id, Episode.admitted_on, Episode.closed_on, Episode.planned_exit)
    stays = select(*columns, Episode.destination).where(also_of_the_house(Episode, terms), not_before)
    mother = worked_out(stays, "mother").c  # her stay leads to her link, and not all links to their stays
    link = and_(FamilyLink.resident_id == mother.resident_id, FamilyLink.relation == MOTHER_OF)
    somebody_left = or_(_leaves_first(mother, baby, terms), _leaves_first(baby, mother, terms))
    safe = (and_(each.planned_exit.is_(True), each.destination.in_(SAFE_FOR_PAIRS)) for each in (mother, baby))
    together = func.coalesce(and_(baby.closed_on == mother.closed_on, *safe), false())
    return (
        select(mother.id.label("mother"), baby.id.label("baby"), together.label("together"))
        .join(FamilyLink, link)
        .join(baby, and_(baby.resident_id == FamilyLink.relative_id, baby.modality == RESIDENTIAL))
        .where(somebody_left)
        .distinct()  # a link that was written twice is one pair
        .subquery()
    )


def _leaves_first(one: Any, other: Any, terms: Terms) -> Any:
    """The stay of one ended in the period while the other was there, or on the day on which she left."""
    still_there = or_(other.closed_on.is_(None), other.closed_on >= one.closed_on)
    return and_(flow(one.closed_on, terms), other.admitted_on <= one.closed_on, still_there)
