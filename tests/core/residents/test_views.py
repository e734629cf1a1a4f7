"""Lines beside a button on a resident's pages: told once, and put right where they stand."""

from core.places import service as places
from core.residents import identity
from core.residents.models import Resident
from core.testkit.stores import ON_ONE_DATABASE
from core.testkit.web import Network

pytestmark = ON_ONE_DATABASE

TOLD = "Acompañarla a la cena"


def test_an_instruction_sent_twice_is_told_once(network: Network) -> None:
    girl, client = network.home.admit(bed_id=None).resident, network.client()
    there = f"/residents/{girl.code}"
    for _time in range(2):
        answer = client.post(f"{there}/instructions", data={"text": TOLD, "form_token": "una-vez"})
        assert answer.status_code == 302
    assert client.get(there).text.count(f"<li>{TOLD}</li>") == 1
    client.post(f"{there}/instructions", data={"text": TOLD, "form_token": "otra-vez"})
    assert client.get(there).text.count(f"<li>{TOLD}</li>") == 2


def test_an_instruction_that_cannot_stand_is_told_at_its_field_and_kept(network: Network) -> None:
    girl, client = network.home.admit(bed_id=None).resident, network.client()
    for text in ("", TOLD * 20):
        answer = client.post(f"/residents/{girl.code}/instructions", data={"text": text})
        assert answer.status_code == 422
        assert 'href="#f-instruct-text"' in answer.text
        assert text in answer.text
    assert TOLD not in client.get(f"/residents/{girl.code}").text


def test_who_cares_for_a_baby_is_asked_at_its_field(network: Network) -> None:
    mother = network.home.admit(bed_id=None).resident
    network.home.admit(mother=mother, house_name="Brizna", bed_id=None)
    client, there = network.client(), f"/residents/{mother.code}/family"
    action = client.get(there).text.partition(f'action="{there}/')[2].partition("#")[0]
    for decision in ("", "Su abuela. " * 200):
        answer = client.post(f"{there}/{action}", data={"decision": decision})
        assert answer.status_code == 422
        assert 'href="#f-carer-' in answer.text
        assert decision.strip() in answer.text
    assert client.post(f"{there}/{action}", data={"decision": "Su abuela, por el juzgado"}).status_code == 302
    assert "Su abuela, por el juzgado" in client.get(there).text


def test_a_place_of_origin_is_read_by_its_name_and_fills_forms_by_its_code(network: Network) -> None:
    girl, client = network.home.admit(bed_id=None).resident, network.client()
    there = f"/residents/{girl.code}"
    with network.home.reading() as session:
        code, town = places.choices(session, list(network.home.country.place_levels)[-1])[0]
    page = client.get(f"{there}/identity").text
    assert f'<option value="{town}">' in page
    revision = page.partition('name="revision" value="')[2].partition('"')[0]
    client.post(f"{there}/identity", data={"given_names": "Flor", "origin_place": town, "revision": revision})
    with network.home.reading() as session:
        assert identity.opened(session, session.get_one(Resident, girl.id)).origin_place == code
    assert f'value="{town}"' in client.get(f"{there}/identity").text
    shown = client.post(f"{there}/reveal", data={"field": "origin_place"}, headers={"Accept": "application/json"})
    assert shown.json == {"value": town}
