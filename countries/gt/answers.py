"""Reads answers of a form, whatever was written in them, and says what is wrong with them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from countries.gt.country import TIME_ZONE
from countries.gt.sources import norm
from plugins.contract.stages import Objection, Severity
from plugins.contract.text import Text

Values = Mapping[str, object]
Check = Callable[[Values], Iterator[Objection]]


def empty(values: Values, field: str) -> bool:
    """Tell whether an answer was left out."""
    return values.get(field) in (None, "", [], ())


def day(value: object) -> date | None:
    """Read the day of a date or an instant, as it stands in a form's answers; what is neither compares with nothing."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(TIME_ZONE)).date() if value.tzinfo else value.date()
    return value if isinstance(value, date) else None


def blocking(code: str, field: str, es: str, en: str, basis: str) -> Objection:
    """Object to an answer so that the form cannot be signed."""
    return Objection(code, Text.of(es=es, en=en), Severity.BLOCKING, field, norm(basis))


def warning(code: str, field: str, es: str, en: str, basis: str) -> Objection:
    """Point to an answer that is lawful but doubtful."""
    return Objection(code, Text.of(es=es, en=en), Severity.WARNING, field, norm(basis))


def number(value: object) -> Decimal | None:
    """Read a number; what is none compares with nothing."""
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None


def rows(values: Values, field: str) -> list[Values]:
    """Give the rows of a table."""
    written = values.get(field)
    return [row for row in written if isinstance(row, Mapping)] if isinstance(written, list) else []


def total(values: Values, field: str, column: str) -> Decimal:
    """Add a column of a table up; what is not filled in counts nothing."""
    return sum((number(row.get(column)) or Decimal(0) for row in rows(values, field)), Decimal(0))
