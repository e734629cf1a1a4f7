"""What counts of those who left, case by case: what somebody refuses, or that she comes back, betters no figure."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.aftercare.models import AftercarePlan, FollowUp
from core.reporting.counting.passes import Asked, count
from core.reporting.periods import containing
from core.reporting.populations import Scope
from core.scope import ALL, set_branch_scope
from core.stages.models import Episode
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write

LEFT = date(2024, 3, 10)
#: Days of each month's term, and the same day as the screen tells it.
TERMS = {6: 183, 12: 365, 24: 730}
REACHED = {"state": "reached"}


@pytest.fixture
def store(store_factory: StoreFactory) -> Store:
    return store_factory("zz").country("zz")


def left(session: Session, asked: Mapping[int, Mapping[str, Any]], plan: str = "active", back: int = 0) -> int:
    """Let somebody leave, and be asked as told by month; a day is told in days after the one that was due.

    :param back: days after which she comes back, if she does.
    """
    again = (Stay(LEFT + timedelta(days=back)),) if back else ()
    branch = write(session, World((Person((Stay(date(2024, 1, 1), LEFT), *again)),)))
    stay = session.scalars(select(Episode).where(Episode.branch_id == branch).order_by(Episode.id)).first()
    assert stay is not None
    whose = {"branch_id": branch, "resident_id": stay.resident_id, "episode_id": stay.id, "revision": 1}
    values = {"opened_on": LEFT, "state": plan, "created_by": 1, "created_by_name": "T"}
    made = insert(AftercarePlan).values(**whose, **values).returning(AftercarePlan.id)
    key = session.execute(made).scalar_one()
    for months, told in asked.items():
        due = LEFT + timedelta(days=TERMS[months])
        on = told.get("made_on", 0)
        day = None if on is None else due + timedelta(days=on)
        columns = {"due_on": due, "window_days": 30, "domains": {}, **told, "made_on": day}
        session.execute(insert(FollowUp).values(**whose, **columns, plan_id=key, months=months))
    return branch


def counted(store: Store, *figures: str, term: int, again: int = 30, **told: Any) -> tuple[int, ...]:
    """Count figures of the month in which a term ended, and as many days more as whoever is followed up has."""
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        month = containing(LEFT + timedelta(days=TERMS[term] + again), "M")
        scope = Scope(left(session, **told), month, "UTC")
        asked = [Asked(each, TERMS[term]) for each in figures]
        found = count(session, scope, asked)
        return tuple(found[each] for each in asked)


REACH = ("followed_up", "due_for_follow_up")


@pytest.mark.parametrize(("term", "found"), [(6, (1, 1)), (12, (0, 0)), (24, (0, 0))])
def test_a_refusal_leaves_what_was_made_before_it(store: Store, term: int, found: tuple[int, int]) -> None:
    """Reached at six months, she says a year after she left that she wants no contact any more."""
    later = {"state": "declined", "made_on": None}
    asked = {6: REACHED, 12: {"state": "declined"}, 24: later}
    assert counted(store, *REACH, term=term, asked=asked, plan="declined") == found


@pytest.mark.parametrize(("state", "on", "due"), [
    ("declined", 30, 0), ("declined", 31, 1), ("deceased", 30, 0), ("deceased", 31, 1), ("declined", None, 0),
])  # fmt: skip
def test_what_is_told_after_a_month_was_over_is_no_refusal_of_it(
    store: Store, state: str, on: int | None, due: int
) -> None:
    assert counted(store, *REACH, term=6, asked={6: {"state": state, "made_on": on}}) == (0, due)


@pytest.mark.parametrize(("plan", "due"), [("declined", 0), ("active", 1)])
def test_where_a_month_has_no_follow_up_the_plan_says_it(store: Store, plan: str, due: int) -> None:
    assert counted(store, *REACH, term=6, asked={}, plan=plan) == (0, due)


EXPLOITED = ("exploited_again", "reached_after_a_year")
AGAIN = {"state": "cancelled", "made_on": None}
CONFIRMED = {"state": "reached", "reexploited": "confirmed"}


@pytest.mark.parametrize(("term", "found"), [(6, (1, 1)), (12, (0, 1)), (24, (0, 1))])
def test_whoever_comes_back_stays_in_the_cohort(store: Store, term: int, found: tuple[int, int]) -> None:
    """She was reached after six months and came back after eight."""
    assert counted(store, *REACH, term=term, asked={6: REACHED, 12: AGAIN, 24: AGAIN}, back=240) == found


def test_a_return_leaves_nobody_in_a_share_of_those_who_were_reached(store: Store) -> None:
    told = {"asked": {6: CONFIRMED, 12: AGAIN}, "back": 240}
    assert counted(store, *EXPLOITED, "occupied_after_a_year", term=12, **told) == (0, 0, 0)


@pytest.mark.parametrize(("asked", "found"), [
    ({6: CONFIRMED, 12: {"state": "reached", "reexploited": "no"}}, (1, 1)),
    ({12: CONFIRMED}, (1, 1)),
    ({6: {**CONFIRMED, "state": "due"}, 12: REACHED}, (0, 1)),
    ({12: REACHED, 24: {**CONFIRMED, "made_on": -330}}, (0, 1)),
])  # fmt: skip
def test_what_was_confirmed_in_the_sixth_month_is_known_in_the_twelfth(
    store: Store, asked: Mapping[int, Mapping[str, Any]], found: tuple[int, int]
) -> None:
    assert counted(store, *EXPLOITED, term=12, asked=asked) == found


@pytest.mark.parametrize(("told", "on", "back"), [
    (True, 0, 1), (True, 1, 0), (True, -169, 1), (True, -170, 0), (True, None, 0), (False, 0, 0),
])  # fmt: skip
def test_whom_another_shelter_has_taken_is_known_to_be_back_in_care(
    store: Store, told: bool, on: int | None, back: int
) -> None:
    """From two weeks after she left up to the day on which the term ended somebody told so."""
    asked = {6: {"state": "reached", "readmitted_elsewhere": told, "made_on": on}}
    assert counted(store, "returned", "exit_cohort", term=6, again=0, asked=asked) == (back, 1)
