"""A form as a schema: every type of field, drafts, what is missing, and what may never come in."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from core.forms.places import Places
from core.forms.schema import check_answers, doubts, loaded, missing, schema_of
from core.testkit.desk import ANSWERS
from core.testkit.zz import forms as zedland
from plugins.contract.forms import FieldType, LegalForm
from plugins.profile import CountryProfile

PLACES = Places({"A": "Alta", "A01": "Arenal"}, (("A", "Alta"),), (("A01", "Alta — Arenal"),))


def faults(form: LegalForm, country: CountryProfile, **answers: Any) -> dict[str, Any]:
    with pytest.raises(ValidationError) as refused:
        check_answers(form, country, PLACES, answers)
    found: dict[str, Any] = refused.value.messages_dict
    return found


def test_zedland_has_every_type_of_field_and_each_has_a_place_in_a_schema(zz: CountryProfile) -> None:
    types = {each.type for form in zedland.FORMS for each in form.fields}
    assert types == set(FieldType)
    for form in zedland.FORMS:
        expected = {each.key for each in form.fields if each.type is not FieldType.SIGNATURE}
        assert set(schema_of(form, zz, PLACES).fields) == expected


def test_complete_answers_are_stored_as_they_came_in(zz: CountryProfile) -> None:
    assert check_answers(zedland.ADMISSION, zz, PLACES, ANSWERS) == ANSWERS
    assert missing(zedland.ADMISSION, ANSWERS) == []


def test_answers_are_written_in_one_way(zz: CountryProfile) -> None:
    given_so = {"civil_number": " 123-456-1 ", "arrived_at": "2026-03-16T10:30:00-05:00", "notes": "", "town": None}
    stored = check_answers(zedland.ADMISSION, zz, PLACES, given_so)
    assert stored == {"civil_number": "1234561", "arrived_at": "2026-03-16T10:30:00-05:00"}
    assert check_answers(zedland.EXIT, zz, PLACES, {"handed_over": "12.5"}) == {"handed_over": "12.50"}


def test_no_and_nothing_are_two_things(zz: CountryProfile) -> None:
    stored = check_answers(zedland.ADMISSION, zz, PLACES, {"accompanied": False, "companion": ""})
    assert stored == {"accompanied": False}
    assert check_answers(zedland.EXIT, zz, PLACES, {"days": 0}) == {"days": 0}


def test_nothing_is_required_of_a_draft_and_everything_missing_is_listed(zz: CountryProfile) -> None:
    assert check_answers(zedland.ADMISSION, zz, PLACES, {}) == {}
    assert [each.name for each in missing(zedland.ADMISSION, {})] == ["given_names", "sex", "admitted_on"]
    row = {"belongings": [{"item": "x"}, {"amount": 1}]}
    assert "belongings-1-item" in [each.name for each in missing(zedland.ADMISSION, row)]


@pytest.mark.parametrize(
    ("form", "field", "value"),
    [
        (zedland.ADMISSION, "sex", "f"),
        (zedland.ADMISSION, "language", "klingon"),
        (zedland.ADMISSION, "nationality", "ZZ"),
        (zedland.ADMISSION, "nationality", "Perú"),
        (zedland.ADMISSION, "province", "A01"),
        (zedland.ADMISSION, "town", "A"),
        (zedland.ADMISSION, "civil_number", "123"),
        (zedland.ADMISSION, "admitted_on", "1899-12-31"),
        (zedland.ADMISSION, "admitted_on", "2326-01-01"),
        (zedland.ADMISSION, "arrived_at", "2026-03-16T10:30:00"),
        (zedland.ADMISSION, "accompanied", "perhaps"),
        (zedland.ADMISSION, "notes", "x" * 8001),
        (zedland.ADMISSION, "signature", "x"),
        (zedland.COURT_NOTICE, "case", "17/2026; DROP TABLE"),
        (zedland.COURT_NOTICE, "case", "17/2026\n"),
        (zedland.COURT_NOTICE, "phone", "call me"),
        (zedland.COURT_NOTICE, "period", {"since": "2026-03-16", "until": "2026-03-15"}),
        (zedland.COMPLAINT, "purposes", ["mines", "mines"]),
        (zedland.COMPLAINT, "purposes", ["moon"]),
        (zedland.COMPLAINT, "since", "2026-13"),
        (zedland.COMPLAINT, "hours", "NaN"),
        (zedland.COMPLAINT, "hours", "9" * 400),
        (zedland.EXIT, "handed_over", "-1"),
        (zedland.EXIT, "days", "1.5"),
    ],
)
def test_impossible_answers_are_refused(zz: CountryProfile, form: LegalForm, field: str, value: Any) -> None:
    assert field in faults(form, zz, **{field: value})


@given(
    st.sampled_from([*"\u200b\u200e\u202a\u202e\u2066\u2069\ufeff\x00\x07\x1b\x85\u2028\ud800", "\U000e0041"]),
    st.text(max_size=9),
)
def test_hidden_signs_are_refused_wherever_they_stand(sign: str, around: str) -> None:
    from core.forms.rules import plain, plain_lines

    for rule in (plain, plain_lines):
        with pytest.raises(ValidationError):
            rule(f"{around}{sign}{around}")


def test_a_birthday_to_come_is_refused(zz: CountryProfile) -> None:
    born = replace(zedland.EXIT.fields[0], prefill="identity.birth_date")
    from core.forms.fields import FieldMaker

    field = FieldMaker(zz, PLACES, {}).one(born)
    assert field.deserialize("2011-02-03") == date(2011, 2, 3)
    with pytest.raises(ValidationError):
        field.deserialize("2045-01-01")


def test_a_doubtful_number_is_kept_and_said(zz: CountryProfile) -> None:
    assert [key for key, _text in doubts(zedland.ADMISSION, zz, {"civil_number": "0123450"})] == ["civil_number"]
    assert doubts(zedland.ADMISSION, zz, {"civil_number": "1234561"}) == []


def test_stored_answers_become_dates_and_numbers_again(zz: CountryProfile) -> None:
    values = loaded(zedland.ADMISSION, zz, PLACES, ANSWERS)
    assert values["admitted_on"] == date(2026, 3, 16)
    assert values["arrived_at"] == datetime(2026, 3, 16, 15, 30, tzinfo=UTC)
    assert values["belongings"][0]["value"] == Decimal("12.50")


def test_an_old_answer_that_no_longer_fits_is_kept_as_it_was(zz: CountryProfile) -> None:
    assert loaded(zedland.ADMISSION, zz, PLACES, {"sex": "gone", "former": 1}) == {"sex": "gone", "former": 1}


def test_one_class_is_made_for_a_form_version_and_list_of_places(zz: CountryProfile) -> None:
    assert type(schema_of(zedland.EXIT, zz, PLACES)) is type(schema_of(zedland.EXIT, zz, PLACES))
    assert type(schema_of(zedland.ADMISSION, zz)) is not type(schema_of(zedland.FIRST_ADMISSION, zz))


@pytest.mark.parametrize(
    ("key", "kind", "written", "names"),
    [
        ("done_at", FieldType.PLACE_DATE, {"place": "Arenal"}, ["done_at-day"]),
        ("done_at", FieldType.PLACE_DATE, {"day": "2026-03-16"}, ["done_at-place"]),
        ("done_at", FieldType.PLACE_DATE, {"place": "Arenal", "day": "2026-03-16"}, []),
        ("period", FieldType.DATE_RANGE, {"since": "2026-03-16"}, ["period-until"]),
        ("period", FieldType.DATE_RANGE, {}, ["period"]),
    ],
)
def test_half_an_answer_misses_its_other_half(
    key: str, kind: FieldType, written: dict[str, str], names: list[str]
) -> None:
    wanted = [each for form in zedland.FORMS for each in form.fields if each.key == key and each.type is kind]
    form = replace(zedland.EXIT, fields=(replace(wanted[0], required=True),))
    assert [each.name for each in missing(form, {key: written})] == names
