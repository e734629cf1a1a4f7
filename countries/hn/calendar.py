"""Two lists of holidays, three calendars and six ways of counting terms.

The administrative list (LPA art. 47) is shorter than the labour list (Código del Trabajo art. 339, with the Semana
Morazánica that Decreto 78-2015 made of the October days). Which of them SENAF and the prosecutor follow on 14 April and
in October is an open question: court and administrative terms follow the shorter list, so that they end earlier.
Neither knows the closures the Government orders from time to time, nor the vacations of the courts, of which no dates
were found: a branch writes them among its own days. The courts have a calendar of their own for that, so that their
vacations leave the terms of every other office alone.
"""

from datetime import datetime, timedelta

from countries.hn.sources import norm
from plugins.contract.calendar import Calendar, Deadline, Holiday, Nature, Regime, Unit
from plugins.contract.text import Text

ADMINISTRATIVE, JUDICIAL, LABOUR = "administrativo", "judicial", "laboral"
CHILD, CIVIL, INTERNAL = "ninez_continuo", "civil", "internal"
_SATURDAY, _SUNDAY = 5, 6
# As the holidays package names them; a day may have two names, as 14 April had on Maundy Thursday of 2022.
_ADMINISTRATIVE_NAMES = frozenset(
    {
        "Año Nuevo",
        "Jueves Santo",
        "Viernes Santo",
        "Sábado de Gloria",
        "Día del Trabajo",
        "Día de la Independencia",
        "Navidad",
    }
)


def calendars() -> tuple[Calendar, ...]:
    """Give the calendars, the offices' first; Saturday is closed where the office does not work."""
    weekend = (_SATURDAY, _SUNDAY)
    return (
        Calendar(ADMINISTRATIVE, Text.of(es="Administrativo", en="Administrative"), weekend, norm("lpa_47")),
        Calendar(JUDICIAL, Text.of(es="Judicial", en="Judicial"), weekend, norm("court_days")),
        Calendar(LABOUR, Text.of(es="Laboral", en="Labour"), weekend, norm("ct_339")),
    )


def holidays(calendar: str, year: int) -> tuple[Holiday, ...] | None:
    """Give the holidays of a year in order; the Semana Morazánica begins on its Wednesday at noon, kept here whole.

    :returns: None for a calendar that is not ours.
    """
    if calendar not in (ADMINISTRATIVE, JUDICIAL, LABOUR):
        return None
    # A fifth of a second to import, at a start that may need no holiday at all.
    from holidays import country_holidays

    listed = country_holidays("HN", years=year, language="es", expand=False)
    days = [(day, listed.get_list(day)) for day in sorted(listed)]
    if calendar != LABOUR:
        days = [(day, [name for name in names if name in _ADMINISTRATIVE_NAMES]) for day, names in days]
    return tuple(Holiday(day, "; ".join(names)) for day, names in days if names)


def regimes() -> tuple[Regime, ...]:
    """Give the ways of counting, the one for child matters first.

    LPA art. 45 starts on the day after notice. Of the others only that day one is not said was found, so they start the
    same way; for terms in hours it makes no difference.
    """
    return (
        _regime(
            CHILD,
            "Asuntos de niñez: todos los días y horas",
            "Child matters: every day and hour",
            "cna_84",
            all_days=True,
        ),
        _regime(ADMINISTRATIVE, "Días hábiles administrativos", "Administrative working days", "lpa_44", rolls=True),
        _regime(CIVIL, "Civil: los feriados cuentan", "Civil: holidays count", "cc_38_40"),
        _regime(
            "penal_preparatoria",
            "Penal, etapa preparatoria e intermedia",
            "Criminal, preparatory and intermediate stage",
            "cpp_128",
            all_days=True,
        ),
        _regime(
            "penal_juicio",
            "Penal, juicio y recursos",
            "Criminal, trial and appeals",
            "cpp_128",
            calendar=JUDICIAL,
            rolls=True,
        ),
        _regime(INTERNAL, "Plazo interno del albergue", "The shelter's own target", "proposal", calendar=LABOUR),
    )


def deadlines() -> tuple[Deadline, ...]:
    """Give the term that belongs to no form; those of a form stand in its file."""
    return (
        Deadline(
            code="plazo_supletorio",
            label=Text.of(es="Plazo administrativo supletorio", en="Administrative default term"),
            event="notification",
            amount=10,
            unit=Unit.WORKING_DAYS,
            regime=ADMINISTRATIVE,
            nature=Nature.STATUTORY,
            basis=norm("lpa_48"),
            wording=Text.of(
                es="diez días cuando no se fija otro plazo; una sola prórroga, hasta la mitad, pedida antes de vencer",
                en="ten days when nothing else is set; one extension, up to half, asked before expiry",
            ),
        ),
    )


def due_date(deadline: Deadline, start: datetime) -> datetime | None:
    """Let an administrative term in hours run to the last minute of its last hour (LPA art. 46), without rolling.

    :returns: None for every other term: plain counting by its regime is right.
    """
    if (deadline.regime, deadline.unit) != (ADMINISTRATIVE, Unit.HOURS):
        return None
    if deadline.before:
        return start - timedelta(hours=deadline.amount)
    end = start + timedelta(hours=deadline.amount)
    return end.replace(second=59, microsecond=999_999)


def _regime(
    code: str,
    es: str,
    en: str,
    basis: str,
    *,
    calendar: str = ADMINISTRATIVE,
    all_days: bool = False,
    rolls: bool = False,
) -> Regime:
    """Describe a regime; its days begin on the day after the event."""
    return Regime(code, Text.of(es=es, en=en), calendar, all_days, True, rolls, norm(basis))
