"""Three years go from the houses to the public, signed, sent, added up with masks and told; no house shows a cell."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core import clock
from core.actor import Actor
from core.branches.models import Branch
from core.hq import service as office
from core.hq import threads
from core.hq.public import service as public
from core.hq.receiving.service import receive_here
from core.hq.sums import rounds
from core.reporting import service
from core.reporting.leaving import sums as parts
from core.reporting.masking import name_of
from core.reporting.periods import Period
from core.reporting.twoway import is_two_way
from core.stores import Stores
from core.testkit.house import Home, home_in, known, open_home, zedland
from core.testkit.stores import StoreFactory
from core.testkit.worlds import Person, Stay, World, populate

POOL = Period(2023, "T")
TODAY = date(2026, 3, 16)
BRUNO, IRMA = Actor(1, "Bruno Alvarado", "hq_analyst"), Actor(2, "Irma Tzoc", "hq_analyst")
#: How many of each sex and age come to a house in a year.
CAME = {("F", 12): 4, ("F", 16): 5, ("M", 12): 6, ("M", 16): 4}
TOLD = {"F-Y9T14": 36, "F-Y15T17": 45, "M-Y9T14": 54, "M-Y15T17": 36}


@pytest.fixture
def store_kind() -> str:
    """A round runs on both kinds of database in ``test_sums``; of what leaves one is enough."""
    return "sqlcipher"


@pytest.fixture
def homes(store_factory: StoreFactory) -> Iterator[list[Home]]:
    """Three houses that have sent three years, one by one and together, which the office has accepted."""
    with clock.freeze(datetime(2026, 3, 16, 15, tzinfo=UTC)):
        stores, told = store_factory.furnished(_sent, "zz")
        yield [home_in(stores, each) for each in told]


def _sent(stores: Stores) -> list[dict[str, Any]]:
    homes = [open_home(stores, zedland(), number=number) for number in (1, 2, 3)]
    for home in homes:
        with home.transaction() as session:
            session.get_one(Branch, home.id).opened_on = POOL.first
            people = tuple(
                Person((Stay(date(year, 3, 1 + day), date(year, 5, year - 2020), age=age),), sex=sex)
                for year in (2023, 2024, 2025) for (sex, age), number in CAME.items() for day in range(number)
            )  # fmt: skip
            populate(session, home.id, World(people, code=home.code))
        for period in (*POOL.parts("A"), POOL):
            _send(home, period)
    return [known(home) for home in homes]


def _send(home: Home, period: Period) -> None:
    with home.transaction() as session:
        director = home.actor("director")
        closing = service.close(session, director, home.country, period, today=TODAY, note="Prueba")
        service.sign(session, director, home.country, closing)
        envelope = service.envelope(session, director, closing)
    receive_here(home.stores, envelope, "file")
    with home.stores.network.transaction() as session:
        threads.accept(session, BRUNO, home.code, period, 1)


def add_up(homes: list[Home]) -> None:
    """Take a round from the call to the sums."""
    network = homes[0].stores.network
    with network.transaction() as session:
        asked = rounds.open_round(session, BRUNO, POOL, today=TODAY).call
    settled = None
    for _step in range(2):
        for home in homes:
            with home.transaction() as session:
                director = home.actor("director")
                given = (
                    parts.answer(session, director, asked, settled, today=TODAY) if settled
                    else parts.take_part(session, director, asked, today=TODAY)
                )  # fmt: skip
            with network.transaction() as session:
                rounds.receive_part(session, given)
        if settled is None:
            with network.transaction() as session:
                settled = str(rounds.settle(session, BRUNO, POOL).settled)


def test_three_years_are_added_up_with_masks_and_told(homes: list[Home]) -> None:
    stores = homes[0].stores
    with stores.hq.reading() as session:
        cells = [each for each in office.rows(session, BRUNO, POOL) if is_two_way(each.breakdown)]
        assert len(cells) > 3 * len(TOLD)
        assert {each.value for each in cells} == {None}
    add_up(homes)
    with stores.hq.reading() as session:
        found = rounds.sums_of(session, BRUNO, POOL)
    codes = frozenset(home.code for home in homes)
    assert {code: found[name_of(("RES-003", "SEX-AGE", code, "V"))] for code in TOLD} == {
        code: rounds.Sum(value, codes) for code, value in TOLD.items()
    }
    with stores.network.transaction() as session:
        made = public.propose(session, BRUNO, "one", POOL)
        public.approve(session, IRMA, made.id)
        (part,) = public.read(session, BRUNO, made.id).parts
    told = {each.code: each.told.value for each in part.lines if each.breakdown == "SEX-AGE" and each.told}
    assert {code: told[code] for code in TOLD} == {"F-Y9T14": 35, "F-Y15T17": 45, "M-Y9T14": 55, "M-Y15T17": 35}
