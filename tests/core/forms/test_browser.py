"""The screens of forms in a real browser: reachable for everybody, whole without scripts."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from core.testkit.axe import TELEPHONE, kept_out
from core.testkit.desk import ANSWERS, Desk

pytestmark = pytest.mark.browser


@pytest.fixture
def store_kind() -> str:
    """The browser sees no difference between databases."""
    return "sqlcipher"


def test_on_a_telephone_in_the_dark_nothing_keeps_anybody_out(
    page: Page, served_app: Flask, live_server: str, desk: Desk
) -> None:
    hers = desk.filled({key: value for key, value in ANSWERS.items() if key != "sex"})
    with desk.house.look() as session:
        code = desk.resident(session).code
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(TELEPHONE)
    pages = [f"/forms/{hers}{act}" for act in ("", "/edit", "/sign", "/history")]
    assert kept_out(page, live_server, [f"/residents/{code}/forms", *pages]) == []
    served_app.role = "director"  # type: ignore[attr-defined]
    of_the_house = desk.begin("zz_house_report", "director", about_house=True)
    assert kept_out(page, live_server, ["/forms", f"/forms/{of_the_house}", f"/forms/{of_the_house}/edit"]) == []


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
