"""The frame around every page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.web import Shell, install
from core.web.shell import GLANCE, MenuItem, grouped


def test_the_title_says_nothing(client: FlaskClient):
    for address in ("/", "/form", "/nowhere"):
        assert "<title>Gestión</title>" in client.get(f"{address}?lang=es").text


def test_the_head_tells_who_and_where_and_offers_the_ways_out(client: FlaskClient):
    page = client.get("/?lang=es").text
    for words in ("Ana Prueba", "Trabajadora social", "Casa Ceiba", "Ocultar", "Salir", "Salir rápido", "Ayuda"):
        assert words in page


def test_the_present_page_is_marked_in_the_menu(client: FlaskClient):
    assert '<a href="/form" aria-current="page" data-key="f">' in client.get("/form").text


def test_every_way_out_works_without_a_script(client: FlaskClient):
    for address in ("/hide", "/sign-out", "/leave"):
        assert client.post(address, data={"next": "/form"}).location == "/neutral"


def test_a_page_for_nobody_has_no_menu_and_no_ways_out():
    app = Flask("bare", static_folder=None)
    app.secret_key = "s"
    install(app, Shell())
    page = app.test_client().get("/nowhere").text
    assert "ab-menu" not in page
    assert "data-lock-seconds" not in page


def test_messages_for_the_user_are_announced(client: FlaskClient):
    page = client.get("/").text
    assert page.index('role="status" class="no-print"') < page.index("Saved.") < page.index("<h1>")


@pytest.mark.parametrize("address", ["/", "/form"])
def test_every_text_of_the_shell_comes_from_the_catalogue(client: FlaskClient, address: str):
    page = client.get(f"{address}?lang=xx").text
    for english in (">Menu<", ">Hide<", ">Sign out<", ">Help<", ">Skip to the content<"):
        assert english not in page


def test_the_steps_of_a_stay_are_said_in_words(client: FlaskClient):
    page = client.get("/?lang=es").text
    for word in ("<small>hecha</small>", "<small>actual</small>", "<small>siguiente</small>"):
        assert word in page


def test_a_hidden_value_is_not_on_the_page(client: FlaskClient):
    assert "2345" not in client.get("/").text
    assert client.post("/reveal/1").json == {"value": "2345 67890 0101"}


def item(place: int, group: str) -> MenuItem:
    return MenuItem(f"Line {place}", "nowhere", group=group)


def test_a_long_menu_stands_under_headings_and_a_short_one_does_not() -> None:
    lines = [item(place, "Work" if place < 7 else "Papers") for place in range(GLANCE + 1)]
    assert [(each.label, len(each.items)) for each in grouped(lines)] == [("Work", 7), ("Papers", GLANCE - 6)]
    assert [(each.label, len(each.items)) for each in grouped(lines[:-1])] == [("", GLANCE)]
