"""The populations over services, plans, measures, cases, trainings and outreach against a slow and obvious oracle."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from oracle_of_records import DUE, ELSEWHERE, INSIDE, OUTSIDE, House, Told, told

from core.reporting.counting.passes import Asked, count
from core.reporting.periods import Period
from core.reporting.populations import POPULATIONS, Scope
from core.scope import ALL, set_branch_scope
from core.stores import Store
from core.testkit import records_inside, records_outside
from core.testkit.records import Records, draw
from core.testkit.stores import StoreFactory

PERIODS = [Period(2024, "A"), Period(2025, "A"), Period(2025, "Q", 1), Period(2026, "M", 2)]
QUICK = settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a house is not worth shrinking: the population is named
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_every_population_of_records_has_an_oracle() -> None:
    stays = {f"core.reporting.populations.{name}" for name in ("presence", "flows", "cohorts")}
    of_records = {name for name, each in POPULATIONS.items() if each.__module__ not in stays}
    assert of_records - ELSEWHERE == {*INSIDE, *OUTSIDE}


@pytest.fixture
def store(store_factory: StoreFactory) -> Store:
    return store_factory("zz").country("zz")


@pytest.mark.parametrize("oracles", [INSIDE, OUTSIDE], ids=["inside", "outside"])
@QUICK
@given(
    chance=st.randoms(use_true_random=False),
    size=st.integers(0, 4),
    period=st.sampled_from(PERIODS),
    window=st.sampled_from([183, 365, 730]),
)
def test_each_population_counts_what_the_oracle_counts(
    store: Store, oracles: Mapping[str, Callable[[House], Told]], chance: Random, size: int, period: Period, window: int
) -> None:
    compare(store, oracles, Records(chance, period, "America/Santiago"), window, size)


@pytest.mark.parametrize("oracles", [INSIDE, OUTSIDE], ids=["inside", "outside"])
@pytest.mark.parametrize("window", [183, 365, 730])
def test_a_crowded_house_leaves_no_edge_untried(
    store: Store, oracles: Mapping[str, Callable[[House], Told]], window: int
) -> None:
    compare(store, oracles, Records(Random(window), Period(2025, "A"), "Etc/GMT+6"), window, 30)


def compare(
    store: Store, oracles: Mapping[str, Callable[[House], Told]], made: Records, window: int, size: int
) -> None:
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        house = House(draw(session, made, size, (*records_inside.PARTS, *records_outside.PARTS)), window)
        scope = Scope(made.branch, made.period, made.zone, due=DUE, statistics=("counted",))
        expected = {asked: number for name, oracle in oracles.items() for asked, number in told(name, oracle(house))}
        counted = count(session, scope, (replace(each, window=window) for each in expected))
        assert {replace(each, window=0): number for each, number in counted.items()} == expected


def test_in_a_country_that_asks_nobody_no_score_is_counted(store: Store) -> None:
    made = Records(Random(3), Period(2025, "A"), "Etc/GMT+6")
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        draw(session, made, 30, records_inside.PARTS)
        asked, not_asked = (
            Scope(made.branch, made.period, made.zone, statistics=kinds) for kinds in (("counted",), ())
        )
        scored = (Asked("trauma_measured"), Asked("with_any_pair"))
        found = [count(session, scope, scored) for scope in (asked, not_asked)]
    assert all(found[0].values())
    assert found[1] == dict.fromkeys(scored, 0)
