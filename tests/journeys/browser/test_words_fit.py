"""Words that are a third longer, and words that are read from the right: nothing is cut off and nothing runs out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from core.access.models import User
from core.testkit.demonstration import ServedNetwork
from core.testkit.pseudo import speak_pseudo

pytestmark = pytest.mark.browser

Sit = Callable[..., Page]
#: The director's main screens.
SCREENS = (
    "/", "/residents", "/residents/R3-TB9X", "/residents/R3-TB9X/absences/new", "/beds", "/agenda", "/legal", "/forms",
    "/partners", "/figures", "/obligations", "/staff", "/settings", "/account",
)  # fmt: skip
PHONE, DESK = {"width": 390, "height": 800}, {"width": 1280, "height": 900}
#: Elements whose own text is cut, by size or by what lies around them, and whether the page runs out of its window.
CUT = """() => {
  const found = [];
  for (const each of document.querySelectorAll("body *")) {
    const text = each.textContent.trim().slice(0, 60);
    const own = [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    const style = getComputedStyle(each);
    const box = each.getBoundingClientRect();
    if (!own || box.width < 2 || style.visibility === "hidden" || each.closest(".visually-hidden, .ab-skip")) continue;
    const clips = ["hidden", "clip"].includes(style.overflowX) || style.textOverflow === "ellipsis";
    if (clips && each.scrollWidth > each.clientWidth + 1) found.push(text);
    const scrolls = each.closest(".ab-table-wrap, .ab-tabs, pre");
    if (!scrolls && (box.right > innerWidth + 1 || box.left < -1)) found.push("out: " + text);
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push("the page is wider than its window");
  return found;
}"""


@contextmanager
def speaking(served: ServedNetwork, login: str, language: str) -> Iterator[None]:
    """Let somebody read another language for a while."""
    _let_read(served, login, language)
    try:
        yield
    finally:
        _let_read(served, login, "es")


def _let_read(served: ServedNetwork, login: str, language: str) -> None:
    with served.stores.network.transaction() as session:
        session.execute(update(User).where(User.login == login).values(language=language))


def cut_on(page: Page, addresses: tuple[str, ...]) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        found[address] = page.evaluate(CUT)
    return {address: texts for address, texts in found.items() if texts}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_longer_words_are_not_cut_off(sit: Sit, served: ServedNetwork, size: dict[str, int]) -> None:
    with speaking(served, "marta", speak_pseudo()):
        page = sit("marta", viewport=size)
        page.goto("/agenda")
        assert page.locator("h1").inner_text().startswith("[")
        assert cut_on(page, SCREENS) == {}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_read_from_the_right_everything_stands_on_the_other_side(sit: Sit, size: dict[str, int]) -> None:
    page = sit("marta", viewport=size)
    page.add_init_script("document.addEventListener('DOMContentLoaded', () => document.documentElement.dir = 'rtl')")
    assert cut_on(page, SCREENS) == {}
    if size == DESK:
        menu, content = (page.locator(each).bounding_box() for each in ("#menu", "#main"))
        assert menu
        assert content
        assert menu["x"] > content["x"]


def test_what_is_cut_off_would_be_found(sit: Sit) -> None:
    page = sit("marta")
    page.goto("/agenda")
    page.evaluate("""() => { const h1 = document.querySelector("h1");
        Object.assign(h1.style, {width: "2rem", overflow: "hidden", whiteSpace: "nowrap"}); }""")
    assert page.evaluate(CUT) == ["Agenda"]
