"""What scores say of a house, case by case: which instruments are told of together, and which are not."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.care.instruments import all_instruments
from core.care.models import Assessment
from core.reporting.counting.passes import Asked, count
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.reporting.populations.outcomes import TRAUMA, WELLBEING
from core.residents.models import Consent
from core.scope import ALL, set_branch_scope
from core.stages.models import Episode
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write

YEAR, CAME, LEFT = Period(2025, "A"), date(2025, 1, 10), date(2024, 2, 1)
#: Days of a point in time, counted from the day on which she came, or left.
ON = {"intake": 10, "month6": 183, "exit": 0, "after12": 365}
Scores = dict[str, tuple[int, ...]]


@pytest.fixture
def store(store_factory: StoreFactory) -> Store:
    return store_factory("zz").country("zz")


def house(
    session: Session, *residents: Scores, points: tuple[str, str] = ("intake", "month6"), on: Mapping[str, int] = ON
) -> int:
    """Write residents who agreed to be counted, each with her scores by instrument, at one point or at both."""
    after = points[0] == "exit"
    stay = Stay(date(2023, 6, 1), LEFT) if after else Stay(CAME)
    branch = write(session, World(tuple(Person((stay,)) for _each in residents)))
    stays = session.scalars(select(Episode).where(Episode.branch_id == branch).order_by(Episode.id)).all()
    by = {"created_by": 1, "created_by_name": "T"}
    for her, scores in zip(stays, residents, strict=True):
        whose: dict[str, Any] = {"branch_id": branch, "resident_id": her.resident_id}
        session.execute(insert(Consent).values(
            **whose, kind="counted", text_version="1", answer="given", giver="resident", language="es",
            given_on=date(2024, 1, 1), taken_by=1, taken_by_name="T",
        ))  # fmt: skip
        for instrument, given in scores.items():
            cutoff = all_instruments()[instrument].cutoff
            for point, score in zip(points, given, strict=False):
                day = (LEFT if after else CAME) + timedelta(days={**ON, **on}[point])
                session.execute(insert(Assessment).values(
                    **whose, **by, episode_id=her.id, instrument=instrument, instrument_version="1", on_day=day,
                    time_point=point, state="scored", score=score,
                    above_cutoff=cutoff.is_reached(score) if cutoff else None,
                ))  # fmt: skip
    return branch


def counted(session: Session, branch: int, *populations: str, how: str = "total") -> list[int]:
    asked = [Asked(each, how=how) for each in populations]
    found = count(session, Scope(branch, YEAR, "Etc/GMT+6", statistics=("counted",)), asked)
    return [found[each] for each in asked]


def told(
    store: Store, *residents: Scores, of: tuple[str, ...], points: tuple[str, str] = ("intake", "month6"),
    on: Mapping[str, int] = ON,
) -> list[int]:  # fmt: skip
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        return counted(session, house(session, *residents, points=points, on=on), *of)


def test_points_of_another_scale_are_no_part_of_a_change_in_who_5(store: Store) -> None:
    assert told(store, {"WHO5": (40, 60)}, {"SWEMWBS": (14, 30)}, of=("wellbeing_change",)) == [20]


def test_a_scale_that_ends_below_50_says_nothing_of_wellbeing_kept(store: Store) -> None:
    scores: tuple[Scores, ...] = ({"WHO5": (60, 64)}, {"SWEMWBS": (30, 35)})
    of = ("wellbeing_kept", "wellbeing_paired_after_exit")
    assert told(store, *scores, of=of, points=("exit", "after12")) == [1, 1]


def test_a_house_is_told_of_by_the_instrument_of_trauma_that_it_used_most(store: Store) -> None:
    scores: tuple[Scores, ...] = ({"CRIES8": (30, 5)}, {"CRIES8": (30, 29)}, {"CATS2": (40, 5)}, {"CATS2": (40,)})
    of = ("above_threshold", "trauma_measured", "improved", "above_threshold_paired")
    assert told(store, *scores, of=of) == [2, 2, 1, 2]
    assert told(store, *scores, {"CATS2": (3, 3)}, {"CRIES13": (60, 0)}, of=of) == [2, 3, 1, 1]


def test_of_two_instruments_used_alike_one_is_told_of(store: Store) -> None:
    scores: tuple[Scores, ...] = ({"CRIES8": (30, 5)}, {"CATS2": (40, 5)})
    assert told(store, *scores, of=("trauma_measured", "improved")) == [1, 1]


def test_who_has_a_pair_of_no_known_reliable_change_is_in_neither_part(store: Store) -> None:
    unknown: Scores = {"CRIES13": (0, 60), "RCADS25D": (0, 30), "SWEMWBS": (35, 7)}
    of = ("deteriorated", "with_any_pair", "improved", "above_threshold_paired")
    assert told(store, unknown, {"PHQ9": (3, 20)}, of=of) == [1, 1, 0, 0]


def test_what_is_told_of_by_name_has_a_cut_off_and_a_reliable_change() -> None:
    known = all_instruments()
    assert all(known[each].cutoff and known[each].reliable_change for each in (WELLBEING, *TRAUMA))
    assert {known[each].measures for each in TRAUMA} == {"trauma"}


@pytest.mark.parametrize(("point", "first", "last"), [("intake", 7, 30), ("month6", 152, 213)])
def test_a_score_is_of_its_point_only_on_the_days_of_it(store: Store, point: str, first: int, last: int) -> None:
    of = ("improved", "above_threshold_paired")
    found = {
        day: told(store, {"CRIES8": (30, 5)}, of=of, on={point: day}) for day in (first - 1, first, last, last + 1)
    }
    assert found == {first - 1: [0, 0], first: [1, 1], last: [1, 1], last + 1: [0, 0]}


@pytest.mark.parametrize(("point", "day"), [("exit", 0), ("after12", 365)])
def test_a_score_at_exit_or_after_it_is_taken_within_thirty_days(store: Store, point: str, day: int) -> None:
    of = ("wellbeing_paired_after_exit",)
    around = {
        away: told(store, {"WHO5": (60, 64)}, of=of, points=("exit", "after12"), on={point: day + away})
        for away in (-31, -30, 30, 31)
    }
    assert around == {-31: [0], -30: [1], 30: [1], 31: [0]}


def test_whoever_was_measured_in_the_first_week_was_not_measured_at_intake(store: Store) -> None:
    both: Scores = {"WHO5": (40,), "CRIES8": (20,)}
    of = ("measured_at_intake", "trauma_measured")
    assert [told(store, both, of=of, on={"intake": day}) for day in (6, 7)] == [[0, 0], [1, 1]]
