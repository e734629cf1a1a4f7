"""A marshmallow schema as a form: drawn, filled, read, checked, and drawn again with what was typed.

A view needs one object::

    form = Form(AdmissionSchema(), data=None)
    if request.method == "POST" and form.accepts(request.form, request.files):
        ...  # form.values
    return render_template("residents/admit.html", form=form), form.status
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from marshmallow import Schema, ValidationError, missing
from marshmallow.utils import get_value
from werkzeug.datastructures import FileStorage, MultiDict

from core.web import typed as typing_in
from core.web.controls import Choices, Control, controls_of, renamed
from core.web.faults import by_name


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the error summary; without ``target`` it concerns the form as a whole."""

    target: str | None
    label: Any
    message: str


@dataclass(frozen=True, slots=True)
class Section:
    """Controls that stand under one heading, or under none."""

    title: Any
    controls: tuple[Control, ...]


class Form:
    """One form on one page, for as long as the request lasts."""

    def __init__(
        self,
        schema: Schema,
        data: Any = None,
        errors: Mapping[str, Any] | None = None,
        *,
        choices: Mapping[str, Choices] | None = None,
        suggestions: Mapping[str, tuple[str, ...]] | None = None,
        place: str = "",
    ) -> None:
        """Prepare an empty form, or one that shows what is stored.

        :param data: a mapping or an object with the stored values.
        :param errors: faults to show at once, by field name.
        :param choices: options known only now, by field name.
        :param suggestions: words that are offered while somebody writes, by field name; any other may be written.
        :param place: tells its fields from those of the other forms on the page.
        """
        self.schema = schema
        self.values: dict[str, Any] = {}
        self.token = secrets.token_urlsafe(16)
        self.place = place
        offered = suggestions or {}
        self._controls = {
            each.name: replace(each, place=place, suggestions=offered.get(each.name, ()))
            for each in controls_of(schema, choices)
        }
        self._typed = {
            name: typing_in.shown(control, _stored(data, control)) for name, control in self._controls.items()
        }
        self._stored = dict(self._typed)
        self.differences: list[tuple[Any, str]] = []
        self._extra_rows: set[str] = set()
        self._errors: dict[str, list[str]] = {}
        self.add_errors(errors or {})

    def accepts(self, form: MultiDict[str, str], files: MultiDict[str, FileStorage] | None = None) -> bool:
        """Read what was sent; every fault is found at once, and what was typed is kept.

        :returns: whether :attr:`values` may be used. Adding or removing a row of a table is no acceptance.
        """
        self.fill(_without_removed_row(form), files)
        if self._rows_changed(form):
            return False
        found = {name: typing_in.loadable(control, self._typed[name]) for name, control in self._controls.items()}
        for name, faults in _signs(self._controls.values(), self._typed):
            self._errors.setdefault(name, []).extend(faults)
        try:
            self.values = self.schema.load({name: value for name, value in found.items() if value is not missing})
        except ValidationError as error:
            self.add_errors(_nested(error.messages))
        return not self._errors

    def fill(self, form: MultiDict[str, str], files: MultiDict[str, FileStorage] | None = None) -> None:
        """Show what was typed without judging it: a draft, or a form sent again for another reason."""
        sent = typing_in.Sent(form, files)
        self._typed = {name: typing_in.read(control, sent) for name, control in self._controls.items()}
        # The token goes back as it came: it tells the second arrival of the same form from a new one.
        self.token = form.get("form_token", "")[:64] or self.token

    def add_errors(self, errors: Mapping[str, Any]) -> None:
        """Take over faults that a service found, by field name; one fault is said once."""
        for name, messages in by_name(errors).items():
            known = self._errors.setdefault(name, [])
            known.extend(message for message in messages if message not in known)

    def compare(self) -> bool:
        """Take in that somebody else has saved meanwhile: say what is stored where something else is typed.

        What is typed stays, and may be saved on top of what is stored now, since its writer has seen it.

        :returns: whether anything differs; whoever sent the same form twice has no conflict with herself.
        """
        self.differences = [
            (control.label, typing_in.worded(control, self._stored[name]))
            for name, control in self._controls.items()
            if control.kind != "hidden" and self._typed[name] != self._stored[name]
        ]
        self._typed["revision"] = self._stored["revision"]
        return bool(self.differences)

    @property
    def errors(self) -> dict[str, list[str]]:
        """Every fault in words, by the field's name on the page."""
        return {name: list(messages) for name, messages in self._errors.items()}

    @property
    def status(self) -> int:
        """The answer's status: 422 while something has to be put right, 409 while something has to be compared."""
        return 422 if self._errors else 409 if self.differences else 200

    @property
    def faults(self) -> list[Fault]:
        """The error summary, in the order of the page; whatever has no field on it comes first."""
        places = {control.name: control for shown in self for control in _family(shown)}
        elsewhere = [texts for name, texts in self._errors.items() if name not in places]
        whole = [Fault(None, None, text) for texts in elsewhere for text in texts]
        placed = [Fault(control.id, control.label, text) for control in places.values() for text in control.errors]
        return whole + placed

    @property
    def sections(self) -> list[Section]:
        """The controls under their headings, in the schema's order."""
        found: list[Section] = []
        for control in self:
            if found and found[-1].title == control.section:
                found[-1] = Section(control.section, (*found[-1].controls, control))
            else:
                found.append(Section(control.section, (control,)))
        return found

    @property
    def has_files(self) -> bool:
        """Whether the browser must send it as multipart."""
        return any(control.kind in {"file", "attachment"} for shown in self for control in _family(shown))

    def __iter__(self) -> Iterator[Control]:
        return (self[name] for name in self._controls)

    def __contains__(self, name: str) -> bool:
        return name in self._controls

    def __getitem__(self, name: str) -> Control:
        """Give a control with what was typed into it and the faults found."""
        return self._dressed(self._controls[name], self._typed[name])

    def _dressed(self, control: Control, typed: Any) -> Control:
        errors = tuple(self._errors.get(control.name, ()))
        if control.kind == "group":
            parts = tuple(self._dressed(child, typed.get(child.key, "")) for child in control.children)
            return replace(control, typed=typed, errors=errors, children=parts)
        if control.kind == "table":
            return replace(control, typed=typed, errors=errors, rows=self._rows(control, typed))
        return replace(control, typed=typed, errors=errors)

    def _rows(self, control: Control, typed: Sequence[Mapping[str, Any]]) -> tuple[tuple[Control, ...], ...]:
        """One line more than was filled where somebody asked for it, and one to begin with."""
        empty_row = {child.key: typing_in.empty(child) for child in control.children}
        lines = [*typed, *([empty_row] if control.name in self._extra_rows or not typed else [])]
        return tuple(
            tuple(
                self._dressed(renamed(child, f"{control.name}-{place}-{child.key}"), line[child.key])
                for child in control.children
            )
            for place, line in enumerate(lines)
        )

    def _rows_changed(self, form: MultiDict[str, str]) -> bool:
        if form.get("add_row") in self._controls:
            self._extra_rows.add(form["add_row"])
            return True
        return bool(form.get("remove_row"))


def _nested(messages: Any) -> Mapping[str, Any]:
    return messages if isinstance(messages, Mapping) else {"_schema": messages}


def _without_removed_row(form: MultiDict[str, str]) -> MultiDict[str, str]:
    removed = form.get("remove_row")
    if not removed:
        return form
    return MultiDict([(key, value) for key, value in form.items(multi=True) if not key.startswith(f"{removed}-")])


def _stored(data: Any, control: Control) -> Any:
    if data is None:
        default = control.field.load_default
        return default() if callable(default) else default
    return get_value(data, control.field.attribute or control.field.name or control.name)


def _family(control: Control) -> Iterator[Control]:
    yield control
    inner = [cell for row in control.rows for cell in row] if control.kind == "table" else control.children
    for child in inner:
        yield from _family(child)


def _signs(controls: Any, typed: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Go through everything that was typed, tables and groups included."""
    for control in controls:
        value = typed[control.name if control.name in typed else control.key]
        if control.kind == "table":
            for place, row in enumerate(value):
                cells = [renamed(child, f"{control.name}-{place}-{child.key}") for child in control.children]
                yield from _signs(cells, row)
        elif control.kind == "group":
            yield from _signs(control.children, value)
        elif faults := typing_in.faults_in(control, value):
            yield control.name, faults
