"""Divides a long content into pages of its draft: what stands alone, and each table."""

from typing import Any, NamedTuple

from marshmallow import Schema, fields

from core.i18n import lazy as _

_ALONE = "general"


class Part(NamedTuple):
    """One page of a draft: its name in the address, its label, and the fields on it."""

    name: str
    label: Any
    fields: tuple[str, ...]


def parts_of(schema: Schema) -> list[Part]:
    """List the pages of a draft in the schema's order."""
    alone = tuple(name for name, field in schema.load_fields.items() if not isinstance(field, fields.Nested))
    tables = [
        Part(name, field.metadata["label"], (name,))
        for name, field in schema.load_fields.items()
        if isinstance(field, fields.Nested)
    ]
    return [*([Part(_ALONE, _("General"), alone)] if alone else []), *tables]
