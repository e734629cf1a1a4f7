"""Fills a new form from what the file already knows, by the dotted names that forms declare."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from core.forms.parts import Coded, FileView, Period, PlaceDay, RowPart, form_asked
from core.forms.places import Places
from core.forms.schema import schema_of
from core.i18n import current, format_date, format_datetime, say
from core.i18n import gettext as _
from core.i18n.territories import territory_name
from plugins.contract.forms import FieldType, FormField, LegalForm
from plugins.profile import CountryProfile

#: The number of whoever a line is about, of the kind that the column asks for.
DOCUMENT = "row.document"
_COUNT = "row.count"


def parts_used(form: LegalForm) -> set[str]:
    """Name the parts of the file that a form is filled from, so that nothing else is opened."""
    return {path.partition(".")[0] for path in _paths(form)}


def uses(form: LegalForm, *paths: str) -> bool:
    """Tell whether a form is filled from one of some names."""
    return not _paths(form).isdisjoint(paths)


def fill(form: LegalForm, profile: CountryProfile, places: Places, view: FileView) -> dict[str, Any]:
    """Give the answers that the file knows, as they are stored; one that does not fit its field is left out."""
    schema = schema_of(form, profile, places)
    found: dict[str, Any] = {}
    for each in form.fields:
        if each.prefill and each.key in schema.fields:
            value = _converted(each, _known(view, each, each.prefill), profile)
            try:
                found |= schema.dump(schema.load({each.key: value})) if value not in (None, "", []) else {}
            except ValidationError:
                continue
    return found


def resolve(view: FileView, path: str) -> Any:
    """Look up a dotted name; an unknown one has no value."""
    value: Any = view
    for name in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(name)
        else:
            known = {each.name for each in fields(value)} if hasattr(value, "__dataclass_fields__") else set()
            value = getattr(value, name) if name in known else None
    return value


def _known(view: FileView, each: FormField, path: str) -> Any:
    """Look up what a field is filled with; a day that stands with its place has the municipality of the house."""
    value = resolve(view, path)
    if each.type is FieldType.PLACE_DATE and isinstance(value, date):
        return PlaceDay(view.branch.place, value)
    return value


def _paths(form: LegalForm) -> set[str]:
    return {each.prefill for each in form.fields if each.prefill}


def _converted(each: FormField, value: Any, profile: CountryProfile) -> Any:
    if value in (None, "", ()):
        return None
    convert = _CONVERSIONS.get(each.type)
    return convert(each, value, profile) if convert else _as_text(value)


def _as_code(each: FormField, value: Any, profile: CountryProfile) -> str | None:
    """Find the country's code: the same one, or else the only one that means the same in the region."""
    code = value.code if isinstance(value, Coded) else str(value)
    entries = profile.code_lists[each.options or ""].entries
    if any(entry.code == code for entry in entries):
        return code
    same = [entry.code for entry in entries if code in entry.regional]
    return same[0] if len(same) == 1 else None


def _as_codes(each: FormField, value: Any, profile: CountryProfile) -> list[str]:
    several = value if isinstance(value, tuple) else (value,)
    return [code for code in (_as_code(each, one, profile) for one in several) if code]


def _as_day(_each: FormField, value: Any, _profile: CountryProfile) -> str | None:
    if isinstance(value, datetime):
        return _local(value).date().isoformat()
    return value.isoformat() if isinstance(value, date) else None


def _as_instant(_each: FormField, value: Any, _profile: CountryProfile) -> str | None:
    """Cut to the minute, as the screen asks for it: what was saved untouched must not count as changed."""
    return value.replace(second=0, microsecond=0).isoformat() if isinstance(value, datetime) else None


def _as_month(each: FormField, value: Any, profile: CountryProfile) -> str | None:
    day = _as_day(each, value, profile)
    return day[:7] if day else None


def _as_plain_code(_each: FormField, value: Any, _profile: CountryProfile) -> str:
    return value.code if isinstance(value, Coded) else str(value)


def _as_period(_each: FormField, value: Any, _profile: CountryProfile) -> dict[str, str] | None:
    return {"since": value.since.isoformat(), "until": value.until.isoformat()} if isinstance(value, Period) else None


def _as_place_and_day(_each: FormField, value: Any, _profile: CountryProfile) -> dict[str, str] | None:
    if not isinstance(value, PlaceDay):
        return None
    return {"day": value.day.isoformat()} | ({"place": value.place} if value.place else {})


def _as_lines(each: FormField, value: Any, profile: CountryProfile) -> list[dict[str, Any]]:
    """Count whoever is alike in every column that is filled; the first whom one meets comes first."""
    columns = [column for column in each.columns if column.prefill]
    named = [column for column in columns if column.prefill != _COUNT]
    counted = [column.key for column in columns if column.prefill == _COUNT]
    lines: dict[tuple[Any, ...], int] = {}
    for row in value:
        for line in product(*(_cells(column, row, profile) for column in named)):
            lines[line] = lines.get(line, 0) + row.count
    return [
        {column.key: _unfrozen(cell) for column, cell in zip(named, line, strict=True) if cell is not None}
        | dict.fromkeys(counted, count)
        for line, count in lines.items()
    ]


def _cells(column: FormField, row: RowPart, profile: CountryProfile) -> list[Any]:
    """Fill one cell. Of what another form says, a choice of one has a line for each answer, and none for no answer.

    So a table counts those of whom something was written; any other column leaves the cell of the rest empty.
    """
    if form_asked(column.prefill) is None:
        return [_cell(column, row, profile)]
    said = dict(row.written).get(column.prefill or "")
    several = tuple(said) if isinstance(said, list) else said
    if column.type is not FieldType.SELECT:
        found = _converted(column, several, profile)
        return [tuple(found) if isinstance(found, list) else found]
    each_one = several if isinstance(several, tuple) else (several,)
    return [code for one in each_one if one and (code := _as_code(column, one, profile))]


def _unfrozen(cell: Any) -> Any:
    return list(cell) if isinstance(cell, tuple) else cell


def _cell(column: FormField, row: RowPart, profile: CountryProfile) -> Any:
    """Fill one cell; an age stands in the country's band where the column offers bands."""
    value = getattr(row, (column.prefill or "").removeprefix("row."))
    if column.prefill == DOCUMENT:
        return dict(value).get(column.document or "")
    bands = profile.age_bands.get(column.options or "")
    return bands.of(value) if bands is not None else _converted(column, value, profile)


def _as_it_is(_each: FormField, value: Any, _profile: CountryProfile) -> Any:
    return value


def _as_text(value: Any) -> str:
    if isinstance(value, Coded):
        return say(value.label)
    if isinstance(value, tuple):
        return ", ".join(_as_text(each) for each in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return format_datetime(value)
    return format_date(value) if isinstance(value, date) else str(value)


def _local(instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(current().zone))


def territory(code: str | None) -> Coded | None:
    """Name a country by its letters."""
    return Coded(code, territory_name(code, current().language)) if code else None


_CONVERSIONS: Mapping[FieldType, Callable[[FormField, Any, CountryProfile], Any]] = {
    FieldType.SELECT: _as_code,
    FieldType.MULTISELECT: _as_codes,
    FieldType.DATE: _as_day,
    FieldType.DATETIME: _as_instant,
    FieldType.MONTH: _as_month,
    FieldType.DATE_RANGE: _as_period,
    FieldType.PLACE_DATE: _as_place_and_day,
    FieldType.COUNTRY: _as_plain_code,
    FieldType.LANGUAGE: _as_plain_code,
    FieldType.DEPARTMENT: _as_plain_code,
    FieldType.MUNICIPALITY: _as_plain_code,
    FieldType.BOOLEAN: _as_it_is,
    FieldType.INTEGER: _as_it_is,
    FieldType.NUMBER: _as_it_is,
    FieldType.TABLE: _as_lines,
}
