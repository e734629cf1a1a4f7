"""Each population against a slow and obvious oracle, on small worlds that no service would write."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.reporting import catalogue as catalogues
from core.reporting.counting import Asked, count
from core.reporting.figures import compute
from core.reporting.periods import Period, containing
from core.reporting.populations import POPULATIONS, Scope
from core.scope import ALL, set_branch_scope
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Cover, Person, Sent, Stay, World, days, write

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

#: Lengths, gaps and distances from the period's ends at which a rule changes its mind.
NIGHTS = (0, 1, 5, 29, 30, 89, 90, 179, 180, 364, 365, 729, 730, None)
GAPS = (0, 1, 13, 14, 15, 182, 183, 184, 365, 366)
NEAR = (-730, -400, -184, -183, -31, -14, -8, -7, -1, 0, 1, 6)
AFTER = (None, 0, 6, 7, 8, 30)
ZONES = ("Etc/GMT+5", "America/Santiago", "Asia/Kathmandu", "UTC")

PURPOSES = (("ends", "mine"), ("ends", "bar"), ("ends", "unknown"), ("means", "mine"), ("other", "bar"))
STATES = ("requested", "undone", "sent", "accepted", "declined", "served", "closed")
PERIODS = [
    Period(year, kind, number)
    for year in (2024, 2025, 2026)
    for kind, most in (("M", 12), ("Q", 4), ("A", 1))
    for number in range(1, most + 1)
]


@dataclass
class Maker:
    """Makes worlds that play about the ends of a period; the same chance gives the same world."""

    chance: Random
    period: Period
    zone: str

    def world(self, size: int) -> World:
        people: list[Person] = []
        for _ in range(size):
            people.append(self.person(people))
        referrals = tuple(self.referral() for _ in range(size))
        closed = self.chance.choice([None, self.day()])
        return World(tuple(people), referrals, self.chance.randrange(9), self.day(), closed, self.zone)

    def day(self) -> date:
        end = self.chance.choice([self.period.first, self.period.last])
        return end + timedelta(days=self.chance.choice(NEAR))

    def person(self, others: list[Person]) -> Person:
        pick = self.chance.choice
        mother = self.chance.randrange(len(others)) if others and pick([True, False]) else None
        hers = others[mother].stays if mother is not None and pick([True, False]) else None
        return Person(
            self.stays() if hers is None else hers,
            "resident" if mother is None else "baby",
            pick(["F", "M", "_O", "_U"]),
            pick([None, 2004, 2008, 2010, 2016, 2024]),
            tuple(self.cover() for _ in range(pick([0, 1, 2]))),
            mother,
            pick([1, 1, 2]),
            pick([None, "GTM"]),
        )

    def stays(self) -> tuple[Stay, ...]:
        """Stays one after the other, of which only the last may be open."""
        found: list[Stay] = []
        start = self.day()
        for place in range(self.chance.choice([1, 1, 2, 3])):
            found.append(self.stay(start, again=place > 0))
            left = found[-1].left_on
            if left is None:
                break
            start = left + timedelta(days=self.chance.choice(GAPS))
        return tuple(found)

    def stay(self, start: date, *, again: bool) -> Stay:
        pick = self.chance.choice
        nights = pick(NIGHTS)
        return Stay(
            start,
            None if nights is None else start + timedelta(days=nights),
            pick(["residential", "residential", "residential", "ambulatory"]),
            pick(["COURT", "POLICE", "BRANCH", "_U"]),
            pick([None, 0, 8, 9, 14, 15, 17, 18, 20, 21, 40]),
            *pick(EXITS),
            again=again,
            purposes=tuple(self.chance.sample(PURPOSES, pick([0, 1, 2, 3]))),
        )

    def cover(self) -> Cover:
        """A measure that begins and ends at midnight or an hour beside it."""
        ends = [
            datetime.combine(self.day(), time(), ZoneInfo(self.zone))
            + timedelta(hours=self.chance.choice([-1, 0, 0, 1]))
            for _ in range(2)
        ]
        return Cover(
            min(ends), self.chance.choice([max(ends), max(ends), None]), self.chance.choice([True, True, False])
        )

    def midnight(self) -> datetime:
        return datetime.combine(self.day(), time(), ZoneInfo(self.zone)).astimezone(UTC)

    def referral(self) -> Sent:
        pick = self.chance.choice
        requested = self.day()
        later = [None if each is None else requested + timedelta(days=each) for each in (pick(AFTER), pick(AFTER))]
        return Sent(requested, pick(STATES), pick(["out", "out", "in"]), *later)


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
    """24:00 as the end of the day: an order through the day covers it, one from the next day on does not."""
    for person, stay, _row in everybody(world):
        for each in nights_of(stay, period):
            end = datetime.combine(each, time(23, 59, 59), ZoneInfo(world.zone))
            if not any(
                cover.covers_stay and cover.start <= end and (cover.end is None or end <= cover.end)
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


def means(world: World, period: Period, window: int) -> Iterator[Row]:
    """By the same entries, in another list."""
    return ({"amount": 1, "MEANS": row["EXPLOITATION"]} for row in purposes(world, period, window))


def fields_filled(world: World, period: Period, _window: int) -> Iterator[Row]:
    for person, stay, _row in everybody(world):
        if period.last in nights_of(stay, period):
            known = (person.sex != "_U", person.birth_year, stay.referrer != "_U", person.nationality, regional(stay))
            yield {"amount": sum(bool(each) for each in known)}


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
    "means": means,
    "admitted_with_means": admitted_with_purpose,
    "fields_filled": fields_filled,
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


def test_every_population_of_stays_has_an_oracle() -> None:
    """Those of services, plans, cases and the street have theirs beside their records."""
    rooms = {f"core.reporting.populations.{name}" for name in ("presence", "flows", "cohorts")}
    assert {name for name, each in POPULATIONS.items() if each.__module__ in rooms} <= set(ORACLES)


def test_every_indicator_names_populations_that_exist() -> None:
    for indicator in catalogues.current().indicators.values():
        assert {indicator.numerator, indicator.denominator} - {None} <= set(POPULATIONS)


QUICK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@QUICK
@given(
    chance=st.randoms(use_true_random=False),
    size=st.integers(0, 6),
    period=st.sampled_from(PERIODS),
    zone=st.sampled_from(ZONES),
    window=st.sampled_from([183, 365, 730]),
)
def test_each_population_counts_what_the_oracle_counts(
    store: Store, chance: Random, size: int, period: Period, zone: str, window: int
) -> None:
    compare(store, Maker(chance, period, zone).world(size), period, window)


@pytest.mark.parametrize(
    ("window", "zone", "period"),
    [
        (183, "America/Santiago", Period(2024, "Q", 4)),
        (365, "Etc/GMT+5", Period(2025, "A")),
        (730, "Asia/Kathmandu", Period(2026, "M", 4)),
    ],
)
def test_a_crowded_house_leaves_no_edge_untried(store: Store, window: int, zone: str, period: Period) -> None:
    compare(store, Maker(Random(window), period, zone).world(200), period, window)


def compare(store: Store, world: World, period: Period, window: int) -> None:
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        scope = Scope(write(session, world), period, world.zone, MEANINGS, means=MEANINGS)
        rows = {name: list(oracle(world, period, window)) for name, oracle in ORACLES.items()}
        expected = {Asked(name, window): sum(row["amount"] for row in rows[name]) for name in ORACLES}
        for name in ORACLES:
            for breakdown in {key for row in rows[name] for key in row} - {"amount"}:
                for code in catalogues.current().codelists[breakdown]:
                    under = sum(row["amount"] for row in rows[name] if row[breakdown] == code)
                    expected[Asked(name, window, breakdown, code)] = under
        assert dict(count(session, scope, expected)) == expected


def test_a_house_is_counted_without_its_neighbours(store: Store) -> None:
    stay = Stay(date(2025, 1, 1))
    neighbour, empty = World((Person((stay,)),), (Sent(date(2025, 2, 1)),)), World(places=0)
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        write(session, neighbour)
        scope = Scope(write(session, empty), Period(2025, "A"), "UTC")
        assert all(cell.value == 0 for cell in compute(session, catalogues.current(), scope))


@pytest.mark.parametrize(
    ("gap", "modality", "expected"),
    [
        (13, "residential", 0),
        (14, "residential", 1),
        (183, "residential", 1),
        (184, "residential", 0),
        (100, "ambulatory", 0),
    ],
)
def test_a_return_is_a_new_stay_in_the_house_within_the_window(
    store: Store, gap: int, modality: str, expected: int
) -> None:
    left = date(2025, 1, 31)
    stays = (Stay(date(2025, 1, 1), left), Stay(left + timedelta(days=gap), modality=modality))
    period = containing(left + timedelta(days=183), "M")
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        scope = Scope(write(session, World((Person(stays),))), period, "UTC")
        left, back = Asked("exit_cohort", 183), Asked("returned", 183)
        assert count(session, scope, (left, back)) == {left: 1, back: expected}


@pytest.mark.parametrize(("closed_on", "places"), [(None, 8), (date(2025, 4, 1), 8), (date(2025, 3, 31), 0)])
def test_a_house_that_is_closed_on_the_last_day_has_no_places(
    store: Store, closed_on: date | None, places: int
) -> None:
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        scope = Scope(write(session, World(closed_on=closed_on)), Period(2025, "M", 3), "UTC")
        asked = Asked("licensed_places")
        assert count(session, scope, (asked,)) == {asked: places}
