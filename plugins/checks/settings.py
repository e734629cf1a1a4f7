"""Checks of what a branch may set: it works with nothing set, says what it asks, and lets nothing else in."""

import json
from collections.abc import Iterator

from marshmallow import Schema, ValidationError, fields

from plugins.checks import Fault
from plugins.contract.calendar import Deadline, Nature
from plugins.contract.text import Text
from plugins.profile import CountryProfile

HOOK = "declare_settings_schema"
_NOBODY = "nobody_declares_this"


def check_settings(profile: CountryProfile) -> Iterator[Fault]:
    """Find settings without a default or a label, and schemas that lose what they are given."""
    if profile.settings_schema is None:
        unset = (
            (f"term '{each.code}' is set by '{each.setting}'", "Declare a schema with it.") for each in _terms(profile)
        )
        yield from (Fault(HOOK, f"{words}, and there are no settings", fix) for words, fix in unset)
        return
    schema = profile.settings_schema()
    for name, field in schema.fields.items():
        yield from (Fault(HOOK, f"'{name}' {words}", fix) for words, fix in _of_field(field))
    yield from _whole(schema)
    for term in _terms(profile):
        yield from (Fault(HOOK, f"term '{term.code}' {words}", fix) for words, fix in _of_term(schema, term))


def _terms(profile: CountryProfile) -> Iterator[Deadline]:
    """Give every term that a house sets by a setting."""
    forms = (version.due for each in profile.forms.values() for version in each if version.due)
    steps = (step.due for each in profile.missing_protocols.values() for step in each.steps)
    reports = (each.due for each in profile.obligations.values() if each.due)
    return (each for each in (*profile.deadlines.values(), *forms, *steps, *reports) if each.setting)


def _of_term(schema: Schema, term: Deadline) -> Iterator[tuple[str, str]]:
    field = schema.fields.get(term.setting or "")
    if not isinstance(field, fields.Integer):
        yield f"is set by '{term.setting}', which is no whole number of the schema", "Name a field of it."
        return
    if field.load_default != term.amount:
        yield f"lasts {term.amount}, and '{term.setting}' is {field.load_default} where nothing is set", "Say the same."
    looser = term.amount - 1 if term.before else term.amount + 1
    if term.nature is Nature.STATUTORY and not _refuses(schema, term.setting or "", looser):
        yield f"may be made looser by '{term.setting}' than the law has it", "Give the field a Range."


def _refuses(schema: Schema, name: str, value: int) -> bool:
    return name in schema.validate({name: value})


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
