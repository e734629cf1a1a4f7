"""A house to work in."""

from collections.abc import Iterator

import pytest

from core import clock
from core.testkit.houses import NOON, House, open_house
from core.testkit.stores import StoreFactory
from plugins.profile import CountryProfile


@pytest.fixture
def house(store_factory: StoreFactory, zz: CountryProfile) -> Iterator[House]:
    """Open a house at noon of a day."""
    with clock.freeze(NOON):
        yield open_house(store_factory("zz").country("zz"), zz)
