"""A legal form from an empty page to paper: what is wrong or missing is said at its field, nothing typed is lost."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from core.testkit.papers import photo

pytestmark = pytest.mark.browser

Sit = Callable[..., Page]
FILE = "/residents/K7-QF2M"
TYPED = {
    "nombres": "Dalia Magnolia",
    "apellidos": "Quetzal de la Ceiba",
    "autoridad_remite": "PGN, Licda. Ficticia Pérez",
    "estado_fisico": "Sin lesiones a la vista.",
    "estado_emocional": "Tranquila; pregunta por su hermana.",
    "salud_urgente": "Ninguna.",
    "pertenencias-0-objeto": "Mochila azul",
    "idioma_explicacion": "Español, sin intérprete",
}
CHOSEN = {"edad_estimada": "no", "motivo_ingreso": "trata", "tipo_ingreso": "primera_vez", "derechos_explicados": "yes"}
#: A number that no registry gives: its check digit is wrong.
NO_CUI = "1234 56780 0101"


def begin(page: Page) -> None:
    """Open a new admission record of Luna, as a newcomer finds it."""
    page.goto(FILE)
    page.get_by_role("link", name="Formularios legales").click()
    page.get_by_role("button", name=re.compile("Llenar.* Acta de ingreso")).click()


def fill_in(page: Page) -> None:
    for name, text in TYPED.items():
        page.fill(f"#f-{name}", text)
    for name, value in CHOSEN.items():
        page.check(f"[name={name}][value={value}]")
    page.select_option("#f-pueblo", index=1)
    page.select_option("#f-nacionalidad", "GT")


def standing(page: Page) -> dict[str, str]:
    """Give what stands in the texts of the form."""
    return {name: page.input_value(f"#f-{name}") for name in TYPED}


def missing(page: Page) -> Locator:
    return page.locator(".ab-notice", has_text="Antes de firmar, todavía falta").get_by_role("link")


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(sit: Sit) -> None:
    page = sit("sonia")
    begin(page)
    fill_in(page)
    page.fill("#f-cui", NO_CUI)
    page.click("[data-save]")
    expect(page.locator("#error-summary")).to_be_focused()
    page.locator("#error-summary").get_by_role("link").click()
    expect(page.locator("#f-cui")).to_be_focused()
    expect(page.locator("#f-cui")).to_have_value(NO_CUI)
    expect(page.locator("#f-cui")).to_have_attribute("aria-invalid", "true")
    assert standing(page) == TYPED
    for name, value in CHOSEN.items():
        expect(page.locator(f"[name={name}][value={value}]")).to_be_checked()


def test_whoever_goes_on_to_sign_too_early_is_told_why_and_led_to_the_field(sit: Sit) -> None:
    page = sit("sonia")
    begin(page)
    fill_in(page)
    page.fill("#f-estado_emocional", "")
    page.get_by_role("button", name="Guardar y pasar a firmar").click()
    expect(page.get_by_text("Todavía no se puede firmar: falta algo.")).to_be_visible()
    expect(page.get_by_role("button", name="Firmar como")).to_have_count(0)
    expect(missing(page)).to_have_text(["Estado emocional observado"])
    missing(page).click()
    expect(page.locator("#f-estado_emocional:target")).to_be_in_viewport()


def test_a_form_is_signed_and_printed_as_a_paper_that_says_what_it_is(sit: Sit, tmp_path: Path) -> None:
    page = sit("sonia")
    begin(page)
    fill_in(page)
    page.get_by_role("button", name="Guardar y pasar a firmar").click()
    expect(page.get_by_role("button", name="Firmar como")).to_have_count(0)
    page.get_by_role("link", name="Orden judicial de abrigo").click()
    page.locator(":target").set_input_files({"name": "orden.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.get_by_role("button", name="Guardar y pasar a firmar").click()
    page.get_by_role("button", name="Firmar como Quien recibe").click()
    expect(page.get_by_text("Firmado.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Imprimir en PDF").click()
    download.value.save_as(tmp_path / "paper.pdf")
    number = download.value.suggested_filename.removesuffix(".pdf")
    assert re.fullmatch(r"GT-01-\d{4}-\d{6}", number)
    paper = PdfReader(tmp_path / "paper.pdf")
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith("es")
    pages = [" ".join(each.extract_text().split()) for each in paper.pages]
    for place, text in enumerate(pages, start=1):
        assert f"Página {place} de {len(pages)}" in text
        assert re.search(rf"{number} · huella [0-9a-f]{{4}} [0-9a-f]{{4}}", text)
    whole = " ".join(pages)
    for words in (
        "acta_ingreso, versión 1",
        "se levanta la presente ACTA",
        "Ninguna niña, niño o adolescente puede ser abrigado",
        "Fundamento legal sin verificar",
        "Sonia Baten",
        "Mochila azul",
        "Imagen de 60 × 40 puntos",
    ):
        assert words in whole
