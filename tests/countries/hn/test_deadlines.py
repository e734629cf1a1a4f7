"""Terms as Honduras counts them, each rule with its cases; and when each of the 24 forms is due."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import calendar, defaults
from core.branches.local_days import closed_by
from countries.hn import plugin
from plugins.contract.calendar import Deadline, Nature, Unit
from plugins.contract.text import Grade, LegalBasis, Text
from plugins.discovery import load

PROFILE = load("hn", plugin, [defaults])
ZONE = "America/Tegucigalpa"
PLACE = ZoneInfo(ZONE)
HOURS, DAYS, WORKING, MONTHS = Unit.HOURS, Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS
#: The Friday before Holy Week of 2026, whose Thursday to Saturday are 2 to 4 April.
FRIDAY = "2026-03-27T09:00"
#: Known to core; any other event stands in a field of the form.
TOLD_BY_CORE = {"admission", "exit", "measure_start", "measure_end"}


def term(regime: str, amount: int, unit: Unit, *, before: bool = False) -> Deadline:
    basis = LegalBasis("test", Grade.C)
    return Deadline("t", Text.of(es="t"), "e", amount, unit, regime, Nature.STATUTORY, basis, before)


def at(written: str) -> datetime:
    """Read a local time; a day alone is the end of it."""
    found = datetime.fromisoformat(written if "T" in written else f"{written}T23:59:59")
    return found.replace(tzinfo=PLACE)


@pytest.mark.parametrize(
    ("regime", "amount", "unit", "start", "end"),
    [
        # Child matters (CNA art. 84): nights, weekends and Holy Week count, whatever the unit is called.
        ("ninez_continuo", 24, HOURS, "2026-04-02T22:15", "2026-04-03T22:15"),
        ("ninez_continuo", 72, HOURS, FRIDAY, "2026-03-30T09:00"),
        ("ninez_continuo", 10, DAYS, FRIDAY, "2026-04-06"),
        ("ninez_continuo", 10, WORKING, FRIDAY, "2026-04-06"),
        ("ninez_continuo", 2, DAYS, FRIDAY, "2026-03-29"),
        ("ninez_continuo", 7, DAYS, FRIDAY, "2026-04-03"),
        ("ninez_continuo", 1, MONTHS, "2026-01-31T09:00", "2026-02-28"),
        # Administration (LPA 44-48): from the next day, working days only, months date to date, rolled forward.
        ("administrativo", 1, WORKING, "2026-03-16T00:00", "2026-03-17"),
        ("administrativo", 1, WORKING, "2026-03-16T23:59", "2026-03-17"),
        ("administrativo", 1, WORKING, FRIDAY, "2026-03-30"),
        ("administrativo", 4, WORKING, FRIDAY, "2026-04-06"),
        ("administrativo", 10, WORKING, FRIDAY, "2026-04-14"),
        ("administrativo", 1, WORKING, "2026-10-06T09:00", "2026-10-07"),
        ("administrativo", 2, DAYS, FRIDAY, "2026-03-30"),
        ("administrativo", 7, DAYS, FRIDAY, "2026-04-06"),
        ("administrativo", 1, MONTHS, "2026-03-03T09:00", "2026-04-06"),
        ("administrativo", 12, MONTHS, "2026-03-03T09:00", "2027-03-03"),
        ("administrativo", 12, MONTHS, "2024-02-29T09:00", "2025-02-28"),
        # Civil law (CC 38-40): whole days to midnight, holidays count, nothing rolls.
        ("civil", 7, DAYS, FRIDAY, "2026-04-03"),
        ("civil", 2, DAYS, FRIDAY, "2026-03-29"),
        ("civil", 1, DAYS, "2026-03-16T23:59", "2026-03-17"),
        ("civil", 4, WORKING, FRIDAY, "2026-04-06"),
        # Criminal procedure (CPP 128): all days and hours before trial, working days in it.
        ("penal_preparatoria", 24, HOURS, "2026-04-03T18:00", "2026-04-04T18:00"),
        ("penal_preparatoria", 5, DAYS, FRIDAY, "2026-04-01"),
        ("penal_preparatoria", 7, WORKING, FRIDAY, "2026-04-03"),
        ("penal_juicio", 4, WORKING, FRIDAY, "2026-04-06"),
        ("penal_juicio", 2, DAYS, FRIDAY, "2026-03-30"),
        # The shelter's own targets: every day, or the working days of the labour list.
        ("internal", 30, DAYS, FRIDAY, "2026-04-26"),
        ("internal", 10, WORKING, FRIDAY, "2026-04-15"),
        ("internal", 1, WORKING, "2026-10-06T09:00", "2026-10-12"),
        # Nothing to wait for.
        ("ninez_continuo", 0, HOURS, "2026-04-03T03:10", "2026-04-03T03:10"),
    ],
)
def test_a_term_ends_as_its_regime_counts(regime: str, amount: int, unit: Unit, start: str, end: str) -> None:
    assert calendar.due(PROFILE, term(regime, amount, unit), at(start), ZONE) == at(end)


@pytest.mark.parametrize(
    ("regime", "amount", "unit", "event", "end"),
    [
        ("ninez_continuo", 15, DAYS, "2026-04-18T09:00", "2026-04-03"),
        ("administrativo", 15, DAYS, "2026-04-18T09:00", "2026-04-01"),
        ("administrativo", 3, WORKING, "2026-04-07T09:00", "2026-03-31"),
        ("administrativo", 2, HOURS, "2026-04-07T09:00:30", "2026-04-07T07:00:30"),
        ("penal_juicio", 3, WORKING, "2026-04-07T09:00", "2026-03-31"),
        ("internal", 10, DAYS, "2026-04-13T09:00", "2026-04-03"),
    ],
)
def test_a_term_counted_back_leaves_no_less_time(regime: str, amount: int, unit: Unit, event: str, end: str) -> None:
    assert calendar.due(PROFILE, term(regime, amount, unit, before=True), at(event), ZONE) == at(end)


@pytest.mark.parametrize("seconds", [0, 1, 59])
def test_hours_of_the_administration_last_to_the_last_minute_of_the_last_hour(seconds: int) -> None:
    start = at("2026-04-03T10:20") + timedelta(seconds=seconds)
    ends = calendar.due(PROFILE, term("administrativo", 24, HOURS), start, ZONE)
    assert ends == at("2026-04-04T10:20").replace(second=59, microsecond=999_999)


@pytest.mark.parametrize(
    ("zone", "day"), [(ZONE, date(2026, 3, 17)), ("America/Panama", date(2026, 3, 17)), ("Etc/UTC", date(2026, 3, 18))]
)
def test_a_day_begins_and_ends_where_the_branch_lies(zone: str, day: date) -> None:
    # Nine in the evening of the 16th in Tegucigalpa; the 17th has begun in Greenwich.
    ends = calendar.due(PROFILE, term("civil", 1, DAYS), datetime(2026, 3, 17, 3, 0, tzinfo=UTC), zone)
    assert (ends.date(), ends.hour, ends.minute, ends.tzinfo) == (day, 23, 59, ZoneInfo(zone))


def closures(which: str, *days: str, yearly: bool = False) -> calendar.Closed:
    return closed_by({"days": [{"calendar": which, "day": day, "yearly": yearly} for day in days]})


@pytest.mark.parametrize("year", [2026, 2027])
@pytest.mark.parametrize(
    ("regime", "plain", "own"),
    [("administrativo", 29, 30), ("penal_juicio", 29, 29), ("internal", 29, 29), ("ninez_continuo", 27, 27)],
)
def test_a_local_holiday_moves_the_terms_of_its_own_calendar_alone(
    regime: str, plain: int, own: int, year: int
) -> None:
    # The fair of a town that only its administrative offices keep, every 29 June; five days from the 22nd.
    fair, start = closures("administrativo", "2026-06-29", yearly=True), at(f"{year}-06-22T09:00")
    deadline = term(regime, 5, WORKING)
    assert calendar.due(PROFILE, deadline, start, ZONE) == at(f"{year}-06-{plain}")
    assert calendar.due(PROFILE, deadline, start, ZONE, fair) == at(f"{year}-06-{own}")


def test_a_closure_that_the_government_orders_holds_once_and_rolls_what_ends_in_it() -> None:
    closed = closures("administrativo", "2026-05-04", "2026-05-05")
    ends = calendar.due(PROFILE, term("administrativo", 3, DAYS), at("2026-05-01T09:00"), ZONE, closed)
    assert ends == at("2026-05-06")


def test_vacations_of_the_courts_stop_the_terms_of_a_trial_and_of_nothing_else() -> None:
    # What a branch may be told; no dates of the judiciary were found, so none are declared.
    recess = closures("judicial", *(f"2026-12-{day}" for day in range(14, 32)), "2027-01-04", "2027-01-05")
    start = at("2026-12-11T09:00")
    ends = {
        regime: calendar.due(PROFILE, term(regime, 3, WORKING), start, ZONE, recess).date().isoformat()
        for regime in ("penal_juicio", "penal_preparatoria", "administrativo", "ninez_continuo")
    }
    assert ends == {
        "penal_juicio": "2027-01-08", "penal_preparatoria": "2026-12-14", "administrativo": "2026-12-16",
        "ninez_continuo": "2026-12-14",
    }  # fmt: skip


DUE = {
    "denuncia_mp": "2026-03-28T09:00",
    "reporte_cicesct_eri": "2026-03-28T09:00",
    "comunicacion_ingreso_senaf": "2026-03-28T09:00",
    "acta_ingreso": "2026-03-28T09:00",
    "medida_proteccion": "2026-03-30T09:00",
    "informe_biopsicosocial": "2026-04-06",
    "plan_atencion_individual": "2026-04-26",
    "informe_seguimiento": "2026-06-25",
    "solicitud_revision_medida": "2026-03-12",
    "acta_egreso": "2026-03-28T09:00",
    "estudio_reintegro_familiar": "2026-03-17",
    "seguimiento_post_egreso": "2026-04-26",
    "alerta_amber": FRIDAY,
    "reporte_maltrato_interno": "2026-03-28T09:00",
    "consentimiento_informado": "2026-03-30",
    "autorizacion_imagen": FRIDAY,
    "solicitud_rnp": "2026-04-26",
    "solicitud_prueba_anticipada": "2026-04-01",
    "solicitud_interprete": "2026-03-30",
    "coordinacion_repatriacion": "2026-03-17",
    "reporte_estadistico_senaf": "2026-04-07",
    "reporte_estadistico_cicesct": "2026-04-14",
    "solicitud_certificacion_irca": "2025-12-26",
    "queja_conadeh": "2026-04-26",
}


def test_every_form_has_a_term() -> None:
    assert set(DUE) == set(PROFILE.forms)


@pytest.mark.parametrize(("key", "end"), DUE.items(), ids=DUE)
def test_a_form_whose_event_is_that_friday_is_due(key: str, end: str) -> None:
    deadline = PROFILE.form(key).due
    assert deadline is not None
    assert calendar.due(PROFILE, deadline, at(FRIDAY), ZONE) == at(end)


@pytest.mark.parametrize("key", DUE)
def test_the_event_of_a_term_is_known_to_core_or_written_in_the_form(key: str) -> None:
    form = PROFILE.form(key)
    assert form.due is not None
    known = form.due.event in TOLD_BY_CORE
    # A picture may not be taken before anybody has decided: that event has no day.
    assert known != (form.due_from is not None) or key == "autorizacion_imagen"


@given(
    start=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001 - made local below
    later=st.integers(0, 400),
    amount=st.integers(1, 30),
    before=st.booleans(),
    unit=st.sampled_from([DAYS, WORKING, MONTHS]),
    regime=st.sampled_from(sorted(PROFILE.regimes)),
)
def test_a_later_event_never_ends_a_term_earlier_and_offices_are_open_where_it_rolls(
    start: datetime, later: int, amount: int, before: bool, unit: Unit, regime: str
) -> None:
    deadline = term(regime, amount, unit, before=before)
    first = start.replace(tzinfo=PLACE)
    one, other = (calendar.due(PROFILE, deadline, each, ZONE) for each in (first, first + timedelta(hours=later)))
    assert one <= other
    rules = PROFILE.regimes[regime]
    if rules.rolls_forward and not rules.all_days_work:
        assert calendar.Offices(PROFILE).is_open(rules.calendar, one.date())
