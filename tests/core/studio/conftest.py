"""A furnished house at noon of a day."""

from collections.abc import Iterator

import pytest

from core import clock
from core.testkit.house import Home, house
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory


@pytest.fixture
def home(store_factory: StoreFactory) -> Iterator[Home]:
    """Open a house at noon of a day."""
    with clock.freeze(NOON):
        yield house(store_factory)
