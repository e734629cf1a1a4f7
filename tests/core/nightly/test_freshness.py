"""Whoever looks after the server sees whether the night's work is done; what is late does not stop it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from core import clock
from core.nightly import freshness, turns
from core.nightly.freshness import Freshness, Report
from core.testkit.house import Home, house, open_home
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.web import Network


@pytest.fixture
def home(store_factory: StoreFactory) -> Iterator[Home]:
    with clock.freeze(NOON):
        yield house(store_factory)


def report(home: Home) -> Report:
    return freshness.report(home.stores, {home.country.code: home.country})


def look(home: Home) -> None:
    turns.run(home.stores, {home.country.code: home.country}, again=False)


def test_an_installation_that_has_just_begun_is_not_late(home: Home) -> None:
    assert report(home) == Report(Freshness.NEVER, None, ())


def test_what_nobody_did_for_a_day_is_late_and_names_the_house(home: Home) -> None:
    look(home)
    assert report(home) == Report(Freshness.FRESH, NOON, ())
    with clock.freeze(NOON + timedelta(hours=4)):
        assert report(home) == Report(Freshness.LATE, NOON, ())
    with clock.freeze(NOON + timedelta(days=2)):
        assert report(home) == Report(Freshness.LATE, NOON, ("ZZ-01",))
        look(home)
        assert report(home).freshness is Freshness.FRESH


def test_a_house_that_was_opened_without_a_night_is_behind(home: Home) -> None:
    look(home)
    open_home(home.stores, home.country, number=2)
    assert report(home).behind == ("ZZ-02",)


def test_a_pass_that_could_not_do_everything_is_not_fresh(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns.work, "run", lambda *_asked, **_more: False)
    look(home)
    assert freshness.standing(home.stores.network) is Freshness.LATE


def test_the_servers_health_tells_it_and_stays_good(network: Network) -> None:
    browser = network.browser()
    assert browser.get("/healthz").text == "ok\nnightly never\n"
    look(network.home)
    assert browser.get("/healthz").text == "ok\nnightly fresh\n"
    with clock.freeze(NOON + timedelta(days=1)):
        answer = browser.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\nnightly late\n")
