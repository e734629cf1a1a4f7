"""Closed unless declared: every route of the whole application, for strangers and for those who may not."""

import re
from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from core.access import policies
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Browser, Network
from core.web import context
from core.web.context import PUBLIC

pytestmark = ON_ONE_DATABASE

#: The only pages that nobody has to sign in for.
OPEN = {
    "web.static_file",
    "health.healthz",
    "access.sign_in",
    "access.second",
    "access.hats",
    "access.enrol",
    "access.enrol_password",
    "access.enrol_second",
    "access.hide",
    "access.neutral",
    "access.locked",
    "access.sign_out",
    # Where a device of a house is taken into use; the code that works once is what lets it in.
    "access.enrol_device",
    "access.leave_fast",
    # Takes what a branch has signed, whole or in pieces; the signature is what lets it in.
    "door.submissions",
    "door.announced",
    "door.piece",
    "door.part_of_a_sum",
    "door.question",
    "door.sharing_reply",
}


def addresses(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Yield each rule with an address for it and a method that it takes."""
    for rule in app.url_map.iter_rules():
        values = {name: value_for(rule, name) for name in rule.arguments}
        with app.test_request_context():
            _host, path = rule.build(values)  # type: ignore[misc]
        for method in (rule.methods or set()) & {"GET", "POST"}:
            yield rule, path, method


def value_for(rule: Rule, name: str) -> str | int:
    """Something that the rule's converter takes."""
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)[0]
    return 1 if isinstance(converter, IntegerConverter) else "K7-QF2M"


def ask(browser: Browser, path: str, method: str):
    return browser.post(path) if method == "POST" else browser.get(path)


def test_every_view_declares_what_it_needs(network: Network) -> None:
    with network.app.app_context():
        needs = {rule.endpoint: context.declared(rule.endpoint) for rule in network.app.url_map.iter_rules()}
    assert [name for name, need in needs.items() if need is None] == []
    assert {name for name, need in needs.items() if need == PUBLIC} == OPEN
    known = {PUBLIC, *policies.OWN, *policies.ACTIONS}
    assert {need for need in needs.values() if need not in known} == set()


def test_a_stranger_is_led_to_the_door_from_everywhere(network: Network) -> None:
    stranger = network.browser()
    elsewhere = [
        (path, method)
        for rule, path, method in addresses(network.app)
        if rule.endpoint not in OPEN and ask(stranger, path, method).headers.get("Location") != "/sign-in"
    ]
    assert elsewhere == []
    assert stranger.get("/no-such-page").headers["Location"] == "/sign-in"


def test_a_script_that_asks_for_a_stranger_is_told_so(network: Network) -> None:
    answer = network.browser().post("/drafts", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert not answer.headers.get("Location")


def test_what_is_forbidden_looks_like_what_does_not_exist(network: Network) -> None:
    finance = network.client("finance")

    def same(page: str) -> str:
        return re.sub(r'(value|data-csrf|content)="[^"]*"', "", page)

    forbidden, absent = finance.get("/residents"), finance.get("/no-such-page")
    assert forbidden.status_code == absent.status_code == 404
    assert same(forbidden.text).replace("/residents", "") == same(absent.text).replace("/no-such-page", "")


def test_an_educators_rights_live_and_end_with_her_shift(network: Network) -> None:
    assert network.client("educator").get("/residents").status_code == 200
    from core.branches import duty

    with network.home.transaction() as session:
        duty.end_duty(session, network.home.actor("educator"))
    assert network.client("educator", on_duty=False).get("/residents").status_code == 404


def test_the_server_says_that_it_is_ready_and_nothing_of_anybody(network: Network) -> None:
    answer = network.browser().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\nnightly never\n")
    assert "Set-Cookie" not in answer.headers


def test_a_store_that_does_not_open_is_not_ready(network: Network) -> None:
    class Broken:
        def all(self):
            from core.errors import WrongKey

            raise WrongKey

    network.app.extensions["abrigo-stores"] = Broken()
    network.app.extensions["abrigo-stores"].network = network.home.stores.network
    answer = network.browser().get("/healthz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")
