"""A house's own clocks: within the network's bounds, as they were on each day, read wherever they count."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.agenda.models import Task
from core.branches import clocks
from core.branches.clocks import CLOCKS, LIMITS
from core.configuration.kinds import Ground
from core.errors import Invalid
from core.testkit.house import Home, house
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.studio import content_of, counted, publish
from core.testkit.web import Network
from core.testkit.zz.sources import CHILD_ACT
from plugins.contract.clocks import HouseClock

USUAL = {code: each.usual for code, each in LIMITS.items()}


@pytest.fixture
def home(store_factory: StoreFactory) -> Iterator[Home]:
    with clock.freeze(NOON):
        yield house(store_factory)


def due(home: Home, code: str) -> list[datetime]:
    with home.reading() as session:
        query = select(Task.due_at).where(Task.branch_id == home.id, Task.code == code).order_by(Task.id)
        return list(session.scalars(query))


def test_what_begins_from_then_on_is_due_earlier_and_what_runs_stays(home: Home) -> None:
    assert content_of(home, CLOCKS) == USUAL
    home.admit(bed_id=None)
    stricter = {**USUAL, "plan_first": 20, "health_urgent": 12}
    assert counted(home, CLOCKS, stricter) == publish(home, CLOCKS, stricter).touched == {"clocks": 2}
    with clock.freeze(NOON + timedelta(days=1)):
        home.admit(bed_id=None)
    first, second = due(home, "plan.first")
    assert second - first == timedelta(days=1) - timedelta(days=10)
    first, second = due(home, "health.urgent")
    assert second - first == timedelta(days=1) - timedelta(hours=12)


@pytest.mark.parametrize("code", sorted(LIMITS))
def test_no_clock_leaves_its_bounds(home: Home, code: str) -> None:
    for amount in (LIMITS[code].least - 1, LIMITS[code].most + 1):
        with pytest.raises(Invalid):
            publish(home, CLOCKS, {**USUAL, code: amount})


def test_each_day_has_the_clocks_it_had_and_a_bound_that_moved_holds(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(home, CLOCKS, {**USUAL, "bed_hold": 9})
    with clock.freeze(NOON + timedelta(days=2)):
        publish(home, CLOCKS, {**USUAL, "bed_hold": 12})
        with home.reading() as session:
            days = [clocks.length(session, home.id, "bed_hold", NOON + timedelta(days=n)) for n in (-1, 1, 3)]
            assert days == [3, 9, 12]
            monkeypatch.setitem(LIMITS, "bed_hold", clocks.Limit("x", "days", 3, 1, 5))  # type: ignore[index]
            assert clocks.length(session, home.id, "bed_hold") == 5


def test_the_screens_of_the_house_lock_as_it_has_set(network: Network) -> None:
    client = network.client("social_worker")
    assert 'data-lock-seconds="900"' in client.get("/").text
    publish(network.home, CLOCKS, {**USUAL, "screen_lock": 4})
    assert 'data-lock-seconds="240"' in client.get("/").text


def test_the_page_of_the_day_counts_measures_as_far_ahead_as_the_house_wants(network: Network) -> None:
    network.home.admit(bed_id=None)
    publish(network.home, CLOCKS, {**USUAL, "measure_lapsing": 7})
    assert "en 7 días" in network.client("director").get("/").text


@pytest.fixture
def strict(home: Home) -> Home:
    """A house of a country that asks for the talk within a day, and for the first notice three months before."""
    asked = (HouseClock("return_talk", 24, CHILD_ACT), HouseClock("measure_notice", 90, CHILD_ACT))
    country = replace(home.country, clocks={each.code: each for each in asked})
    home.stores.tighten({country.code: clocks.tighter_in(country)})
    return replace(home, country=country)


def test_a_country_is_stricter_than_the_network_and_a_house_may_only_be_stricter_still(strict: Home) -> None:
    theirs = {**USUAL, "return_talk": 24, "measure_notice": 90}
    assert content_of(strict, CLOCKS) == theirs
    with strict.reading() as session:
        assert clocks.lengths(session, strict.id) == theirs
    for looser in ({"return_talk": 25}, {"measure_notice": 89}):
        with pytest.raises(Invalid):
            publish(strict, CLOCKS, {**theirs, **looser})
    publish(strict, CLOCKS, {**theirs, "return_talk": 12, "measure_notice": 100})
    with strict.reading() as session:
        assert clocks.length(session, strict.id, "return_talk") == 12
        assert clocks.length(session, strict.id, "measure_notice") == 100


def test_what_a_house_has_set_gives_way_to_a_country_that_asks_for_more(home: Home) -> None:
    publish(home, CLOCKS, {**USUAL, "return_talk": 48, "screen_lock": 10})
    home.stores.tighten({"zz": {"return_talk": 24, "screen_lock": 5}})
    with home.reading() as session:
        assert clocks.length(session, home.id, "return_talk") == 24
        assert clocks.screen_lock(session, {}) == 5


def test_the_studio_says_whose_a_clock_is(strict: Home) -> None:
    with strict.reading() as session:
        schema = CLOCKS.schema(Ground(session, strict.country, strict.id, NOON.date()), {})
    told = str(schema.fields["return_talk"].metadata["help"])
    assert CHILD_ACT.citation in told
    assert CHILD_ACT.citation not in str(schema.fields["plan_first"].metadata["help"])


def test_a_clock_that_the_network_would_not_take_is_as_the_network_has_it(home: Home) -> None:
    looser = HouseClock("return_talk", 100, CHILD_ACT)
    country = replace(home.country, clocks={"return_talk": looser, "moon_rise": replace(looser, code="moon_rise")})
    assert clocks.tighter_in(country) == {}
