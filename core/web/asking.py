"""Short ways to declare what a form asks: a choice, a text, a day, an hour, a number, yes or no."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

#: Codes and what they are called.
Words = Mapping[Any, str]


def choose(label: object, words: Words | None = None, *, needed: bool = True, **about: Any) -> fields.String:
    """Ask for one of a list of codes; without words the view gives the options."""
    options = {"choices": tuple((str(code), word) for code, word in words.items() if code != "")} if words else {}
    metadata = {"label": label, **options, **about}
    if needed:
        return fields.String(required=True, validate=validate.Length(max=40), metadata=metadata)
    return fields.String(load_default="", validate=validate.Length(max=40), metadata=metadata)


def text(label: object, limit: int = 120, *, needed: bool = False, long: bool = False, **about: Any) -> fields.String:
    """Ask for a text."""
    metadata = {"label": label, **({"widget": "longtext"} if long else {}), **about}
    if needed:
        return fields.String(required=True, validate=validate.Length(min=1, max=limit), metadata=metadata)
    return fields.String(load_default="", validate=validate.Length(max=limit), metadata=metadata)


def day(label: object, *, needed: bool = True, **about: Any) -> fields.Date:
    """Ask for a day."""
    metadata = {"label": label, **about}
    if needed:
        return fields.Date(required=True, metadata=metadata)
    return fields.Date(load_default=None, allow_none=True, metadata=metadata)


def hour(label: object, *, needed: bool = True, **about: Any) -> fields.DateTime:
    """Ask for an hour of a day."""
    metadata = {"label": label, **about}
    if needed:
        return fields.DateTime(required=True, metadata=metadata)
    return fields.DateTime(load_default=None, allow_none=True, metadata=metadata)


def number(label: object, lowest: int, highest: int, *, needed: bool = True, **about: Any) -> fields.Integer:
    """Ask for a whole number."""
    metadata = {"label": label, **about}
    check = validate.Range(lowest, highest)
    if needed:
        return fields.Integer(required=True, validate=check, metadata=metadata)
    return fields.Integer(load_default=None, allow_none=True, validate=check, metadata=metadata)


def tick(label: object, **about: Any) -> fields.Boolean:
    """Ask whether something holds; an empty box means that it does not."""
    return fields.Boolean(load_default=False, metadata={"label": label, "widget": "checkbox", **about})


def several(label: object, words: Words | None = None, **about: Any) -> fields.List[Any]:
    """Ask for several of a list; without words the view gives the options."""
    options = {"choices": tuple((str(code), word) for code, word in words.items())} if words else {}
    return fields.List(fields.String(), load_default=list, metadata={"label": label, **options, **about})


def revision() -> fields.Integer:
    """Carry the revision that an editor had before her."""
    return fields.Integer(load_default=1, metadata={"widget": "hidden"})
