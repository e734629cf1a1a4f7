"""Builds a simulated network: the same seed, day and size give the same content, on either database."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import digest as keyed
from math import ceil

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from core import clock
from core.actor import SYSTEM
from core.audit.service import Subject, record
from core.branches.models import Branch
from core.errors import N_, Refused
from core.partners import seeding as partners
from core.places import service as places
from core.residents.models import Resident
from core.scope import ALL, set_branch_scope
from core.simulation import ground, sink
from core.simulation.ahead import Chunk, ahead
from core.simulation.days import Days
from core.simulation.ground import MARK, Ground, HousePlan
from core.simulation.house_life import HouseLife
from core.simulation.house_work import write_house
from core.simulation.papers import Papers
from core.simulation.rules import Rules, read_rules
from core.simulation.scene import Codes, Scene, Seals
from core.simulation.staffing import house_plans
from core.simulation.tables import Row, Tables
from core.stores import Store, Stores
from plugins.profile import CountryProfile

CHUNK = 2_000
#: Mean stay in days, and how many of a house's beds are taken on an ordinary day.
_STAY, _TAKEN = 175, 0.82
_ORDINARY_HOUSE = 40

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is to be built.

    :param branches: houses in all countries together; as many as residents need if None.
    :param now: the instant at which the simulated years end.
    """

    seed: str
    residents: int
    years: float
    branches: int | None = None
    now: datetime | None = None


def simulate(
    stores: Stores, profiles: Mapping[str, CountryProfile], plan: Simulation, progress: Progress = lambda _done: None
) -> int:
    """Build a network in stores that hold nothing real.

    :param progress: told how many residents have been written since it was told last.
    :returns: how many rows were written.
    :raises Refused: if a store holds a house that is not of a demonstration.
    """
    for code in profiles:
        require_unreal(stores.country(code))
    now = plan.now or clock.now()
    shares = _shares(plan.residents, len(profiles))
    houses = _shares(plan.branches, len(profiles)) if plan.branches else [None] * len(profiles)
    written = 0
    for country, people, branches in zip(profiles.values(), shares, houses, strict=True):
        wanted = branches or max(1, round(_inside(people, plan.years) / _ORDINARY_HOUSE))
        beds = max(4, ceil(_inside(people, plan.years) / wanted / _TAKEN))
        opened_on = Days.until(now, plan.years, country.country.time_zone).first
        first = _next_number(stores.country(country.code))
        plans = house_plans(country, plan.seed, first, wanted, beds, opened_on)
        builder = Builder(stores, country, now, plan.years, plan.seed, progress)
        written += builder.build(plans, _shares(people, wanted))
    return written


def require_unreal(store: Store) -> None:
    """Stop unless every house of a store is of a demonstration.

    :raises Refused: if one is not.
    """
    with store.reading() as session:
        set_branch_scope(session, ALL)
        if any(not settings.get(MARK) for settings in session.scalars(select(Branch.settings))):
            raise Refused(message=N_("This store holds houses that are not of a demonstration. Nothing was written."))


class Builder:
    """Builds the houses of one country."""

    def __init__(
        self, stores: Stores, country: CountryProfile, now: datetime, years: float, seed: str, progress: Progress
    ) -> None:
        self._stores = stores
        self._store = stores.country(country.code)
        self._country = country
        self._now, self._years, self._seed, self._progress = now, years, seed, progress

    def build(self, plans: Sequence[HousePlan], people: Sequence[int]) -> int:
        """Open the houses and let people live in them; some thousands are written in one transaction.

        :returns: how many rows were written.
        """
        with self._store.transaction() as session:
            scenes = self.open_houses(session, plans)
        with sink.swiftly(self._store):
            written = sum(self._write(*chunk) for chunk in ahead(lambda: _lives(scenes, people)))
        sink.settle_sequences(self._store, self._stores.settings)
        return written

    def open_houses(
        self, session: Session, plans: Sequence[HousePlan], password_hash: str | None = None
    ) -> list[Scene]:
        """Open houses and list them in the network; nobody lives in them yet.

        The network is told before this transaction ends: a listing without its house is replaced the next time.

        :param password_hash: what everybody who works there signs in with; nobody signs in without one.
        """
        set_branch_scope(session, ALL)
        places.seed(session, self._country)
        partners.seed(session, self._country)
        with self._stores.network.transaction() as network:
            staff = ground.hire(network, plans, self._country.code, password_hash)
        opened = [ground.open_house(session, self._country, plan, staff[plan.code]) for plan in plans]
        rules = read_rules(session, self._country)
        papers = Papers(session, self._country, opened[0].ground.staff)
        tables, codes = Tables(session), Codes(_codes_in_use(session))
        with self._stores.network.transaction() as network:
            ground.announce(network, self._country, opened)
        return [self._scene(each.ground, rules, papers, tables, codes) for each in opened]

    def _scene(self, place: Ground, rules: Rules, papers: Papers, tables: Tables, codes: Codes) -> Scene:
        store = self._store
        return Scene(
            rules=rules,
            ground=place,
            days=Days.until(self._now, self._years, place.zone),
            dice=random.Random(f"{self._seed}/{place.code}"),  # noqa: S311 - a simulation must be repeatable
            more=random.Random(f"{self._seed}/{place.code}/work"),  # noqa: S311 - likewise
            tables=tables,
            seals=Seals(store.vault),
            codes=codes,
            papers=papers,
            mark=lambda kind, number: keyed(store.kek, f"document|{kind}|{number}".encode(), "sha256"),
        )

    def _write(self, residents: int, rows: Mapping[str, list[Row]]) -> int:
        with self._store.transaction() as session:
            set_branch_scope(session, ALL)
            written = write(session, self._country, residents, rows)
        self._progress(residents)
        return written


def write(session: Session, country: CountryProfile, residents: int, rows: Mapping[str, list[Row]]) -> int:
    """Write rows. Their one event says what was done, simulated people; no act of theirs is claimed.

    :returns: how many rows.
    """
    written = sink.write(session, rows)
    record(session, SYSTEM, "simulation.write", Subject("country", country.code), residents=residents, rows=written)
    return written


def _lives(scenes: Sequence[Scene], people: Sequence[int]) -> Iterator[Chunk]:
    """Let one house after the other live, and hand over what was written each time there is enough of it."""
    waiting = 0
    tables = scenes[0].tables
    for scene, number in zip(scenes, people, strict=True):
        for new in HouseLife(scene, number).play():
            waiting += new
            if waiting >= CHUNK:
                yield waiting, tables.take()
                waiting = 0
        write_house(scene)
    yield waiting, tables.take()


def _codes_in_use(session: Session) -> set[str]:
    return set(session.scalars(union(select(Resident.code), select(Resident.external_code))))


def _shares(whole: int, parts: int) -> list[int]:
    return [whole * (part + 1) // parts - whole * part // parts for part in range(parts)]


def _inside(residents: int, years: float) -> float:
    """Estimate how many live in all houses on one day, those who return included."""
    return max(1.0, residents * 1.15 * _STAY / max(_STAY, years * 365))


def _next_number(store: Store) -> int:
    with store.reading() as session:
        set_branch_scope(session, ALL)
        numbers = [int(code.rpartition("-")[2]) for code in session.scalars(select(Branch.code))]
    return max(numbers, default=0) + 1
