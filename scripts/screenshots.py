#!/usr/bin/env python3
"""Takes the pictures of the documentation and of the manual from a demonstration network of its own.

Usage: scripts/screenshots.py [folder]

Needs a Chromium and, for the printed form, pdftoppm. The network is the same each time; only its dates count back from
today.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import structlog
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from core.testkit.browser import ARGUMENTS
from core.testkit.demonstration import ServedNetwork, serve_demonstration
from core.testkit.papers import SCAN

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
COUNTRIES = ("gt", "hn")
DESKTOP = ViewportSize(width=1280, height=860)
TELEPHONE = ViewportSize(width=390, height=844)
SMALL = ViewportSize(width=1100, height=720)
#: Whose move waits for signatures, and who gives hers before the picture is taken.
PENDING, SIGNERS = "/residents/R3-TB9X/stage", ("sonia", "lucia")
FILE = "/residents/K7-QF2M"
#: What the admission record of that file still needs.
WRITTEN = {
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
#: Who configures, in which language she reads, and an object that she has under way for the manual.
ADMIN, LANGUAGES, OBJECT = "tomas", ("es", "en"), "/settings/studio/programme/main"
#: Name of a picture of the manual, and what it shows; the door is looked at by nobody yet.
MANUAL = (
    ("account", "/account"),
    ("accounts", "/users"),
    ("person", "/users/4"),
    ("rooms", "/beds/rooms"),
    ("settings", "/settings"),
    ("studio", "/settings/studio"),
    ("draft", OBJECT),
    ("stages", f"{OBJECT}/draft/stages"),
    ("bundle", "/settings/studio/bundle"),
    ("clocks", "/settings/studio/clocks/main/draft"),
    ("country-days", "/settings/studio/country_days/main"),
    ("modules", "/settings/studio/modules/main/draft"),
    ("decided", "/settings/studio/decided_retention/main/draft"),
    ("devices", "/settings/devices"),
    ("opening", "/settings/studio/opening/new"),
)
#: Kinds of configuration of which the manual shows the draft.
DRAFTS = ("clocks", "modules", "decided_retention")
#: Name of a picture of the manual of the work of each day, who looks and what at.
DAILY = (
    ("outings", "marta", "/outings"),
    ("incidents", "marta", "/incidents"),
    ("street", "marta", "/street"),
    ("trainings", "marta", "/trainings"),
    ("advocacy", "marta", "/advocacy"),
    ("aftercare", "marta", "/aftercare"),
    ("retention", "marta", "/retention"),
    ("network", "bruno", "/hq"),
)
#: Name of the picture, who looks and what at.
PICTURES = (
    ("sign-in", None, "/sign-in"),
    ("today", "marta", "/"),
    ("residents", "sonia", "/residents"),
    ("resident", "sonia", FILE),
    ("admission", "sonia", "/residents/admit"),
    ("stage", "marta", PENDING),
    ("beds", "sonia", "/beds"),
    ("figures", "diego", "/figures"),
    ("network", "bruno", "/hq"),
)


def main(arguments: list[str]) -> int:
    """Take every picture.

    :param arguments: the folder they go to; the documentation's own if none is named.
    """
    docs = Path(arguments[0]) if arguments else ROOT / "docs"
    folder, manual = docs / "screenshots", docs / "manual"
    folder.mkdir(parents=True, exist_ok=True)
    structlog.configure(processors=[_say_nothing])
    with (
        tempfile.TemporaryDirectory() as home,
        serve_demonstration(Path(home), COUNTRIES) as network,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=_tool(*BROWSERS), args=ARGUMENTS)
        take_all(browser, network, folder)
        take_manual(browser, network, manual)
        browser.close()
    for picture in sorted([*folder.glob("*.png"), *manual.glob("*/*.png")]):
        print(f"{picture.stat().st_size // 1024:>5} KB  {picture.relative_to(docs)}")
    return 0


def take_all(browser: Browser, network: ServedNetwork, folder: Path) -> None:
    """Walk through the screens, each as whoever works with it."""
    for login in SIGNERS:
        page = sit(browser, network, login)
        page.goto(PENDING)
        page.locator("#decision button[value=approve]").click()
    for name, login, address in PICTURES:
        page = sit(browser, network, login)
        page.goto(address)
        page.screenshot(path=folder / f"{name}.png")
    page = sit(browser, network, "rosa", TELEPHONE)
    page.goto("/")
    page.screenshot(path=folder / "telephone.png")
    page = sit(browser, network, "sonia")
    sign_form(page)
    take_paper(page, folder / "printed-form")


def take_manual(browser: Browser, network: ServedNetwork, folder: Path) -> None:
    """Walk through what whoever configures works with, once in each language."""
    page = sit(browser, network, ADMIN)
    page.goto(OBJECT)
    page.locator("form[action$=begin] button").click()
    page.fill("[name=name]", "Programa de la casa")
    page.locator("[data-save]").click()
    for kind in DRAFTS:
        page.goto(f"/settings/studio/{kind}/main")
        page.locator("form[action$=begin] button").click()
    send_out(sit(browser, network, "marta"))
    for language in LANGUAGES:
        target = folder / language
        target.mkdir(parents=True, exist_ok=True)
        door = sit(browser, network, None, SMALL, language)
        door.goto("/sign-in")
        door.screenshot(path=target / "door.png")
        read_in(page, language)
        page.set_viewport_size(SMALL)
        for name, address in MANUAL:
            page.goto(address)
            page.screenshot(path=target / f"{name}.png")
        page.goto("/settings/studio/bundle")
        page.locator("form[action*=rehearse] button[type=submit]").last.click()
        page.screenshot(path=target / "rehearsal.png")
        take_daily(browser, network, target, language)


def take_daily(browser: Browser, network: ServedNetwork, target: Path, language: str) -> None:
    """Look at the screens of each day's work, in a language."""
    for login in dict.fromkeys(login for _name, login, _address in DAILY):
        page = sit(browser, network, login, SMALL)
        read_in(page, language)
        for name, who, address in DAILY:
            if who == login:
                page.goto(address)
                page.screenshot(path=target / f"{name}.png")
        read_in(page, LANGUAGES[0])


def send_out(page: Page) -> None:
    """Let somebody leave the house with permission, so that there is somebody to wait for."""
    page.goto(f"{FILE}/outing")
    page.locator("[data-save]").click()


def read_in(page: Page, language: str) -> None:
    """Let whoever is signed in read in a language."""
    page.goto("/account")
    page.check(f"[name=language][value={language}]")
    page.locator("form[action$=preferences] [data-save]").click()


def sit(
    browser: Browser, network: ServedNetwork, login: str | None, size: ViewportSize = DESKTOP, locale: str = "es-419"
) -> Page:
    """Open a browser in which somebody is signed in, or nobody."""
    context = browser.new_context(locale=locale, base_url=network.address, viewport=size, color_scheme="light")
    if login:
        network.enter(context, login)
    return context.new_page()


def sign_form(page: Page) -> None:
    """Write down what the file does not know for an admission record, and sign it."""
    page.goto(f"{FILE}/forms")
    page.locator("form:has([name=key][value=acta_ingreso]) button").click()
    for name, text in WRITTEN.items():
        page.fill(f"#f-{name}", text)
    page.locator("input[type=file]").first.set_input_files(
        {"name": "orden.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    )
    for name, value in CHOSEN.items():
        page.check(f"[name={name}][value={value}]")
    page.select_option("#f-pueblo", index=1)
    page.select_option("#f-nacionalidad", COUNTRIES[0].upper())
    page.locator("[name=then][value=sign]").click()
    page.locator("[name=place]").click()


def take_paper(page: Page, target: Path) -> None:
    """Print the form that is open and turn its first page into a picture.

    :param target: without the ending, which pdftoppm adds.
    """
    with page.expect_download() as download:
        page.locator("section[aria-labelledby=copies] button").click()
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "paper.pdf"
        download.value.save_as(paper)
        command = [_tool("pdftoppm"), "-png", "-gray", "-singlefile", "-r", "80", str(paper), str(target)]
        subprocess.run(command, check=True)


def _tool(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise SystemExit(f"None of these is on this machine: {', '.join(names)}.")
    return found


def _say_nothing(*_event: object) -> structlog.typing.EventDict:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
