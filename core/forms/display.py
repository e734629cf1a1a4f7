"""Says the answers of a form in words, as screen, print and history show them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel import Locale

from core.forms.territories import territory_name
from core.i18n import current, format_date, format_datetime, format_month, format_number, formatting_locale, gettext
from plugins.contract.forms import FieldType, FormField
from plugins.profile import CountryProfile

PlaceNames = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Presenter:
    """Writes answers for the present reader.

    :param places: names of the places that the answers mention, by code.
    """

    profile: CountryProfile
    places: PlaceNames

    def text(self, field: FormField, value: Any) -> str:
        """Write an answer in one piece; empty if there is none."""
        if value in (None, "", [], {}):
            return ""
        if field.type is FieldType.MULTISELECT:
            return "; ".join(self.items(field, value))
        if field.type is FieldType.TABLE:
            return "; ".join(", ".join(cell for cell in row if cell) for row in self.rows(field, value))
        writer = _WRITERS.get(field.type)
        return writer(self, field, value) if writer else str(value)

    def items(self, field: FormField, value: Any) -> list[str]:
        """Write the answers of a field that takes several."""
        return [self._coded(field, code) for code in value or ()]

    def rows(self, field: FormField, value: Any) -> list[list[str]]:
        """Write the cells of a table, row by row."""
        return [[self.text(column, row.get(column.key)) for column in field.columns] for row in value or ()]

    def _coded(self, field: FormField, code: Any) -> str:
        entries = self.profile.code_lists[field.options].entries if field.options in self.profile.code_lists else ()
        found = next((entry.label for entry in entries if entry.code == code), None)
        return found.in_language(current().language) if found else str(code)

    def _number(self, _field: FormField, value: Any) -> str:
        return _grouped(value)

    def _money(self, _field: FormField, value: Any) -> str:
        symbol = Locale.parse(formatting_locale(current().locale)).currency_symbols
        currency = self.profile.country.currency
        return f"{symbol.get(currency, currency)} {_grouped(value, 2)}"

    def _yes_no(self, _field: FormField, value: Any) -> str:
        return gettext("Yes") if value else gettext("No")

    def _day(self, _field: FormField, value: Any) -> str:
        return _read(str(value), date.fromisoformat, format_date)

    def _instant(self, _field: FormField, value: Any) -> str:
        return _read(str(value), datetime.fromisoformat, format_datetime)

    def _month(self, _field: FormField, value: Any) -> str:
        return _read(f"{value}-01", date.fromisoformat, format_month)

    def _range(self, field: FormField, value: Any) -> str:
        since, until = (self._day(field, value[end]) if value.get(end) else "…" for end in ("since", "until"))
        return f"{since} – {until}"

    def _country(self, _field: FormField, value: Any) -> str:
        return territory_name(str(value), current().language)

    def _language(self, _field: FormField, value: Any) -> str:
        known = self.profile.languages.get(str(value))
        return known.label.in_language(current().language) if known else str(value)

    def _place(self, _field: FormField, value: Any) -> str:
        return self.places.get(str(value), str(value))

    def _document(self, field: FormField, value: Any) -> str:
        kind = self.profile.identity_documents.get(field.document or "")
        return kind.format(str(value)) if kind else str(value)


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


def _read(written: str, parse: Callable[[str], Any], write: Callable[[Any], str]) -> str:
    """Write an old answer as it stands where it does not have its form."""
    try:
        return write(parse(written))
    except ValueError:
        return written


def _grouped(value: Any, decimals: int | None = None) -> str:
    try:
        return format_number(Decimal(str(value)), decimals)
    except InvalidOperation:
        return str(value)


PLACES = frozenset({FieldType.DEPARTMENT, FieldType.MUNICIPALITY})

_WRITERS: Mapping[FieldType, Callable[[Presenter, FormField, Any], str]] = {
    FieldType.INTEGER: Presenter._number,
    FieldType.NUMBER: Presenter._number,
    FieldType.MONEY: Presenter._money,
    FieldType.BOOLEAN: Presenter._yes_no,
    FieldType.SELECT: Presenter._coded,
    FieldType.DATE: Presenter._day,
    FieldType.DATETIME: Presenter._instant,
    FieldType.DATE_RANGE: Presenter._range,
    FieldType.MONTH: Presenter._month,
    FieldType.COUNTRY: Presenter._country,
    FieldType.LANGUAGE: Presenter._language,
    FieldType.DEPARTMENT: Presenter._place,
    FieldType.MUNICIPALITY: Presenter._place,
    FieldType.IDENTITY: Presenter._document,
}
