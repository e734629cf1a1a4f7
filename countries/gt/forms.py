"""Legal forms, read from one file each under ``data/forms``.

A field that most forms share is written once in ``data/fields.yaml`` and named with ``use``. Opening and closing
paragraphs exist in Spanish only: they are the words that are filed, not a label to translate.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from countries.gt import calendar
from countries.gt.sources import DATA, norm, read, text
from plugins.contract.calendar import Deadline
from plugins.contract.forms import FieldType, FormField, LegalForm, Section, Signatory
from plugins.contract.text import Grade, Text

TEMPLATE = Path(__file__).parent / "templates" / "gt" / "form.typ"
_ORDER = ("admission", "authority", "complaint", "exit", "other")


@cache
def legal_forms() -> tuple[LegalForm, ...]:
    """Give every form in every version that was ever valid, those of the first day first."""
    written = (read(f"forms/{path.name}") for path in (DATA / "forms").glob("*.yaml"))
    return tuple(sorted(map(_form, written), key=lambda form: (_ORDER.index(form.act), form.key, form.version)))


def _form(entry: dict[str, Any]) -> LegalForm:
    return LegalForm(
        key=entry["key"],
        version=entry["version"],
        valid_from=entry["valid_from"],
        valid_until=entry.get("valid_until"),
        title=text(entry["title"]),
        purpose=text(entry["purpose"]),
        act=entry["act"],
        recipients=tuple(entry["recipients"]),
        filled_by=tuple(entry["filled_by"]),
        data_class=entry["data_class"],
        basis=tuple(norm(key) for key in entry["basis"]),
        grade=Grade(entry["grade"]),
        fields_grade=Grade(entry["fields_grade"]),
        sections=tuple(Section(part["code"], text(part["title"])) for part in entry["sections"]),
        fields=tuple(_field(each, part["code"]) for part in entry["sections"] for each in part["fields"]),
        signatories=tuple(_signatory(each) for each in entry["signatories"]),
        template=TEMPLATE,
        due=calendar.deadline(entry["key"], {**entry["due"], "label": entry["title"]}),
        opening=_paragraphs(entry["opening"]),
        closing=_paragraphs(entry["closing"]),
        stages=tuple(entry.get("stages", ())),
        about=entry.get("about", "resident"),
        due_from=entry.get("due_from"),
        every_months=entry.get("every_months"),
        kept=entry.get("kept", False),
        editable=entry.get("editable", False),
    )


def term_of(key: str) -> Deadline:
    """Give the term of a form, for another duty that the same act fulfils; it is told once."""
    due = next(each.due for each in legal_forms() if each.key == key)
    assert due is not None
    return due


@cache
def _shared() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read("fields.yaml")
    return found


def _field(entry: dict[str, Any], section: str | None = None) -> FormField:
    if "use" in entry:
        entry = {"key": entry["use"], **_shared()[entry["use"]], **entry}
    return FormField(
        key=entry["key"],
        label=text(entry),
        type=FieldType(entry["type"]),
        required=entry.get("required", False),
        sensitive=entry.get("sensitive", False),
        options=entry.get("options"),
        document=entry.get("document"),
        pattern=entry.get("pattern"),
        prefill=entry.get("prefill"),
        help=text(entry["help"]) if "help" in entry else None,
        columns=tuple(_field(column) for column in entry.get("columns", ())),
        section=section,
        people=tuple(entry.get("people", ())),
        known_only=entry.get("known_only", False),
        several=entry.get("several", False),
    )


def _signatory(entry: dict[str, Any]) -> Signatory:
    return Signatory(entry["code"], text(entry), tuple(entry.get("roles", ())), entry.get("required", True))


def _paragraphs(written: Iterable[str]) -> tuple[Text, ...]:
    return tuple(Text.of(es=paragraph) for paragraph in written)
