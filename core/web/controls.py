"""What a form shows for a marshmallow field: its kind, label, choices, and what was typed into it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from marshmallow import Schema, fields, validate

from core.web.fields import File, UncertainDate

# Radio buttons test better than scroll lists with people who read little; a long list needs the select.
MOST_RADIOS = 6
TEXT_LIMIT = 200
LONGTEXT_LIMIT = 8000

Choices = Iterable[Any] | Callable[[], Iterable[Any]]

# First match counts: Date and Time are special DateTimes, Email is a special String.
_KINDS: tuple[tuple[type[fields.Field[Any]], str], ...] = (
    (UncertainDate, "partial_date"),
    (File, "file"),
    (fields.Boolean, "boolean"),
    (fields.Date, "date"),
    (fields.Time, "time"),
    (fields.DateTime, "datetime"),
    (fields.Integer, "integer"),
    (fields.Number, "decimal"),
    (fields.Email, "email"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option; ``help`` explains it below its label."""

    value: str
    label: Any
    help: Any = None


@dataclass(frozen=True, slots=True)
class Control:
    """One field on the page.

    :param name: name in the sent form; columns of tables and parts of groups carry their place (``goods-0-item``).
    :param suggestions: words that the browser offers while somebody writes; any other may be written.
    :param typed: what the page shows in it, exactly as it was typed.
    :param children: columns of a table, or the parts of a group.
    :param rows: the table's rows, each a tuple of controls.
    :param place: tells it from a field of that name in another form of the page.
    :param kept: the file that it names, as its page tells of it.
    """

    name: str
    kind: str
    field: fields.Field[Any]
    label: Any
    help: Any = None
    required: bool = False
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    autocomplete: str = "off"
    accept: str | None = None
    section: Any = None
    limit: int | None = None
    typed: Any = ""
    errors: tuple[str, ...] = ()
    children: tuple["Control", ...] = ()
    rows: tuple[tuple["Control", ...], ...] = ()
    place: str = ""
    kept: Any = None

    @property
    def id(self) -> str:
        """Name of its first input on the page, to which labels and the error summary point."""
        return f"f-{self.place}-{self.name}" if self.place else f"f-{self.name}"

    @property
    def key(self) -> str:
        """The last part of its name: what the schema calls it."""
        return self.name.rpartition("-")[2]


def controls_of(schema: Schema, choices: Mapping[str, Choices] | None = None, prefix: str = "") -> tuple[Control, ...]:
    """Describe every field of a schema that may be filled.

    :param choices: options known only now (the free beds), by field name; they win over the field's own.
    """
    given = choices or {}
    return tuple(
        control_of(field.data_key or name, field, given.get(name), prefix) for name, field in schema.load_fields.items()
    )


def control_of(name: str, field: fields.Field[Any], choices: Choices | None = None, prefix: str = "") -> Control:
    """Describe one field."""
    about = field.metadata
    options = _options(field, choices)
    kind = _kind(field, options)
    return Control(
        name=prefix + name,
        kind=kind,
        field=field,
        label=about.get("label", name),
        help=about.get("help"),
        required=field.required,
        choices=options,
        autocomplete=about.get("autocomplete", "off"),
        accept=about.get("accept"),
        section=about.get("section"),
        limit=_limit(field, kind),
        children=_children(field, kind, prefix + name),
    )


def renamed(control: Control, name: str) -> Control:
    """Give a column its place in a row, and what lies below it likewise."""
    return replace(
        control, name=name, children=tuple(renamed(child, f"{name}-{child.key}") for child in control.children)
    )


def _kind(field: fields.Field[Any], options: tuple[Choice, ...]) -> str:
    if widget := field.metadata.get("widget"):
        return str(widget)
    if nested := _nested_kind(field):
        return nested
    for kind_of_field, kind in _KINDS:
        if isinstance(field, kind_of_field) and not (options and kind in ("integer", "decimal")):
            return kind
    return _text_kind(field, options)


def _nested_kind(field: fields.Field[Any]) -> str | None:
    if isinstance(field, fields.Nested):
        return "table" if field.many else "group"
    if isinstance(field, fields.List):
        return "table" if isinstance(field.inner, fields.Nested) else "checkboxes"
    return None


def _text_kind(field: fields.Field[Any], options: tuple[Choice, ...]) -> str:
    if options:
        return "radios" if len(options) <= MOST_RADIOS else "select"
    return "longtext" if (_longest(field) or 0) > TEXT_LIMIT else "text"


def _limit(field: fields.Field[Any], kind: str) -> int | None:
    if kind in {"longtext", "text", "email", "tel", "password", "search", "hidden"}:
        return _longest(field) or (LONGTEXT_LIMIT if kind == "longtext" else TEXT_LIMIT)
    return None


def _longest(field: fields.Field[Any]) -> int | None:
    limits = [each.equal or each.max for each in field.validators if isinstance(each, validate.Length)]
    return next((limit for limit in limits if limit), None)


def _children(field: fields.Field[Any], kind: str, name: str) -> tuple[Control, ...]:
    if kind not in {"table", "group"}:
        return ()
    nested = field.inner if isinstance(field, fields.List) else field
    assert isinstance(nested, fields.Nested)
    return controls_of(nested.schema, prefix=f"{name}-")


def _options(field: fields.Field[Any], choices: Choices | None) -> tuple[Choice, ...]:
    declared = choices if choices is not None else field.metadata.get("choices")
    if declared is None:
        return _validated(field)
    return tuple(_choice(entry) for entry in (declared() if callable(declared) else declared))


def _validated(field: fields.Field[Any]) -> tuple[Choice, ...]:
    """Read the options from the field's own rule where none are named."""
    inner = field.inner if isinstance(field, fields.List) else field
    if isinstance(inner, fields.Enum):
        return tuple(Choice(str(e.value if inner.by_value else e.name), e.value) for e in inner.enum)
    for rule in [*field.validators, *inner.validators]:
        if isinstance(rule, validate.OneOf):
            labels = list(rule.labels) or list(rule.choices)
            return tuple(Choice(str(value), label) for value, label in zip(rule.choices, labels, strict=False))
    return ()


def _choice(entry: Any) -> Choice:
    """Accept a pair, a triple with help, a code of a country's list, or a bare word."""
    if isinstance(entry, Choice):
        return entry
    if isinstance(entry, (tuple, list)):
        value, label, *more = entry
        return Choice(str(value), label, more[0] if more else None)
    if hasattr(entry, "code"):
        return Choice(str(entry.code), entry.label)
    return Choice(str(entry), str(entry))
