"""What each form says in print: its text, filled in, beside a golden text that a person has read."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from core import defaults
from core.forms.content import PrintedForm, PrintedSignature, Recipient
from core.forms.places import NO_PLACES, Places
from core.forms.printing import print_form
from core.forms.schema import check_answers, missing
from core.testkit.papers import NAMED
from countries.gt import forms, partners, plugin
from plugins.contract.forms import FieldType, FormField, LegalForm
from plugins.discovery import load

PROFILE = load("gt", plugin, [defaults])
GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2026, 3, 5, 21, 30, tzinfo=UTC)
PLACES = Places({"1601": "Cobán"}, (("16", "Alta Verapaz"),), (("1601", "Alta Verapaz — Cobán"),))
NAMES = {seed.code: seed.name for seed in partners.partners()}
#: An answer of each type; nothing in them is about anybody.
SAMPLES: dict[FieldType, Any] = {
    FieldType.LONGTEXT: "Primera línea, con ñ y K'iche'.\nSegunda línea.",
    FieldType.INTEGER: 3,
    FieldType.MONEY: "1250.50",
    FieldType.BOOLEAN: True,
    FieldType.DATE: "2026-03-05",
    FieldType.DATETIME: "2026-03-05T21:30:00+00:00",
    FieldType.DATE_RANGE: {"since": "2026-01-01", "until": "2026-03-31"},
    FieldType.MONTH: "2026-02",
    FieldType.COUNTRY: "GT",
    FieldType.LANGUAGE: "quc",
    FieldType.MUNICIPALITY: "1601",
    FieldType.IDENTITY: "0000012361601",
    FieldType.PHONE: "5555 0199",
    FieldType.FILE: NAMED,
    FieldType.PLACE_DATE: {"place": "Cobán", "day": "2026-03-05"},
}
PATTERNS = {r"^\d{5}-\d{4}-\d{5}$": "00000-2026-00000", r"^MP\d{3}-\d{4}-\d+$": "MP001-2026-1"}
every_form = pytest.mark.parametrize("form", forms.legal_forms(), ids=lambda form: form.key)


def sample(field: FormField) -> Any:
    """Answer a field with something that fits its type, and that is the same each time."""
    if field.type in {FieldType.SELECT, FieldType.MULTISELECT}:
        codes = [entry.code for entry in PROFILE.code_lists[field.options or ""].entries]
        return codes[:2] if field.type is FieldType.MULTISELECT else codes[0]
    if field.type is FieldType.TABLE:
        return [{column.key: sample(column) for column in field.columns}] * 2
    return SAMPLES.get(field.type, PATTERNS.get(field.pattern or "", f"Ejemplo de {field.key}"))


def answers(form: LegalForm) -> dict[str, Any]:
    """Answer everything that a form asks on the screen."""
    written = {field.key: sample(field) for field in form.fields if field.type is not FieldType.SIGNATURE}
    return check_answers(form, PROFILE, PLACES, written)


def copy_of(form: LegalForm, values: dict[str, Any], *, signed: bool) -> PrintedForm:
    """Make the copy that goes to the usual recipient."""
    inside = [each for each in form.signatories if each.roles]
    given = tuple(PrintedSignature(each.code, f"Nombre de {each.code}", "Función", AT) for each in inside)
    to = Recipient(NAMES[form.recipients[0]]) if form.recipients and not form.kept else None
    return PrintedForm(
        "GT-01-2026-000007", values, "0a1b" * 16, AT, "Nombre", AT, signed=signed, leaves=signed, recipient=to,
        signatures=given if signed else (), places=PLACES.names,
    )  # fmt: skip


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages) + "\n"


@every_form
def test_a_form_prints_its_golden_text(form: LegalForm) -> None:
    values = answers(form)
    assert missing(form, values) == []
    text = text_of(print_form(form, copy_of(form, values, signed=True), PROFILE))
    assert text == (GOLDEN / f"{form.key}-{form.version}.txt").read_text(encoding="utf-8")


@every_form
def test_a_draft_lists_on_paper_what_is_missing(form: LegalForm) -> None:
    text = " ".join(text_of(print_form(form, copy_of(form, {}, signed=False), PROFILE)).split())
    assert "Faltan estos datos:" in text
    listed = text.partition("Faltan estos datos:")[2]
    for each in missing(form, {}):
        assert f"• {' '.join(str(each.label).split())}" in listed


@every_form
def test_what_is_left_out_of_a_signed_form_is_said_to_be_so(form: LegalForm) -> None:
    optional = [field for field in form.fields if not field.required and field.type is not FieldType.SIGNATURE]
    values = {key: value for key, value in answers(form).items() if key not in {field.key for field in optional}}
    assert check_answers(form, PROFILE, NO_PLACES, {}) == {}
    text = text_of(print_form(form, copy_of(form, values, signed=True), PROFILE))
    assert text.count("Sin registrar") == len(optional)
