"""Every route, every role, from every house: what is not meant for her answers as if it did not exist."""

import re
from collections.abc import Iterator, Set
from dataclasses import replace

import pytest
from addresses import all_addresses, lets_in, need_of, one_of_everything
from flask import Flask
from trouble import CLASSES, MARKERS, Desk, Girl, Houses, Standing, admit
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from core.access import policies
from core.access.matrix import ROLES
from core.residents import service as residents
from core.testkit.house import Home
from core.testkit.web import Browser, user_id_of
from core.web.context import PUBLIC

#: Enough for the forms that are read before the record is looked for; they answer alike for whatever is asked.
_TYPED = {"text": "x", "recipient": "x", "delivered_on": "2026-03-16", "csrf_token": ""}
#: Nothing of a house hangs on these: institutions of the country, the concerns of one's own settings, and a period with
#: a figure, by which each house opens its own list.
_NOT_OF_A_HOUSE = re.compile(r"/partners/<int:partner_id>|/settings/<any|/figures/people/")


@pytest.fixture(scope="module")
def houses(standing: Standing) -> Houses:
    """Some thousand requests leave the house as it is, and say the same on either database: one has to do.

    A request is refused for who asks, not for a missing token.
    """
    standing.houses.app.config["WTF_CSRF_ENABLED"] = False
    return standing.houses


@pytest.fixture(scope="module")
def girl(standing: Standing) -> Girl:
    """Give the girl, in a house that has one of everything that is numbered."""
    one_of_everything(standing)
    return standing.girl


def test_every_route_declares_its_need_and_one_that_does_not_is_closed(houses: Houses, girl: Girl) -> None:
    assert [rule.rule for rule in houses.app.url_map.iter_rules() if need_of(houses.app, rule) is None] == []
    views = houses.app.view_functions
    known = views["branches.board"]
    views["branches.board"] = lambda: "open to whoever knows the address"
    try:
        rule = next(rule for rule in houses.app.url_map.iter_rules() if rule.endpoint == "branches.board")
        assert need_of(houses.app, rule) is None
        assert {client.get("/beds").status_code for _role, client in _everybody(houses, houses.home)} == {404}
    finally:
        views["branches.board"] = known


def test_each_address_that_is_tried_leads_somewhere_for_somebody(houses: Houses, girl: Girl) -> None:
    """An address that nobody reaches would prove nothing of whom it keeps out."""
    roles = (
        "director",
        "social_worker",
        "psychologist",
        "lawyer",
        "nurse",
        "config_admin",
        "training_officer",
        "outreach",
        "me_officer",
        "dpo",
    )
    staff = [houses.client(role) for role in roles]
    nowhere = {
        path for rule, path, method in all_addresses(houses.app, girl)
        if rule.arguments and method == "GET" and not rule.rule.startswith(("/hq", "/static"))
        and all(client.get(path).status_code == 404 for client in staff)
    }  # fmt: skip
    # Nobody has been referred or sent on yet, no figures were sent, this node has no office elsewhere, no nurse is on
    # her case team, the studio names things by words, and she has not left: nothing is measured after her stay.
    unmade = ("/transfers/", "/settings/studio/", f"/residents/{girl.code}/referrals/",
              f"/residents/{girl.code}/health", "/figures/office/", "/figures/1/sending",
              f"/residents/{girl.code}/aftercare/scores", f"/residents/{girl.code}/aftercare/counting")  # fmt: skip
    assert [path for path in nowhere if not path.startswith(unmade)] == []


@pytest.mark.usefixtures("refusals_in_brief")
def test_no_route_answers_whom_the_policies_do_not_let_in(houses: Houses, girl: Girl) -> None:
    reached, addresses = [], all_addresses(houses.app, girl)
    for role, client in _everybody(houses, houses.home):
        for rule, path, method in addresses:
            if not lets_in(houses, rule, role) and ask(client, path, method).status_code != 404:
                reached.append((role, method, path))
    assert reached == []


@pytest.mark.usefixtures("refusals_in_brief")
def test_another_house_another_country_and_the_office_have_no_way_to_a_resident(houses: Houses, girl: Girl) -> None:
    """Whom the policies keep out of an address at home they keep out from everywhere; the others are tried."""
    reached = []
    addresses = [each for each in all_addresses(houses.app, girl) if _is_of_a_house(houses.app, each[0])]
    # Abroad a bare number is one of that country's own store.
    named = [each for each in addresses if "code" in each[0].arguments or each[0].rule.startswith("/users")]
    for home, tried in ((houses.beside, addresses), (houses.abroad, named)):
        for role, client in _everybody(houses, home):
            for rule, path, method in tried:
                if lets_in(houses, rule, role) and (answer := ask(client, path, method)).status_code != 404:
                    reached.append((home.code, role, method, path, answer.status_code))
    assert reached == []


def test_who_is_signed_out_gets_to_the_door_from_everywhere(houses: Houses, girl: Girl) -> None:
    stranger, elsewhere = houses.browser(), []
    for rule, path, method in all_addresses(houses.app, girl):
        if need_of(houses.app, rule) == PUBLIC:
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
    for _rule, path, method in all_addresses(houses.app, girl):
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
    rosa = houses.client("educator")
    assert "Luna" in rosa.get("/residents").text
    rosa.post("/duty/end")
    for rule, path, method in all_addresses(houses.app, girl):
        if need_of(houses.app, rule) in policies.ACTIONS and need_of(houses.app, rule) != "duty.start":
            page = ask(rosa, path, method).text.replace(path, "")
            assert (girl.code in page, "Luna" in page) == (False, False), path
    assert girl.code not in rosa.post("/residents/search", data={"q": girl.code}).text


def test_no_role_reads_on_any_page_what_is_of_a_class_she_has_no_right_to(houses: Houses, girl: Girl) -> None:
    read, addresses = [], [each for each in all_addresses(houses.app, girl) if each[2] == "GET"]
    for role, client in _everybody(houses, houses.home):
        closed = _closed_to(houses.home, role, girl)
        pages = [client.get(path) for rule, path, _method in addresses if lets_in(houses, rule, role)]
        pages += [client.post(path, data=data) for path, data in _asking(girl)]
        read += [
            (role, page.request.path, name) for page in pages for name in closed if MARKERS[name].encode() in page.data
        ]
    assert read == []


def test_the_case_team_reads_what_is_hers_to_know(houses: Houses, girl: Girl) -> None:
    """The markers are on the pages: their absence elsewhere means something."""
    sonia, seen = houses.client("social_worker"), ""
    for _rule, path, method in all_addresses(houses.app, girl):
        seen += sonia.get(path).text if method == "GET" else ""
    seen += "".join(sonia.post(path, data=data).text for path, data in _asking(girl))
    assert [name for name in CLASSES if MARKERS[name] not in seen] == ["giver"]  # no page needs who consented


def test_what_is_written_into_an_educators_own_form_by_another_is_not_shown_to_her(houses: Houses, girl: Girl) -> None:
    rosa, sonia = Desk(houses.client("educator")), Desk(houses.client("social_worker"))
    begun = str(rosa.client.post(f"/residents/{girl.code}/forms", data={"key": "acta_ingreso"}).location)
    first = rosa.sheet(begun, "base")
    assert (first.values["nombres"], first.values["autoridad_remite"], first.values["alergias"]) == (
        [""], [""], [MARKERS["allergy"]]
    )  # fmt: skip
    told = {"nombres": MARKERS["given"], "autoridad_remite": MARKERS["brought"], "estado_fisico": MARKERS["answer"]}
    assert sonia.send(begun, **told).status_code == 302
    number = begun.split("/")[2]
    stale = rosa.client.post(begun, data={**first.values, "apellidos": "Lo que oí"})
    assert stale.status_code == 409
    pages = [stale, *(rosa.client.get(f"/forms/{number}{tail}") for tail in ("", "/edit", "/sign", "/history"))]
    pages += [rosa.client.post(f"/forms/{number}/reveal", data={"field": field}) for field in told]
    assert [(page.request.path, name) for page in pages for name in _closed_to(houses.home, "educator", girl)
            if MARKERS[name] in page.text] == []  # fmt: skip
    assert rosa.client.post(f"/forms/{number}/print", data={}).status_code == 409
    assert rosa.send(begun, apellidos="Lo que oí").status_code == 302
    kept = sonia.sheet(begun, "base").values
    assert {key: kept[key] for key in told} == {key: [text] for key, text in told.items()}
    assert kept["apellidos"] == ["Lo que oí"]


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


def _closed_to(home: Home, role: str, girl: Girl) -> Set[str]:
    """Name the markers that a role must not read: another's draft, and whatever is of a class she does not read."""
    actor = home.actor(role)
    with home.reading() as session:
        her = user_id_of(home, role) if role not in ("hq_analyst", "evaluator") else 0
        on_case = residents.on_case(session, replace(actor, user_id=her), girl.id)
    closed = {name for name, of in CLASSES.items() if not policies.reads(actor, of, on_case=on_case)}
    if policies.may(actor, "move.approve"):
        closed -= {"reason", "view"}
    return closed | ({"draft"} if role != "social_worker" else set())


def _asking(girl: Girl) -> list[tuple[str, dict[str, str]]]:
    """List what shows something without an address of its own: the vault, a form's answers, the search."""
    vault = [{"field": name} for name in ("given_names", "surnames", "other_names", "origin_place", "address")]
    vault += [{"field": f"document:{number}"} for number in (1, 2)]
    answers = [{"field": name} for name in ("nombres", "apellidos", "autoridad_remite", "alergias")]
    return [
        *((f"/residents/{girl.code}/reveal", each) for each in vault),
        *((f"/forms/{girl.form_id}/reveal", each) for each in answers),
        ("/residents/search", {"q": girl.code}),
    ]


def _is_of_a_house(app: Flask, rule: Rule) -> bool:
    """Tell whether a route leads to something of a house's."""
    if not rule.arguments or _NOT_OF_A_HOUSE.match(rule.rule):
        return False
    return need_of(app, rule) not in (PUBLIC, "hq.read", *policies.OWN)


def _page(answer: TestResponse, code: str) -> tuple[int, str, str]:
    """An answer without the address that was asked for and the one-time tokens."""
    assert answer.status_code == 404
    text = re.sub(r'((?:name="csrf_token" value|data-csrf|content)=)"[^"]*"', r"\1", answer.text)
    return answer.status_code, str(sorted(answer.headers.keys())), text.replace(code, "")
