"""Every form goes the whole way: begun from the file, filled in, signed by whoever must, printed for its recipient."""

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from core import clock
from core.errors import Invalid
from core.forms import addressees, attachments, copies, handing, service, signing
from core.forms.files import fields_of
from core.forms.incoming import PDF, Incoming
from core.forms.models import FormRecord
from core.forms.offers import list_house_offers, list_offers
from core.partners import service as partners
from core.testkit.desk import Desk
from core.testkit.houses import NOON
from core.testkit.papers import SCAN
from plugins.contract.forms import FieldType, LegalForm

#: What the file is left to know better.
KEPT = ("codigo_caso", "nombres", "numero_identidad")
Answers = Callable[[LegalForm], dict[str, Any]]
PLACE = ZoneInfo("America/Tegucigalpa")


def begin(desk: Desk, form: LegalForm) -> int:
    """Begin a form as whoever usually fills it in."""
    with desk.house.work() as session:
        her = desk.resident(session) if form.about == "resident" else None
        return service.create(session, desk.actor(form.filled_by[0]), desk.country, her, form.key).id


def fill_in(desk: Desk, form: LegalForm, record_id: int, answers: dict[str, Any]) -> None:
    """Answer what the file did not know, and what is to be another than it knows."""
    with desk.house.work() as session:
        actor = desk.actor(form.filled_by[0])
        opened = service.open_draft(session, actor, desk.country, record_id)
        answers |= {each.key: {"file": send(session, desk, form, record_id, each.key)} for each in fields_of(form)}
        values = answers | {key: opened.answers.values[key] for key in KEPT if key in opened.answers.values}
        service.save(session, actor, desk.country, record_id, values, base=opened.record.current)


def send(session: Session, desk: Desk, form: LegalForm, record_id: int, key: str) -> int:
    """Send in a scan for one answer."""
    actor = desk.actor(form.filled_by[0])
    return attachments.keep(session, actor, desk.country, record_id, key, Incoming(SCAN, PDF), "copia.pdf").id


def sign(desk: Desk, form: LegalForm, record_id: int) -> None:
    """Let each signatory of the house sign, another person each."""
    signed: set[str] = set()
    for place in (each for each in form.signatories if each.roles and each.required):
        role = next(role for role in place.roles if role not in signed)
        signed.add(role)
        with desk.house.work() as session:
            actor = desk.actor(role)
            version = service.find(session, actor, desk.country, record_id).record.current
            signing.sign(session, actor, desk.country, record_id, place.code, version=version)


def printed(desk: Desk, form: LegalForm, record_id: int) -> str:
    with desk.house.work() as session:
        copy = copies.print_copy(
            session, desk.actor(form.filled_by[0]), desk.country, record_id, reason="Entrega", leaves=True
        )  # fmt: skip
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(copy.file)).pages).split())


def every(desk: Desk) -> Iterator[LegalForm]:
    """Give the forms that are valid on the day."""
    yield from desk.country.forms_on(date(2026, 3, 16))


# Databases are told apart by the tests of the room itself, on a form of each kind.
@pytest.mark.parametrize("store_kind", ["sqlcipher"])
def test_every_form_goes_from_the_file_to_signed_paper(desk: Desk, answers_to: Answers) -> None:
    seen = []
    for form in every(desk):
        record_id = begin(desk, form)
        fill_in(desk, form, record_id, answers_to(form))
        sign(desk, form, record_id)
        with desk.house.look() as session:
            record = session.get_one(FormRecord, record_id)
            assert (record.state, record.data_class) == ("signed", form.data_class), form.key
            to = addressees.name(session, record.recipient_code)
        text = printed(desk, form, record_id)
        assert str(form.title) in text
        assert to in text
        seen.append(form.key)
    assert len(seen) == 24


def test_what_the_file_knows_is_filled_in_and_what_it_does_not_is_listed(desk: Desk) -> None:
    for form in every(desk):
        record_id = begin(desk, form)
        with desk.house.work() as session:
            opened = service.open_draft(session, desk.actor(form.filled_by[0]), desk.country, record_id)
        values, asked = opened.answers.values, {each.name for each in opened.missing}
        known = {"identity.given_names": "Flor de María", "identity.document.dni": "0801201100000", "resident.age": 15}
        for field in form.fields:
            assert field.prefill not in known or values[field.key] == known[field.prefill], (form.key, field.key)
            given = field.type is FieldType.SIGNATURE or field.key in values
            assert given or not field.required or field.key in asked, (form.key, field.key)
        assert asked


def test_a_form_with_something_missing_is_not_signed(desk: Desk) -> None:
    form = desk.country.form("queja_conadeh")
    with pytest.raises(Invalid) as stopped:
        sign(desk, form, begin(desk, form))
    assert set(stopped.value.fields) == {
        "autoridad_senalada",
        "hechos",
        "derecho_vulnerado",
        "peticion",
        "reserva",
        "lugar_fecha-place",
    }


def test_whoever_is_not_trusted_is_passed_over_with_a_reason_that_is_not_printed(desk: Desk) -> None:
    form = desk.country.form("reporte_maltrato_interno")
    record_id = begin(desk, form)
    with desk.house.work() as session:
        with pytest.raises(Invalid):
            handing.choose_recipient(session, desk.actor("director"), desk.country, record_id, "mp_trata")
        handing.choose_recipient(session, desk.actor("director"), desk.country, record_id, "mp_trata", "Es su primo")
    text = printed(desk, form, record_id)
    assert "Unidad contra la Trata" in text
    assert "primo" not in text


def test_the_child_authority_is_called_as_it_was_on_the_day(desk: Desk) -> None:
    named = {
        date(1997, 6, 1): "junta_nacional", date(2014, 6, 5): "ihnfa", date(2014, 6, 6): "dinaf",
        date(2023, 12, 31): "dinaf", date(2024, 1, 1): "senaf",
    }  # fmt: skip
    with desk.house.look() as session:
        for on, code in named.items():
            found = partners.recipients(session, ("junta_nacional",), on)
            assert [each.seed_code for each in found] == [code]


def test_forms_about_the_house_are_offered_to_the_house_and_never_in_her_file(desk: Desk) -> None:
    with desk.house.look() as session:
        hers = list_offers(session, desk.actor("director"), desk.country, desk.resident(session))
        ours = list_house_offers(session, desk.actor("director"), desk.country)
    assert {each.form.about for each in hers} == {"resident"}
    assert {each.form.key for each in ours} == {
        "reporte_estadistico_senaf", "reporte_estadistico_cicesct", "solicitud_certificacion_irca",
    }  # fmt: skip


def test_a_draft_is_due_by_the_hour_that_is_written_in_it(desk: Desk, answers_to: Answers) -> None:
    form = desk.country.form("reporte_maltrato_interno")
    record_id = begin(desk, form)
    fill_in(desk, form, record_id, answers_to(form))
    with desk.house.look() as session:
        record = session.get_one(FormRecord, record_id)
        assert record.due_at == datetime(2026, 3, 6, 7, 0, tzinfo=PLACE)
        assert record.due_at < clock.now() == NOON
