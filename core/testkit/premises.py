"""Fixtures of the rooms that run a house from day to day: the house, and its pages in a browser of the test."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from core import clock
from core.agenda.views import bp as agenda
from core.branches.views import bp as branches
from core.overview.views import bp as home_pages
from core.partners.views import bp as partners
from core.stores import Stores
from core.testkit import house as houses
from core.testkit.house import Home, zedland
from core.testkit.houses import NOON, House, copied, open_house
from core.testkit.pages import Pages, pages_of
from core.testkit.stores import StoreFactory
from plugins.profile import CountryProfile


@pytest.fixture
def house(store_factory: StoreFactory, zz: CountryProfile) -> Iterator[House]:
    """Open a house at noon of a day."""
    with clock.freeze(NOON):
        stores, told = store_factory.furnished(_opened, "zz")
        yield copied(stores.country("zz"), zz, told)


def _opened(stores: Stores) -> dict[str, Any]:
    return open_house(stores.country("zz"), zedland()).told()


@pytest.fixture
def home(store_factory: StoreFactory) -> Iterator[Home]:
    """Open a house that can admit somebody."""
    with clock.freeze(NOON):
        yield houses.house(store_factory)


@pytest.fixture
def served_app(home: Home) -> Pages:
    """Serve the house's pages."""
    return pages_of(home, branches, agenda, partners, home_pages)


@pytest.fixture
def client(served_app: Pages) -> FlaskClient:
    """Give a browser at the house's pages."""
    return served_app.test_client()
