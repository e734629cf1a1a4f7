"""What a role has no right to stays closed inside a form that it may open; what she wrote herself does not."""

import re
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.errors import Conflict, NotFound, Refused
from core.forms import copies, parts, records, service, signing
from core.forms.models import FormRecord
from core.forms.offers import list_offers
from core.forms.withholding import class_of
from core.residents import service as residents
from core.residents.service import Health
from core.testkit.desk import Desk
from core.testkit.zz import forms as zedland
from plugins.contract.forms import FieldType, FormField, LegalForm, Signatory
from plugins.contract.text import Text

NIGHT_STAFF = ("social_worker", "educator", "director")
NAME, COMPANY, ALLERGY, STORY = "Xóchitl Marcadora", "La policía", "Penicilina", "Llega mojada"


def a_field(key: str, prefill: str | None = None, **more: Any) -> FormField:
    return FormField(key, Text.of(es=key.title(), en=key.title()), FieldType.TEXT, prefill=prefill, **more)


NIGHT: LegalForm = replace(
    zedland.FIRST_ADMISSION,
    key="zz_night",
    valid_from=date(2015, 1, 1),
    valid_until=None,
    filled_by=NIGHT_STAFF,
    data_class="SOC",
    sections=(),
    fields=(
        a_field("names", "identity.given_names", required=True),
        a_field("company", "admission.brought_by"),
        a_field("house_name", "resident.house_name"),
        a_field("allergy", "health.allergies"),
        a_field("story"),
    ),
    signatories=(Signatory("receiver", Text.of(es="Quien recibe", en="Receiver"), NIGHT_STAFF),),
    opening=(),
    closing=(),
)
TOLD = {"names": NAME, "company": COMPANY, "house_name": "Luna", "allergy": ALLERGY, "story": STORY}


@pytest.fixture
def night(desk: Desk) -> Desk:
    """Let Zedland have a form that educators fill in though they have no right to its class."""
    country = replace(desk.country, forms={**desk.country.forms, NIGHT.key: (NIGHT,)})
    desk.house = replace(desk.house, country=country)
    with desk.house.work() as session:
        nurse = desk.actor("nurse")
        residents.write_health(
            session, nurse, desk.resident(session), Health(allergies=ALLERGY), action="emergency.write"
        )
    return desk


@pytest.fixture
def hers(night: Desk) -> int:
    """An educator's form, in which the social worker has written the name and the story."""
    record_id = night.begin("zz_night", "educator")
    night.save(record_id, {**TOLD, "company": "Agente Pop"}, role="educator")
    night.save(record_id, {**TOLD, "company": "Agente Pop", "names": "Xóchitl Corregida"})
    return record_id


def stored(desk: Desk, record_id: int) -> dict[str, Any]:
    with desk.house.look() as session:
        return records.read_version(session, session.get_one(FormRecord, record_id)).values


def seen(desk: Desk, role: str, record_id: int) -> dict[str, Any]:
    with desk.house.work() as session:
        return service.open_form(session, desk.actor(role), desk.country, record_id).shown


def sign(desk: Desk, role: str, record_id: int) -> None:
    with desk.house.work() as session:
        version = session.get_one(FormRecord, record_id).current
        signing.sign(session, desk.actor(role), desk.country, record_id, "receiver", version=version)


def test_a_night_educator_begins_with_what_is_hers_to_know_writes_what_she_is_told_and_signs(night: Desk) -> None:
    record_id = night.begin("zz_night", "educator")
    assert seen(night, "educator", record_id) == {"house_name": "Luna", "allergy": ALLERGY}
    night.save(record_id, {**TOLD, "names": "Sofía, dice ella"}, role="educator")
    assert seen(night, "educator", record_id) == {**TOLD, "names": "Sofía, dice ella"}
    sign(night, "educator", record_id)
    assert stored(night, record_id)["names"] == "Sofía, dice ella"


def test_a_form_that_another_began_is_closed_to_an_educator_though_she_could_sign_it(night: Desk) -> None:
    record_id = night.begin("zz_night")
    with pytest.raises(NotFound):
        seen(night, "educator", record_id)
    with pytest.raises(NotFound):
        sign(night, "educator", record_id)
    with night.house.look() as session:
        offers = list_offers(session, night.actor("educator"), night.country, night.resident(session))
    assert [(offer.form.key, offer.records) for offer in offers] == [("zz_night", ())]


def test_what_another_writes_into_her_form_is_withheld_and_her_own_words_are_not(night: Desk, hers: int) -> None:
    assert seen(night, "educator", hers) == {
        "company": "Agente Pop", "house_name": "Luna", "allergy": ALLERGY, "story": STORY
    }  # fmt: skip
    assert seen(night, "social_worker", hers)["names"] == "Xóchitl Corregida"


def test_saving_leaves_withheld_answers_as_they_are_even_if_they_are_sent(night: Desk, hers: int) -> None:
    night.save(hers, {"house_name": "Luna", "story": "Llega seca", "names": "Otra"}, role="educator")
    assert stored(night, hers) == {"names": "Xóchitl Corregida", "house_name": "Luna", "story": "Llega seca"}


def test_who_does_not_see_all_of_a_form_neither_signs_prints_reveals_nor_replaces_it(night: Desk, hers: int) -> None:
    with pytest.raises(Refused):
        sign(night, "educator", hers)
    with night.house.work() as session, pytest.raises(Refused):
        copies.print_copy(session, night.actor("educator"), night.country, hers)
    with night.house.work() as session, pytest.raises(Refused):
        service.replace(session, night.actor("educator"), night.country, hers)
    with night.house.work() as session, pytest.raises(NotFound):
        service.reveal(session, night.actor("educator"), night.country, hers, "names")
    sign(night, "social_worker", hers)


def test_a_conflict_does_not_tell_what_is_withheld(night: Desk, hers: int) -> None:
    with pytest.raises(Conflict) as caught:
        night.save(hers, TOLD, base=1, role="educator")
    assert caught.value.changes == {"names": None, "company": "Agente Pop", "story": STORY}


def test_a_right_to_the_form_is_no_right_to_every_drawer_it_was_filled_from(night: Desk) -> None:
    record_id = night.begin("zz_night")
    assert stored(night, record_id)["allergy"] == ALLERGY
    assert "allergy" not in seen(night, "lawyer", record_id)
    assert seen(night, "director", record_id)["allergy"] == ALLERGY


@pytest.mark.parametrize("address", ["", "/edit", "/sign", "/history", "/edit conflict"])
def test_no_page_of_her_form_holds_what_is_withheld(
    served_app: Flask, client: FlaskClient, night: Desk, hers: int, address: str
) -> None:
    served_app.role = "educator"  # type: ignore[attr-defined]
    there, _, conflict = address.partition(" ")
    if conflict:
        answer = client.post(f"/forms/{hers}{there}", data={**TOLD, "names": "Lo que oí", "base": "2"})
        assert (answer.status_code, "Lo que oí" in answer.text) == (409, True)
    else:
        answer = client.get(f"/forms/{hers}{there}")
        assert answer.status_code == 200
    assert NAME not in answer.text
    assert "Corregida" not in answer.text
    assert "no es para su función" in answer.text


def test_the_page_offers_no_field_for_what_is_withheld_and_no_print(
    served_app: Flask, client: FlaskClient, hers: int
) -> None:
    served_app.role = "educator"  # type: ignore[attr-defined]
    drawn = set(re.findall(r'name="(\w+)"', client.get(f"/forms/{hers}/edit").text))
    assert drawn & TOLD.keys() == TOLD.keys() - {"names"}
    assert f"/forms/{hers}/print" not in client.get(f"/forms/{hers}").text


def test_every_name_that_forms_are_filled_from_has_its_class() -> None:
    of_nothing = replace(NIGHT, data_class="")
    assert [path for path in sorted(parts.PATHS) if not class_of(of_nothing, a_field("any", path))] == []
    assert {class_of(of_nothing, a_field("any", f"identity.{each.name}")) for each in fields(parts.IdentityPart)} == {
        "ID"
    }
    assert class_of(NIGHT, a_field("any", "admission.brought_by")) == "SOC"
    assert class_of(NIGHT, a_field("any")) == "SOC"
