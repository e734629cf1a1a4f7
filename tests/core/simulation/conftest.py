"""A small simulated network of the imaginary country."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from core.simulation.service import Simulation, simulate
from core.stores import Stores
from core.testkit.stores import StoreFactory, store_factory, store_kind, store_templates
from plugins.profile import CountryProfile

__all__ = ["store_factory", "store_kind", "store_templates"]

NOW = datetime(2026, 3, 16, 16, 0, tzinfo=UTC)
Build = Callable[..., Stores]


@pytest.fixture
def build(store_factory: StoreFactory, zz: CountryProfile) -> Build:
    """Give a function that builds a network from a seed."""

    def make(seed: str = "one", residents: int = 150, years: float = 3.0, branches: int = 2) -> Stores:
        stores = store_factory("zz")
        simulate(stores, {"zz": zz}, Simulation(seed, residents, years, branches, NOW))
        return stores

    return make
