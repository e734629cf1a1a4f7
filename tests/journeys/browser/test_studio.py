"""Two people change the programme: drafted, tried as somebody else on invented people, approved; wide and narrow."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.testkit.axe import faults, too_wide

pytestmark = pytest.mark.browser

Sit = Callable[..., Page]
PROGRAMME = "/settings/studio/programme/main"
TELEPHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.mark.parametrize("size", [{}, TELEPHONE], ids=["wide", "telephone"])
def test_two_people_change_the_programme(sit: Sit, size: dict[str, object]) -> None:
    name = "Refugio" if size else "Acogida"
    tomas, marta, kept_out = sit("tomas", **size), sit("marta", **size), []
    tomas.goto("/settings/studio")
    kept_out += faults(tomas)
    tomas.get_by_role("link", name="Programa y etapas").click()
    tomas.get_by_role("button", name="Empezar un borrador").click()
    tomas.get_by_role("link", name="Etapas", exact=True).click()
    tomas.locator("#f-stages-0-label_es").fill(name)
    kept_out += faults(tomas)
    assert too_wide(tomas) == []
    tomas.locator("[data-save]").click()
    expect(tomas.locator("main")).to_contain_text(f"a «{name}»")

    tomas.get_by_role("link", name="Probar").click()
    tomas.get_by_label("Trabajadora social", exact=True).check()
    kept_out += faults(tomas)
    tomas.get_by_role("button", name="Empezar la prueba").click()
    expect(tomas.locator("aside").first).to_contain_text("son inventadas")
    tomas.goto(tomas.url + "residents")
    expect(tomas.locator("main table")).to_contain_text(name)
    kept_out += faults(tomas)
    assert too_wide(tomas) == []
    tomas.get_by_role("button", name="Terminar la prueba").click()

    expect(tomas.locator("main")).to_contain_text("borrador, probado")
    kept_out += faults(tomas)
    tomas.get_by_label("Por qué").fill("Así se dice aquí")
    tomas.get_by_role("button", name="Enviar a aprobación").last.click()

    marta.goto(PROGRAMME)
    kept_out += faults(marta)
    assert too_wide(marta) == []
    marta.get_by_role("button", name="Aprobar").click()
    expect(marta.locator("main")).to_contain_text("vigente")
    kept_out += faults(marta)

    tomas.goto(PROGRAMME)
    older = tomas.locator("li.ab-card").filter(has_text="estuvo vigente").first
    older.get_by_text("Volver a esta versión").first.click()
    older.get_by_label("Por qué").fill("Era más claro antes")
    older.get_by_role("button", name="Volver a esta versión").click()
    expect(tomas.locator("main")).to_contain_text("vuelve a estar vigente")
    assert kept_out == []
