"""Dates, times, numbers and durations as the branch writes them."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers

from core.i18n.locality import current
from core.i18n.messages import ngettext


@cache
def formatting_locale(wanted: str | None, borrowed: str = "es") -> str:
    """Find a locale that can write dates and numbers.

    :param wanted: a language's own locale; Babel does not know some of them (``kek``, ``cab``).
    :param borrowed: the country's locale, used instead.
    """
    for candidate in (wanted, borrowed):
        if candidate and _parsed(candidate):
            return candidate.replace("-", "_")
    return "es"


def format_date(day: date | None) -> str:
    """Write a day: ``16 mar 2026``."""
    if day is None:
        return ""
    return _written(day.year, day.month, day.day, _words())


def format_long_date(day: date | None) -> str:
    """Write a day out in full, as letters do: ``16 de marzo de 2026``."""
    return "" if day is None else dates.format_date(day, "long", locale=_words())


def format_month(day: date | None) -> str:
    """Write a month: ``marzo 2026``."""
    return "" if day is None else dates.format_date(day, "LLLL y", locale=_words())


def format_time(instant: datetime | time | None) -> str:
    """Write a time of day: ``14:05``, an instant in the branch's zone."""
    if instant is None:
        return ""
    return (_local(instant) if isinstance(instant, datetime) else instant).strftime("%H:%M")


def format_datetime(instant: datetime | None) -> str:
    """Write an instant in the branch's zone: ``16 mar 2026, 14:05``."""
    if instant is None:
        return ""
    local = _local(instant)
    return f"{format_date(local)}, {format_time(local.time())}"


def format_number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """Write a number with the branch's separators, with so many decimals if it is said."""
    if value is None:
        return ""
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return _number(value + 0, pattern, formatting_locale(current().locale))  # a nought below nought is nought


@lru_cache(maxsize=4096)
def _number(value: int | float | Decimal, pattern: str | None, locale: str) -> str:
    """Write a number; a table has thousands, and most of them are small and come again."""
    return numbers.format_decimal(value, format=pattern, locale=locale)


def duration(days: int) -> str:
    """Write a number of days in words: ``45 días``."""
    return ngettext("%(num)s day", "%(num)s days", days)


def parse_date(typed: str) -> date | None:
    """Read a day as people type it: ``2010-05-04``, or ``4/5/2010`` in the order of the branch's locale.

    :returns: the day, or None if it is no day of the calendar.
    """
    numbers_typed = [int(number) for number in re.findall(r"\d+", typed)]
    if len(numbers_typed) != 3 or not re.fullmatch(r"\d{1,4}([-/. ])\d{1,2}\1\d{1,4}", typed.strip()):
        return None
    order = "ymd" if re.match(r"\s*\d{4}", typed) else _order(formatting_locale(current().locale))
    parts = dict(zip(order, numbers_typed, strict=True))
    try:
        return date(parts["y"], parts["m"], parts["d"]) if parts["y"] >= 1000 else None
    except ValueError:
        return None


def _local(instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(current().zone)) if instant.tzinfo else instant


@cache
def language_name(language: str) -> str:
    """Name a language in itself, as those who read it look for it."""
    name = Locale.parse(language.replace("-", "_")).display_name if _parsed(language) else None
    return f"{name[:1].upper()}{name[1:]}" if name else language


@cache
def direction(language: str) -> str:
    """Tell how a language is written: ``ltr`` or ``rtl``; one that nobody knows from left to right."""
    return Locale.parse(language.replace("-", "_")).text_direction if _parsed(language) else "ltr"


@cache
def _parsed(name: str) -> bool:
    try:
        Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return False
    return True


@lru_cache(maxsize=4096)
def _written(year: int, month: int, day: int, locale: str) -> str:
    """Lists write the same days again and again, and Babel works a pattern out every time."""
    return dates.format_date(date(year, month, day), "d MMM y", locale=locale)


def _words() -> str:
    """Month names follow the reader's language, not the branch's place."""
    here = current()
    locale = formatting_locale(here.locale)
    return locale if locale.split("_")[0] == here.language else formatting_locale(here.language, locale)


@cache
def _order(locale: str) -> str:
    pattern = dates.get_date_format("short", locale=locale).pattern
    return "".join(dict.fromkeys(letter.lower() for letter in pattern if letter in "dMy"))
