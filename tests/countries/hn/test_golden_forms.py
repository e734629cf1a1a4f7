"""What each form says in print: its text, filled in, beside a golden text that a person has read."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from core import defaults
from core.forms.content import PrintedForm, PrintedSignature, Recipient
from core.forms.docx import write_docx
from core.forms.places import Places
from core.forms.printing import print_form
from core.forms.schema import check_answers, missing
from countries.hn import forms, partners, plugin
from countries.hn.form_checks import objections_to
from plugins.contract.forms import FieldType, FormField, FormView, LegalForm
from plugins.contract.stages import Severity
from plugins.discovery import load

HERE = Path(__file__).parent
PROFILE = load("hn", plugin, [defaults])
AT = datetime(2026, 3, 5, 21, 30, tzinfo=UTC)
PLACES = Places(
    {"0801": "Distrito Central", "08": "Francisco Morazán"},
    (("08", "Francisco Morazán"),),
    (("0801", "Francisco Morazán — Distrito Central"),),
)
NAMES = {seed.code: seed.name for seed in partners.partners()}
Answers = Callable[[LegalForm], dict[str, Any]]
NOT_TOLD, MISSING = "Sin registrar", "Faltan estos datos:"
every_form = pytest.mark.parametrize("form", forms.legal_forms(), ids=lambda form: form.key)


def asked(form: LegalForm) -> list[FormField]:
    return [field for field in form.fields if field.type is not FieldType.SIGNATURE]


@pytest.fixture
def values(form: LegalForm, answers_to: Answers) -> dict[str, Any]:
    return check_answers(form, PROFILE, PLACES, answers_to(form))


def copy_of(form: LegalForm, values: dict[str, Any], *, signed: bool) -> PrintedForm:
    """Make the copy that goes to the usual recipient."""
    inside = [each for each in form.signatories if each.roles]
    given = tuple(PrintedSignature(each.code, "Marta Prueba", "Función", AT) for each in inside)
    to = Recipient(NAMES[form.recipients[0]]) if form.recipients else None
    return PrintedForm(
        "HN-01-2026-000007", values, "0a1b" * 16, AT, "Marta Prueba", AT, signed=signed, leaves=signed, recipient=to,
        signatures=given if signed else (), places=PLACES.names,
    )  # fmt: skip


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages) + "\n"


def test_everything_written_for_a_form_is_asked_by_it(filled: dict[str, dict[str, Any]]) -> None:
    assert set(filled) == {form.key for form in forms.legal_forms()}
    for form in forms.legal_forms():
        assert set(filled[form.key]) <= {field.key for field in form.fields}


@every_form
def test_a_form_prints_its_golden_text(form: LegalForm, values: dict[str, Any]) -> None:
    assert set(values) == {field.key for field in asked(form)}
    text = text_of(print_form(form, copy_of(form, values, signed=True), PROFILE))
    assert text == (HERE / "golden" / f"{form.key}-{form.version}.txt").read_text(encoding="utf-8")


@every_form
def test_a_form_that_is_filled_in_may_be_signed(form: LegalForm, values: dict[str, Any]) -> None:
    assert missing(form, values) == []
    found = objections_to(FormView(form.key, form.version, values))
    assert [each for each in found if each.severity is Severity.BLOCKING] == []


@every_form
def test_a_draft_lists_on_paper_what_is_missing(form: LegalForm) -> None:
    text = " ".join(text_of(print_form(form, copy_of(form, {}, signed=False), PROFILE)).split())
    listed = text.partition(MISSING)[2]
    for each in missing(form, {}):
        assert f"• {' '.join(str(each.label).split())}" in listed


@every_form
def test_what_is_left_out_of_a_signed_form_is_said_to_be_so(form: LegalForm, values: dict[str, Any]) -> None:
    optional = {field.key for field in asked(form) if not field.required}
    required = {key: value for key, value in values.items() if key not in optional}
    text = text_of(print_form(form, copy_of(form, required, signed=True), PROFILE))
    assert text.count(NOT_TOLD) == len(optional)


@pytest.mark.parametrize("form", [form for form in forms.legal_forms() if form.editable], ids=lambda form: form.key)
def test_what_an_office_edits_has_the_same_sections_in_word(form: LegalForm, values: dict[str, Any]) -> None:
    from docx import Document

    made = Document(io.BytesIO(write_docx(form, copy_of(form, values, signed=False), PROFILE)))
    written = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert all(str(section.title) in written for section in form.sections)
    assert str(form.title) in written
