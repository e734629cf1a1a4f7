"""The checks hold on whatever a store can hold soundly, and find what cannot be."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from core.reporting import catalogue as catalogues
from core.reporting import checks
from core.reporting.figures import Cell, compute
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.scope import ALL, set_branch_scope
from core.stages.models import Episode
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, write

JANUARY = date(2025, 1, 1)
NO_CHANGE: Mapping[str, int] = {}


@pytest.fixture
def store(store_factory: StoreFactory) -> Store:
    return store_factory("zz").country("zz")


@st.composite
def worlds(draw: st.DrawFn) -> World:
    people = []
    for _ in range(draw(st.integers(0, 8))):
        start = JANUARY + timedelta(days=draw(st.integers(-60, 150)))
        nights = draw(st.one_of(st.none(), st.integers(0, 120)))
        left = None if nights is None else start + timedelta(days=nights)
        referrer = draw(st.sampled_from(["COURT", "BRANCH"]))
        stay = Stay(start, left, referrer=referrer, exit=draw(st.sampled_from(["family", "transfer", "death"])))
        people.append(Person((stay,), draw(st.sampled_from(["resident", "baby"])), covers=()))
    return World(tuple(people), places=20)


def figures(store: Store, world: World, *periods: Period) -> Iterator[list[Cell]]:
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        branch = write(session, world)
        for period in periods:
            yield compute(session, catalogues.current(), Scope(branch, period, world.zone))


def failing(found: list[checks.Check]) -> set[str]:
    return {each.code for each in found if not each.passed}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds(), month=st.integers(1, 6))
def test_the_flow_holds_on_any_network_of_sound_stays(store: Store, world: World, month: int) -> None:
    period = Period(2025, "M", month)
    now, before = figures(store, world, period, period.previous())
    assert failing(checks.run(now, [before], explained=False)) == set()


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds())
def test_a_year_holds_too(store: Store, world: World) -> None:
    (now,) = figures(store, world, Period(2025, "A"))
    assert failing(checks.run(now, [[]], explained=False)) == set()


def sound(changes: Mapping[str, int] = NO_CHANGE) -> list[Cell]:
    """A month of a house in order; a change names a total, or a part of a share, as ``R12_N``."""
    values = {"RES-001": 12, "RES-003": 2, "R01": 9, "R02": 10, "R03": 2, "R07": 1, "R08": 2, "R09": 300}
    shares = {"CAP-002_N": 290, "CAP-002_D": 300, "R12_N": 1, "R12_D": 300}
    known = {**values, **shares, **changes}
    return [
        Cell(*key, known.get(key[0] if key[3] == "V" else f"{key[0]}_{key[3]}", 0))
        for key in catalogues.current().keys("M")
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"R02": 11}, {"flow", "babies"}),
        ({"R05": 1}, {"flow"}),
        ({"R06": 1}, {"flow"}),
        ({"R08": 3}, {"babies"}),
        ({"RES-001": 11}, {"babies"}),
        ({"R04": 3}, {"within"}),
        ({"R12_N": 301}, {"within"}),
        ({"R09": -1}, {"within"}),
        ({"CAP-002_N": 330}, set()),
        ({"CAP-002_N": 331}, {"occupancy"}),
    ],
)
def test_what_cannot_be_is_found(changes: dict[str, int], expected: set[str]) -> None:
    found = checks.run(sound(changes), [[]], explained=False)
    assert failing(found) == expected
    assert checks.blocking(found) == bool(expected)


def test_a_full_house_may_say_why() -> None:
    assert failing(checks.run(sound({"CAP-002_N": 400}), [[]], explained=True)) == set()


def test_the_start_must_be_the_end_of_the_period_before() -> None:
    assert failing(checks.run(sound(), [sound({"R02": 9, "R01": 8, "RES-001": 11})], explained=False)) == set()
    assert failing(checks.run(sound(), [sound()], explained=False)) == {"continues"}


def test_parts_that_do_not_add_up_are_found() -> None:
    cells = [Cell("RES-003", "_T", "_T", "V", 3), Cell("RES-003", "SEX", "F", "V", 2)]
    found = checks.run(cells, [[]], explained=False)
    assert {each.code: each.indicators for each in found}["parts"] == ("RES-003",)


def test_broken_records_are_found_in_the_store(store: Store) -> None:
    world = World((Person((Stay(date(2025, 2, 3), date(2025, 3, 9)),)),))
    for broken in ({"referrer": "NOBODY"}, {"exit_canonical": None}, {"closed_on": date(2025, 1, 20)}):
        with store.transaction() as session:
            set_branch_scope(session, ALL)
            branch = write(session, replace(world, code=next(iter(broken))[:16]))
            session.execute(update(Episode).where(Episode.branch_id == branch).values(**broken))
            found = []
            for period in (Period(2025, "A"), Period(2025, "M", 2), Period(2025, "M", 3)):
                cells = compute(session, catalogues.current(), Scope(branch, period, "UTC"))
                found += checks.run(cells, [[]], explained=False)
            assert checks.blocking(found), broken


def history(*values: int) -> list[list[Cell]]:
    """Months before, newest first; the first of them ends where this one starts."""
    return [
        [each if each.key[0] != "R09" else replace(each, value=value) for each in sound({"R02": 9})] for value in values
    ]


@pytest.mark.parametrize(
    ("now", "before", "strange"),
    [
        (300, (300, 301, 299, 300, 302, 298), False),
        (304, (300, 300, 300, 300, 300, 300), False),
        (305, (300, 300, 300, 300, 300, 300), True),
        (200, (300, 310, 290, 305, 295, 300), True),
        (200, (300, 310, 290), False),
        (0, (300, 310, 290), True),
        (0, (300, 310), False),
        (0, (300, 0, 290), False),
    ],
)
def test_a_figure_far_from_its_own_past_asks_for_a_word(now: int, before: tuple[int, ...], strange: bool) -> None:
    found = checks.run(sound({"R09": now}), history(*before), explained=False)
    assert {each.code: each.indicators for each in found}["unusual"] == (("R09",) if strange else ())
    assert not checks.blocking(found)
    assert checks.asking(found) == strange


@pytest.mark.parametrize(
    ("now", "before", "outside"),
    [
        (290, (290, 288, 291, 290, 289, 292), False),
        (239, (290, 288, 291, 290, 289, 292), False),  # three deviations of 290 in 300 are 51.1 nights
        (238, (290, 288, 291, 290, 289, 292), True),
        (238, (290, 200, 291, 150, 289, 210), False),  # a house that swings has a wide band of its own
        (0, (290, 288, 291, 290, 289, 292), True),
        (238, (290, 288, 291, 290, 289), False),  # five periods are too few to know
        (2, (0, 0, 0, 0, 0, 0), False),
        (4, (0, 0, 0, 0, 0, 0), True),
    ],
)
def test_a_share_outside_its_band_asks_for_a_word(now: int, before: tuple[int, ...], outside: bool) -> None:
    found = checks.run(
        sound({"CAP-002_N": now, "R09": 301}), [sound({"CAP-002_N": each, "R02": 9}) for each in before],
        explained=False,
    )  # fmt: skip
    assert {each.code: each.indicators for each in found}["band"] == (("CAP-002",) if outside else ())
    assert checks.asking(found) == outside


def test_a_share_of_fewer_than_ten_is_not_held_against_a_band() -> None:
    few = [sound({"R12_N": 0, "R12_D": 9, "R02": 9, "R09": 290 + each}) for each in range(6)]
    found = {each.code: each for each in checks.run(sound({"R12_N": 9, "R12_D": 9}), few, explained=False)}
    assert found["band"].passed
