"""A simulated form is answered in its own sense, and never about anybody."""

from dataclasses import replace
from typing import Any

import pytest

from core.forms.places import NO_PLACES
from core.simulation.answers import example_answers
from core.testkit.zz.forms import ADMISSION
from plugins.contract.forms import FieldType, FormField
from plugins.contract.text import Text
from plugins.profile import CountryProfile


def _answers(country: CountryProfile, *asked: FormField) -> dict[str, Any]:
    form = replace(ADMISSION, key="zz_asked", fields=asked)
    return example_answers(form, replace(country, forms={form.key: (form,)}), NO_PLACES)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Opinión de la niña, niño o adolescente", "Dice que quiere"),
        ("Estado emocional observado", "Tranquila"),
        ("Condiciones de vivienda", "Casa de dos cuartos"),
        ("Número de expediente", "EJ-2024-000"),
        ("Lo que nadie espera", "Sin novedad"),
    ],
)
def test_what_is_written_answers_the_question(zz: CountryProfile, question: str, said: str) -> None:
    asked = FormField("x", Text.of(es=question, en="x"), FieldType.LONGTEXT, required=True)
    assert said in str(_answers(zz, asked)["x"])


def test_an_age_is_that_of_an_adolescent_and_what_the_file_knows_is_no_exception(zz: CountryProfile) -> None:
    age = FormField("age", Text.of(es="Edad en años", en="Age"), FieldType.INTEGER, required=True)
    number = FormField("number", Text.of(es="Cantidad", en="Number"), FieldType.INTEGER, required=True)
    known = FormField("known", Text.of(es="Intérprete", en="x"), FieldType.BOOLEAN, True, prefill="resident.x")
    assert _answers(zz, age, number, known) == {"age": 15, "number": 1, "known": False}
