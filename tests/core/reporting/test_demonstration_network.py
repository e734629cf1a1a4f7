"""Every indicator on the demonstration network, cell by cell, is what a slow and obvious oracle counts there."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from house_as_it_is import records_of, world_of
from oracle_of_records import INSIDE, OUTSIDE, House, by_list, pairs
from oracle_of_stays import ORACLES
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, defaults
from core.branches.models import Branch
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, SQUARES, TOTAL, WINDOW, Key
from core.reporting.closings import scope_of
from core.reporting.figures import compute, population_of
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.reporting.twoway import sides
from core.scope import ALL, set_branch_scope
from core.simulation.demonstration import load_demonstration
from core.stores import Stores
from core.testkit.records import Records
from core.testkit.stores import StoreFactory
from core.testkit.worlds import World
from plugins.discovery import discover

NOW = datetime(2026, 11, 29, 16, tzinfo=UTC)
PERIODS = (Period(2025, "A"), Period(2024, "A"), Period(2023, "T"), Period(2026, "Q", 3))
COUNTRIES = ("gt", "hn")
#: What is asked 24 months after a decision that itself takes years: nought, as long as the network has four of them.
NOT_YET = {"LEG-007", "POL-004"}


class Oracle:
    """What each cell of a house ought to be."""

    def __init__(self, world: World, made: Records, scope: Scope) -> None:
        self.world, self.made, self.scope = world, made, scope
        self._told: dict[tuple[str, int], Any] = {}

    def expected(self, key: Key) -> int:
        code, breakdown, entry, component = key
        indicator = catalogues.current().everything[code]
        window = indicator.windows[entry] if breakdown == WINDOW else 0
        column = "" if breakdown in (TOTAL, WINDOW) else breakdown
        if indicator.type == "mean" and component in (DENOMINATOR, SQUARES):
            changes = [after - before for _stay, _code, before, after in pairs(self._house(0), "WHO5")]
            return len(changes) if component == DENOMINATOR else sum(each * each for each in changes)
        return self._number(population_of(indicator, component), window, column, entry)

    def _number(self, population: str, window: int, column: str, entry: str) -> int:
        told = self._of(population, window)
        if isinstance(told, list):
            return sum(row["amount"] for row in told if not column or _under(row, column, entry))
        if isinstance(told, int):
            assert not column, population
            return told
        lists = by_list(told)
        return int(lists[column][entry] if column else sum(next(iter(lists.values())).values()))

    def _of(self, population: str, window: int) -> Any:
        asked = population, window
        if asked not in self._told:
            rows = ORACLES.get(population)
            self._told[asked] = (
                list(rows(self.world, self.made.period, window)) if rows
                else {**INSIDE, **OUTSIDE}[population](self._house(window))
            )  # fmt: skip
        return self._told[asked]

    def _house(self, window: int) -> House:
        return House(self.made, window, self.scope.due, self.scope.statistics)


def _under(row: Mapping[str, Any], column: str, entry: str) -> bool:
    """Tell whether a row lies under an entry, or in a cell of a two-way table."""
    return all(row[name] == code for name, code in zip(sides(column), sides(entry), strict=True))


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    return store_factory(*COUNTRIES)


def houses(stores: Stores) -> Iterator[tuple[Session, Oracle]]:
    """Each house of the network, and what it ought to count in each period."""
    profiles = discover(COUNTRIES, (defaults,))
    load_demonstration(stores, profiles, months=1)
    for code, country in profiles.items():
        with stores.country(code).reading() as session:
            set_branch_scope(session, ALL)
            for branch in session.scalars(select(Branch.id)).all():
                scopes = [scope_of(session, country, branch, period) for period in PERIODS]
                world = world_of(session, scopes[0])
                for scope in scopes:
                    yield session, Oracle(world, records_of(session, scope, world), scope)


def test_every_indicator_of_the_demonstration_is_what_the_oracle_counts(stores: Stores) -> None:
    told: set[str] = set()
    wrong: list[str] = []
    with clock.freeze(NOW):
        for session, oracle in houses(stores):
            for cell in compute(session, catalogues.current(), oracle.scope):
                expected = oracle.expected((cell.indicator, cell.breakdown, cell.code, cell.component))
                told |= {cell.indicator} if expected else set()
                if cell.value != expected:
                    wrong.append(f"{oracle.world.code} {cell}: the oracle counts {expected}")
    assert wrong == []
    assert set(catalogues.current().indicators) - told == NOT_YET
