"""The studio on screen: the administrator drafts, the director approves, one step leads back; nobody else enters."""

import re
from typing import Any

import pytest

from core.configuration import versions
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Browser, Network

pytestmark = ON_ONE_DATABASE

OBJECT = "/settings/studio/programme/main"


def typed(page: str) -> dict[str, Any]:
    """Read what a form holds, as a browser would send it back."""
    found: dict[str, Any] = {}
    form = page[page.index('class="ab-form"') : page.rindex("</form>")]
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and not (re.search(r'type="(radio|checkbox)"', tag) and " checked" not in tag):
            found.setdefault(name[1], []).append(value[1])
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = [chosen[1] if chosen else ""]
    return found


def draft(admin: Browser, part: str, **changes: Any) -> Any:
    admin.post(f"{OBJECT}/begin")
    sent = typed(admin.get(f"{OBJECT}/draft/{part}").text)
    return admin.post(f"{OBJECT}/draft/{part}", data={**sent, "csrf_token": admin.csrf_token(), **changes})


def send(admin: Browser, **changes: str) -> Any:
    return admin.post(f"{OBJECT}/send", data={"effective_on": "2026-03-16", "reason": "Más tiempo", **changes})


def test_a_change_goes_from_draft_to_force_and_back_through_two_people(network: Network) -> None:
    admin, director = network.client("config_admin"), network.client("director")
    assert "Programa y etapas" in admin.get("/settings/studio").text
    assert "como lo trae el país" in admin.get(OBJECT).text
    assert draft(admin, "stages", **{"stages-0-minimum_days": "21"}).status_code == 303
    page = admin.get(OBJECT).text
    assert "Puerto, Días como mínimo: de «14» a «21»" in page
    assert send(admin).status_code == 303
    assert 'value="approve"' not in admin.get(OBJECT).text
    assert director.post(f"{OBJECT}/answer", data={"answer": "approve"}).status_code == 303
    with network.home.reading() as session:
        live = versions.find_live(session, network.home.id, "programme", "main")
        assert live
        assert versions.content_of(live)["stages"][0]["minimum_days"] == 21
    admin.post(f"{OBJECT}/versions/1/restore", data={"reason": "No sirvió"})
    page = admin.get(OBJECT).text
    assert "Versión 3" in page
    assert "Puerto, Días como mínimo: de «21» a «14»" in page


def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(network: Network) -> None:
    admin = network.client("config_admin")
    answer = draft(admin, "stages", **{"stages-0-minimum_days": "muchos", "stages-1-label_es": "Otro nombre"})
    assert answer.status_code == 422
    assert 'href="#f-stages-0-minimum_days"' in answer.text
    assert "muchos" in answer.text
    assert "Otro nombre" in answer.text


def test_what_stands_against_sending_is_told_and_what_was_written_as_reason_stays(network: Network) -> None:
    admin = network.client("config_admin")
    draft(admin, "criteria", **{"criteria-2-check": "attested"})
    answer = send(admin, reason="Un motivo largo")
    assert answer.status_code == 422
    assert "La ley pone" in answer.text
    assert "Un motivo largo" in answer.text


def test_the_director_sends_it_back_with_a_comment(network: Network) -> None:
    admin, director = network.client("config_admin"), network.client("director")
    draft(admin, "general", name="Otro")
    send(admin)
    director.post(f"{OBJECT}/answer", data={"answer": "return", "comment": "¿Y el taller?"})
    page = admin.get(OBJECT).text
    assert "¿Y el taller?" in page
    assert f"{OBJECT}/draft" in page


def test_sending_back_and_going_back_ask_why_at_their_fields(network: Network) -> None:
    admin, director = network.client("config_admin"), network.client("director")
    draft(admin, "general", name="Otro")
    send(admin)
    for typed in ("", "x" * 501):
        answer = director.post(f"{OBJECT}/answer", data={"answer": "return", "comment": typed})
        assert answer.status_code == 422
        assert 'href="#f-answer-comment"' in answer.text
        assert typed in answer.text
    director.post(f"{OBJECT}/answer", data={"answer": "approve", "comment": ""})
    answer = director.post(f"{OBJECT}/versions/1/restore", data={"reason": " "})
    assert answer.status_code == 422
    assert 'href="#f-restore-1-reason"' in answer.text


@pytest.mark.parametrize("role", ["social_worker", "educator", "psychologist", "hq_analyst", "auditor"])
def test_nobody_else_knows_the_studio(network: Network, role: str) -> None:
    client = network.client(role)
    for path in ("/settings/studio", OBJECT):
        assert client.get(path).status_code == 404
    assert client.post(f"{OBJECT}/begin").status_code == 404


def test_what_nobody_may_configure_is_not_there(network: Network) -> None:
    admin = network.client("config_admin")
    for path in ("prison/main", "programme/other", "programme/main/draft", "programme/main/draft/cells"):
        assert admin.get(f"/settings/studio/{path}").status_code == 404


def test_the_administrator_sees_how_many_are_touched_and_nobody_of_them(network: Network) -> None:
    girl = network.home.admit(bed_id=None).resident
    admin = network.client("config_admin")
    draft(admin, "general", name="Otro")
    page = admin.get(OBJECT).text
    assert "<strong>1</strong> Estadías que siguen" in page
    assert girl.code not in page
    assert girl.house_name not in page
