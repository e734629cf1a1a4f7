"""The courts' closed days and the ways of counting terms.

Each municipality has a feast day of its own, and courts take yearly leave in turns: neither is here, branches enter
them. The 15th of August is closed in the capital only and so belongs to a calendar of its own; the terms below follow
the national one, so that they end earlier rather than later.
"""

from typing import Any

from countries.gt.legal import PROVISIONAL_HOURS, REVIEW_DAYS
from countries.gt.sources import norm, read, text
from plugins.contract.calendar import Calendar, Deadline, Holiday, Nature, Regime, Unit
from plugins.contract.text import Text

NATIONAL, CAPITAL = "judicial", "judicial_capital"
WORKING_DAYS, CAPITAL_WORKING_DAYS = "dias_habiles", "dias_habiles_capital"
CALENDAR_DAYS, CONTINUOUS = "dias_calendario", "horas_continuas"
_SATURDAY, _SUNDAY = 5, 6
_CAPITAL_FEAST = (8, 15)


def calendars() -> tuple[Calendar, ...]:
    """Give the national calendar of the courts, and the capital's.

    LOJ art. 45 closes Sundays, and Saturdays where the working week has at least 40 hours, as the courts' has.
    """
    weekend = (_SATURDAY, _SUNDAY)
    return (
        Calendar(NATIONAL, Text.of(es="Tribunales", en="Courts"), weekend, norm("court_calendar")),
        Calendar(
            CAPITAL,
            Text.of(es="Tribunales de la capital", en="Courts of the capital"),
            weekend,
            norm("court_calendar_capital"),
        ),
    )


def holidays(calendar: str, year: int) -> tuple[Holiday, ...] | None:
    """Give the closed days of a year in order, where they were moved to by Decreto 19-2018.

    :returns: None for a calendar that is not ours.
    """
    if calendar not in (NATIONAL, CAPITAL):
        return None
    # A tenth of a second to import, at a start that may need no holiday at all.
    from holidays import country_holidays

    listed = country_holidays("GT", years=year, language="es", expand=False)
    days = (Holiday(day, listed[day]) for day in sorted(listed))
    return tuple(each for each in days if calendar == CAPITAL or (each.day.month, each.day.day) != _CAPITAL_FEAST)


def regimes() -> tuple[Regime, ...]:
    """Give the ways of counting of LOJ art. 45, the one for terms in days first.

    Terms in days leave closed days out and begin on the day after notice; terms in hours run on, all 24 hours.
    """
    return (
        _in_days(WORKING_DAYS, "Días hábiles", "Working days", NATIONAL),
        _in_days(CAPITAL_WORKING_DAYS, "Días hábiles en la capital", "Working days in the capital", CAPITAL),
        _unbroken(CALENDAR_DAYS, "Días y meses de calendario", "Calendar days and months", starts_next_day=True),
        _unbroken(CONTINUOUS, "Horas continuas", "Continuous hours", starts_next_day=False),
    )


def deadlines() -> tuple[Deadline, ...]:
    """Give the terms that belong to no form; those of a form stand in its file."""
    return tuple(deadline(code, entry) for code, entry in read("deadlines.yaml").items())


def deadline(code: str, entry: dict[str, Any]) -> Deadline:
    """Make a term of an entry of a data file; its amount is a number, or the name of a length in ``legal``."""
    return Deadline(
        code=code,
        label=text(entry["label"]),
        event=entry["event"],
        amount=_LENGTHS.get(entry["amount"], entry["amount"]),
        unit=Unit(entry["unit"]),
        regime=entry["regime"],
        nature=Nature(entry["nature"]),
        basis=norm(entry["basis"]),
        before=entry.get("before", False),
        wording=text(entry["wording"]) if "wording" in entry else None,
    )


_LENGTHS = {"provisional": PROVISIONAL_HOURS, "review": REVIEW_DAYS}


def _in_days(code: str, es: str, en: str, calendar: str) -> Regime:
    return Regime(code, Text.of(es=es, en=en), calendar, False, True, True, norm("loj_45"))


def _unbroken(code: str, es: str, en: str, *, starts_next_day: bool) -> Regime:
    """Describe a regime in which closed days count as well."""
    return Regime(code, Text.of(es=es, en=en), NATIONAL, True, starts_next_day, False, norm("loj_45"))
