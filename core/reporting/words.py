"""Periods in words, and the periods that people choose from; both sides use it, so it knows no database."""

from datetime import date

from core.i18n import format_month, gettext
from core.reporting.periods import POOLED, Period, containing

#: How many of each kind are offered.
_OFFERED = (("M", 13), ("Q", 5), ("A", 3), (POOLED, 2))


def period_words(period: Period) -> str:
    """Write a period: ``March 2026``, ``Quarter 1 of 2026``, ``Year 2026``, ``Years 2023 to 2025``."""
    if period.kind == "M":
        return format_month(period.first)
    if period.kind == "Q":
        return gettext("Quarter %(number)s of %(year)s", number=period.number, year=period.year)
    if period.kind == POOLED:
        return gettext("Years %(first)s to %(last)s", first=period.year, last=period.last.year)
    return gettext("Year %(year)s", year=period.year)


def offered(today: date) -> list[Period]:
    """List the running period of each kind and those before it, newest first."""
    found = []
    for kind, number in _OFFERED:
        period = containing(today, kind)
        for _ in range(number):
            found.append(period)
            period = period.previous()
    return found
