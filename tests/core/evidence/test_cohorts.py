"""What became of those who left (AS-20): who was reached, both denominators, bounds, and change in either direction."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.aftercare.models import AftercarePlan, FollowUp
from core.care.models import Assessment
from core.errors import Invalid, NotFound
from core.evidence import cohorts, service
from core.evidence.cohorts import Left, Outcome, Point
from core.reporting import catalogue as catalogues
from core.residents.models import Consent
from core.stages.models import Episode
from core.testkit.house import Home, house
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, populate

LEFT, DUE = date(2025, 9, 1), date(2026, 3, 1)
WELL, AT_RISK = {"housing": 3, "safety": 4}, {"housing": 2, "safety": 4}
#: Fourteen who left half a year ago: nine reached, seven of them stable; four not; one who wants no contact.
COHORT: tuple[dict[str, Any], ...] = (
    *(7 * [{"state": "reached", "reexploited": "no", "domains": WELL, "occupation": "school"}]),
    {"state": "reached", "reexploited": "no", "domains": AT_RISK, "occupation": "none"},
    {"state": "reached", "reexploited": "confirmed", "domains": WELL, "occupation": "none"},
    *(2 * [{"state": "not_reached"}]), {"state": "due"}, {},
    {"state": "declined"},
)  # fmt: skip


@pytest.fixture
def home(store_factory: StoreFactory) -> Home:
    return house(store_factory)


def leave(session: Session, home: Home, cohort: tuple[dict[str, Any], ...], on: date = LEFT) -> list[Episode]:
    """Let people leave, and be asked six months later as told; without a word there is no plan."""
    people = tuple(Person((Stay(date(2025, 1, 7), on),)) for _each in cohort)
    before = select(Episode.id).where(Episode.branch_id == home.id)
    known = set(session.scalars(before))
    populate(session, home.id, World(people, opened_on=date(2025, 1, 1)))
    stays = list(session.scalars(select(Episode).where(Episode.branch_id == home.id, Episode.id.not_in(known))))
    for stay, told in zip(stays, cohort, strict=True):
        if told:
            _ask(session, stay, told)
    return stays


def _ask(session: Session, stay: Episode, told: dict[str, Any]) -> None:
    whose = {"branch_id": stay.branch_id, "resident_id": stay.resident_id, "episode_id": stay.id}
    writer = {"created_by": 1, "created_by_name": "T", "revision": 1}
    plan = insert(AftercarePlan).values(**whose, **writer, opened_on=stay.closed_on).returning(AftercarePlan.id)
    plan_id = session.execute(plan).scalar_one()
    columns = {"made_on": DUE, "due_on": DUE, "domains": {}, "window_days": 14, **told}
    session.execute(insert(FollowUp).values(**whose, **columns, plan_id=plan_id, months=6, revision=1))


def at_six_months(home: Home) -> Point:
    with home.reading() as session:
        left = cohorts.who_left(session, home.id, date(2025, 1, 1), date(2025, 12, 31))
        return next(iter(cohorts.points(left, date(2026, 4, 15))))


def test_fourteen_are_due_nine_reached_and_seven_of_them_stable(home: Home) -> None:
    with home.transaction() as session:
        leave(session, home, COHORT)
    point = at_six_months(home)
    assert (point.due, point.reached, point.not_reached, point.declined, point.without_plan) == (14, 9, 4, 1, 1)
    assert round(point.reached * 100 / point.due, 1) == 64.3
    stable, occupied, exploited = point.outcomes
    assert (round(stable.part * 100 / stable.reached, 1), round(stable.part * 100 / stable.due, 1)) == (77.8, 50.0)
    assert stable.bounds == (7, 12)
    assert (occupied.part, exploited.part, exploited.bounds) == (7, 1, (1, 6))
    assert not any(each.leaves(each.reached, {}) for each in point.outcomes)


@pytest.mark.parametrize(("told", "today", "said"), [
    ({"state": "due"}, date(2026, 3, 31), "not_yet"),
    ({"state": "due"}, date(2026, 4, 1), "not_reached"),
    ({}, date(2026, 3, 31), "not_yet"),
    ({"state": "declined"}, date(2026, 3, 31), "not_yet"),
    ({"state": "declined"}, date(2026, 4, 1), "declined"),
    ({"state": "declined", "made_on": date(2026, 3, 31)}, date(2026, 5, 1), "declined"),
    ({"state": "declined", "made_on": date(2026, 4, 1)}, date(2026, 5, 1), "not_reached"),
    ({"state": "reached", "made_on": date(2026, 3, 2)}, date(2026, 3, 31), "not_yet"),
    ({"state": "not_reached"}, date(2026, 3, 31), "not_yet"),
    ({"state": "deceased"}, date(2026, 3, 31), "not_yet"),
    ({"state": "cancelled"}, date(2026, 3, 31), "not_yet"),
    ({"state": "reached", "made_on": date(2026, 3, 31)}, date(2026, 4, 1), "reached"),
    ({"state": "reached", "made_on": date(2026, 4, 1)}, date(2026, 5, 1), "not_reached"),
    ({"state": "deceased"}, date(2026, 4, 1), "out"),
    ({"state": "cancelled"}, date(2026, 4, 1), "back"),
])  # fmt: skip
def test_each_counts_once_and_nobody_before_her_time(told: dict[str, Any], today: date, said: str) -> None:
    asked = {6: FollowUp(**{"months": 6, "made_on": DUE, "due_on": DUE, "domains": {}, **told})} if told else {}
    (point, *_later) = cohorts.points([Left(1, LEFT, None, asked)], today)
    found = {name: getattr(point, name) for name in ("reached", "not_reached", "declined", "back", "not_yet", "out")}
    assert found == {**dict.fromkeys(found, 0), said: 1}


def test_whoever_lives_here_again_stays_in_the_cohort_and_what_was_known_of_her_stays_known() -> None:
    """One is reached after a year; two have come back, one of them because she was exploited again."""
    year = {"months": 12, "due_on": date(2026, 9, 1), "domains": WELL}
    half = FollowUp(months=6, due_on=DUE, made_on=DUE, state="reached", reexploited="confirmed", domains={})
    reached = FollowUp(**year, made_on=date(2026, 9, 1), state="reached", reexploited="no", occupation="school")
    back = FollowUp(**year, state="cancelled")
    left = [Left(1, LEFT, "completed", {12: reached}), *(Left(number, LEFT, "reentered", asked) for number, asked in (
        (2, {12: back}), (3, {6: half, 12: back}),
    ))]  # fmt: skip
    _six, twelve, _two_years = cohorts.points(left, date(2027, 1, 1))
    assert (twelve.due, twelve.reached, twelve.back) == (3, 1, 2)
    stable, _occupied, exploited = twelve.outcomes
    assert (stable.part, stable.bounds) == (1, (1, 3))
    assert (exploited.part, exploited.reached, exploited.bounds) == (0, 1, (1, 2))


@given(reached=st.integers(0, 40), others=st.integers(0, 40), part=st.integers(0, 40), truly=st.integers(0, 40))
def test_whatever_became_of_the_others_the_truth_lies_within_the_bounds(
    reached: int, others: int, part: int, truly: int
) -> None:
    part, truly = min(part, reached), min(truly, others)
    outcome = Outcome("", part, reached, reached + others, catalogues.current().indicators["AFC-005"].rule)
    low, high = outcome.bounds
    assert low <= part + truly <= high


@pytest.mark.parametrize(("part", "whole", "leaves"), [
    (7, 9, False), (5, 10, True), (4, 10, False), (6, 10, False), (0, 10, True), (10, 10, True),
])  # fmt: skip
def test_outside_a_share_is_told_of_enough_people_on_either_side(part: int, whole: int, leaves: bool) -> None:
    outcome = Outcome("", part, whole, whole, catalogues.current().indicators["AFC-005"].rule)
    assert outcome.leaves(whole, {}) is leaves
    assert not outcome.leaves(whole, {"PERSON": 11}) or part in (0, whole)


def test_what_got_worse_is_told_like_what_got_better_and_only_of_those_who_agreed(home: Home) -> None:
    scores = ((40, 80), (80, 40), (60, 60), (40, 80))
    with home.transaction() as session:
        stays = leave(session, home, tuple({} for _each in scores))
        for stay, pair in zip(stays, scores, strict=True):
            whose = {"branch_id": home.id, "resident_id": stay.resident_id}
            days = (date(2025, 1, 21), LEFT)
            for point, day, score in zip(("intake", "exit"), days, pair, strict=True):
                session.execute(insert(Assessment).values(
                    **whose, episode_id=stay.id, instrument="WHO5", instrument_version="1", time_point=point,
                    on_day=day, state="scored", score=score, created_by=1, created_by_name="T",
                ))  # fmt: skip
            if stay is not stays[-1]:
                session.execute(insert(Consent).values(
                    **whose, kind="statistics", text_version="1", answer="given", giver="resident", language="es",
                    given_on=date(2025, 2, 1), taken_by=1, taken_by_name="T",
                ))  # fmt: skip
    with home.reading() as session:
        page = service.page(session, home.actor("director"), home.country)
    changed, *later = page.changes
    assert (changed.before, changed.after, changed.pairs, changed.measured) == ("intake", "exit", 3, 4)
    assert [(each.after, each.pairs) for each in later] == [("after6", 0), ("after12", 0), ("after24", 0)]
    assert (changed.better, changed.same, changed.worse, page.left_out) == (1, 1, 1, 1)


def test_the_page_is_for_whoever_answers_for_the_house_and_says_what_was_published_before(home: Home) -> None:
    with home.reading() as session:
        page = service.page(session, home.actor("dpo"), home.country)
        assert {"EDU-001", "EDU-002", "RES-002"} <= {each.id for each in page.baselines}
        for role in ("educator", "nurse", "config_admin"):
            with pytest.raises(NotFound):
                service.page(session, home.actor(role), home.country)
        with pytest.raises(Invalid):
            service.page(session, home.actor("dpo"), home.country, (2026, 2025))
