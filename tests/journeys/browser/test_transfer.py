"""Somebody goes to a house abroad: proposed on her page, decided, sealed, announced, received, and signed for."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.reporting.populations.base import BABY, RESIDENTIAL
from core.residents import service as residents
from core.residents.models import Resident
from core.scope import ALL, set_branch_scope
from core.stages.models import Episode, StageMove
from core.testkit.axe import faults, too_wide
from core.testkit.demonstration import ServedNetwork

pytestmark = pytest.mark.browser
WAITING = re.compile("esperan? por usted")

Sit = Callable[..., Page]
#: Who have a story of their own, at which other tests look. Whoever another test admits came today.
CHARACTERS = ("K7-QF2M", "M8-HJ4C", "N4-YW6D", "P5-ZK8V", "R3-TB9X", "T2-VN5H", "W9-DC3R")
TEXTS = {
    "reason": "Lo ordena el juzgado.",
    "residents_view": "Quiero estar cerca de mi tía.",
    "medicines-0-name": "Sertralina 50 mg",
    "medicines-0-doses": "14",
    "medicines-0-days": "7",
    "school_record": "Segundo básico",
    "escort": "Ana Pérez, trabajadora social",
}


@pytest.fixture
def girl(served: ServedNetwork) -> tuple[str, str]:
    """Put Sonia on the case of somebody who lives in the house and whom no other test looks at: her code and name."""
    with served.stores.country("gt").transaction() as session:
        set_branch_scope(session, ALL)
        moved = select(StageMove.episode_id).where(StageMove.state == "proposed")
        query = (
            select(Resident)
            .join(Episode, Episode.resident_id == Resident.id)
            .where(Resident.kind != BABY, Resident.code.not_in(CHARACTERS), Resident.house_name.is_not(None))
            .where(Episode.closed_at.is_(None), Episode.state == "active", Episode.modality == RESIDENTIAL)
            .where(Episode.id.not_in(moved), Episode.admitted_on < clock.today("America/Guatemala") - timedelta(days=3))
        )
        found = session.scalars(query.order_by(Resident.id.desc()).limit(1)).one()
        sonia = Actor(3, "Sonia Baten", "social_worker", found.branch_id, "GT-01", "gt")
        residents.join_team(session, sonia, found, sonia)
        return found.code, str(found.house_name)


def look(page: Page) -> None:
    """Make sure that the page keeps nobody out and scrolls one way only."""
    assert faults(page) + too_wide(page) == []


def propose(page: Page, code: str) -> str:
    """Fill in the proposal, with nothing at first."""
    page.goto(f"/residents/{code}/transfers")
    page.get_by_role("link", name="Proponer un traslado").first.click()
    look(page)
    page.select_option("[name=receiver]", "HN-01")
    for name, text in TEXTS.items():
        page.fill(f"[name={name}]", text)
    page.click("[data-save]")
    expect(page.locator("#error-summary")).to_be_focused()
    assert {name: page.input_value(f"[name={name}]") for name in TEXTS} == TEXTS
    look(page)
    page.locator("[name=order_measure_id]").first.check()
    page.check("[name=assent][value=yes]")
    page.click("[data-save]")
    expect(page.locator("main")).to_contain_text("La directora decide")
    look(page)
    return page.url


def test_she_goes_from_one_house_to_the_other(sit: Sit, girl: tuple[str, str]) -> None:
    code, name = girl
    sonia, marta = sit("sonia", reduced_motion="reduce"), sit("marta", reduced_motion="reduce")
    address = propose(sonia, code)
    marta.goto("/")
    marta.get_by_role("link", name=WAITING).click()
    look(marta)
    marta.get_by_role("link", name=re.compile(code)).click()
    expect(marta.locator("main")).to_contain_text("14 dosis")
    marta.get_by_role("button", name="Autorizar").click()
    expect(marta.locator("main")).to_contain_text("empaca y envía")
    sonia.goto(address)
    sonia.check("#f-counted")
    sonia.locator("form[action$=send] [data-save]").click()
    expect(sonia.locator("main")).to_contain_text("En camino")
    look(sonia)
    there = receive(sit("reina", reduced_motion="reduce", viewport={"width": 360, "height": 740}), name)
    assert there != code
    sonia.goto(address)
    expect(sonia.locator("main")).to_contain_text("Recibida allá")
    look(sonia)
    sonia.goto(f"/residents/{code}")
    expect(sonia.locator(".ab-resident-head")).to_contain_text("egresó")


def receive(page: Page, name: str) -> str:
    """Receive her on a telephone, by what came with her."""
    page.goto("/")
    page.get_by_role("link", name=WAITING).click()
    look(page)
    page.get_by_role("link", name="Alguien anunciada").first.click()
    look(page)
    page.get_by_role("link", name="Recibirla").click()
    for text in (TEXTS["school_record"], TEXTS["escort"], "14 dosis", name):
        expect(page.locator("main")).to_contain_text(text)
    assert page.input_value("[name=house_name]") == name
    page.select_option("[name=basis]", index=1)
    page.select_option("[name=bed_id]", index=1)
    look(page)
    page.click("[data-save]")
    for warning in page.locator("[name=confirmed]").all():
        warning.check()
    if page.locator("[name=confirmed]").count():
        page.click("[data-save]")
    expect(page.locator("h1")).to_contain_text(name)
    return page.url.rpartition("/")[2]
