"""Marshmallow's own faults, said in the reader's words."""

import pytest
from marshmallow import Schema, ValidationError, fields, validate

from core.web.faults import by_name, in_words

FAULTS = [
    (fields.String(required=True), {}, "Complete este dato."),
    (fields.String(), {"x": None}, "Complete este dato."),
    (fields.Integer(), {"x": "a"}, "Escriba un número entero."),
    (fields.Decimal(), {"x": "a"}, "Escriba un número."),
    (fields.Date(), {"x": "a"}, "Escriba una fecha que exista."),
    (fields.AwareDateTime(), {"x": "a"}, "Escriba una fecha que exista."),
    (fields.Email(), {"x": "a"}, "Escriba un correo electrónico, con su @."),
    (fields.Boolean(), {"x": "a"}, "Elija una de las opciones."),
    (fields.String(validate=validate.OneOf(["b"])), {"x": "a"}, "Elija una de las opciones."),
    (fields.String(validate=validate.Length(min=3)), {"x": "a"}, "Escriba al menos 3 caracteres."),
    (fields.String(validate=validate.Length(max=3)), {"x": "aaaa"}, "Escriba como máximo 3 caracteres."),
    (fields.String(validate=validate.Length(min=2, max=3)), {"x": "a"}, "Escriba de 2 a 3 caracteres."),
    (fields.String(validate=validate.Length(equal=3)), {"x": "a"}, "Escriba exactamente 3 caracteres."),
    (fields.Integer(validate=validate.Range(min=1)), {"x": 0}, "Debe ser 1 o más."),
    (fields.Integer(validate=validate.Range(min=1, max=9)), {"x": 0}, "Debe estar entre 1 y 9."),
    (fields.Integer(validate=validate.Range(max=1)), {"x": 2}, "Debe ser 1 o menos."),
    (fields.Integer(validate=validate.Range(min=1, min_inclusive=False)), {"x": 1}, "Debe ser más que 1."),
    (fields.Integer(validate=validate.Range(max=1, max_inclusive=False)), {"x": 1}, "Debe ser menos que 1."),
    (fields.String(validate=validate.Regexp("b")), {"x": "a"}, "No está escrito en la forma esperada."),
    (fields.String(), {"x": 1}, "Esto no es válido aquí."),
    (fields.UUID(), {"x": "a"}, "Esto no es válido aquí."),
]


@pytest.mark.parametrize(("field", "data", "words"), FAULTS)
def test_no_fault_of_marshmallow_reaches_the_reader_in_english(field, data, words):
    with pytest.raises(ValidationError) as caught:
        Schema.from_dict({"x": field})().load(data)
    assert by_name(caught.value.messages) == {"x": [words]}


def test_a_validators_own_message_is_left_alone():
    assert in_words("La fecha no puede estar en el futuro.") == "La fecha no puede estar en el futuro."


def test_nested_faults_carry_the_name_on_the_page():
    faults = {"goods": {0: {"item": ["a"]}, 1: {"_schema": ["b"]}}, "_schema": ["c"], "home.town": "d"}
    assert by_name(faults) == {"goods-0-item": ["a"], "goods-1": ["b"], "_schema": ["c"], "home-town": ["d"]}
