"""Says in plain words how two contents differ, by the schema that draws them.

A table names in its metadata the columns that tell one row from another (``row``) and those that name it (``named``).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from core.i18n import gettext as _
from core.i18n import say

Row = Mapping[str, Any]


def changes(schema: Schema, before: Row, after: Row) -> list[str]:
    """List what changes, one sentence each, in the schema's order."""
    found: list[str] = []
    for name, field in schema.load_fields.items():
        if isinstance(field, fields.Nested):
            found += _of_table(field, before.get(name) or (), after.get(name) or ())
        else:
            found += _of_field(field, "", before.get(name), after.get(name))
    return found


def _of_table(table: fields.Nested, before: Sequence[Row], after: Sequence[Row]) -> Iterator[str]:
    what = say(table.metadata["label"])
    old, new = _by_key(table, before), _by_key(table, after)
    for key in old.keys() - new.keys():
        yield _("%(what)s: “%(row)s” is taken out", what=what, row=_name(table, old[key]))
    for key in new.keys() - old.keys():
        yield _("%(what)s: “%(row)s” is added", what=what, row=_name(table, new[key]))
    for key in (each for each in new if each in old):
        for name, field in table.schema.load_fields.items():
            yield from _of_field(field, _name(table, old[key]), old[key].get(name), new[key].get(name))
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield _("%(what)s: the order changes", what=what)


def _by_key(table: fields.Nested, rows: Sequence[Row]) -> dict[tuple[str, ...], Row]:
    return {tuple(str(row.get(part)) for part in table.metadata["row"]): row for row in rows}


def _name(table: fields.Nested, row: Row) -> str:
    shown = (_shown(table.schema.load_fields[part], row.get(part)) for part in table.metadata["named"])
    return " → ".join(part for part in shown if part)


def _of_field(field: fields.Field[Any], row: str, before: Any, after: Any) -> Iterator[str]:
    old, new = _shown(field, before), _shown(field, after)
    if (before or None) == (after or None):
        return
    label = say(field.metadata["label"])
    what = f"{row}, {label}" if row else label
    nothing = _("nothing")
    yield _("%(what)s: from “%(old)s” to “%(new)s”", what=what, old=old or nothing, new=new or nothing)


def _shown(field: fields.Field[Any], value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, fields.List):
        return ", ".join(_shown(field.inner, each) for each in value)
    return say(_labels(field).get(str(value), str(value)))


def _labels(field: fields.Field[Any]) -> Mapping[str, Any]:
    for rule in field.validators:
        if isinstance(rule, validate.OneOf):
            return dict(zip(map(str, rule.choices), rule.labels or rule.choices, strict=False))
    return {}
