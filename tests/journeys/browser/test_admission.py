"""Somebody comes at night: she is received with all that is known, and what is refused loses nothing that was typed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core import clock

pytestmark = pytest.mark.browser

Sit = Callable[..., Page]
TEXTS = {
    "brought_by": "Agente Ficticia Pérez",
    "urgent_health": "Fiebre desde ayer",
    "allergies": "penicilina",
    "medicines": "ninguna",
    "must_not_know": "un vecino",
    "birth": "3",
    "birth-month": "2",
    "birth-year": str(clock.now().year - 15),
}


def fill_in(page: Page, house_name: str) -> None:
    """Fill in all that the screen asks for, as a night shift would."""
    page.goto("/residents/admit")
    page.fill("#f-house_name", house_name)
    for name, text in TEXTS.items():
        page.fill(f"#f-{name}", text)
    page.check("[name=birth_basis][value=declared]")
    page.check("[name=pregnant][value=no]")
    page.check("#f-interpreter_needed")
    for name in ("entry_kind", "basis", "bed_id"):
        choose_first(page, name)
    choose(page, "language", "es")
    choose(page, "nationality", "HN")


def choose_first(page: Page, name: str) -> None:
    options = page.locator(f"select[name={name}] option:not([value=''])")
    if options.count():
        page.select_option(f"select[name={name}]", options.first.get_attribute("value"))
    else:
        page.locator(f"[name={name}]:not([value=''])").first.check()


def choose(page: Page, name: str, value: str) -> None:
    if page.locator(f"select[name={name}]").count():
        page.select_option(f"select[name={name}]", value)
    else:
        page.check(f"[name={name}][value={value}]")


def standing(page: Page) -> dict[str, str]:
    """Give what stands in the texts of the form."""
    return {name: page.input_value(f"#f-{name}") for name in TEXTS}


def receive(page: Page) -> None:
    page.click("[data-save]")


def receive_after_warnings(page: Page) -> None:
    """Read what the house objects to, confirm it, and go on."""
    receive(page)
    warnings = page.locator("[name=confirmed]")
    for warning in warnings.all():
        warning.check()
    if warnings.count():
        receive(page)


def code_of(page: Page) -> str:
    found = re.fullmatch(r".*/residents/([0-9A-Z]{2}-[0-9A-Z]{4})", page.url)
    assert found, page.url
    return found[1]


def test_a_girl_is_received_with_everything_that_is_known(sit: Sit, tmp_path: Path) -> None:
    page = sit("sonia")
    paper = tmp_path / "paper.png"
    paper.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    fill_in(page, "Garza")
    page.set_input_files("#f-scan", paper)
    receive_after_warnings(page)
    code = code_of(page)
    expect(page.locator("h1")).to_contain_text("Garza")
    main = page.locator("main")
    for text in ("15", "Fiebre desde ayer", "penicilina", "Agente Ficticia Pérez"):
        expect(main).to_contain_text(text)
    page.goto("/residents")
    expect(page.locator("table")).to_contain_text(code)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        pytest.param("house_name", "", id="no name"),
        pytest.param("house_name", "Gar\u202eza", id="a sign that turns the line around"),
        pytest.param("birth", "31", id="the 31st of February"),
        pytest.param("birth-year", "1600", id="a year long gone"),
    ],
)
def test_a_refused_admission_leads_to_its_fault_and_loses_nothing(sit: Sit, field: str, typed: str) -> None:
    page = sit("sonia")
    fill_in(page, "Garza")
    page.fill(f"#f-{field}", typed)
    before = standing(page)
    receive(page)
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.url.endswith("/residents/admit")
    assert standing(page) == before
    page.click("#error-summary a >> nth=0")
    expect(page.locator(f"#f-{field.partition('-')[0]}")).to_be_focused()


def test_a_warning_is_read_and_confirmed_before_she_is_received(sit: Sit) -> None:
    page = sit("sonia")
    fill_in(page, "Perdiz")
    choose(page, "language", "quc")
    page.check("#f-interpreter_needed-no")
    before = standing(page)
    receive(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert standing(page) == before
    for warning in page.locator("[name=confirmed]").all():
        warning.check()
    receive(page)
    expect(page.locator("h1")).to_contain_text("Perdiz")


def test_she_is_received_without_scripts_too(sit: Sit) -> None:
    page = sit("sonia", java_script_enabled=False, viewport={"width": 320, "height": 700})
    fill_in(page, "Tórtola")
    receive_after_warnings(page)
    expect(page.locator("h1")).to_contain_text("Tórtola")
