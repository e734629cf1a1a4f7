"""A house to work in, and its pages."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from core import clock
from core.agenda.views import bp as agenda
from core.branches.views import bp as branches
from core.overview.views import bp as home_pages
from core.partners.views import bp as partners
from core.testkit.browser import context, live_server, page  # noqa: F401 - fixtures
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON, House, open_house
from core.testkit.pages import Pages, pages_of
from core.testkit.stores import StoreFactory
from plugins.profile import CountryProfile


@pytest.fixture
def house(store_factory: StoreFactory, zz: CountryProfile) -> Iterator[House]:
    """Open a house at noon of a day."""
    with clock.freeze(NOON):
        yield open_house(store_factory("zz").country("zz"), zz)


@pytest.fixture
def home(store_factory: StoreFactory, zz: CountryProfile) -> Iterator[Home]:
    """Open a house that can admit somebody."""
    with clock.freeze(NOON):
        yield open_home(store_factory("zz"), zz)


@pytest.fixture
def served_app(home: Home) -> Pages:
    """Serve the house's pages."""
    return pages_of(home, branches, agenda, partners, home_pages)


@pytest.fixture
def client(served_app: Pages) -> FlaskClient:
    return served_app.test_client()
