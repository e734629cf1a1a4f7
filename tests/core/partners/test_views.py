"""The pages of partners and referrals: two editors, hostile input, and a slip that says no house."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from core.partners import directory, seeding
from core.testkit.house import Home
from core.testkit.houses import open_house
from core.testkit.pages import Pages
from core.testkit.stores import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE

CLINIC = {"name": "Clínica Santa Rosa", "kind": "clinic", "telephone": "555-0123", "active": "yes", "revision": "1"}


def add(client: FlaskClient, **changes: str) -> str:
    answer = client.post("/partners/new", data={**CLINIC, **changes})
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def clinic(home: Home) -> int:
    with home.look() as session:
        return seeding.recipients(session, ["town_clinic"], date(2026, 3, 16))[0].id


def referral(home: Home, client: FlaskClient, code: str, **changes: str) -> str:
    typed = {"direction": "out", "partner_id": str(clinic(home)), "purpose": "R1", "requested_on": "2026-03-16",
             "reason": "Dolor de muelas"}  # fmt: skip
    answer = client.post(f"/residents/{code}/referrals/new", data={**typed, **changes})
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def test_the_list_narrows_and_says_when_nothing_fits(client: FlaskClient) -> None:
    assert "Policía de Zedlandia" in client.get("/partners").text
    assert "Ministerio de Asuntos Menores" not in client.get("/partners").text
    assert "Ministerio de Asuntos Menores" in client.get("/partners?all=1").text
    assert "Policía de Zedlandia" not in client.get("/partners?kind=court").text
    assert "Juzgado de la Niñez" in client.post("/partners/search", data={"q": "ninez juzgado"}).text
    assert "Ninguna organización tiene ese nombre." in client.post("/partners/search", data={"q": "%' OR 1=1"}).text


def test_an_ended_institution_names_its_successor(home: Home, client: FlaskClient) -> None:
    with home.look() as session:
        old = seeding.recipients(session, ["old_ministry"], date(2015, 1, 1))[0].id
    text = client.get(f"/partners/{old}").text
    assert "terminó el 31 dic 2019" in text
    assert "Ministerio de la Niñez" in text


def test_the_second_of_two_editors_sees_the_change_and_loses_nothing(client: FlaskClient) -> None:
    here = add(client)
    assert client.post(f"{here}/edit", data={**CLINIC, "note": "Cierra a las cuatro"}).status_code == 302
    answer = client.post(f"{here}/edit", data={**CLINIC, "note": "Pedir cita"})
    assert answer.status_code == 409
    assert "Cierra a las cuatro" in answer.text
    assert "Pedir cita" in answer.text


def test_a_form_sent_twice_adds_one_partner(client: FlaskClient) -> None:
    assert add(client, form_token="t" * 22) == add(client, form_token="t" * 22)


@pytest.mark.parametrize("name", ["", "x" * 201, "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_be_is_told(client: FlaskClient, name: str) -> None:
    assert client.post("/partners/new", data={**CLINIC, "name": name}).status_code == 422


def test_markup_in_a_name_stays_text(client: FlaskClient) -> None:
    assert "<script>alert(1)" not in client.get(add(client, name="<script>alert(1)</script>")).text


def test_contacts_and_agreements_are_written_ended_and_taken_back(client: FlaskClient) -> None:
    here = add(client)
    client.post(f"{here}/contacts/new", data={"name": "Dra. Paz", "email": "paz@example.org"})
    assert "Dra. Paz" in client.get(here).text
    ended = client.post("/partners/contacts/1/end", follow_redirects=True).text
    assert "El contacto ya no aparece." in ended
    assert "Dra. Paz" in client.post("/partners/contacts/1/resume", follow_redirects=True).text
    typed = {"purpose": "Atención dental", "valid_from": "2026-01-01", "signed_on": "2026-01-01",
             "valid_until": "2026-04-30", "data_sharing": "yes", "shared_classes": ["HDR"]}  # fmt: skip
    assert client.post(f"{here}/agreements/new", data=typed).status_code == 302
    assert "Termina pronto" in client.get(here).text
    assert client.post(f"{here}/agreements/new", data={**typed, "shared_classes": ["ID"]}).status_code == 422
    assert "Terminado" in client.post("/partners/agreements/1/end", follow_redirects=True).text
    assert "Termina pronto" in client.post("/partners/agreements/1/resume", follow_redirects=True).text


def test_another_houses_contacts_do_not_exist(home: Home, client: FlaskClient) -> None:
    here, other = add(client), open_house(home.store, home.country, 2)
    with other.work() as session:
        contact = directory.add_contact(session, other.actor(), int(here.rpartition("/")[2]), {"name": "Ajena"}).id
    assert "Ajena" not in client.get(here).text
    assert client.post(f"/partners/contacts/{contact}/end").status_code == 404
    assert client.get(f"/partners/{10**9}").status_code == 404


def test_nothing_leaves_before_her_consent_and_then_only_the_least(home: Home, client: FlaskClient) -> None:
    luna = home.admit(house_name="Luna").resident
    here = referral(home, client, luna.code)
    before = client.get(here).text
    assert "Todavía no se puede enviar" in before
    assert client.post(f"{here}/send").status_code == 409
    assert client.get(f"{here}/slip").status_code == 404
    kind = next(iter(home.country.consents))
    assert client.post(f"{here}/consent", data={"kind": kind, "answer": "given"}).status_code == 302
    assert client.post(f"{here}/send").status_code == 302
    slip = client.get(f"{here}/slip").text
    assert luna.external_code in slip
    assert "555-0199" in slip
    for secret in ("Luna", luna.code, "Ceiba", "Oculta", "muelas", "Flor", "Colina"):
        assert secret not in slip.partition("<article")[2].partition("</article>")[0]


def test_a_refusal_does_not_let_it_leave(home: Home, client: FlaskClient) -> None:
    here = referral(home, client, home.admit().resident.code)
    client.post(f"{here}/consent", data={"kind": next(iter(home.country.consents)), "answer": "refused"})
    assert client.post(f"{here}/send").status_code == 409


def test_a_referral_is_answered_and_closed_or_undone(home: Home, client: FlaskClient) -> None:
    code = home.admit().resident.code
    mistaken = referral(home, client, code)
    assert "Deshecha antes de enviarse" in client.post(f"{mistaken}/undone", follow_redirects=True).text
    here = referral(home, client, code, legal_duty="Ley de Niñez, art. 12")
    client.post(f"{here}/send")
    assert client.post(f"{here}/undone").status_code == 409
    assert client.post(f"{here}/served").status_code == 409
    assert "Aceptada" in client.post(f"{here}/accepted", follow_redirects=True).text
    assert client.post(f"{here}/close", data={"outcome": ""}).status_code == 422
    assert "Cerrada" in client.post(f"{here}/close", data={"outcome": "Atendida"}, follow_redirects=True).text
    assert "Clínica de Arenal" in client.get(f"/residents/{code}/referrals").text


def test_a_referral_is_found_under_its_resident_only(home: Home, client: FlaskClient, served_app: Pages) -> None:
    luna, sol = home.admit().resident, home.admit(names=("Sol", "Otra")).resident
    here = referral(home, client, luna.code)
    assert client.get(here.replace(luna.code, sol.code)).status_code == 404
    assert luna.code in client.get("/partners/referrals").text
    served_app.role = "educator"
    assert client.get(here).status_code == 404
    assert client.get("/partners/referrals").status_code == 404


@pytest.mark.parametrize("partner", ["0", "-1", "x", str(10**12), "1 OR 1=1"])
def test_a_partner_that_was_not_offered_is_refused(home: Home, client: FlaskClient, partner: str) -> None:
    code = home.admit().resident.code
    typed = {"direction": "out", "partner_id": partner, "purpose": "R1", "requested_on": "2026-03-16"}
    assert client.post(f"/residents/{code}/referrals/new", data=typed).status_code == 422
