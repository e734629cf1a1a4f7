"""Through the door with both factors, away with one gesture, and back to the same place."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.testkit.demonstration import ServedNetwork

pytestmark = pytest.mark.browser

Sit = Callable[..., Page]
FILE = "/residents/K7-QF2M"


def come_in(page: Page, login: str, password: str) -> None:
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", password)
    page.click("main button[type=submit]")
    page.fill("#code", page.inner_text("[data-demo-code]"))
    page.click("main button[type=submit]")


def press_shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


# Two people, since a code that was used once is used up.
@pytest.mark.parametrize(
    ("scripts", "login", "name"),
    [(True, "elena", "Elena Cifuentes"), (False, "suyapa", "Suyapa")],
    ids=["with scripts", "without"],
)
def test_password_and_code_lead_to_the_days_work(
    sit: Sit, served: ServedNetwork, scripts: bool, login: str, name: str
) -> None:
    page = sit(java_script_enabled=scripts)
    come_in(page, login, served.password)
    expect(page.locator(".ab-who")).to_contain_text(name)
    expect(page.locator("h1")).to_contain_text("Hoy")


@pytest.mark.parametrize("login", ["elena", "nobody-of-this-name"])
def test_a_wrong_password_is_refused_without_telling_whether_the_login_exists(sit: Sit, login: str) -> None:
    page = sit()
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", "not-the-password")
    page.click("main button[type=submit]")
    expect(page.locator("#wrong")).to_contain_text("El nombre, la contraseña o el código no es correcto")
    expect(page.locator("#password")).to_have_value("")
    page.goto("/residents")
    assert page.url.endswith("/sign-in")


def test_a_right_password_with_a_wrong_code_opens_nothing(sit: Sit, served: ServedNetwork) -> None:
    page = sit()
    page.goto("/sign-in")
    page.fill("#login", "lucia")
    page.fill("#password", served.password)
    page.click("main button[type=submit]")
    page.fill("#code", "000000")
    page.click("main button[type=submit]")
    expect(page.locator("#wrong")).to_be_visible()
    page.goto("/residents")
    assert page.url.endswith("/sign-in")


def test_three_times_shift_hides_a_file_and_the_password_leads_back_to_it(sit: Sit, served: ServedNetwork) -> None:
    page = sit("sonia")
    page.goto(FILE)
    expect(page.locator("h1")).to_contain_text("Luna")
    press_shift(page)
    page.wait_for_url("**/office")
    expect(page.locator("body")).not_to_contain_text("Luna")
    page.goto(FILE)
    assert page.url.endswith("/locked")
    page.fill("#secret", "not-the-password")
    page.click("main button >> nth=0")
    expect(page.locator("#wrong")).to_be_visible()
    page.fill("#secret", served.password)
    page.click("main button >> nth=0")
    page.wait_for_url(f"**{FILE}")
    expect(page.locator("h1")).to_contain_text("Luna")


def test_a_short_pin_of_ones_own_leads_back_too(sit: Sit, served: ServedNetwork) -> None:
    page = sit("hector")
    page.goto("/account")
    page.fill("#f-present_for_pin", served.password)
    page.fill("#f-pin", "481516")
    page.press("#f-pin", "Enter")
    page.goto(FILE)
    press_shift(page)
    page.wait_for_url("**/office")
    page.goto("/locked")
    page.fill("#secret", "481516")
    page.click("main button >> nth=0")
    page.wait_for_url(f"**{FILE}")


def test_what_was_typed_before_hiding_is_there_again_afterwards(sit: Sit, served: ServedNetwork) -> None:
    page = sit("lucia")
    page.goto(f"{FILE}/services/new?corrects=")
    page.fill("#f-note", "Todavía sin guardar.")
    page.locator("form[data-hide] button").click()
    page.wait_for_url("**/office")
    page.goto("/locked")
    page.fill("#secret", served.password)
    page.click("main button >> nth=0")
    page.wait_for_url(f"**{FILE}/services/new?corrects=")
    expect(page.locator("#f-note")).to_have_value("Todavía sin guardar.")
