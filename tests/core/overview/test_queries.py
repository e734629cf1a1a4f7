"""What a page costs in statements does not depend on how many residents the house holds, nor on the page of a list."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from core.branches import houses
from core.overview.directory import PAGE
from core.testkit.house import Home
from core.testkit.houses import OPENED
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE

FEW, MANY = 5, 60
#: The start page, the lists, and every page of one resident's file.
HOUSE = ("/", "/residents", "/residents?state=all", "/legal", "/beds", "/agenda?scope=team", "/moves")
FILE = ("", "/stage", "/legal", "/forms", "/family", "/consents")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is sent to any database, the frame of transactions left out."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SELECT set_config")):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


def cost(client: FlaskClient, address: str) -> int:
    """Count the statements of a page that has been opened before."""
    assert client.get(address).status_code == 200, address
    with statements() as sent:
        client.get(address)
    return len(sent)


def move_in(home: Home, people: int, first: int = 0) -> list[str]:
    """Let people move in, each into a bed of her own, and give their codes."""
    with home.transaction() as session:
        for number in range(first, first + people):
            houses.add_bed(session, home.actor("director"), home.rooms["1"], f"1-{number:03}", since=OPENED)
        team = ("social_worker", "lawyer")
        return [home.admit_in(session, team=team, house_name=f"Flor {each}").resident.code for each in range(people)]


@pytest.mark.parametrize("role", ["social_worker", "director"])
def test_no_page_asks_more_for_sixty_residents_than_for_five(network: Network, role: str) -> None:
    codes = move_in(network.home, FEW)
    client = network.client(role)
    pages = [*HOUSE, *(f"/residents/{codes[0]}{tab}" for tab in FILE)]
    before = {page: cost(client, page) for page in pages}
    move_in(network.home, MANY - FEW, FEW)
    assert {page: cost(client, page) for page in pages} == before


def test_a_search_asks_no_more_for_sixty_residents_than_for_five(network: Network) -> None:
    client = network.client("social_worker")

    def search() -> tuple[int, int]:
        with statements() as sent:
            answer = client.post("/residents/search", data={"q": "Flor"})
        return len(sent), _rows(answer.text)

    move_in(network.home, FEW)
    assert search()[1] == FEW
    few, _shown = search()
    move_in(network.home, MANY - FEW, FEW)
    many, shown = search()
    assert shown > FEW
    assert many == few


def test_the_last_page_of_the_list_costs_what_the_first_one_costs(network: Network) -> None:
    move_in(network.home, MANY)
    client = network.client("social_worker")
    first = client.get("/residents")
    older = _link(first.text, "next")
    last = client.get(older)
    assert (_rows(first.text), _rows(last.text)) == (PAGE, MANY - PAGE)
    assert cost(client, older) == cost(client, "/residents")
    newer = _link(last.text, "prev")
    assert _rows(client.get(newer).text) == PAGE
    assert cost(client, newer) == cost(client, "/residents")


def test_a_page_of_the_list_goes_on_by_key_whoever_arrives_meanwhile(network: Network) -> None:
    move_in(network.home, MANY)
    client = network.client("social_worker")
    older = _link(client.get("/residents").text, "next")
    before = _codes(client.get(older).text)
    move_in(network.home, 1, MANY)
    assert _codes(client.get(older).text) == before


def _rows(page: str) -> int:
    return page.count('<tr>\n  <th scope="row">')


def _link(page: str, direction: str) -> str:
    found = re.search(rf'rel="{direction}" href="([^"]+)"', page)
    assert found, f"There is no {direction} page."
    return unescape(found[1])


def _codes(page: str) -> list[str]:
    return re.findall(r'<span class="ab-code">([^<]+)</span>', page)
