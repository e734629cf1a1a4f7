"""Checks of legal forms: each can be filled, signed, handed over and printed."""

import re
from collections.abc import Iterator
from itertools import pairwise
from string import Formatter

from plugins.checks import Fault
from plugins.contract.forms import PARTED, PEOPLE, FieldType, FormField, FormView, LegalForm
from plugins.errors import CountryError
from plugins.profile import CountryProfile

HOOK = "declare_legal_forms"
ACTS = frozenset({"admission", "authority", "complaint", "exit", "other"})
ABOUT = frozenset({"resident", "branch"})
#: Types of field that name somebody.
NAMING = frozenset({FieldType.TEXT, FieldType.PERSON_REF, FieldType.USER_REF})
#: Types of field whose answer can be the event of a term.
DATED = frozenset({FieldType.DATE, FieldType.DATETIME, FieldType.DATE_RANGE, FieldType.MONTH})


def check_forms(profile: CountryProfile) -> Iterator[Fault]:
    """Find forms that could not be filled, signed, handed over or printed."""
    partners = {seed.code for seed in profile.partners()}
    places = {place.code for place in profile.places()} if any(form.places for form in _all(profile)) else set()
    for form in _all(profile):
        for message, fix in (
            *_print(profile, form),
            *_contents(form),
            *_people(form, partners),
            *_places(form, places),
            *_term(form),
            *_objections(profile, form),
        ):
            yield Fault(HOOK, f"form '{form.key}' version {form.version} {message}", fix)


def check_versions(profile: CountryProfile) -> Iterator[Fault]:
    """Find days on which two versions of one form would be valid."""
    for key, versions in profile.forms.items():
        for earlier, later in pairwise(versions):
            if earlier.valid_until is None or earlier.valid_until >= later.valid_from:
                message = f"form '{key}': version {earlier.version} does not end before version {later.version} begins"
                yield Fault(HOOK, message, "Give the earlier version the day before as its last.")


def _print(profile: CountryProfile, form: LegalForm) -> Iterator[tuple[str, str]]:
    if not form.template.is_file():
        yield f"has no template at {form.template.name}", "Point template to a file of the country's package."
    if form.template.parent.name != profile.code or form.template.parent.parent.name != "templates":
        yield "keeps its template elsewhere", f"Keep it under templates/{profile.code}/."
    keys = {field.key for field in form.fields}
    for paragraph in (*form.opening, *form.closing):
        for _, text in paragraph.versions:
            for name in _placeholders(text) - keys:
                yield f"has the placeholder '{{{name}}}' for no field", "Name a field's key, or double the braces."


def _placeholders(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"?"}


def _contents(form: LegalForm) -> Iterator[tuple[str, str]]:
    if not form.fields:
        yield "has no fields", "Declare its fields."
    if form.act not in ACTS:
        yield f"documents the unknown act '{form.act}'", f"Use one of {', '.join(sorted(ACTS))}."
    for field in _all_fields(form.fields):
        if not field.key.isidentifier():
            yield f"has the field key '{field.key}'", "Use letters, digits and _, not beginning with a digit."
        yield from _named_people(field)
        if field.several and field.type is not FieldType.FILE:
            yield f"takes several of '{field.key}', which is no file", "Take several away, or make it a FILE."
        if any(column.type is FieldType.FILE for column in field.columns):
            yield f"asks for a file inside the table '{field.key}'", "Give it a field of its own beside the table."
        if field.pattern is not None and not _compiles(field.pattern):
            yield f"has a broken pattern in field '{field.key}'", "Write a regular expression."


def _named_people(field: FormField) -> Iterator[tuple[str, str]]:
    if field.people and field.type not in NAMING:
        yield (
            f"offers people in the field '{field.key}', which names nobody",
            "Make it a text, a person_ref or a user_ref.",
        )
    for group in field.people:
        name, _, part = group.partition(":")
        if name not in PEOPLE or (part and name not in PARTED):
            yield f"offers the unknown people '{group}' in '{field.key}'", f"Use one of {', '.join(sorted(PEOPLE))}."
    if field.known_only and not field.people:
        yield f"lets only known people into '{field.key}' and names none", "Name people, or leave known_only out."


def _term(form: LegalForm) -> Iterator[tuple[str, str]]:
    if form.about not in ABOUT:
        yield f"is about '{form.about}'", f"Use one of {', '.join(sorted(ABOUT))}."
    if form.due_from and form.due is None:
        yield f"counts no term from '{form.due_from}'", "Declare due, or leave due_from out."
    dated = {field.key for field in form.fields if field.type in DATED}
    if form.due_from and form.due_from not in dated:
        yield f"is due from '{form.due_from}', which is no date of its own", "Name a date, instant, range or month."
    if form.every_months is not None and form.every_months < 1:
        yield "is owed again after less than a month", "Give every_months as 1 or more."


def _all_fields(fields: tuple[FormField, ...]) -> Iterator[FormField]:
    for field in fields:
        yield field
        yield from _all_fields(field.columns)


def _compiles(pattern: str) -> bool:
    try:
        return bool(re.compile(pattern))
    except re.error:
        return False


def _people(form: LegalForm, partners: set[str]) -> Iterator[tuple[str, str]]:
    for code in form.recipients:
        if code not in partners:
            yield f"goes to the unknown institution '{code}'", "Name a code of declare_partners."
    if not form.filled_by:
        yield "is filled by nobody", "Name the roles that fill it."
    if not form.basis:
        yield "has no legal basis", "Cite at least one; grade C if nobody has confirmed it."


def _all(profile: CountryProfile) -> list[LegalForm]:
    return [form for versions in profile.forms.values() for form in versions]


def _places(form: LegalForm, places: set[str]) -> Iterator[tuple[str, str]]:
    for code in form.places:
        if code not in places:
            yield f"counts in the unknown place '{code}'", "Name a code of declare_places."


def _objections(profile: CountryProfile, form: LegalForm) -> Iterator[tuple[str, str]]:
    try:
        profile.check_legal_form(FormView(form.key, form.version, {}))
    except CountryError as error:
        yield f"empty, {error.problems[0].message} in check_legal_form", "Expect that any value is missing."
