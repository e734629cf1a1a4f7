"""Figures from the house to the regional office in a real browser, with and without scripts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core import clock
from core.reporting import service as figures
from core.reporting.periods import Period
from core.stores import Stores
from core.testkit.application import application
from core.testkit.axe import TELEPHONE, kept_out
from core.testkit.house import Home, furnished, known, open_home, zedland
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory
from core.testkit.web import Network, hire
from core.web.sessions import COOKIE

pytestmark = pytest.mark.browser


@pytest.fixture
def store_kind() -> str:
    """One kind of database is enough for what a browser shows."""
    return "sqlcipher"


@pytest.fixture
def network(store_factory: StoreFactory) -> Iterator[Network]:
    """Two houses whose figures have arrived at the office."""
    with clock.freeze(NOON):
        home = furnished(store_factory, _arrived)
        app = application(home.stores, {"zz": home.country})
        app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=True)
        yield Network(app, home)


@pytest.fixture
def served_app(network: Network) -> Flask:
    return network.app


def _arrived(stores: Stores) -> dict[str, Any]:
    first = open_home(stores, zedland())
    hire(first)
    network = Network(application(stores, {"zz": first.country}), first)
    for home in (first, network.open_house()):
        with clock.freeze(datetime(2025, 6, 3, 16, tzinfo=UTC)):
            home.admit()
        for written in ("2025", "2026-01"):
            _hand_over(network, home, written)
    return known(first)


def _hand_over(network: Network, home: Home, written: str) -> None:
    director = home.actor("director")
    with home.transaction() as session:
        period = Period.parse(written)
        closing = figures.close(session, director, home.country, period, today=date(2026, 3, 1), note="Sin novedad")
        figures.sign(session, director, home.country, closing)
        package = figures.envelope(session, director, closing)
    with network.app.app_context():
        network.app.extensions["abrigo-office"](package)


def come_in(context: BrowserContext, network: Network, address: str, role: str) -> None:
    token = network.client(role).get_cookie(COOKIE)
    assert token is not None
    context.add_cookies([{"name": COOKIE, "value": token.value, "url": address}])


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        ("director", ["/figures", "/figures?period=2025", "/figures?period=2024-01", "/figures/office/2026-01"]),
        ("social_worker", ["/figures?period=2026-01"]),
        (
            "hq_analyst",
            [
                "/hq", "/hq?kind=A", "/hq/periods/2025", "/hq/periods/2024", "/hq/branches/ZZ-01/2026-01",
                "/hq/charts?indicator=RES-003", "/hq/dashboard?period=2025", "/hq/standards",
            ],
        ),
    ],
)  # fmt: skip
def test_on_a_telephone_in_the_dark_the_pages_of_figures_keep_nobody_out(
    page: Page, context: BrowserContext, network: Network, live_server: str, role: str, paths: list[str]
) -> None:
    come_in(context, network, live_server, role)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(TELEPHONE)
    assert kept_out(page, live_server, paths) == []


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that runs no scripts."""
    fresh = browser.new_context(java_script_enabled=False, locale="es")
    yield fresh
    fresh.close()


def test_a_month_goes_from_open_to_sent_and_a_file_to_the_office(
    plain: BrowserContext, network: Network, live_server: str, tmp_path: Path
) -> None:
    come_in(plain, network, live_server, "director")
    page = plain.new_page()
    page.goto(f"{live_server}/figures?period=2026-02")
    page.get_by_text("Cerrar el periodo", exact=True).click()
    page.get_by_label("Nota para la oficina regional").fill("Mes tranquilo")
    page.get_by_role("button", name="Cerrar", exact=True).click()
    page.locator("summary", has_text="Firmar").click()
    page.get_by_role("button", name="Firmar como directora").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Descargar el paquete firmado").click()
    carried = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(carried)
    page.locator("summary", has_text="Enviar").click()
    page.get_by_role("button", name="Enviar a la oficina regional").click()
    expect(page.locator("main")).to_contain_text("recibió y verificó")
    plain.clear_cookies()
    come_in(plain, network, live_server, "hq_analyst")
    page.goto(f"{live_server}/hq")
    page.get_by_label("Paquete firmado de una sede").set_input_files(carried)
    page.get_by_role("button", name="Verificar y recibir").click()
    expect(page.locator("main")).to_contain_text("Recibido y verificado")
    page.get_by_role("link", name="febrero 2026", exact=True).click()
    expect(page.locator("main")).to_contain_text("Cifras de la red")
