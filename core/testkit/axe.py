"""What keeps somebody out of a page that a browser has open (WCAG 2.2 AA, by axe-core)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

TELEPHONE: ViewportSize = {"width": 320, "height": 800}
# Only faults leave the browser: to carry off what axe found well took longer than to look.
_LOOK = """axe.run(%s, %s).then(found => found.violations.map(({id, nodes}) =>
  `${id}: ` + nodes.slice(0, 3).map(({target, html}) => `${target} ${html.slice(0, 120)}`).join(" | ")))"""
_ALL = "body, body :not(svg, svg *)"
_PLACES = """() => {
  const ways = new Map([[document.documentElement, ""]]);
  return [...document.querySelectorAll(ALL)].map((each) => {
    const way = `${ways.get(each.parentElement)} > ${each.tagName} ${each.className} ${each.getAttribute("style")}`;
    ways.set(each, way);
    return way;
  });
}"""
_WIDTH = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


def faults(page: Page) -> list[str]:
    """Name what keeps somebody out of the page that is open, with the first elements that do."""
    return _found(page, "document", {})


class Examiner:
    """Looks at one page after the other, and at a contrast in each place but once.

    Contrasts take most of the time, and hang on where an element stands: on its own colours and on those around it.
    """

    def __init__(self) -> None:
        self._places: set[str] = set()

    def faults(self, page: Page) -> list[str]:
        """Name what keeps somebody out of the page that is open."""
        found = _found(page, "document", {"rules": {"color-contrast": {"enabled": False}}})
        places: list[str] = page.evaluate(_PLACES.replace("ALL", repr(_ALL)))
        first = {place: number for number, place in enumerate(places) if place not in self._places}
        self._places |= first.keys()
        if first:
            unseen = f"{json.dumps([*first.values()])}.map(each => document.querySelectorAll({_ALL!r})[each])"
            found += _found(page, f"{{include: {unseen}}}", {"runOnly": ["color-contrast"]})
        return found


def kept_out(page: Page, server: str, addresses: Iterable[str]) -> list[str]:
    """Name what keeps somebody out of some pages of a server, or makes her scroll them sideways.

    :raises AssertionError: if there is no such page.
    """
    found = []
    for address in addresses:
        answer = page.goto(server + address)
        assert answer is not None, address
        assert answer.status == 200, address
        found += faults(page) + too_wide(page)
    return found


def too_wide(page: Page) -> list[str]:
    """Name the page that is open where somebody would have to scroll it sideways."""
    written, seen = page.evaluate(_WIDTH)
    return [f"{page.url}: {written} of {seen} pixels"] if written > seen else []


def _found(page: Page, where: str, options: Mapping[str, Any]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    told = json.dumps({"resultTypes": ["violations"], **options})
    return [f"{page.url}: {each}" for each in page.evaluate(_LOOK % (where, told))]
