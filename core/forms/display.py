"""Says the answers of a form in words, as screen, print and history show them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel import Locale

from core.i18n import (
    current,
    format_date,
    format_datetime,
    format_long_date,
    format_month,
    format_number,
    formatting_locale,
)
from core.i18n import gettext as _
from core.i18n.territories import territory_name
from plugins.contract.forms import FieldType, FormField
from plugins.profile import CountryProfile

PLACES = frozenset({FieldType.DEPARTMENT, FieldType.MUNICIPALITY})
PlaceNames = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Presenter:
    """Writes answers for the present reader.

    :param places: names of places by code; those that the answers mention are enough.
    """

    profile: CountryProfile
    places: PlaceNames

    def text(self, field: FormField, value: Any) -> str:
        """Write an answer in one piece; empty if there is none."""
        if value in (None, "", [], {}):
            return ""
        if field.type is FieldType.MULTISELECT or (isinstance(value, list) and field.type is FieldType.FILE):
            return "; ".join(self.items(field, value))
        if field.type is FieldType.TABLE:
            return "; ".join(", ".join(cell for cell in row if cell) for row in self.rows(field, value))
        writer = _WRITERS.get(field.type)
        return writer(self, field, value) if writer else str(value)

    def items(self, field: FormField, value: Any) -> list[str]:
        """Write the answers of a field that takes several."""
        write = _file if field.type is FieldType.FILE else _coded
        return [write(self, field, each) for each in value or ()]

    def rows(self, field: FormField, value: Any) -> list[list[str]]:
        """Write the cells of a table, row by row."""
        return [[self.text(column, row.get(column.key)) for column in field.columns] for row in value or ()]


def place_codes(fields: tuple[FormField, ...], values: Mapping[str, Any]) -> set[str]:
    """Find the codes of places that answers mention, so that their names are read at once."""
    found: set[str] = set()
    for field in fields:
        value = values.get(field.key)
        if field.type in PLACES and value:
            found.add(str(value))
        elif field.type is FieldType.TABLE:
            for row in value or ():
                found |= place_codes(field.columns, row)
    return found


def _coded(presenter: Presenter, field: FormField, code: Any) -> str:
    listed = presenter.profile.code_lists.get(field.options or "")
    found = next((entry.label for entry in listed.entries if entry.code == code), None) if listed else None
    return found.in_language(current().language) if found else str(code)


def _number(_presenter: Presenter, _field: FormField, value: Any) -> str:
    return _grouped(value)


def _money(presenter: Presenter, _field: FormField, value: Any) -> str:
    symbols = Locale.parse(formatting_locale(current().locale)).currency_symbols
    currency = presenter.profile.country.currency
    return f"{symbols.get(currency, currency)} {_grouped(value, 2)}"


def _yes_no(_presenter: Presenter, _field: FormField, value: Any) -> str:
    return _("Yes") if value else _("No")


def _day(_presenter: Presenter, _field: FormField, value: Any) -> str:
    return _read(str(value), date.fromisoformat, format_date)


def _instant(_presenter: Presenter, _field: FormField, value: Any) -> str:
    return _read(str(value), datetime.fromisoformat, format_datetime)


def _month(_presenter: Presenter, _field: FormField, value: Any) -> str:
    return _read(f"{value}-01", date.fromisoformat, format_month)


def _range(presenter: Presenter, field: FormField, value: Any) -> str:
    since, until = (_day(presenter, field, value[end]) if value.get(end) else "…" for end in ("since", "until"))
    return f"{since} – {until}"


def _place_day(_presenter: Presenter, _field: FormField, value: Any) -> str:
    """Write where and when on one line; an answer of one piece stands as it is."""
    if not isinstance(value, Mapping):
        return str(value)
    day = _read(str(value["day"]), date.fromisoformat, format_long_date) if value.get("day") else ""
    return ", ".join(part for part in (value.get("place"), day) if part)


def _country(_presenter: Presenter, _field: FormField, value: Any) -> str:
    return territory_name(str(value), current().language)


def _language(presenter: Presenter, _field: FormField, value: Any) -> str:
    known = presenter.profile.languages.get(str(value))
    return known.label.in_language(current().language) if known else str(value)


def _place(presenter: Presenter, _field: FormField, value: Any) -> str:
    return presenter.places.get(str(value), str(value))


def _document(presenter: Presenter, field: FormField, value: Any) -> str:
    kind = presenter.profile.identity_documents.get(field.document or "")
    return kind.format(str(value)) if kind else str(value)


def _file(_presenter: Presenter, _field: FormField, value: Any) -> str:
    """Tell what a file is, or what stands in its place."""
    if not isinstance(value, Mapping):
        return _("No file: %(words)s", words=str(value).removeprefix("="))
    size = file_size(int(value.get("size", 0)))
    if value.get("width"):
        points = {"width": format_number(value["width"]), "height": format_number(value["height"])}
        return _("Picture of %(width)s × %(height)s points, %(size)s", size=size, **points)
    return _("PDF document, %(size)s", size=size)


def file_size(count: int) -> str:
    """Write how large a file is, as people read it."""
    kilo = 1024
    if count < kilo * kilo:
        return _("%(n)s kB", n=format_number(max(1, round(count / kilo))))
    return _("%(n)s MB", n=format_number(Decimal(count) / (kilo * kilo), 1))


def _read(written: str, parse: Callable[[str], Any], write: Callable[[Any], str]) -> str:
    """Write an old answer as it stands where it does not have its form."""
    try:
        return write(parse(written))
    except ValueError:
        return written


def _grouped(value: Any, decimals: int | None = None) -> str:
    """Write a number as the reader groups it; an old answer that is none, or is beyond all measure, stands as it is."""
    try:
        number = Decimal(str(value))
        return format_number(number, decimals) if number.is_finite() else str(value)
    except InvalidOperation:
        return str(value)


_WRITERS: Mapping[FieldType, Callable[[Presenter, FormField, Any], str]] = {
    FieldType.INTEGER: _number,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.BOOLEAN: _yes_no,
    FieldType.SELECT: _coded,
    FieldType.DATE: _day,
    FieldType.DATETIME: _instant,
    FieldType.DATE_RANGE: _range,
    FieldType.MONTH: _month,
    FieldType.PLACE_DATE: _place_day,
    FieldType.COUNTRY: _country,
    FieldType.LANGUAGE: _language,
    FieldType.DEPARTMENT: _place,
    FieldType.MUNICIPALITY: _place,
    FieldType.IDENTITY: _document,
    FieldType.FILE: _file,
}
