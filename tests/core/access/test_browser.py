"""The door, the account and the accounts of a house in a real browser, with and without scripts."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.testkit.axe import TELEPHONE, kept_out
from core.testkit.web import Network
from core.web.sessions import COOKIE

pytestmark = pytest.mark.browser

AT_THE_DOOR = ["/sign-in", "/first-sign-in", "/office"]
INSIDE = ["/account", "/users", "/users/3", "/users/3/role", "/audit", "/audit/access", "/hats"]


@pytest.fixture
def store_kind() -> str:
    """One kind of database is enough for what a browser shows."""
    return "sqlcipher"


@pytest.fixture
def served_app(network: Network) -> Flask:
    return network.app


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page without scripts on a narrow screen."""
    fresh = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700}, locale="es")
    yield fresh.new_page()
    fresh.close()


def sign_in(context: BrowserContext, network: Network, address: str, role: str) -> None:
    token = network.client(role).get_cookie(COOKIE)
    assert token is not None
    context.add_cookies([{"name": COOKIE, "value": token.value, "url": address}])


def type_in(page: Page, address: str, nurse) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("#login", nurse.login)
    page.fill("#password", nurse.password)
    page.click("button[type=submit]")
    page.fill("#code", nurse.code())
    page.click("button[type=submit]")


def test_on_a_telephone_in_the_dark_neither_the_door_nor_what_is_inside_keeps_anybody_out(
    page: Page, context: BrowserContext, network: Network, live_server: str
) -> None:
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(TELEPHONE)
    assert kept_out(page, live_server, AT_THE_DOOR) == []
    sign_in(context, network, live_server, "director")
    assert kept_out(page, live_server, INSIDE) == []


def test_without_scripts_one_gets_in_hides_and_leaves(plain_page: Page, nurse, live_server: str) -> None:
    type_in(plain_page, live_server, nurse)
    plain_page.goto(f"{live_server}/account")
    plain_page.click("form[data-hide] button")
    assert plain_page.url.endswith("/office")
    expect(plain_page.locator("body")).not_to_contain_text(nurse.login)
    plain_page.click("main a")
    plain_page.fill("#secret", nurse.password)
    plain_page.click("main button >> nth=0")
    assert plain_page.url.endswith("/account")
    plain_page.click("form[data-leave-fast] button")
    assert plain_page.url.endswith("/office")
    plain_page.goto(f"{live_server}/account")
    assert plain_page.url.endswith("/sign-in")


def test_three_times_shift_hides_and_the_way_back_leads_to_the_same_place(
    page: Page,
    nurse,
    live_server: str,
) -> None:
    type_in(page, live_server, nurse)
    page.goto(f"{live_server}/account")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/office")
    page.click("main a")
    page.fill("#secret", nurse.password)
    page.click("main button >> nth=0")
    page.wait_for_url("**/account")
