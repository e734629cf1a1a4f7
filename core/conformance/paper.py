"""Checks that every legal form can be filled on a screen and printed, before anything is written in it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import typst

from core.forms.content import PrintedForm
from core.forms.parts import OF_RESIDENTS, PATHS, ROW_PATHS, ROWS, form_asked
from core.forms.printing import print_form
from core.forms.schema import schema_of
from plugins.checks import Fault
from plugins.contract.forms import FormField, LegalForm
from plugins.profile import CountryProfile

_HOOK = "declare_legal_forms"
_AT = datetime(2026, 5, 2, 12, 0, tzinfo=UTC)
_DOCUMENT = "identity.document."


def check_filling(profile: CountryProfile) -> Iterator[Fault]:
    """Find forms without a schema, and fields that ask the file for what it does not have."""
    for form in _all(profile):
        for field in form.fields:
            if field.prefill and not _is_known(profile, field.prefill):
                message = f"form '{form.key}' fills '{field.key}' from the unknown '{field.prefill}'"
                yield Fault(_HOOK, message, "Use a name of core.forms.parts.PATHS.")
            for column in field.columns:
                if column.prefill and not _fills_lines(profile, field, column):
                    message = f"form '{form.key}' fills the column '{field.key}.{column.key}' from '{column.prefill}'"
                    yield Fault(_HOOK, message, "Fill the table with lines of the house, and its columns from row.*")
        if not _drawn(form.fields) <= set(schema_of(form, profile).fields):
            yield Fault(_HOOK, f"form '{form.key}' has a field that no screen can show", "Give each a plain key.")


def check_printing(profile: CountryProfile) -> Iterator[Fault]:
    """Find templates that Typst refuses."""
    for form in _all(profile):
        if not form.template.is_file():
            continue  # the check of forms tells it
        blank = PrintedForm("0001", {}, "0" * 64, _AT, "-", _AT)
        try:
            print_form(form, blank, profile)
        except typst.TypstError as error:
            reason = str(error).partition("\n")[0]
            yield Fault(_HOOK, f"form '{form.key}' does not print: {reason}", f"Mend {form.template.name}.")


def _all(profile: CountryProfile) -> Iterator[LegalForm]:
    return (form for versions in profile.forms.values() for form in versions)


def _is_known(profile: CountryProfile, path: str) -> bool:
    if path.startswith(_DOCUMENT):
        return path.removeprefix(_DOCUMENT) in profile.identity_documents
    return path in PATHS


def _fills_lines(profile: CountryProfile, table: FormField, column: FormField) -> bool:
    """Tell whether a column is filled from what is known of its lines, or from a form about whom they are about."""
    asked = form_asked(column.prefill)
    if asked is None:
        return table.prefill in ROWS and column.prefill in ROW_PATHS
    versions = profile.forms.get(asked[0], ())
    written = {each.key for form in versions if form.about == "resident" for each in form.fields}
    return table.prefill in OF_RESIDENTS and asked[1] in written


def _drawn(fields: tuple[FormField, ...]) -> set[str]:
    return {field.key for field in fields if field.type.value not in ("signature",)}
