"""The shell in a real browser: reachable for everybody, safe at one gesture, whole without scripts."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect

from core.testkit.axe import faults, too_wide

pytestmark = pytest.mark.browser

WIDTHS = [1280, 320]
TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((each) => each.checkVisibility() && !each.matches(".ab-default-submit, .ab-skip"))
  .filter((each) => getComputedStyle(each).display !== "inline")
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 24 || box.width < 24)
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""


def calls(app: Flask, name: str) -> list[dict]:
    return [fields for called, fields in app.calls if called == name]  # type: ignore[attr-defined]


def press_shift(page: Page, times: int = 3) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def fill_wrongly(page: Page, address: str) -> None:
    page.goto(f"{address}/form")
    page.fill("#f-story", "written")
    page.click("[data-save]")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
@pytest.mark.parametrize("shown", ["page", "form", "faulty form", "menu", "absent"])
def test_nothing_keeps_anybody_out(page: Page, live_server: str, scheme: str, width: int, shown: str):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    if shown == "faulty form":
        fill_wrongly(page, live_server)
    else:
        page.goto(live_server + {"page": "/", "form": "/form", "menu": "/#menu", "absent": "/nowhere"}[shown])
    assert faults(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_users_own_theme_is_as_readable(page: Page, live_server: str, theme: str):
    # Reduced motion: a colour on its way from one theme to the other is neither.
    page.emulate_media(color_scheme="dark" if theme == "light" else "light", reduced_motion="reduce")
    page.goto(live_server)
    page.evaluate("theme => document.documentElement.dataset.bsTheme = theme", theme)
    assert faults(page) == []


@pytest.mark.parametrize("address", ["/", "/form"])
@pytest.mark.parametrize("language", ["en", "es", "xx"])
def test_a_narrow_screen_loses_nothing(page: Page, live_server: str, address: str, language: str):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{live_server}{address}?lang={language}")
    assert too_wide(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_to_press_is_large_enough(page: Page, live_server: str, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    for address in ("/", "/form"):
        page.goto(live_server + address)
        assert page.evaluate(TOO_SMALL) == []


def test_the_first_tab_leads_past_the_menu(page: Page, live_server: str):
    page.goto(live_server)
    page.keyboard.press("Tab")
    expect(page.locator(".ab-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_focus_can_be_seen(page: Page, live_server: str):
    page.goto(f"{live_server}/form")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2


def test_a_faulty_form_brings_the_reader_to_its_summary_and_each_line_to_its_field(page: Page, live_server: str):
    fill_wrongly(page, live_server)
    expect(page.locator("#error-summary")).to_be_focused()
    page.click("#error-summary a >> nth=0")
    expect(page.locator("#f-house_name")).to_be_focused()
    expect(page.locator("#f-story")).to_have_value("written")


def test_shift_three_times_takes_the_page_away_and_keeps_what_was_written(
    page: Page, live_server: str, served_app: Flask
):
    page.goto(f"{live_server}/form")
    page.fill("#f-story", "unfinished")
    press_shift(page)
    page.wait_for_url("**/neutral")
    assert [fields["next"] for fields in calls(served_app, "hide")] == ["/form"]
    assert [draft["story"] for draft in calls(served_app, "draft")] == ["unfinished"]
    page.go_back()
    assert "/form" not in page.url


def test_the_page_is_blank_at_once_and_stays_so_until_the_server_knows(page: Page, live_server: str):
    page.goto(live_server)
    page.route("**/hide", lambda route: route.abort())
    press_shift(page)
    expect(page.locator("body")).to_be_empty()
    page.unroute("**/hide")
    page.wait_for_url("**/neutral")


def test_leaving_fast_leaves_nothing_to_go_back_to(page: Page, live_server: str, served_app: Flask):
    page.goto(live_server)
    page.goto(f"{live_server}/form")
    page.locator("#f-story").press_sequentially("x")
    page.click("text=Leave fast")
    page.wait_for_url("**/neutral")
    assert len(calls(served_app, "leave")) == 1
    page.go_back()
    assert "/form" not in page.url


def test_a_shared_device_hides_the_page_when_its_window_is_left(page: Page, live_server: str):
    page.goto(live_server)
    page.evaluate("""() => {
        document.body.dataset.shared = "";
        Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    page.wait_for_url("**/neutral")


def test_capital_letters_and_slow_fingers_hide_nothing(page: Page, live_server: str, served_app: Flask):
    page.clock.install()
    page.goto(f"{live_server}/form")
    page.focus("#f-story")
    for letter in "ABC":
        page.keyboard.press(f"Shift+{letter}")
    press_shift(page, 2)
    page.keyboard.press("x")
    press_shift(page, 2)
    expect(page.locator("#f-story")).to_be_visible()
    assert calls(served_app, "hide") == []


def test_an_untouched_screen_warns_and_then_hides_itself(page: Page, live_server: str, served_app: Flask):
    page.clock.install()
    page.goto(f"{live_server}/form?lock=300")
    page.fill("#f-story", "left alone")
    page.clock.run_for(235_000)
    expect(page.locator("[data-lock-dialog]")).to_be_hidden()
    page.clock.run_for(10_000)
    expect(page.locator("[data-lock-dialog]")).to_be_visible()
    page.clock.run_for(60_000)
    page.wait_for_url("**/neutral")
    assert "left alone" in [draft["story"] for draft in calls(served_app, "draft")]


def test_one_key_keeps_the_screen_and_tells_the_server(page: Page, live_server: str, served_app: Flask):
    page.clock.install()
    page.goto(f"{live_server}/form?lock=300")
    page.clock.run_for(250_000)
    expect(page.locator("[data-lock-extend]")).to_be_focused()
    with page.expect_response("**/session/extend"):
        page.keyboard.press("Enter")
    expect(page.locator("[data-lock-dialog]")).to_be_hidden()
    page.clock.run_for(100_000)
    expect(page.locator("#f-story")).to_be_visible()


def test_a_hidden_value_is_shown_for_half_a_minute(page: Page, live_server: str, served_app: Flask):
    page.clock.install()
    page.goto(live_server)
    page.click("form[data-reveal] button")
    expect(page.locator("[data-value]")).to_have_text("2345 67890 0101")
    assert calls(served_app, "reveal")[0]["field"] == "document"
    page.clock.run_for(31_000)
    expect(page.locator("[data-value]")).to_have_text("••••••")


def test_a_value_that_cannot_be_fetched_says_so(page: Page, live_server: str):
    page.goto(live_server)
    page.route("**/reveal/1", lambda route: route.fulfill(status=404))
    page.click("form[data-reveal] button")
    expect(page.locator("[data-value]")).to_have_text("It could not be fetched. Please try again.")


def test_a_draft_is_kept_every_twenty_seconds_if_something_changed(page: Page, live_server: str, served_app: Flask):
    page.clock.install()
    page.goto(f"{live_server}/form")
    page.clock.run_for(21_000)
    page.fill("#f-story", "first")
    page.clock.run_for(20_000)
    expect(page.locator("[data-saved]")).to_contain_text("Draft kept at")
    page.clock.run_for(40_000)
    [draft] = calls(served_app, "draft")
    assert (draft["draft_key"], draft["story"]) == ("preview", "first")
    assert "csrf_token" not in draft


def test_a_form_sent_twice_arrives_once(page: Page, live_server: str):
    page.goto(f"{live_server}/form")
    held: list[Route] = []
    page.route("**/form", lambda route: held.append(route))
    page.evaluate("""() => {
        const form = document.querySelector("form.ab-form");
        form.requestSubmit();
        form.requestSubmit();
    }""")
    page.wait_for_timeout(200)
    assert len(held) == 1
    held[0].abort()


def test_what_takes_longer_than_a_second_says_so(page: Page, live_server: str):
    page.clock.install()
    page.goto(f"{live_server}/form")
    page.clock.pause_at((page.evaluate("Date.now()") + 5000) / 1000)  # else what a busy machine takes counts too
    page.evaluate("""() => {
        // It is sent nowhere: a page that is about to change cannot be looked at.
        document.addEventListener("submit", (event) => event.preventDefault());
        document.querySelector("form.ab-form").requestSubmit();
    }""")
    page.clock.run_for(900)
    expect(page.locator("[data-waiting]")).to_be_hidden()
    page.clock.run_for(200)
    expect(page.locator("[data-waiting]")).to_be_visible()


def test_without_a_line_the_form_stays_and_says_so(page: Page, live_server: str, served_app: Flask):
    page.goto(f"{live_server}/form")
    page.fill("#f-story", "still here")
    page.context.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible()
    page.click("[data-save]")
    expect(page.locator("#f-story")).to_have_value("still here")
    page.context.set_offline(False)
    expect(page.locator("[data-offline]")).to_be_hidden()
    page.click("[data-save]")
    expect(page.locator("#error-summary")).to_be_visible()


def test_leaving_with_unsent_writing_asks_first(page: Page, live_server: str):
    page.goto(f"{live_server}/form")
    page.locator("#f-story").press_sequentially("x")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(live_server)
    assert asked == ["beforeunload"]


def test_keys_lead_through_the_work(page: Page, live_server: str):
    page.goto(live_server)
    page.keyboard.press("?")
    expect(page.locator("[data-keys-dialog]")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/residents")
    page.keyboard.press("n")
    page.wait_for_url("**/form")
    page.focus("#f-story")
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page.locator("#f-story")).to_have_value("gh")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#error-summary")).to_be_visible()


def test_keys_can_be_switched_off(page: Page, live_server: str):
    page.goto(live_server)
    page.evaluate("document.body.dataset.shortcuts = 'off'")
    page.keyboard.press("?")
    expect(page.locator("[data-keys-dialog]")).to_be_hidden()


@pytest.fixture
def plain_page(browser: Browser) -> Iterator[Page]:
    """A page without scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    yield context.new_page()
    context.close()


def test_without_scripts_rows_are_added_and_removed(plain_page: Page, live_server: str):
    plain_page.goto(f"{live_server}/form")
    plain_page.fill("#f-goods-0-item", "bag")
    plain_page.click("text=Add a row")
    expect(plain_page.locator("#f-goods-0-item")).to_have_value("bag")
    expect(plain_page.locator("#f-goods-1-item")).to_have_value("")
    plain_page.click("text=Remove row 1")
    expect(plain_page.locator("#f-goods-0-item")).to_have_value("")


def test_without_scripts_the_enter_key_saves_and_removes_nothing(plain_page: Page, live_server: str):
    plain_page.goto(f"{live_server}/form")
    plain_page.fill("#f-goods-0-item", "bag")
    plain_page.press("#f-goods-0-item", "Enter")
    expect(plain_page.locator("#error-summary")).to_be_visible()
    expect(plain_page.locator("#f-goods-0-item")).to_have_value("bag")


def test_without_scripts_the_menu_and_the_ways_out_work(plain_page: Page, live_server: str):
    plain_page.goto(live_server)
    expect(plain_page.locator("#menu")).to_be_hidden()
    plain_page.click("text=Menu")
    plain_page.click("#menu >> text=Residents")
    plain_page.click("button:has-text('Leave fast')")
    assert plain_page.url.endswith("/neutral")


def test_without_scripts_a_danger_is_confirmed_in_place(plain_page: Page, live_server: str):
    plain_page.goto(live_server)
    expect(plain_page.locator("text=Close it")).to_be_hidden()
    plain_page.click("text=Close the stay")
    expect(plain_page.locator("text=Close it")).to_be_visible()


def test_paper_shows_codes_and_no_names_no_menu_and_no_addresses(page: Page, live_server: str):
    page.goto(live_server)
    page.emulate_media(media="print")
    expect(page.get_by_text("Destroy after use")).to_be_visible()
    expect(page.get_by_text("K7-QF2M")).to_be_visible()
    for hidden in ("text=Luna", "#menu", ".ab-top", "text=Open the agenda"):
        expect(page.locator(hidden)).to_be_hidden()
