"""Every form is begun, filled on its page without scripts, signed and printed, as the roles that its file names."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import clock, defaults
from core.forms import records, rights
from core.forms.fields import NOT_FILLED
from core.forms.models import FormRecord
from core.forms.places import read_places
from core.i18n import Locality
from core.residents import service as residents
from core.simulation.answers import example_answers
from core.stores import Stores
from core.testkit.desk import Desk, admit, open_desk, told
from core.testkit.form_screens import as_typed, serve
from core.testkit.houses import NOON, open_house
from core.testkit.papers import SCAN, photo
from core.testkit.stores import StoreFactory
from countries.gt import forms, plugin
from plugins.contract.forms import LegalForm
from plugins.discovery import load

PROFILE = load("gt", plugin, [defaults])
ROLES = ("director", "social_worker", "psychologist", "nurse", "lawyer", "educator", "me_officer")
#: What an example does not know: answers that the country's checks want together.
TOGETHER: dict[str, dict[str, Any]] = {
    "acta_egreso": {
        "fecha_ingreso": "2024-01-02", "opinion_nna": "Quiere ir.", "orden_egreso": SCAN, "recibe": "Tía",
        "municipio_destino": "1601", "preparacion": "Visitas.", "documentos_entregados": [{"documento": "Certificado"}],
        "pertenencias": [{"objeto": "Mochila"}], "plan_seguimiento": [{"fecha": "2024-02-01"}],
        "contacto_emergencia": "110",
    },
    "alerta_alba_keneth": {"fotografia_reciente": photo()},
    "informe_estadistico": {"umbral_supresion": "5", "archivo": SCAN},
    "informe_mensual_cna": {"saldo_inicial": "1", "saldo_final": "1"},
    "certificacion_renas": {
        "fecha_emision": "2024-01-02", "fecha_vencimiento": "2024-07-01", "archivo": SCAN, "antecedentes": SCAN,
    },
    "acta_ingreso": {
        "juzgado": "Juzgado", "expediente_judicial": "00000-2024-00000", "orden_judicial": SCAN,
    },
}  # fmt: skip
every_form = pytest.mark.parametrize("form", forms.legal_forms(), ids=lambda form: form.key)


@pytest.fixture
def store_kind() -> str:
    """The screens see no difference between databases."""
    return "sqlcipher"


@pytest.fixture
def desk(store_factory: StoreFactory) -> Iterator[Desk]:
    """Admit somebody into a Guatemalan house, with everybody on her team."""
    with clock.freeze(NOON):
        yield open_desk(store_factory, PROFILE, _admitted)


def _admitted(stores: Stores) -> dict[str, Any]:
    house = open_house(stores.country("gt"), PROFILE)
    desk = Desk(house, admit(house))
    with house.work() as session:
        residents.join_team(session, house.actor("director"), desk.resident(session), house.actor("nurse"))
    return told(house, desk.resident_id)


@pytest.fixture
def served(desk: Desk) -> Flask:
    """Serve the screens of forms to whoever ``app.role`` names."""
    return serve(desk, Locality("es", "es_GT", "America/Guatemala", "gt"))


def begin(desk: Desk, form: LegalForm) -> tuple[int, str]:
    """Begin a form as the first of the roles that may fill it in."""
    role = next(each for each in form.filled_by if each in ROLES)
    return desk.begin(form.key, role, about_house=form.about == "branch"), role


@every_form
def test_a_form_is_filled_signed_and_printed_without_scripts(served: Flask, desk: Desk, form: LegalForm) -> None:
    record_id, served.role = begin(desk, form)  # type: ignore[attr-defined]
    client = served.test_client()
    page = client.get(f"/forms/{record_id}/edit").text
    for field in form.fields:
        assert field.type in NOT_FILLED or f'id="f-{field.key}' in page, field.key
    answers = {**_examples(desk, form), **TOGETHER.get(form.key, {})}
    saved = client.post(f"/forms/{record_id}/edit", data={**as_typed(form, answers), "base": "1"})
    assert saved.status_code == 302, re.findall(r'href="#f-[^<]*', saved.text)
    _sign_all(client, served, desk, form, record_id)
    pdf = client.post(f"/forms/{record_id}/print", data={"reason": "Archivo", "leaves": "yes"})
    assert pdf.data.startswith(b"%PDF")
    as_text = client.post(f"/forms/{record_id}/print", data={"reason": "Archivo", "format": "docx"})
    assert as_text.status_code == (200 if form.editable else 404)


def _examples(desk: Desk, form: LegalForm) -> dict[str, Any]:
    with desk.house.look() as session:
        return example_answers(form, desk.country, read_places(session, desk.country))


def _sign_all(client: FlaskClient, served: Flask, desk: Desk, form: LegalForm, record_id: int) -> None:
    for place in rights.house_signatories(form):
        if place.required:
            served.role = place.roles[0]  # type: ignore[attr-defined]
            with desk.house.look() as session:
                version = session.get_one(FormRecord, record_id).current
            signed = client.post(f"/forms/{record_id}/sign", data={"place": place.code, "version": version})
            assert signed.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", signed.text)[:1500]
    with desk.house.look() as session:
        assert session.get_one(FormRecord, record_id).state == "signed"


@every_form
def test_a_new_form_knows_already_what_the_file_knows(desk: Desk, form: LegalForm) -> None:
    record_id, _role = begin(desk, form)
    with desk.house.look() as session:
        values = records.read_version(session, session.get_one(FormRecord, record_id)).values
    if any(field.key == "nombres" for field in form.fields) and form.filled_by[0] != "me_officer":
        assert values["nombres"] == "Xóchitl Marcadora"
    if any(field.key == "lugar_fecha" and field.prefill for field in form.fields):
        assert values["lugar_fecha"]["day"] == "2026-03-16"
