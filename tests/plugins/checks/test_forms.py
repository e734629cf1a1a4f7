"""Forms that can be filled, signed, handed over and printed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.testkit.zz import forms
from plugins.checks.forms import check_forms, check_versions
from plugins.contract.forms import FieldType, FormField
from plugins.contract.text import Text

Faults = Callable[..., list[tuple[str, str]]]
WORD = Text.of(es="Palabra")


def fields(*more: FormField) -> dict[str, object]:
    return {"fields": (*forms.EXIT.fields, *more)}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"template": forms.TEMPLATE.with_name("missing.typ")}, "has no template at missing.typ"),
        ({"template": Path(forms.__file__)}, "keeps its template elsewhere"),
        ({"opening": (Text.of(es="Egresa {name}."),)}, "has the placeholder '{name}' for no field"),
        ({"closing": (Text.of(es="Bien", en="Well {left_by}"),)}, "has the placeholder '{left_by}' for no field"),
        ({"opening": (Text.of(es="Egresa {"),)}, "has the placeholder '{?}' for no field"),
        ({"fields": (), "due": None}, "has no fields"),
        ({"act": "dance"}, "documents the unknown act 'dance'"),
        (fields(FormField("2nd", WORD, FieldType.TEXT)), "has the field key '2nd'"),
        (fields(FormField("f", WORD, FieldType.TEXT, pattern="[")), "has a broken pattern in field 'f'"),
        (
            fields(FormField("f", WORD, FieldType.DATE, people=("self",))),
            "offers people in the field 'f', which names nobody",
        ),
        (
            fields(FormField("f", WORD, FieldType.USER_REF, people=("friends",))),
            "offers the unknown people 'friends' in 'f'",
        ),
        (
            fields(FormField("f", WORD, FieldType.USER_REF, people=("self:lawyer",))),
            "offers the unknown people 'self:lawyer' in 'f'",
        ),
        (
            fields(FormField("f", WORD, FieldType.USER_REF, known_only=True)),
            "lets only known people into 'f' and names none",
        ),
        (
            fields(FormField("f", WORD, FieldType.TABLE, columns=(FormField("g", WORD, FieldType.FILE),))),
            "asks for a file inside the table 'f'",
        ),
        ({"recipients": ("police", "moon")}, "goes to the unknown institution 'moon'"),
        ({"filled_by": ()}, "is filled by nobody"),
        ({"basis": ()}, "has no legal basis"),
        ({"about": "planet"}, "is about 'planet'"),
        ({"due_from": "days"}, "is due from 'days', which is no date of its own"),
        ({"due_from": "left_on", "due": None}, "counts no term from 'left_on'"),
        ({"every_months": 0}, "is owed again after less than a month"),
    ],
)
def test_a_form_that_cannot_be_used_is_told(faults: Faults, changes: dict[str, object], words: str) -> None:
    odd = replace(forms.EXIT, key="odd", **changes)
    told = faults(check_forms, declare_legal_forms=lambda: (*forms.FORMS, odd))
    assert told == [("declare_legal_forms", f"form 'odd' version 1 {words}")]


def test_a_field_inside_a_table_is_looked_at_too(faults: Faults) -> None:
    table = FormField("t", WORD, FieldType.TABLE, columns=(FormField("a b", WORD, FieldType.TEXT),))
    told = faults(
        check_forms, declare_legal_forms=lambda: (*forms.FORMS, replace(forms.EXIT, key="odd", **fields(table)))
    )
    assert [message for _, message in told] == ["form 'odd' version 1 has the field key 'a b'"]


def test_doubled_braces_are_no_placeholder(faults: Faults) -> None:
    odd = replace(forms.EXIT, key="odd", opening=(Text.of(es="Egresa {{hoy}} el {left_on}."),))
    assert faults(check_forms, declare_legal_forms=lambda: (*forms.FORMS, odd)) == []


def test_a_rule_that_expects_a_filled_form_is_told(faults: Faults) -> None:
    told = faults(check_forms, check_legal_form=lambda form: [form.values["hours"]])
    assert len(told) == len(forms.FORMS)
    assert told[0][1].endswith("empty, raised KeyError in check_legal_form")


@pytest.mark.parametrize("end", [None, date(2024, 1, 1)])
def test_versions_that_are_valid_together_are_told(faults: Faults, end: date | None) -> None:
    first = replace(forms.FIRST_ADMISSION, valid_until=end)
    told = faults(
        check_versions,
        declare_legal_forms=lambda: (
            first,
            *(each for each in forms.FORMS if each.key != "zz_admission"),
            forms.ADMISSION,
        ),
    )
    assert told == [("declare_legal_forms", "form 'zz_admission': version 1 does not end before version 2 begins")]
