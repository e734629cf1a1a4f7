"""Guatemala and Honduras in one network, on both databases."""

import pytest

from core import clock, defaults
from core.testkit.stores import StoreFactory, store_factory, store_kind, store_templates
from core.testkit.stories import Network
from plugins.discovery import discover

__all__ = ["store_factory", "store_kind", "store_templates"]


@pytest.fixture
def network(store_factory: StoreFactory) -> Network:
    """Open a house in either country."""
    countries = discover(("gt", "hn"), (defaults,))
    found = Network(store_factory("gt", "hn"), countries)
    with clock.freeze(clock.now().replace(year=2025, month=1, day=2)):
        found.open()
    return found
