"""Declarations compared with the contract's types."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.testkit.zz import calendar, country, forms, identity, languages, legal, stages
from plugins.contract.text import Grade, LegalBasis, Text
from plugins.shapes import faults_of

COURT = calendar.CALENDARS[0]


@pytest.mark.parametrize(
    "declaration",
    [country.COUNTRY, *identity.DOCUMENTS, *languages.LANGUAGES, *forms.FORMS, *stages.STAGES, *calendar.DEADLINES],
    ids=lambda each: str(getattr(each, "code", None) or each.key),
)
def test_a_well_formed_declaration_has_no_fault(declaration: object) -> None:
    assert list(faults_of(declaration)) == []


@pytest.mark.parametrize(
    ("declaration", "faults"),
    [
        (replace(COURT, label="Courts"), ["label: expected Text, got str"]),
        (replace(COURT, weekend=[4, 5]), ["weekend: expected tuple, got list"]),
        (replace(COURT, weekend=(4, "5")), ["weekend[1]: expected int, got str"]),
        (replace(COURT, weekend=(True,)), ["weekend[0]: expected int, got bool"]),
        (replace(COURT, code=7), ["code: expected str, got int"]),
        (replace(COURT, basis=None), ["basis: expected LegalBasis, got NoneType"]),
        (replace(COURT, basis=LegalBasis("x", "A")), ["basis.grade: expected Grade, got str"]),
        (replace(COURT, code=7, weekend=()), ["code: expected str, got int"]),
        (replace(country.COUNTRY, contract=(1,)), ["contract: expected 2 members, got 1"]),
        (replace(country.COUNTRY, contract="1.0"), ["contract: expected tuple, got str"]),
        (replace(country.COUNTRY, telephones=("199",)), ["telephones[0]: expected Telephone, got str"]),
        (replace(identity.DOCUMENTS[0], validate="no"), ["validate: expected Callable, got str"]),
        (replace(legal.MEASURE_KINDS[0], limit_hours="72"), ["limit_hours: expected int or None, got str"]),
        (
            replace(forms.EXIT, valid_from=datetime(2025, 1, 1, tzinfo=UTC)),
            ["valid_from: expected date, got datetime"],
        ),
        (replace(forms.EXIT, valid_until="2025-01-01"), ["valid_until: expected date or None, got str"]),
        (replace(forms.EXIT, template="form.typ"), ["template: expected Path, got str"]),
        (
            replace(forms.EXIT, due=replace(calendar.TELL_COURT, unit="hours")),
            ["due.unit: expected Unit, got str"],
        ),
        (Text((("es", ""),)), ["versions: the text in 'es' is empty"]),
        (Text(()), ["versions: expected a text in at least one language, got none"]),
        (Text((("es",),)), ["versions[0]: expected 2 members, got 1"]),
        (Text("es"), ["versions: expected tuple, got str"]),
    ],
)
def test_what_is_not_of_the_contracts_type_is_told(declaration: object, faults: list[str]) -> None:
    assert list(faults_of(declaration)) == faults


def test_all_faults_of_a_declaration_are_told_at_once() -> None:
    twisted = replace(forms.ADMISSION, title="x", fields=(replace(forms.ADMISSION.fields[0], required="yes"),))
    assert list(faults_of(twisted)) == [
        "title: expected Text, got str",
        "fields[0].required: expected bool, got str",
    ]


def test_an_empty_optional_text_inside_a_form_is_told() -> None:
    twisted = replace(forms.EXIT, fields=(replace(forms.EXIT.fields[0], help=Text.of(es=" ")),))
    assert list(faults_of(twisted)) == ["fields[0].help.versions: the text in 'es' is empty"]


def test_enumerations_and_dates_are_accepted() -> None:
    assert list(faults_of(LegalBasis("Act", Grade.A))) == []
    assert list(faults_of(replace(forms.EXIT, valid_until=date(2026, 1, 1)))) == []
