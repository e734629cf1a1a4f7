"""What the walk over all screens rests on: faults are found, and a contrast in a place that was not looked at yet."""

import pytest
from playwright.sync_api import Page

from core.testkit.axe import TELEPHONE, Examiner, faults, too_wide
from core.testkit.browser import context, page

__all__ = ["context", "page"]

pytestmark = pytest.mark.browser

FAINT = "<p style='color: #ddd; background: #fff'>Apenas se lee</p>"
DOCUMENT = "<!doctype html><html lang='es'><title>Prueba</title><main><h1>Prueba</h1>{}</main></html>"


def found(said: list[str]) -> list[str]:
    return [each.split(": ")[1] for each in said]


def test_faults_are_named_and_a_contrast_once_for_each_place(page: Page) -> None:
    examiner = Examiner()
    page.set_content(DOCUMENT.format("<p>Bien</p>"))
    assert examiner.faults(page) == []
    page.set_content(DOCUMENT.format(f"<img src='x.png'>{FAINT}"))
    assert found(faults(page)) == ["color-contrast", "image-alt"]
    assert found(examiner.faults(page)) == ["image-alt", "color-contrast"]
    assert found(examiner.faults(page)) == ["image-alt"]
    page.set_content(DOCUMENT.format(f"<section class='other'>{FAINT}</section>"))
    assert found(examiner.faults(page)) == ["color-contrast"]


def test_what_has_to_be_scrolled_sideways_is_named(page: Page) -> None:
    page.set_viewport_size(TELEPHONE)
    page.set_content(DOCUMENT.format("<p>Bien</p>"))
    assert too_wide(page) == []
    page.set_content(DOCUMENT.format("<div style='width: 600px'>Ancho</div>"))
    assert len(too_wide(page)) == 1
