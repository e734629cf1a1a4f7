from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import defaults
from core.calendar import due, is_open
from countries.gt import calendar, forms, plugin
from plugins.contract.calendar import Nature, Unit
from plugins.contract.text import Grade
from plugins.discovery import load

ZONE = "America/Guatemala"
PLACE = ZoneInfo(ZONE)
PROFILE = load("gt", plugin, [defaults])
OF_FORMS = {form.key: form.due for form in forms.legal_forms() if form.due}
DEADLINES = {deadline.code: deadline for deadline in calendar.deadlines()}


def days(year: int, code: str = calendar.NATIONAL) -> dict[date, str]:
    return {holiday.day: holiday.name for holiday in calendar.holidays(code, year) or ()}


def at(year: int, month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=PLACE)


def end(code: str, *start: int) -> datetime:
    return due(PROFILE, {**DEADLINES, **OF_FORMS}[code], at(*start), ZONE)


def test_the_year_2026_is_closed_on_these_days() -> None:
    assert list(days(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 2),
        date(2026, 4, 3),
        date(2026, 4, 4),
        date(2026, 5, 1),
        date(2026, 6, 29),
        date(2026, 9, 15),
        date(2026, 10, 20),
        date(2026, 11, 1),
        date(2026, 12, 25),
    ]


@pytest.mark.parametrize(
    ("year", "moved"),
    [
        (2018, (6, 30)),
        (2019, (7, 1)),
        (2020, (6, 29)),
        (2024, (7, 1)),
        (2025, (6, 30)),
        (2026, (6, 29)),
        (2027, (6, 28)),
    ],
)
def test_the_30th_of_june_stands_on_the_nearest_monday_since_2018(year: int, moved: tuple[int, int]) -> None:
    assert days(year)[date(year, *moved)] == "Día del Ejército"


@pytest.mark.parametrize(("year", "moved"), [(2018, (10, 22)), (2019, (10, 21)), (2020, (10, 20)), (2026, (10, 20))])
def test_the_20th_of_october_was_moved_only_until_the_court_ended_it(year: int, moved: tuple[int, int]) -> None:
    assert days(year)[date(year, *moved)] == "Día de la Revolución"


def test_the_15th_of_august_is_closed_in_the_capital_only() -> None:
    assert date(2025, 8, 15) not in days(2025)
    assert set(days(2025, calendar.CAPITAL)) - set(days(2025)) == {date(2025, 8, 15)}


def test_another_calendar_is_not_ours() -> None:
    assert calendar.holidays("laboral", 2026) is None


def test_working_days_start_the_day_after_notice_and_leave_closed_days_out() -> None:
    assert end("recurso_apelacion_pina", 2026, 4, 1, 10) == at(2026, 4, 8, 23, 59, 59)
    assert end("recurso_apelacion_pina", 2026, 6, 25, 10) == at(2026, 7, 1, 23, 59, 59)


def test_evidence_is_offered_five_open_days_before_a_hearing() -> None:
    assert end("prueba_audiencia", 2026, 4, 8, 9).date() == date(2026, 3, 30)


def test_the_alarm_of_a_provisional_basis_runs_72_hours_through_nights_and_feasts() -> None:
    assert end("alarma_base_provisional", 2026, 3, 14, 2, 40) == at(2026, 3, 17, 2, 40)
    assert end("alarma_base_provisional", 2026, 4, 2, 12) == at(2026, 4, 5, 12)


def test_the_reminder_of_shelter_counts_180_days_of_the_calendar() -> None:
    assert end("recordatorio_abrigo", 2026, 1, 1, 9).date() == date(2026, 6, 30)


def test_no_term_that_nobody_read_claims_more_than_grade_c() -> None:
    read = {code for code, deadline in DEADLINES.items() if deadline.basis.grade is not Grade.C}
    assert read == {"inscripcion_nacimiento", "renas_renovacion"}
    assert DEADLINES["alarma_base_provisional"].nature is Nature.OPERATIONAL


@pytest.mark.parametrize("code", DEADLINES)
def test_a_term_is_said_in_both_languages_and_counted_by_a_regime_of_its_unit(code: str) -> None:
    deadline = DEADLINES[code]
    assert dict(deadline.label.versions).keys() == {"es", "en"}
    regime = PROFILE.regimes[deadline.regime]
    assert regime.all_days_work == (deadline.unit != "working_days")


def test_both_calendars_close_the_weekend_by_a_rule_that_several_sources_tell() -> None:
    assert {each.weekend for each in calendar.calendars()} == {(5, 6)}
    assert {each.basis.grade for each in calendar.calendars()} == {Grade.B}


@pytest.mark.parametrize(
    ("code", "start", "last"),
    [
        # Hours run on from the moment, through the night, Holy Week and the courts' leave.
        ("acta_ingreso", (2026, 4, 2, 23), (2026, 4, 3, 1)),
        ("alerta_alba_keneth", (2026, 12, 24, 23, 30), (2026, 12, 25, 0, 30)),
        ("denuncia_penal_trata", (2026, 4, 2, 18), (2026, 4, 3, 18)),
        ("informe_medico", (2026, 1, 1, 3), (2026, 1, 2, 3)),
        ("notificacion_consular_repatriacion", (2026, 9, 14, 12), (2026, 9, 17, 12)),
        # Days of the calendar begin on the day after and count feasts.
        ("informe_bimestral_juzgado", (2026, 3, 5, 10), (2026, 5, 4, 23, 59, 59)),
        ("plan_atencion_individual", (2026, 4, 1, 8), (2026, 5, 1, 23, 59, 59)),
        ("informe_estadistico", (2026, 3, 31, 23, 59, 59), (2026, 4, 15, 23, 59, 59)),
        ("seguimiento_post_egreso", (2026, 12, 10, 9), (2027, 1, 9, 23, 59, 59)),
        # Working days leave out weekends, feasts and Holy Week.
        ("informe_mensual_cna", (2026, 3, 31, 23, 59, 59), (2026, 4, 9, 23, 59, 59)),
        ("informe_mensual_cna", (2026, 9, 30, 23, 59, 59), (2026, 10, 7, 23, 59, 59)),
        ("solicitud_renap", (2026, 4, 30, 16), (2026, 5, 8, 23, 59, 59)),
        ("recurso_apelacion_pina", (2026, 10, 16, 23, 59), (2026, 10, 22, 23, 59, 59)),
        ("recurso_apelacion_pina", (2026, 10, 17, 0), (2026, 10, 22, 23, 59, 59)),
        # Counted back, a term ends at the end of an open day that lies before.
        ("informe_social", (2026, 4, 8, 9), (2026, 3, 30, 23, 59, 59)),
        ("solicitud_interprete", (2026, 6, 30, 8), (2026, 6, 24, 23, 59, 59)),
        ("querella_adhesiva", (2026, 1, 2, 8), (2025, 12, 31, 23, 59, 59)),
        # Nothing to count: at once.
        ("consentimiento_asentimiento", (2026, 5, 1, 8), (2026, 5, 1, 8)),
        ("certificacion_renas", (2026, 5, 1, 12), (2026, 5, 1, 12)),
    ],
)
def test_the_terms_of_the_forms_end_as_the_rules_of_counting_say(
    code: str, start: tuple[int, ...], last: tuple[int, ...]
) -> None:
    assert end(code, *start) == at(*last)


def test_the_day_of_notice_is_that_of_guatemala_and_not_of_greenwich() -> None:
    late = datetime(2026, 3, 6, 5, 59, tzinfo=ZoneInfo("UTC"))  # Thursday, a minute to midnight, in Guatemala
    assert due(PROFILE, OF_FORMS["recurso_apelacion_pina"], late, ZONE) == at(2026, 3, 10, 23, 59, 59)


def test_the_capital_closes_one_day_more() -> None:
    appeal = OF_FORMS["recurso_apelacion_pina"]
    in_the_capital = replace(appeal, regime=calendar.CAPITAL_WORKING_DAYS)
    assert due(PROFILE, appeal, at(2025, 8, 12, 9), ZONE) == at(2025, 8, 15, 23, 59, 59)
    assert due(PROFILE, in_the_capital, at(2025, 8, 12, 9), ZONE) == at(2025, 8, 18, 23, 59, 59)


@given(st.sampled_from(sorted(OF_FORMS)), st.datetimes(datetime(2018, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001
def test_no_term_in_working_days_ends_on_a_closed_day(code: str, start: datetime) -> None:
    term = OF_FORMS[code]
    found = due(PROFILE, term, start.replace(tzinfo=PLACE), ZONE)
    if term.unit is Unit.WORKING_DAYS:
        assert is_open(PROFILE, calendar.NATIONAL, found.date())
    assert (found <= start.replace(tzinfo=PLACE)) is (term.before or term.amount == 0)
