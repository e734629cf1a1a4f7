"""Each population against a slow and obvious oracle, on small worlds that no service would write."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.reporting import catalogue as catalogues
from core.reporting.figures import compute
from core.reporting.periods import Period
from core.reporting.populations import POPULATIONS, Scope
from core.scope import ALL, set_branch_scope
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Cover, Person, Sent, Stay, World, days, write

FIRST = date(2024, 1, 1)
LASTING = {"FAM_PERM", "FOSTER", "INDEP"}
MEANINGS = (
    ("ends", "mine", "FORCED_LABOUR"),
    ("ends", "bar", "SEX_EXPL"),
    ("ends", "bar", "FORCED_LABOUR"),
    ("means", "mine", "OTHER"),
)
EXITS = (
    ("family", "FAM_PERM", True),
    ("family", "FAM_TEMP", True),
    ("age_out", "INDEP", True),
    ("transfer", "BRANCH", True),
    ("unauthorised", "UNPLANNED", False),
    ("death", "DECEASED", False),
    ("other_shelter", "OTHER_RES", True),
    ("foster", "FOSTER", False),
    ("family", None, None),
)

day = st.integers(0, 1095).map(lambda number: FIRST + timedelta(days=number))
purpose = st.sampled_from([("ends", "mine"), ("ends", "bar"), ("ends", "unknown"), ("means", "mine"), ("other", "bar")])


@st.composite
def stays(draw: st.DrawFn) -> tuple[Stay, ...]:
    """Stays one after the other, of which only the last may be open."""
    found: list[Stay] = []
    start = draw(day)
    for place in range(draw(st.integers(0, 3))):
        nights = draw(st.sampled_from([0, 1, 5, 29, 30, 90, 200, 365, 800, None]))
        left = None if nights is None else start + timedelta(days=nights)
        exit_kind, destination, planned = draw(st.sampled_from(EXITS))
        found.append(
            Stay(
                start,
                left,
                draw(st.sampled_from(["residential", "residential", "residential", "ambulatory"])),
                draw(st.sampled_from(["COURT", "POLICE", "BRANCH", "_U"])),
                draw(st.sampled_from([None, 0, 8, 9, 14, 15, 17, 18, 20, 21, 40])),
                exit_kind,
                destination,
                planned,
                again=place > 0,
                purposes=tuple(draw(st.sets(purpose, max_size=3))),
            )
        )
        if left is None:
            break
        start = left + timedelta(days=draw(st.sampled_from([0, 1, 13, 14, 40, 183, 184, 400])))
    return tuple(found)


@st.composite
def covers(draw: st.DrawFn) -> Cover:
    start = datetime.combine(draw(day), time(draw(st.integers(0, 23))), UTC)
    length = draw(st.sampled_from([None, 1, 24, 72, 1000, 20000]))
    return Cover(start, length and start + timedelta(hours=length), draw(st.sampled_from([True, True, False])))


@st.composite
def people(draw: st.DrawFn) -> tuple[Person, ...]:
    found: list[Person] = []
    for place in range(draw(st.integers(0, 6))):
        mother = draw(st.integers(0, place - 1)) if place and draw(st.booleans()) else None
        found.append(
            Person(
                draw(stays()),
                "baby" if mother is not None else "resident",
                draw(st.sampled_from(["F", "M", "_O", "_U"])),
                draw(st.sampled_from([None, 2004, 2008, 2010, 2016, 2024])),
                tuple(draw(st.lists(covers(), max_size=2))),
                mother,
            )
        )
    return tuple(found)


@st.composite
def sent(draw: st.DrawFn) -> Sent:
    requested = draw(day)
    after = st.sampled_from([None, 0, 6, 7, 8, 30]).map(
        lambda number: number if number is None else requested + timedelta(days=number)
    )
    state = draw(st.sampled_from(["requested", "undone", "sent", "accepted", "declined", "served", "closed"]))
    return Sent(requested, state, draw(st.sampled_from(["out", "out", "in"])), draw(after), draw(after))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    opened = draw(day)
    return World(
        draw(people()),
        tuple(draw(st.lists(sent(), max_size=6))),
        draw(st.integers(0, 9)),
        opened,
        draw(st.sampled_from([None, opened + timedelta(days=40), opened + timedelta(days=500)])),
        draw(st.sampled_from(["Etc/GMT+5", "America/Santiago", "Asia/Kathmandu", "UTC"])),
    )


periods = st.one_of(
    st.builds(Period, st.integers(2024, 2026), st.just("M"), st.integers(1, 12)),
    st.builds(Period, st.integers(2024, 2026), st.just("Q"), st.integers(1, 4)),
    st.builds(Period, st.integers(2024, 2026), st.just("A")),
)

Row = Mapping[str, Any]
Oracle = Callable[[World, Period, int], Iterator[Row]]


def everybody(world: World) -> Iterator[tuple[Person, Stay, dict[str, Any]]]:
    for person in world.people:
        for stay in person.stays:
            if stay.modality == "residential":
                destination = (stay.destination if stay.left_on else None) or "_U"
                broken_down = {"SEX": person.sex, "AGE": band(stay.age), "REFERRER": stay.referrer}
                yield person, stay, {"amount": 1, "DESTINATION": destination, **broken_down}


def band(age: int | None) -> str:
    if age is None:
        return "_U"
    return next(
        (code for top, code in ((8, "Y0T8"), (14, "Y9T14"), (17, "Y15T17"), (20, "Y18T20")) if age <= top), "Y_GE21"
    )


def nights_of(stay: Stay, period: Period) -> list[date]:
    """Days of the period at whose end she was in the house."""
    return [
        each
        for each in days(period.first, period.last)
        if stay.admitted_on <= each and (stay.left_on is None or stay.left_on > each)
    ]


def in_period(each: date | None, period: Period, shift: int = 0) -> bool:
    return each is not None and period.first <= each + timedelta(days=shift) <= period.last


def inside_at_end(world: World, period: Period, _window: int) -> Iterator[Row]:
    for person, stay, row in everybody(world):
        if period.last in nights_of(stay, period):
            yield row | {"AGE": band(None if person.birth_year is None else period.year - person.birth_year)}


def residents_at_start(world: World, period: Period, _window: int) -> Iterator[Row]:
    eve = period.first - timedelta(days=1)
    for person, stay, row in everybody(world):
        if person.kind == "resident" and stay.admitted_on <= eve and (stay.left_on is None or stay.left_on > eve):
            yield row


def _at_end(kind: str) -> Oracle:
    def oracle(world: World, period: Period, window: int) -> Iterator[Row]:
        only = World(tuple(person if person.kind == kind else Person() for person in world.people))
        yield from inside_at_end(only, period, window)

    return oracle


def served(world: World, period: Period, _window: int) -> Iterator[Row]:
    for person in world.people:
        rows = [row for who, stay, row in everybody(World((person,))) if nights_of(stay, period)]
        yield from rows[-1:]


def nights(kinds: set[str]) -> Oracle:
    def oracle(world: World, period: Period, _window: int) -> Iterator[Row]:
        for person, stay, _row in everybody(world):
            if person.kind in kinds:
                yield {"amount": len(nights_of(stay, period))}

    return oracle


def nights_without_basis(world: World, period: Period, _window: int) -> Iterator[Row]:
    for person, stay, _row in everybody(world):
        for each in nights_of(stay, period):
            midnight = datetime.combine(each + timedelta(days=1), time(), ZoneInfo(world.zone))
            if not any(
                cover.covers_stay and cover.start <= midnight and (cover.end is None or midnight < cover.end)
                for cover in person.covers
            ):
                yield {"amount": 1}


def admitted(world: World, period: Period, _window: int) -> Iterator[Row]:
    return (row for _person, stay, row in everybody(world) if in_period(stay.admitted_on, period))


def regional(stay: Stay) -> set[str]:
    return {meaning for each in stay.purposes for *entry, meaning in MEANINGS if tuple(entry) == each}


def purposes(world: World, period: Period, _window: int) -> Iterator[Row]:
    for _person, stay, _row in everybody(world):
        if in_period(stay.admitted_on, period):
            yield from ({"amount": 1, "EXPLOITATION": code} for code in regional(stay))


def admitted_with_purpose(world: World, period: Period, _window: int) -> Iterator[Row]:
    return (row for _who, stay, row in everybody(world) if in_period(stay.admitted_on, period) and regional(stay))


def leavers(world: World, period: Period) -> Iterator[tuple[Person, Stay, Row]]:
    for person, stay, row in everybody(world):
        if in_period(stay.left_on, period):
            length = (stay.left_on - stay.admitted_on).days  # type: ignore[operator]
            tops = ((29, "D0T29"), (89, "D30T89"), (179, "D90T179"), (364, "D180T364"), (729, "D365T729"))
            yield person, stay, row | {"STAY": next((code for top, code in tops if length <= top), "D_GE730")}


def _leaving(condition: Callable[[Person, Stay], bool]) -> Oracle:
    return lambda world, period, _window: (
        row for person, stay, row in leavers(world, period) if condition(person, stay)
    )


def _coming(condition: Callable[[Person, Stay], bool]) -> Oracle:
    return lambda world, period, _window: (
        row for person, stay, row in everybody(world) if in_period(stay.admitted_on, period) and condition(person, stay)
    )


def lasting(stay: Stay) -> bool:
    return bool(stay.left_on and stay.planned and stay.destination in LASTING)


def exit_cohort(world: World, period: Period, window: int) -> Iterator[Row]:
    return (row for _who, stay, row in everybody(world) if lasting(stay) and in_period(stay.left_on, period, window))


def returned(world: World, period: Period, window: int) -> Iterator[Row]:
    for person, stay, row in everybody(world):
        if lasting(stay) and in_period(stay.left_on, period, window):
            gaps = [(other.admitted_on - stay.left_on).days for _p, other, _r in everybody(World((person,)))]  # type: ignore[operator]
            if any(14 <= gap <= window for gap in gaps):
                yield row


def pairs(world: World, period: Period) -> Iterator[tuple[Stay, Stay]]:
    far = date.max
    for baby in world.people:
        if baby.mother is None:
            continue
        mother = world.people[baby.mother]
        for hers in (stay for stay in mother.stays if stay.modality == "residential"):
            for its in (stay for stay in baby.stays if stay.modality == "residential"):
                end = min(hers.left_on or far, its.left_on or far)
                if max(hers.admitted_on, its.admitted_on) <= end and in_period(None if end == far else end, period):
                    yield hers, its


def pairs_left(world: World, period: Period, _window: int) -> Iterator[Row]:
    return ({"amount": 1} for _pair in pairs(world, period))


def pairs_left_together(world: World, period: Period, _window: int) -> Iterator[Row]:
    safe = LASTING | {"OTHER_RES"}
    for hers, its in pairs(world, period):
        if hers.left_on == its.left_on and all(each.planned and each.destination in safe for each in (hers, its)):
            yield {"amount": 1}


def licensed_places(world: World, period: Period, _window: int) -> Iterator[Row]:
    if world.opened_on <= period.last and not (world.closed_on and world.closed_on <= period.last):
        yield {"amount": world.places}


def place_days(world: World, period: Period, _window: int) -> Iterator[Row]:
    for each in days(period.first, period.last):
        if world.opened_on <= each and (world.closed_on is None or each < world.closed_on):
            yield {"amount": world.places}


def made(world: World, period: Period) -> Iterator[Sent]:
    for each in world.referrals:
        gone = each.direction == "out" and each.state not in ("requested", "undone")
        if gone and in_period(each.requested_on, period, 7):
            yield each


def referrals_made(world: World, period: Period, _window: int) -> Iterator[Row]:
    return ({"amount": 1} for _each in made(world, period))


def referrals_accepted(world: World, period: Period, _window: int) -> Iterator[Row]:
    for each in made(world, period):
        yes = each.state in ("accepted", "served") or each.served_on is not None
        if yes and each.answered_on and (each.answered_on - each.requested_on).days <= 7:
            yield {"amount": 1}


def _resident(person: Person) -> bool:
    return person.kind != "baby"


ORACLES: Mapping[str, Oracle] = {
    "inside_at_end": inside_at_end,
    "served": served,
    "resident_days": nights({"resident", "baby"}),
    "nights_in_places": nights({"resident"}),
    "nights_without_basis": nights_without_basis,
    "residents_at_start": residents_at_start,
    "residents_at_end": _at_end("resident"),
    "babies_at_end": _at_end("baby"),
    "admitted": admitted,
    "purposes": purposes,
    "admitted_with_purpose": admitted_with_purpose,
    "left": _leaving(lambda _person, _stay: True),
    "left_unplanned": _leaving(lambda _person, stay: stay.destination == "UNPLANNED"),
    "left_comparable": _leaving(lambda _person, stay: stay.exit not in ("death", "transfer")),
    "left_to_lasting_place": _leaving(lambda _person, stay: stay.exit not in ("death", "transfer") and lasting(stay)),
    "residents_admitted": _coming(lambda person, stay: _resident(person) and stay.referrer != "BRANCH"),
    "residents_readmitted": _coming(
        lambda person, stay: _resident(person) and stay.referrer != "BRANCH" and stay.again
    ),
    "residents_transferred_in": _coming(lambda person, stay: _resident(person) and stay.referrer == "BRANCH"),
    "residents_transferred_out": _leaving(lambda person, stay: _resident(person) and stay.exit == "transfer"),
    "residents_left": _leaving(lambda person, stay: _resident(person) and stay.exit != "transfer"),
    "exit_cohort": exit_cohort,
    "returned": returned,
    "pairs_left": pairs_left,
    "pairs_left_together": pairs_left_together,
    "licensed_places": licensed_places,
    "place_days": place_days,
    "referrals_made": referrals_made,
    "referrals_accepted": referrals_accepted,
}


@pytest.fixture
def store(store_factory: StoreFactory) -> Store:
    return store_factory("zz").country("zz")


def test_every_population_has_an_oracle() -> None:
    assert set(ORACLES) == set(POPULATIONS)


def test_every_indicator_names_populations_that_exist() -> None:
    for indicator in catalogues.current().indicators.values():
        assert {indicator.numerator, indicator.denominator} - {None} <= set(POPULATIONS)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(world=worlds(), period=periods, window=st.sampled_from([183, 365, 730]))
def test_each_population_counts_what_the_oracle_counts(store: Store, world: World, period: Period, window: int) -> None:
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        scope = Scope(write(session, world), period, world.zone, MEANINGS, window)
        for name, population in POPULATIONS.items():
            counted = population(scope).subquery()
            expected = list(ORACLES[name](world, period, window))
            rows = [dict(row) for row in session.execute(select(counted)).mappings()]
            assert sum(row["amount"] for row in rows) == sum(row["amount"] for row in expected), name
            for breakdown in {key for row in expected for key in row} - {"amount"}:
                assert tally(rows, breakdown) == tally(expected, breakdown), (name, breakdown)


def tally(rows: list[Any], breakdown: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        found[row[breakdown]] += row["amount"]
    return found


def test_a_house_is_counted_without_its_neighbours(store: Store) -> None:
    stay = Stay(date(2025, 1, 1))
    neighbour, empty = World((Person((stay,)),), (Sent(date(2025, 2, 1)),)), World(places=0)
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        write(session, neighbour)
        scope = Scope(write(session, empty), Period(2025, "A"), "UTC")
        assert all(cell.value == 0 for cell in compute(session, catalogues.current(), scope))
