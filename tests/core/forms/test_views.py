"""Screens of forms, in an application that has nothing but them and the head of a resident's page."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.audit.models import CountryEvent
from core.forms import records
from core.forms.models import FormRecord
from core.testkit.desk import ANSWERS, Desk
from core.testkit.stores import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE

SENT = {
    "given_names": "María José",
    "sex": "female",
    "admitted_on": "2026-03-16",
    "accompanied": "yes",
    "belongings-0-item": "Mochila",
    "belongings-0-amount": "1",
    "notes": "Llega tranquila.",
}


def values_of(desk: Desk, record_id: int) -> dict[str, Any]:
    with desk.house.look() as session:
        return records.read_version(session, session.get_one(FormRecord, record_id)).values


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_list_offers_what_her_role_fills_with_state_due_and_mark(client: FlaskClient, code: str) -> None:
    page = client.get(f"/residents/{code}/forms").text
    assert "Acta de ingreso" in page
    assert "Acta de egreso" in page
    assert "Denuncia" not in page
    assert page.count("Fundamento legal sin verificar") == 1


def test_a_form_is_begun_filled_saved_and_read(client: FlaskClient, desk: Desk, code: str) -> None:
    begun = client.post(f"/residents/{code}/forms", data={"key": "zz_admission"})
    assert begun.status_code == 302
    page = client.get(begun.location).text
    assert "Xóchitl Marcadora" in page
    saved = client.post(begun.location, data={**SENT, "base": "1"})
    assert saved.status_code == 302
    values = values_of(desk, 1)
    assert values["belongings"] == [{"item": "Mochila", "amount": 1}]
    assert values["accompanied"] is True
    read = client.get(saved.location).text
    assert "Llega tranquila." in read
    assert "Mochila" in read


def test_pressing_twice_begins_one_form(client: FlaskClient, code: str) -> None:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get(f"/residents/{code}/forms").text)
    assert found is not None
    sent = {"key": "zz_admission", "form_token": found[1]}
    first, second = (client.post(f"/residents/{code}/forms", data=sent).location for _time in range(2))
    assert first == second


def test_a_sensitive_answer_is_not_on_the_page_until_it_is_asked_for(client: FlaskClient, desk: Desk) -> None:
    record_id = desk.filled()
    for address in ("", "/sign", "/history"):
        page = client.get(f"/forms/{record_id}{address}").text
        assert "María José" not in page
        assert "1234561" not in page
        assert "123-456-1" not in page
    shown = client.post(f"/forms/{record_id}/reveal", data={"field": "civil_number"}).text
    assert "123-456-1" in shown
    plain = client.post(
        f"/forms/{record_id}/reveal", data={"field": "given_names"}, headers={"Accept": "application/json"}
    )
    assert plain.json == {"value": "María José"}
    with desk.house.look() as session:
        details = session.scalars(select(CountryEvent.detail).where(CountryEvent.action == "form.reveal")).all()
    assert details == ['{"field": "civil_number"}', '{"field": "given_names"}']


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(client: FlaskClient, desk: Desk) -> None:
    record_id = desk.begin()
    sent = {**SENT, "civil_number": "1234562", "admitted_on": "0026-01-01", "base": "1"}
    answer = client.post(f"/forms/{record_id}/edit", data=sent)
    assert answer.status_code == 422
    assert "El dígito de control no coincide." in answer.text
    assert 'href="#f-civil_number"' in answer.text
    assert 'value="1234562"' in answer.text
    assert "Llega tranquila." in answer.text
    assert "notes" not in values_of(desk, record_id)


def test_rows_are_added_and_removed_without_a_script(client: FlaskClient, desk: Desk) -> None:
    record_id = desk.begin()
    added = client.post(f"/forms/{record_id}/edit", data={**SENT, "base": "1", "add_row": "belongings"})
    assert added.status_code == 200
    assert 'name="belongings-1-item"' in added.text
    assert 'value="Mochila"' in added.text
    removed = client.post(f"/forms/{record_id}/edit", data={**SENT, "base": "1", "remove_row": "belongings-0"})
    assert 'value="Mochila"' not in removed.text
    assert "Llega tranquila." in removed.text
    assert "notes" not in values_of(desk, record_id)


def test_the_second_of_two_editors_sees_what_changed_and_may_save_again(client: FlaskClient, desk: Desk) -> None:
    record_id = desk.begin()
    desk.save(record_id, {**values_of(desk, record_id), "notes": "De otra persona"})
    answer = client.post(f"/forms/{record_id}/edit", data={**SENT, "base": "1"})
    assert answer.status_code == 409
    assert "De otra persona" in answer.text
    assert "Llega tranquila." in answer.text
    assert 'name="base" value="2"' in answer.text
    assert client.post(f"/forms/{record_id}/edit", data={**SENT, "base": "2"}).status_code == 302
    assert values_of(desk, record_id)["notes"] == "Llega tranquila."


def test_what_is_missing_is_listed_and_signing_waits_for_it(client: FlaskClient, desk: Desk) -> None:
    record_id = desk.filled({key: value for key, value in ANSWERS.items() if key != "sex"})
    page = client.get(f"/forms/{record_id}/sign").text
    assert "Sexo" in page
    assert 'name="place"' not in page
    answer = client.post(f"/forms/{record_id}/sign", data={"place": "social_worker", "version": "2"})
    assert answer.status_code == 409


def test_two_people_sign_and_the_form_is_closed_to_editing(served_app: Flask, client: FlaskClient, desk: Desk) -> None:
    record_id = desk.filled()
    for role in ("social_worker", "director"):
        served_app.role = role  # type: ignore[attr-defined]
        assert 'name="place"' in client.get(f"/forms/{record_id}/sign").text
        signed = client.post(f"/forms/{record_id}/sign", data={"place": role, "version": "2"})
        assert signed.status_code == 302
    served_app.role = "social_worker"  # type: ignore[attr-defined]
    page = words(client.get(f"/forms/{record_id}").text)
    assert "firmado" in page.lower()
    assert client.get(f"/forms/{record_id}/edit").status_code == 409
    again = client.post(f"/forms/{record_id}/replace")
    assert client.get(again.location).status_code == 200


def test_a_copy_is_a_file_with_a_neutral_name_that_no_cache_keeps(client: FlaskClient, desk: Desk) -> None:
    answer = client.post(f"/forms/{desk.filled()}/print", data={"reason": "Archivo"})
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ZZ-01-2026-000001.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(b"%PDF-1.")


def test_the_history_says_changes_in_words(client: FlaskClient, desk: Desk) -> None:
    record_id = desk.filled()
    desk.save(record_id, {**ANSWERS, "notes": "Otra nota", "given_names": "Otro nombre"})
    page = words(client.get(f"/forms/{record_id}/history").text)
    assert "«Llega tranquila. Pide agua.» pasó a ser «Otra nota»" in page
    assert "Otro nombre" not in page


@pytest.mark.parametrize("act", ["", "/edit", "/sign", "/history"])
def test_who_may_not_open_a_form_learns_nothing_of_it(
    served_app: Flask, client: FlaskClient, desk: Desk, act: str
) -> None:
    record_id = desk.begin("zz_complaint", "lawyer")
    served_app.role = "nurse"  # type: ignore[attr-defined]
    hidden, unknown = client.get(f"/forms/{record_id}{act}"), client.get(f"/forms/{record_id + 9}{act}")
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.text == unknown.text


def test_other_recipients_delivery_and_void_work_from_the_page(
    served_app: Flask, client: FlaskClient, desk: Desk
) -> None:
    served_app.role = "lawyer"  # type: ignore[attr-defined]
    record_id = desk.begin("zz_court_notice", "lawyer")
    sent = {"recipient": "child_ministry", "reason": "Allí la conocen"}
    assert client.post(f"/forms/{record_id}/recipient", data=sent).status_code == 302
    assert "Allí la conocen" in client.get(f"/forms/{record_id}").text
    assert client.post(f"/forms/{record_id}/deliver", data={"delivered_on": "2026-03-16"}).status_code == 409
    assert client.post(f"/forms/{record_id}/void", data={"reason": "Duplicado"}).status_code == 302
    assert "Duplicado" in client.get(f"/forms/{record_id}").text


def test_no_page_shows_english_to_a_spanish_reader(client: FlaskClient, desk: Desk, code: str) -> None:
    record_id = desk.filled()
    for address in (
        f"/residents/{code}/forms",
        *(f"/forms/{record_id}{act}" for act in ("", "/edit", "/sign", "/history")),
    ):
        page = words(client.get(address).text)
        for english in (" the ", " form ", " this ", "Signature", "Version", "Legal basis", "Fill in", "missing"):
            assert english not in page.partition("Acta")[2], (address, english)


def test_names_are_offered_while_somebody_writes_and_any_other_may_be_written(
    served_app: Flask, client: FlaskClient, desk: Desk
) -> None:
    served_app.role = "lawyer"  # type: ignore[attr-defined]
    record_id = desk.begin("zz_court_notice", "lawyer")
    page = client.get(f"/forms/{record_id}/edit").text
    assert '<option value="Juzgado de la Niñez de Alta"></option>' in page
    assert '<option value="psychologist ZZ-01, Psicóloga"></option>' in page
    assert 'list="f-court-list"' in page
    sent = {"court": "Juzgado que nadie conoce", "officer": "Otra persona", "base": "1"}
    assert client.post(f"/forms/{record_id}/edit", data=sent).status_code == 302
    assert values_of(desk, record_id)["court"] == "Juzgado que nadie conoce"


def test_place_and_day_are_two_boxes_and_both_are_needed(client: FlaskClient, desk: Desk) -> None:
    record_id = desk.begin()
    client.post(f"/forms/{record_id}/edit", data={**SENT, "done_at-place": "Arenal", "done_at-day": "", "base": "1"})
    assert values_of(desk, record_id)["done_at"] == {"place": "Arenal"}
    answer = client.post(f"/forms/{record_id}/edit", data={**SENT, "done_at-day": "ayer", "base": "2"})
    assert answer.status_code == 422
    assert 'href="#f-done_at-day"' in answer.text
    assert 'value="ayer"' in answer.text


def test_a_form_says_how_sure_each_part_of_it_is(client: FlaskClient, desk: Desk) -> None:
    page = words(client.get(f"/forms/{desk.filled()}").text)
    assert "Que el formulario existe y para qué sirve A: se leyó un texto oficial" in page
    assert "Lo que pregunta B: lo dicen varias fuentes" in page


def test_when_it_is_due_stands_on_the_form_and_in_the_list(
    served_app: Flask, client: FlaskClient, desk: Desk, code: str
) -> None:
    served_app.role = "lawyer"  # type: ignore[attr-defined]
    record_id = desk.begin("zz_court_notice", "lawyer")
    assert "vence el 19 mar 2026, 23:59" in words(client.get(f"/forms/{record_id}").text)
    assert "Cuándo vence" in client.get(f"/forms/{record_id}").text
    served_app.role = "social_worker"  # type: ignore[attr-defined]
    assert "vence el 19 mar 2026, 23:59" in words(client.get(f"/residents/{code}/forms").text)


def test_a_line_beside_a_button_is_put_right_where_it_stands(
    served_app: Flask, client: FlaskClient, desk: Desk
) -> None:
    served_app.role = "lawyer"  # type: ignore[attr-defined]
    record_id = desk.begin("zz_court_notice", "lawyer")
    for act, sent, fault in (
        ("recipient", {"recipient": "child_ministry", "reason": ""}, "#f-recipient-reason"),
        ("recipient", {"recipient": "nobody here", "reason": "Allí la conocen"}, "#f-recipient-recipient"),
        ("void", {"reason": "x" * 301}, "#f-void-reason"),
        ("void", {"reason": " "}, "#f-void-reason"),
    ):
        answer = client.post(f"/forms/{record_id}/{act}", data=sent)
        assert answer.status_code == 422, act
        assert f'href="{fault}"' in answer.text
        assert sent.get("reason", "").strip() in answer.text
    with desk.house.look() as session:
        assert session.get_one(FormRecord, record_id).state == "draft"


def test_a_day_of_delivery_that_cannot_be_stays_in_its_field(
    served_app: Flask, client: FlaskClient, desk: Desk
) -> None:
    record_id = desk.filled()
    for role in ("social_worker", "director"):
        served_app.role = role  # type: ignore[attr-defined]
        client.post(f"/forms/{record_id}/sign", data={"place": role, "version": "2"})
    for day in ("el lunes", "2031-01-01"):
        answer = client.post(f"/forms/{record_id}/deliver", data={"delivered_on": day})
        assert answer.status_code == 422
        assert 'href="#f-deliver-delivered_on"' in answer.text
        assert f'value="{day}"' in answer.text


def test_a_copy_of_what_is_most_sensitive_asks_at_its_field_what_it_is_for(
    served_app: Flask, client: FlaskClient, desk: Desk
) -> None:
    served_app.role = "lawyer"  # type: ignore[attr-defined]
    record_id = desk.begin("zz_complaint", "lawyer")
    answer = client.post(f"/forms/{record_id}/print", data={"reason": ""})
    assert answer.status_code == 422
    assert 'href="#f-print-reason"' in answer.text
    assert client.post(f"/forms/{record_id}/print", data={"reason": "Fiscalía"}).data.startswith(b"%PDF-1.")
