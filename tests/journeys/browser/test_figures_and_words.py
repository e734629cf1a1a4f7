"""Figures of a house and of the network; the same screens in another language and on a telephone."""

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Sit = Callable[..., Page]
#: The screens that most people use all day.
MAIN = [
    "/", "/residents", "/residents/K7-QF2M", "/residents/K7-QF2M/stage", "/residents/K7-QF2M/stage/propose",
    "/residents/K7-QF2M/legal", "/residents/K7-QF2M/forms", "/residents/admit", "/beds", "/agenda", "/moves", "/legal",
    "/partners", "/figures", "/account",
]  # fmt: skip
#: Words that no English page needs; names, partners and the law's own words stay as they are.
SPANISH = re.compile(
    r"\b(Hoy|Residentes|Camas|Cifras|Ajustes|Ingreso|Egreso|Etapa|Guardar|Cancelar|Buscar|Ninguna|Nadie|Todavía|"
    r"vence|falta|cumplido|firmado|desde|hasta|Edad)\b"
)


def test_a_house_reads_its_figures(sit: Sit) -> None:
    page = sit("diego")
    page.goto("/figures")
    expect(page.locator("h1")).to_have_text("Cifras")
    rows = page.locator("main table").first.locator("tbody tr")
    assert rows.count() >= 12


def test_the_region_downloads_a_month_as_a_workbook(sit: Sit, tmp_path: Path) -> None:
    page = sit("bruno")
    page.goto("/hq")
    expect(page.locator("main table")).to_contain_text("GT-01")
    expect(page.locator("main table")).to_contain_text("HN-01")
    page.locator("main thead a").first.click()
    # The office writes thousands as its region does; with a point they would be read as decimals.
    expect(page.locator("main")).to_contain_text(re.compile(r"\b1,\d{3}\b"))
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    download.value.save_as(tmp_path / "figures.xlsx")
    book = openpyxl.load_workbook(tmp_path / "figures.xlsx")
    text = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"GT-01", "HN-01"} <= text


def test_in_english_no_spanish_word_is_left_on_the_main_screens(sit: Sit) -> None:
    page = sit("reina")
    speak(page, "en")
    left = {}
    for address in (each for each in MAIN if "K7-QF2M" not in each):
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == "en"
        if found := SPANISH.findall(page.inner_text("body")):
            left[address] = sorted(set(found))
    speak(page, "es")  # the network is the worker's: other tests meet her in it
    assert left == {}


def speak(page: Page, language: str) -> None:
    page.goto("/account")
    page.check(f"[name=language][value={language}]")
    page.locator("form[action$=preferences] [data-save]").click()
