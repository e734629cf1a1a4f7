"""Makes a marshmallow schema of a legal form: one class per form as it is filled in and list of places.

Nothing is required by the schema: a draft may be incomplete, and :func:`missing` lists what signing still needs.
What a schema dumps is what is stored: strings, numbers, lists and dictionaries of JSON.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from marshmallow import Schema, ValidationError

from core.forms.fields import NOT_FILLED, FieldMaker, FormSchema
from core.forms.places import NO_PLACES, Places
from plugins.contract.forms import FieldType, FormField, LegalForm
from plugins.contract.text import Text
from plugins.profile import CountryProfile

#: What a required answer in several parts cannot do without.
_PARTS = {FieldType.DATE_RANGE: ("since", "until"), FieldType.PLACE_DATE: ("place", "day")}


@dataclass(frozen=True, slots=True)
class Missing:
    """A required answer that is not there yet; ``name`` is that of its control on the page."""

    name: str
    label: Text


def schema_of(
    form: LegalForm, profile: CountryProfile, places: Places = NO_PLACES, *, left_out: Set[str] = frozenset()
) -> Schema:
    """Give the schema of a form; its class is made once.

    :param left_out: answers that are not asked for.
    """
    return _schema_class(profile, form, places)(exclude=left_out)


def check_answers(
    form: LegalForm, profile: CountryProfile, places: Places, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Check answers as they come in and give them as they are stored, without empty ones.

    :raises ValidationError: with the faults by field.
    """
    schema = schema_of(form, profile, places)
    stored = schema.dump(schema.load(dict(answers)))
    return {
        key: value for key, value in ((key, _without_empty(value)) for key, value in stored.items()) if _given(value)
    }


def loaded(form: LegalForm, profile: CountryProfile, places: Places, stored: Mapping[str, Any]) -> dict[str, Any]:
    """Turn stored answers into dates, instants and numbers; one that no longer fits stays as it was stored."""
    schema = schema_of(form, profile, places)
    found = {}
    for key, value in stored.items():
        try:
            found[key] = schema.fields[key].deserialize(value) if key in schema.fields else value
        except ValidationError:
            found[key] = value
    return found


def missing(form: LegalForm, answers: Mapping[str, Any]) -> list[Missing]:
    """List the required answers that are not there; signatures are given, not written."""
    return list(_missing(form.fields, answers, ""))


def doubts(form: LegalForm, profile: CountryProfile, answers: Mapping[str, Any]) -> list[tuple[str, Text]]:
    """List what a country's validators find odd about document numbers without refusing them."""
    found = []
    for field in form.fields:
        kind = profile.identity_documents.get(field.document or "") if field.type is FieldType.IDENTITY else None
        if kind and (number := answers.get(field.key)):
            found += [(field.key, warning) for warning in kind.validate(str(number)).warnings]
    return found


@lru_cache(maxsize=512)
def _schema_class(profile: CountryProfile, form: LegalForm, places: Places) -> type[Schema]:
    titles = {section.code: section.title for section in form.sections}
    maker = FieldMaker(profile, places, titles)
    return FormSchema.from_dict(maker.all(form.fields), name=f"{form.key}{form.version}Schema")


def _missing(declared: tuple[FormField, ...], answers: Mapping[str, Any], prefix: str) -> Iterator[Missing]:
    for field in declared:
        value = answers.get(field.key)
        if field.required and field.type not in NOT_FILLED and not _given(value):
            yield Missing(prefix + field.key, field.label)
        elif field.required and isinstance(value, Mapping):
            yield from (
                Missing(f"{prefix}{field.key}-{part}", field.label)
                for part in _PARTS.get(field.type, ())
                if not _given(value.get(part))
            )
        if field.type is FieldType.TABLE:
            for place, row in enumerate(value or ()):
                yield from _missing(field.columns, row, f"{prefix}{field.key}-{place}-")


def _given(value: Any) -> bool:
    return value is False or value == 0 or bool(value)


def _without_empty(value: Any) -> Any:
    if isinstance(value, list):
        return [each for each in map(_without_empty, value) if _given(each)]
    if isinstance(value, Mapping):
        return {key: each for key, each in value.items() if _given(each)}
    return value
