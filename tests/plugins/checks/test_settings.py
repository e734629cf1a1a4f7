"""A branch that has set nothing works, every setting says what it asks, and nothing unknown comes in."""

from collections.abc import Callable
from typing import Any

import pytest
from marshmallow import EXCLUDE, Schema, fields, missing, validate

from core.testkit.zz.settings import SettingsSchema
from plugins.checks.settings import check_settings
from plugins.contract.text import Text

Faults = Callable[..., list[tuple[str, str]]]
LABEL = {"label": Text.of(es="Edad", en="Age")}


def test_a_country_may_have_settings_or_none(faults: Faults) -> None:
    assert faults(check_settings, declare_settings_schema=lambda: SettingsSchema) == []
    assert faults(check_settings, declare_settings_schema=lambda: None) == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (fields.Integer(load_default=1), "'age' has no label"),
        (fields.Integer(load_default=1, metadata={"label": "Edad"}), "'age' has no label"),
        (fields.Integer(required=True, load_default=missing, metadata=LABEL), "'age' is required"),
        (fields.Integer(load_default=9, validate=validate.Range(max=8), metadata=LABEL), "own defaults"),
        (fields.Raw(load_default=object(), metadata=LABEL), "own defaults"),
        (fields.Raw(load_default=(1,), metadata=LABEL), "does not give back"),
    ],
)
def test_a_setting_that_cannot_be_kept_is_told(faults: Faults, field: fields.Field[Any], words: str) -> None:
    schema = Schema.from_dict({"age": field})
    found = faults(check_settings, declare_settings_schema=lambda: schema)
    assert any(words in message for _hook, message in found)


def test_a_schema_that_takes_anything_is_told(faults: Faults) -> None:
    class Careless(Schema):
        class Meta:
            unknown = EXCLUDE

    found = faults(check_settings, declare_settings_schema=lambda: Careless)
    assert found == [("declare_settings_schema", "takes what it does not know")]
