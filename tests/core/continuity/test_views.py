"""What was typed comes back to whoever typed it."""

import re

from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Browser, Network

pytestmark = ON_ONE_DATABASE

TYPED = {"draft_key": "agenda.new", "title": "a half-written task"}


def draft(browser: Browser, **typed: str) -> int:
    return browser.post("/drafts", data=typed or TYPED, headers={"Accept": "application/json"}).status_code


def form(browser: Browser) -> str:
    return browser.get("/agenda/new").text


def test_a_draft_comes_back_with_the_form(network: Network) -> None:
    worker = network.client("social_worker")
    assert "put back" not in form(worker)
    assert draft(worker) == 204
    page = form(worker)
    assert 'value="a half-written task"' in page
    assert "drafts/discard" in page


def test_nobody_else_sees_it_at_the_same_device(
    network: Network,
) -> None:
    first = network.client("social_worker")
    draft(first)
    first.post("/hide")
    first.post("/sign-out")
    assert "half-written" not in form(network.client("lawyer"))
    assert "half-written" in form(network.client("social_worker"))


def test_a_form_that_was_taken_leaves_no_draft(network: Network) -> None:
    worker = network.client("social_worker")
    draft(worker)
    kinds = re.findall(r'name="kind"[^>]*value="(\w+)"|<option value="(\w+)"', form(worker))
    sent = {**TYPED, "due_at": "2026-03-20T10:00", "kind": next((a or b for a, b in kinds), "")}
    answer = worker.post("/agenda/new", data=sent)
    assert answer.status_code in (302, 303), re.findall(r"ab-error.*", answer.text)
    assert "half-written" not in form(worker)


def test_a_form_that_was_not_taken_keeps_it(network: Network) -> None:
    worker = network.client("social_worker")
    draft(worker)
    assert worker.post("/agenda/new", data={**TYPED, "due_at": "never"}).status_code == 422
    assert "half-written" in form(worker)


def test_a_draft_can_be_thrown_away(network: Network) -> None:
    worker = network.client("social_worker")
    draft(worker)
    answer = worker.post("/drafts/discard", data={"draft_key": "agenda.new", "back": "/agenda/new"})
    assert answer.headers["Location"] == "/agenda/new"
    assert "half-written" not in form(worker)
    away = worker.post("/drafts/discard", data={"draft_key": "agenda.new", "back": "//example.org"})
    assert away.headers["Location"] == "/"


def test_the_regional_office_has_no_house_to_keep_drafts_in(network: Network) -> None:
    assert draft(network.client("hq_analyst")) == 204


def test_a_stranger_leaves_no_draft(network: Network) -> None:
    assert draft(network.browser()) == 401
