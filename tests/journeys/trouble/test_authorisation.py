"""Every route, every role, from every house: what is not meant for her answers as if it did not exist."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from trouble import MARKERS, Desk, Girl, Houses, admit
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from core.access import policies
from core.access.matrix import ROLES
from core.testkit.house import Home
from core.testkit.web import Browser
from core.web.context import PUBLIC, declared

#: Enough for the forms that are read before the record is looked for; they answer alike for whatever is asked.
_TYPED = {"text": "x", "recipient": "x", "delivered_on": "2026-03-16", "csrf_token": ""}
#: Nothing of a resident hangs on these numbers: institutions of the country, accounts of the network.
_NOT_OF_A_HOUSE = ("/partners", "/users", "/beds/rooms", "/account")


@pytest.fixture
def store_kind() -> str:
    """Some thousand requests say the same on either database: one has to do."""
    return "sqlcipher"


@pytest.fixture(autouse=True)
def _without_tokens(houses: Houses, girl: Girl) -> None:
    """Let a request be refused for who asks, not for a missing token."""
    houses.app.config["WTF_CSRF_ENABLED"] = False


def test_no_route_answers_whom_the_policies_do_not_let_in(houses: Houses, girl: Girl) -> None:
    reached, addresses = [], _addresses(houses.app, girl)
    for role, client in _everybody(houses, houses.home):
        actor = houses.home.actor(role)
        for rule, path, method in addresses:
            need = _need(houses.app, rule)
            barred = need != PUBLIC and not policies.may(actor, need, on_case=True)
            if barred and ask(client, path, method).status_code != 404:
                reached.append((role, method, path))
    assert reached == []


def test_another_house_another_country_and_the_office_have_no_way_to_a_resident(houses: Houses, girl: Girl) -> None:
    reached = []
    addresses = [each for each in _addresses(houses.app, girl) if _is_hers(houses.app, each[0])]
    for home in (houses.beside, houses.abroad):
        for role, client in _everybody(houses, home):
            for _rule, path, method in addresses:
                answer = ask(client, path, method)
                if answer.status_code != 404:
                    reached.append((home.code, role, method, path, answer.status_code))
    assert reached == []


def test_who_is_signed_out_gets_to_the_door_from_everywhere(houses: Houses, girl: Girl) -> None:
    stranger, elsewhere = houses.browser(), []
    for rule, path, method in _addresses(houses.app, girl):
        if _need(houses.app, rule) == PUBLIC:
            continue
        answer = ask(stranger, path, method)
        if (answer.status_code, answer.headers.get("Location")) != (303, "/sign-in"):
            elsewhere.append((method, path, answer.status_code))
    assert elsewhere == []


def test_what_is_hidden_and_what_is_unknown_are_the_same_page_to_the_last_byte(houses: Houses, girl: Girl) -> None:
    theirs = admit(Desk(houses.client("social_worker", houses.beside)))
    worker, admin = houses.client("social_worker"), houses.client("config_admin")
    for tail in ("", "/identity", "/legal", "/forms", "/stage", "/family", "/team"):
        pages = {
            _page(worker.get(f"/residents/{code}{tail}"), code)
            for code in (theirs, "K7-QF2M", "nobody", "%00", "9" * 300)
        }
        pages |= {_page(worker.get(f"/residents/{theirs}/no-such-page"), theirs)}
        assert len(pages) == 1
        assert len({_page(admin.get(f"/residents/{code}{tail}"), code) for code in (girl.code, "K7-QF2M")}) == 1


def test_as11_whoever_configures_the_software_sees_no_resident_anywhere(houses: Houses, girl: Girl) -> None:
    tomas = houses.client("config_admin")
    signs = [girl.code, "Luna", *MARKERS.values()]
    for _rule, path, method in _addresses(houses.app, girl):
        if method == "GET":
            page = tomas.get(path).text.replace(path, "")
            assert not [sign for sign in signs if sign in page], path


def test_as11_an_educator_finds_her_by_code_and_by_nothing_that_is_not_hers_to_know(houses: Houses, girl: Girl) -> None:
    rosa = houses.client("educator")
    for asked in (MARKERS["surname"], MARKERS["given"], "VIH", "juicio", MARKERS["file"], MARKERS["family"]):
        assert girl.code not in rosa.post("/residents/search", data={"q": asked}).text, asked
    assert girl.code in rosa.post("/residents/search", data={"q": girl.code}).text
    assert girl.code in houses.client("social_worker").post("/residents/search", data={"q": MARKERS["surname"]}).text


def test_an_educator_who_is_off_duty_sees_nothing_of_residents(houses: Houses, girl: Girl) -> None:
    rosa = houses.client("educator", on_duty=False)
    for _rule, path, method in _addresses(houses.app, girl):
        page = ask(rosa, path, method)
        assert girl.code not in page.text.replace(path, ""), path
        assert "Luna" not in page.text, path
    assert (
        girl.code not in houses.client("educator", on_duty=False).post("/residents/search", data={"q": girl.code}).text
    )


def test_her_page_holds_no_value_of_the_vault_before_it_is_asked_for(houses: Houses, girl: Girl) -> None:
    sonia = houses.client("social_worker")
    page = sonia.get(f"/residents/{girl.code}").text
    sealed = ("given", "surname", "alias", "address", "origin", "document")
    assert [name for name in sealed if MARKERS[name] in page] == []
    shown = sonia.post(f"/residents/{girl.code}/reveal", data={"field": "surnames"}).text
    assert [name for name in sealed if MARKERS[name] in shown] == ["surname"]


def ask(client: Browser, path: str, method: str) -> TestResponse:
    return client.post(path, data=_TYPED) if method == "POST" else client.get(path)


def _everybody(houses: Houses, home: Home) -> Iterator[tuple[str, Browser]]:
    for role in ROLES:
        yield role, houses.client(role, home)


def _is_hers(app: Flask, rule: Rule) -> bool:
    """Tell whether a route leads to something of a resident's."""
    elsewhere = not rule.arguments or rule.rule.startswith(_NOT_OF_A_HOUSE)
    return not elsewhere and _need(app, rule) not in (PUBLIC, "hq.read")


def _need(app: Flask, rule: Rule) -> str:
    with app.app_context():
        need = declared(rule.endpoint)
    assert need is not None, rule.endpoint
    return need


def _addresses(app: Flask, girl: Girl) -> list[tuple[Rule, str, str]]:
    """List each route with her code and the numbers of what is hers."""
    found = []
    for rule in app.url_map.iter_rules():
        values = {name: _value(rule, name, girl) for name in rule.arguments}
        built = rule.build(values)
        assert built is not None
        found += [(rule, built[1], method) for method in sorted({"GET", "POST"} & (rule.methods or set()))]
    return found


def _value(rule: Rule, name: str, girl: Girl) -> str | int:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return {"code": girl.code, "record_id": girl.form_id, "written": "2026-02", "filename": "app.css"}.get(name, 1)


def _page(answer: TestResponse, code: str) -> tuple[int, str, str]:
    """An answer without the address that was asked for and the one-time tokens."""
    assert answer.status_code == 404
    text = re.sub(r'((?:name="csrf_token" value|data-csrf|content)=)"[^"]*"', r"\1", answer.text)
    return answer.status_code, str(sorted(answer.headers.keys())), text.replace(code, "")
