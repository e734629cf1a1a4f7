"""Checks of what a branch may set: it works with nothing set, says what it asks, and lets nothing else in."""

import json
from collections.abc import Iterator

from marshmallow import Schema, ValidationError, fields

from plugins.checks import Fault
from plugins.contract.text import Text
from plugins.profile import CountryProfile

HOOK = "declare_settings_schema"
_NOBODY = "nobody_declares_this"


def check_settings(profile: CountryProfile) -> Iterator[Fault]:
    """Find settings without a default or a label, and schemas that lose what they are given."""
    if profile.settings_schema is None:
        return
    schema = profile.settings_schema()
    for name, field in schema.fields.items():
        yield from (Fault(HOOK, f"'{name}' {words}", fix) for words, fix in _of_field(field))
    yield from _whole(schema)


def _of_field(field: fields.Field[object]) -> Iterator[tuple[str, str]]:
    if not isinstance(field.metadata.get("label"), Text):
        yield "has no label", "Give metadata={'label': Text.of(…)}."
    if field.required:
        yield "is required", "Give it a load_default: a branch that has set nothing must work."


def _whole(schema: Schema) -> Iterator[Fault]:
    try:
        usual = schema.load({})
        again = schema.load(json.loads(json.dumps(schema.dump(usual))))
    except (ValidationError, TypeError, ValueError) as error:
        yield Fault(HOOK, f"does not take its own defaults: {error}", "Let every load_default keep its field's rule.")
        return
    if again != usual:
        yield Fault(HOOK, "does not give back what it was given", "Use fields that survive JSON.")
    if _NOBODY not in schema.validate({_NOBODY: 1}):
        yield Fault(HOOK, "takes what it does not know", "Leave Meta.unknown at RAISE.")
