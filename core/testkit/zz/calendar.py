"""Zedland's calendars, regimes and deadlines: the courts close on Friday and Saturday, the ministry on Sunday only."""

from datetime import date, datetime, timedelta

from core.testkit.zz.sources import CHILD_ACT, CUSTOM, SHELTER_RULES
from plugins.contract.calendar import Calendar, Deadline, Holiday, Nature, Regime, Unit
from plugins.contract.text import Text

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6

CALENDARS = (
    Calendar("court", Text.of(es="Juzgados", en="Courts"), (FRIDAY, SATURDAY), CHILD_ACT),
    Calendar("office", Text.of(es="Ministerio", en="Ministry"), (SUNDAY,), SHELTER_RULES),
)

_EVERYWHERE = ((1, 1, "Año Nuevo"), (3, 10, "Día de la Zeta"), (9, 15, "Día del Mapa"), (12, 25, "Navidad"))
_COURTS_ONLY = ((6, 1, "Día del Juez"), (6, 2, "Puente del Juez"))

REGIMES = (
    Regime("working", Text.of(es="Días hábiles", en="Working days"), "court", False, True, True, CHILD_ACT),
    Regime("all_days", Text.of(es="Todos los días", en="Every day"), "court", True, False, False, CHILD_ACT),
)

TELL_COURT = Deadline(
    code="tell_court",
    label=Text.of(es="Avisar al juzgado del ingreso", en="Tell the court of the admission"),
    event="admission",
    amount=3,
    unit=Unit.WORKING_DAYS,
    regime="working",
    nature=Nature.STATUTORY,
    basis=CHILD_ACT,
)
REVIEW_MEASURE = Deadline(
    code="review_measure",
    label=Text.of(es="Pedir la revisión de la medida", en="Ask for the review of the measure"),
    event="measure_end",
    amount=10,
    unit=Unit.CALENDAR_DAYS,
    regime="working",
    nature=Nature.JUDICIAL,
    basis=SHELTER_RULES,
    before=True,
)
REPORT_ABSENCE = Deadline(
    code="report_absence",
    label=Text.of(es="Dar la alerta de ausencia", en="Raise the alarm of an absence"),
    event="exit",
    amount=6,
    unit=Unit.HOURS,
    regime="all_days",
    nature=Nature.STATUTORY,
    basis=CHILD_ACT,
    wording=Text.of(es="Sin demora", en="Without delay"),
)
FOLLOW_UP = Deadline(
    code="follow_up",
    label=Text.of(es="Visitar después del egreso", en="Visit after the exit"),
    event="exit",
    amount=1,
    unit=Unit.MONTHS,
    regime="working",
    nature=Nature.OPERATIONAL,
    basis=CUSTOM,
)
BEFORE_NIGHT = Deadline(
    code="before_night",
    label=Text.of(es="Instalar antes de la noche", en="Settle in before the night"),
    event="admission",
    amount=0,
    unit=Unit.HOURS,
    regime="all_days",
    nature=Nature.OPERATIONAL,
    basis=CUSTOM,
    wording=Text.of(es="Antes de la noche", en="Before the night"),
)

MONTHLY = Deadline(
    code="monthly_report",
    label=Text.of(es="Informar del mes", en="Report the month"),
    event="month_end",
    amount=3,
    unit=Unit.WORKING_DAYS,
    regime="working",
    nature=Nature.STATUTORY,
    basis=SHELTER_RULES,
)

DEADLINES = (TELL_COURT, REVIEW_MEASURE, REPORT_ABSENCE, FOLLOW_UP, BEFORE_NIGHT)


def holidays(calendar: str, year: int) -> tuple[Holiday, ...] | None:
    """Give the days on which a calendar's offices are closed, beside their weekends."""
    if calendar not in {each.code for each in CALENDARS}:
        return None
    days = _EVERYWHERE + (_COURTS_ONLY if calendar == "court" else ())
    return tuple(Holiday(date(year, month, day), name) for month, day, name in sorted(days))


def due_date(deadline: Deadline, start: datetime) -> datetime | None:
    """End the one term that plain counting gets wrong: the next nightfall, at eight in the evening."""
    if deadline.code != BEFORE_NIGHT.code:
        return None
    nightfall = start.replace(hour=20, minute=0, second=0, microsecond=0)
    return nightfall if start <= nightfall else nightfall + timedelta(days=1)
