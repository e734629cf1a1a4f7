"""Example answers to any legal form: nothing in them is about anybody."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from marshmallow import ValidationError

from core.forms.fields import NOT_FILLED
from core.forms.places import Places
from core.forms.schema import check_answers
from core.places.service import fold
from plugins.contract.forms import FieldType, FormField, LegalForm
from plugins.profile import CountryProfile

_AGE = 15
#: The language of the simulated network's words.
_LANGUAGE = "es"
#: Written where no entry of the list fits what a form asks.
_LONG, _SHORT = "Sin novedad en lo que se pregunta aquí.", "Sin novedad"
#: Stands for the day on which a form is filled in.
DAY = "2024-01-15"
#: Where a field has a pattern, the first of these that fits it is written: the number of a file that no court has.
_NUMBERS = ("00000-0000-00000", "00000-2024-00000", "EJ-2024-000", "0000", "0000-2024")

Answer = Callable[[FormField, CountryProfile, Places], Any]


def example_answers(form: LegalForm, country: CountryProfile, places: Places) -> dict[str, Any]:
    """Answer a form with examples; what its own rules refuse is left open."""
    answers = {field.key: answer for field in form.fields if (answer := _answer(field, country, places)) is not None}
    for _again in range(3):
        try:
            return check_answers(form, country, places, answers)
        except ValidationError as error:
            answers = {key: value for key, value in answers.items() if key not in error.messages_dict}
    return {}


def _answer(field: FormField, country: CountryProfile, places: Places) -> Any:
    known = (field.prefill or "").startswith(("identity.", "resident."))
    if field.type in NOT_FILLED or not (field.required or known):
        return None
    return _ANSWERS.get(field.type, _text)(field, country, places)


def _text(field: FormField, _country: CountryProfile, _places: Places) -> Any:
    if not field.pattern:
        return _said(field, _SHORT)
    return next((text for text in _NUMBERS if re.fullmatch(field.pattern, text)), None)


def _long(field: FormField, _country: CountryProfile, _places: Places) -> Any:
    return _said(field, _LONG)


def _said(field: FormField, otherwise: str) -> str:
    """Answer what a field asks in its own sense."""
    asked = f" {fold(field.label.in_language(_LANGUAGE))} "
    return next((said for words, said in _entries() if any(f" {each}" in asked for each in words)), otherwise)


@cache
def _entries() -> list[tuple[list[str], str]]:
    text = (files("core.simulation") / "data" / "answers.yaml").read_text(encoding="utf-8")
    return [(entry["asked"], entry["said"]) for entry in yaml.safe_load(text)]


def _always(value: Any) -> Answer:
    return lambda _field, _country, _places: value


def _count(field: FormField, _country: CountryProfile, _places: Places) -> int:
    return _AGE if " edad " in f" {fold(field.label.in_language(_LANGUAGE))} " else 1


def _yes(field: FormField, _country: CountryProfile, _places: Places) -> bool:
    """Say yes but to what the file knows of somebody: an interpreter or a doubt about her age is the exception."""
    return not field.prefill


def _option(field: FormField, country: CountryProfile, _places: Places) -> Any:
    listed = country.code_lists.get(field.options or "")
    return listed.entries[0].code if listed else None


def _options(field: FormField, country: CountryProfile, places: Places) -> Any:
    first = _option(field, country, places)
    return None if first is None else [first]


def _number(field: FormField, country: CountryProfile, _places: Places) -> Any:
    kind = country.identity_documents.get(field.document or "")
    return kind.accepted[0] if kind and kind.accepted else None


def _table(field: FormField, country: CountryProfile, places: Places) -> Any:
    row = {column.key: _ANSWERS.get(column.type, _text)(column, country, places) for column in field.columns}
    return [{key: value for key, value in row.items() if value is not None}]


def _department(_field: FormField, _country: CountryProfile, places: Places) -> Any:
    return places.departments[0][0] if places.departments else None


def _municipality(_field: FormField, _country: CountryProfile, places: Places) -> Any:
    return places.municipalities[0][0] if places.municipalities else None


_ANSWERS: Mapping[FieldType, Answer] = {
    FieldType.LONGTEXT: _long,
    FieldType.INTEGER: _count,
    FieldType.NUMBER: _always("1"),
    FieldType.MONEY: _always("10.00"),
    FieldType.BOOLEAN: _yes,
    FieldType.SELECT: _option,
    FieldType.MULTISELECT: _options,
    FieldType.DATE: _always(DAY),
    FieldType.DATETIME: _always(f"{DAY}T16:00:00+00:00"),
    FieldType.DATE_RANGE: _always({"since": DAY, "until": DAY}),
    FieldType.PLACE_DATE: _always({"place": "La Ceiba", "day": DAY}),
    FieldType.MONTH: _always("2024-01"),
    FieldType.COUNTRY: lambda _field, country, _places: country.code.upper(),
    FieldType.LANGUAGE: lambda _field, country, _places: country.country.default_language,
    FieldType.DEPARTMENT: _department,
    FieldType.MUNICIPALITY: _municipality,
    FieldType.IDENTITY: _number,
    FieldType.PHONE: _always("555-0100"),
    FieldType.FILE: _always(None),
    FieldType.TABLE: _table,
}
