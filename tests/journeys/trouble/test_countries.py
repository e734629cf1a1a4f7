"""A country more or less changes nothing for the others."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from trouble import Desk, admit

from core import clock, defaults
from core.stores import Stores
from core.testkit.application import application
from core.testkit.house import Home, open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.web import Network, hire
from plugins.discovery import discover
from plugins.profile import CountryProfile

PAGES = (
    "/",
    "/residents",
    "/residents/admit",
    "/beds",
    "/agenda",
    "/partners",
    "/legal",
    "/moves",
    "/figures",
    "/settings",
)


@pytest.fixture
def clocked() -> Iterator[None]:
    """Let the clock stand still."""
    with clock.freeze(NOON):
        yield


def test_without_honduras_guatemala_shows_the_same_pages(store_factory: StoreFactory, clocked: None) -> None:
    countries = discover(("gt", "hn"), (defaults,))
    stores = store_factory("gt", "hn")
    here, abroad = (open_home(stores, countries[code]) for code in ("gt", "hn"))
    code = open_for_work(here, countries)
    open_for_work(abroad, countries)
    both = pages(here, countries, code)
    alone = Stores(replace(stores.settings, countries=("gt",)))
    left = discover(("gt",), (defaults,))
    assert pages(replace(here, stores=alone), left, code) == both
    alone.close()


def test_a_third_country_stands_beside_the_others(
    store_factory: StoreFactory, zz: CountryProfile, clocked: None
) -> None:
    countries = {**discover(("gt", "hn"), (defaults,)), "zz": zz}
    stores = store_factory("gt", "hn", "zz")
    homes = {code: open_home(stores, country) for code, country in countries.items()}
    codes = {code: open_for_work(home, countries) for code, home in homes.items()}
    for code, home in homes.items():
        shown = pages(home, countries, codes[code])
        assert codes[code] in shown["/residents"]
        assert not [other for other in codes.values() if other != codes[code] and other in "".join(shown.values())]


def open_for_work(home: Home, countries: Mapping[str, CountryProfile]) -> str:
    """Hire everybody and admit somebody."""
    hire(home)
    app = application(home.stores, countries)
    return admit(Desk(Network(app, home).client()))


def pages(home: Home, countries: Mapping[str, CountryProfile], code: str) -> dict[str, str]:
    """Read the main pages as the house's director and as its social worker do."""
    app = application(home.stores, countries)
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    network, shown = Network(app, home), {}
    for role in ("director", "social_worker"):
        client = network.client(role)
        for path in (*PAGES, f"/residents/{code}", f"/residents/{code}/forms", f"/residents/{code}/legal"):
            answer = client.get(path)
            assert answer.status_code in (200, 404), path
            shown[path] = shown.get(path, "") + plain(answer.text)
    return shown


def plain(page: str) -> str:
    """A page without its one-time tokens."""
    return re.sub(r'((?:name="(?:csrf_token|form_token)" value|data-csrf|content)=)"[^"]*"', r"\1", page)
