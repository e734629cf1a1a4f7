"""Each population against a slow and obvious oracle, on small worlds that no service would write."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle_of_stays import ORACLES, told

from core.reporting import catalogue as catalogues
from core.reporting.counting.passes import Asked, count
from core.reporting.figures import compute
from core.reporting.periods import Period, containing
from core.reporting.populations import POPULATIONS, Scope
from core.scope import ALL, set_branch_scope
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Cover, Licensed, Person, Sent, Stay, World, write

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
        places, opened = self.chance.randrange(9), self.day()
        return World(
            tuple(people), referrals, places, opened, closed, self.zone, purposes=MEANINGS, means=MEANINGS,
            licences=self.licences(opened),
        )  # fmt: skip

    def licences(self, opened: date) -> tuple[Licensed, ...]:
        """None of its own, or some one after the other, be it with a gap or with no day at all."""
        found: list[Licensed] = []
        start = min(opened, self.day())
        for _ in range(self.chance.randrange(4)):
            until = start + timedelta(days=self.chance.choice((0, 1, 30, 365)))
            found.append(Licensed(self.chance.randrange(9), start, until))
            start = until + timedelta(days=self.chance.choice((0, 0, 1, 7)))
        if found and self.chance.choice([True, False]):
            found[-1] = replace(found[-1], until_on=None)
        return tuple(found)

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
            elsewhere=tuple(self.chance.sample(GAPS, pick([0, 0, 1, 2]))),
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
        expected = told(world, period, window)
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


def test_a_baby_is_no_member_of_a_cohort_of_those_who_left(store: Store) -> None:
    """It left with its mother: nobody asks it, and it comes back when she does."""
    left = date(2024, 7, 10)
    stays = (Stay(date(2024, 1, 1), left), Stay(date(2024, 8, 1)))
    people = (Person(stays), Person(stays, kind="baby", mother=0))
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        scope = Scope(write(session, World(people)), Period(2025, "A"), "UTC")
        asked = [Asked(name, 183) for name in ("exit_cohort", "returned", "due_for_follow_up")]
        assert count(session, scope, asked) == dict.fromkeys(asked, 1)


@pytest.mark.parametrize(("closed_on", "places"), [(None, 8), (date(2025, 4, 1), 8), (date(2025, 3, 31), 0)])
def test_a_house_that_is_closed_on_the_last_day_has_no_places(
    store: Store, closed_on: date | None, places: int
) -> None:
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        scope = Scope(write(session, World(closed_on=closed_on)), Period(2025, "M", 3), "UTC")
        asked = Asked("licensed_places")
        assert count(session, scope, (asked,)) == {asked: places}


@pytest.mark.parametrize(("period", "places", "place_days"), [
    (Period(2025, "M", 3), 6, 31 * 6),
    (Period(2025, "M", 4), 10, 14 * 6 + 16 * 10),
    (Period(2025, "M", 5), 10, 31 * 10),
    (Period(2025, "M", 6), 0, 19 * 10),
])  # fmt: skip
def test_days_before_a_new_licence_stay_counted_by_the_old_one(
    store: Store, period: Period, places: int, place_days: int
) -> None:
    """Six places until 14 April, ten from 15 April on; none from 20 June on."""
    licences = (
        Licensed(6, date(2023, 1, 1), date(2025, 4, 15)), Licensed(10, date(2025, 4, 15), date(2025, 6, 20)),
    )  # fmt: skip
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        scope = Scope(write(session, World(licences=licences)), period, "UTC")
        on_the_day, together = Asked("licensed_places"), Asked("place_days")
        assert count(session, scope, (on_the_day, together)) == {on_the_day: places, together: place_days}
        supposed = replace(scope, places=12, places_from=date(2025, 6, 11))
        change = {on_the_day: 12, together: 10 * 10 + 20 * 12} if period.number == 6 else {}
        expected = {on_the_day: places, together: place_days, **change}
        assert count(session, supposed, (on_the_day, together)) == expected
