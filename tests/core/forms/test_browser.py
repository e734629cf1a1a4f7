"""The screens of forms in a real browser: reachable for everybody, whole without scripts."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from core.testkit.desk import ANSWERS, Desk

pytestmark = pytest.mark.browser


@pytest.fixture
def store_kind() -> str:
    """The browser sees no difference between databases."""
    return "sqlcipher"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_nothing_keeps_anybody_out(page: Page, live_server: str, desk: Desk, scheme: str, width: int) -> None:
    record_id = desk.filled({key: value for key, value in ANSWERS.items() if key != "sex"})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    with desk.house.look() as session:
        code = desk.resident(session).code
    for address in (
        f"/residents/{code}/forms",
        *(f"/forms/{record_id}{act}" for act in ("", "/edit", "/sign", "/history")),
    ):
        page.goto(live_server + address)
        found = Axe().run(page)
        assert found.violations_count == 0, (address, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_hidden_answer_is_shown_in_place_after_asking(page: Page, live_server: str, desk: Desk) -> None:
    page.goto(f"{live_server}/forms/{desk.filled()}")
    expect(page.get_by_text("123-456-1")).to_have_count(0)
    page.get_by_role("button", name="Mostrar Número civil").click()
    expect(page.get_by_text("123-456-1")).to_be_visible()


def test_a_form_is_filled_signed_and_printed_without_scripts(
    browser: Browser, served_app: Flask, live_server: str, desk: Desk, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server}/forms/{desk.begin()}/edit")
    page.fill("#f-belongings-0-item", "Mochila")
    page.get_by_role("button", name="Añadir una fila").click()
    page.fill("#f-belongings-1-item", "Suéter")
    page.fill("#f-notes", "Llega tranquila.")
    page.get_by_role("button", name="Guardar y pasar a firmar").click()
    page.get_by_role("button", name="Firmar como Trabajo social").click()
    expect(page.get_by_text("espera firmas")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Imprimir en PDF").click()
    download.value.save_as(tmp_path / "copy.pdf")
    assert download.value.suggested_filename == "ZZ-01-2026-000001.pdf"
    assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF")
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_forms_of_the_house_keep_nobody_out(
    page: Page, served_app: Flask, live_server: str, desk: Desk, width: int
) -> None:
    served_app.role = "director"  # type: ignore[attr-defined]
    record_id = desk.begin("zz_house_report", "director", about_house=True)
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("/forms", f"/forms/{record_id}", f"/forms/{record_id}/edit"):
        page.goto(live_server + address)
        found = Axe().run(page)
        assert found.violations_count == 0, (address, found.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
