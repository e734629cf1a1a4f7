"""What pages say of a filled form: its answers by section, and what each save changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core.forms import records
from core.forms.display import Presenter
from core.forms.file_field import files_named
from core.forms.opened import Opened
from plugins.contract.forms import FieldType, FormField
from plugins.contract.stages import Objection
from plugins.contract.text import Text
from plugins.profile import CountryProfile


@dataclass(frozen=True, slots=True)
class Row:
    """One answer; ``hidden`` says that it is shown only after asking, ``withheld`` that it is not for this reader.

    ``files`` are the numbers of kept files, and what each is.
    """

    field: FormField
    text: str
    hidden: bool = False
    withheld: bool = False
    columns: tuple[Text, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    files: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section and its answers."""

    title: Text | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What one save did to one answer; both texts are empty for what is withheld or shown only after asking."""

    label: Text
    before: str
    after: str
    hidden: bool
    withheld: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One save."""

    number: int
    by: str
    at: datetime
    missing: int
    changes: tuple[Change, ...]


def doubts_said(opened: Opened, objections: Iterable[Objection]) -> list[tuple[Objection, list[FormField]]]:
    """Say each thing once, with the fields it is about."""
    known = {each.key: each for each in opened.form.fields}
    said: dict[tuple[str, Text], tuple[Objection, list[FormField]]] = {}
    for each in objections:
        _first, about = said.setdefault((each.code, each.message), (each, []))
        if each.field in known:
            about.append(known[each.field])
    return list(said.values())


def parts(opened: Opened, country: CountryProfile) -> list[Part]:
    """Group the answers of a form as they are printed; sensitive ones stay off the page."""
    presenter = Presenter(country, opened.places.names)
    titles: dict[str | None, Text | None] = {None: None}
    titles |= {section.code: section.title for section in opened.form.sections}
    found: list[Part] = []
    for code, title in titles.items():
        fields = [
            field for field in opened.form.fields if field.section == code and field.type is not FieldType.SIGNATURE
        ]
        rows = tuple(_row(opened, field, presenter) for field in fields)
        found += [Part(title, rows)] if rows else []
    return found


def text_of(opened: Opened, country: CountryProfile, key: str) -> str | None:
    """Say one answer in words; None if the form has no such field."""
    field = next((field for field in opened.form.fields if field.key == key), None)
    if field is None:
        return None
    return Presenter(country, opened.places.names).text(field, opened.shown.get(key))


def history(session: Session, opened: Opened, country: CountryProfile) -> list[Step]:
    """Tell what each save changed, newest first."""
    presenter = Presenter(country, opened.places.names)
    steps, before = [], dict[str, Any]()
    for version in records.versions_of(session, opened.record.id):
        now = records.read_version(session, opened.record, version.number).values
        changes = tuple(_changes(opened, presenter, before, now))
        steps.append(Step(version.number, version.saved_by_name, version.created_at, version.missing, changes))
        before = now
    return steps[::-1]


def _row(opened: Opened, field: FormField, presenter: Presenter) -> Row:
    if field.key in opened.withheld:
        return Row(field, "", withheld=True)
    value = opened.shown.get(field.key)
    text = presenter.text(field, value)
    if field.type is FieldType.FILE and (named := files_named(value)):
        # What kind of file it is tells nothing; what is in it is asked for.
        return Row(field, text, files=tuple((each["file"], presenter.text(field, each)) for each in named))
    if field.sensitive and text:
        return Row(field, "", hidden=True)
    if field.type is FieldType.TABLE and text:
        cells = tuple(map(tuple, presenter.rows(field, value)))
        return Row(field, text, columns=tuple(column.label for column in field.columns), cells=cells)
    return Row(field, text)


def _changes(opened: Opened, presenter: Presenter, before: dict[str, Any], now: dict[str, Any]) -> Iterator[Change]:
    for field in opened.form.fields:
        if before.get(field.key) != now.get(field.key):
            withheld = field.key in opened.withheld
            closed = withheld or field.sensitive
            texts = ("", "") if closed else [presenter.text(field, each.get(field.key)) for each in (before, now)]
            yield Change(field.label, texts[0], texts[1], field.sensitive, withheld)
