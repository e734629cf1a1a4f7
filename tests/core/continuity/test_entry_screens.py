"""What was typed into a screen that writes a record comes back after hiding, to its writer and in its form alone."""

import re
from collections.abc import Iterator

import pytest
from flask import template_rendered

from core.access import passwords
from core.continuity.models import Draft
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Browser, Network, give_password

pytestmark = ON_ONE_DATABASE

TYPED = "half-written"
ROLES = (
    "social_worker", "psychologist", "nurse", "lawyer", "director", "educator", "training_officer", "outreach",
    "me_officer",
)  # fmt: skip
#: Screens that need more than a resident are drawn by the same template.
AT_LEAST = 20
WORDS = r'<textarea[^>]* name="([\w-]+)"|<input[^>]* type="text"[^>]* name="([\w-]+)"'


@pytest.fixture
def drawn(network: Network) -> Iterator[list[str]]:
    """Tell which templates were drawn."""
    names: list[str] = []

    def note(_app: object, template: object, **_about: object) -> None:
        names.append(str(getattr(template, "name", "")))

    with template_rendered.connected_to(note, network.app):
        yield names


def keep(client: Browser, page: str, **typed: str) -> str:
    key = re.findall(r'data-draft-key="([^"]+)"', page)
    assert len(key) == 1
    assert client.post("/drafts", data={"draft_key": key[0], **typed}).status_code == 204
    return key[0]


def screens(network: Network, drawn: list[str]) -> Iterator[tuple[Browser, str]]:
    """Open every screen that needs no more than a resident, as the first who may."""
    code = network.home.admit(team=("social_worker", "psychologist", "nurse", "lawyer")).resident.code
    clients = [network.client(role) for role in ROLES]
    for rule in network.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or "POST" not in (rule.methods or ()) or rule.arguments - {"code"}:
            continue
        for client in clients:
            drawn.clear()
            if client.get(path := rule.rule.replace("<code>", code)).status_code == 200:
                if "writing.html" in drawn:
                    yield client, path
                break


def test_every_screen_brings_back_what_was_typed(network: Network, drawn: list[str]) -> None:
    seen = []
    for client, path in screens(network, drawn):
        page = client.get(path).text
        named = next((first or second for first, second in re.findall(WORDS, page)), "")
        keep(client, page, **({named: TYPED} if named else {}))
        again = client.get(path).text
        assert "drafts/discard" in again, path
        assert (TYPED in again) is bool(named), path
        seen.append(path)
    assert len(seen) >= AT_LEAST, seen


@pytest.mark.parametrize("question", ["", "?discipline=&from=2"])
def test_the_way_back_from_the_hidden_screen_leads_to_it(network: Network, question: str) -> None:
    secret = "a password that is long enough"
    give_password(network.home, "social_worker", passwords.hash_secret(secret), "JBSWY3DPEHPK3PXP")
    path = f"/residents/{network.home.admit().resident.code}/services/new{question}"
    client = network.client("social_worker")
    page = client.get(path).text
    keep(client, page, note=TYPED)
    next_one = re.findall(r'name="next" value="([^"]+)"', page)[0].replace("&amp;", "&")
    client.post("/hide", data={"next": next_one})
    assert client.get(path).headers["Location"] == "/locked"
    back = client.post("/locked", data={"secret": secret}).headers["Location"]
    assert back == path
    assert TYPED in client.get(back).text


def test_what_the_address_asks_chooses_the_draft(network: Network) -> None:
    client = network.client("social_worker")
    here, there = (network.home.admit().resident.code for _ in range(2))
    page = client.get(f"/residents/{here}/services/new").text
    key = keep(client, page, note=TYPED)
    assert TYPED in client.get(f"/residents/{here}/services/new").text
    assert TYPED not in client.get(f"/residents/{here}/services/new?x=1").text
    assert TYPED not in client.get(f"/residents/{there}/services/new").text
    assert re.fullmatch("[0-9a-f]{32}", key)
    with network.home.reading() as session:
        assert TYPED.encode() not in (session.query(Draft).one().content or b"")


def test_a_draft_goes_when_its_form_takes_effect_and_not_before(network: Network) -> None:
    client = network.client("social_worker")
    path = f"/residents/{network.home.admit().resident.code}/services/new"
    page = client.get(path).text
    key = keep(client, page, note=TYPED)
    sent = {"draft_key": key, "note": TYPED, "kind": "session", "mode": "individual", "attendance": "attended",
            "discipline": "SOCIAL", "minutes": "30", "on_day": "never"}  # fmt: skip
    assert client.post(path, data=sent).status_code == 422
    assert TYPED in client.get(path).text
    answer = client.post(path, data={**sent, "on_day": "2026-03-16"})
    assert answer.status_code == 302, re.findall(r"ab-error.*", answer.text)
    assert TYPED not in client.get(path).text


def test_whoever_is_led_away_without_effect_finds_her_words_again(network: Network) -> None:
    client = network.client("social_worker")
    path = f"/residents/{network.home.admit().resident.code}/aftercare/new"
    key = keep(client, client.get(path).text, contact=TYPED)
    # She lives here still: no plan of what comes afterwards can begin.
    assert client.post(path, data={"draft_key": key, "agrees": "yes", "contact": TYPED}).status_code == 302
    assert TYPED in client.get(path).text


def test_a_session_that_ended_leaves_what_was_typed(network: Network) -> None:
    path = f"/residents/{network.home.admit().resident.code}/services/new"
    first = network.client("social_worker")
    key = keep(first, first.get(path).text, note=TYPED)
    first.post("/sign-out")
    assert first.post(path, data={"draft_key": key, "note": TYPED}).headers["Location"] == "/sign-in"
    assert TYPED in network.client("social_worker").get(path).text
    assert TYPED not in network.client("psychologist").get(path).text


@pytest.mark.parametrize(
    ("path", "role", "field"),
    [
        ("/evidence/extracts/new", "me_officer", "purpose"),
        ("/partners/new", "director", "name"),
        ("/residents/{code}/referrals/new", "social_worker", "reason"),
        ("/residents/{code}/absences/new", "social_worker", "circumstances"),
        ("/residents/{code}/outing", "social_worker", "about"),
    ],
)
def test_so_do_the_screens_with_a_page_of_their_own(network: Network, path: str, role: str, field: str) -> None:
    client = network.client(role)
    path = path.format(code=network.home.admit().resident.code)
    page = client.get(path).text
    assert f'name="{field}"' in page
    keep(client, page, **{field: TYPED})
    assert TYPED in client.get(path).text
