"""When a form is due: from the file, from one of its own answers, and again some months after the last."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from core import clock
from core.forms import offers, terms
from core.forms.models import FormRecord
from core.testkit.desk import Desk
from core.testkit.houses import NOON
from core.testkit.zz import forms as zedland
from core.testkit.zz.calendar import MONTHLY
from plugins.contract.calendar import Unit
from plugins.contract.forms import FieldType, FormField, LegalForm
from plugins.contract.text import Text
from plugins.profile import CountryProfile

ZONE = "Etc/GMT+5"
DAYS = terms.LocalDays(ZONE, lambda _calendar, _day: False)


def counted_from(kind: FieldType, **changes: object) -> LegalForm:
    """Give a form that is due from its one answer."""
    field = FormField("when", Text.of(es="Cuándo", en="When"), kind)
    return replace(zedland.HOUSE_REPORT, fields=(field,), due_from="when", due=replace(MONTHLY, **changes))


def due(country: CountryProfile, form: LegalForm, written: object) -> str | None:
    found = terms.due_by_answers(country, form, {"when": written}, DAYS)
    return found.isoformat() if found else None


@pytest.mark.parametrize(
    ("kind", "written", "end"),
    [
        (FieldType.DATE, "2025-01-08", "2025-01-13T23:59:59-05:00"),
        (FieldType.DATETIME, "2025-01-09T03:00:00+00:00", "2025-01-13T23:59:59-05:00"),
        (FieldType.DATE_RANGE, {"since": "2024-12-01", "until": "2025-01-08"}, "2025-01-13T23:59:59-05:00"),
        (FieldType.MONTH, "2024-12", "2025-01-06T23:59:59-05:00"),
        (FieldType.DATE_RANGE, {"since": "2024-12-01"}, None),
        (FieldType.DATE, None, None),
    ],
)
def test_a_term_is_counted_from_the_answer_that_the_form_names(
    zz: CountryProfile, kind: FieldType, written: object, end: str | None
) -> None:
    assert due(zz, counted_from(kind), written) == end


def test_hours_run_from_the_instant_and_a_hearing_is_prepared_before_it(zz: CountryProfile) -> None:
    hours = counted_from(FieldType.DATETIME, unit=Unit.HOURS, amount=24, regime="all_days")
    assert due(zz, hours, "2025-01-08T15:30:00+00:00") == "2025-01-09T10:30:00-05:00"
    before = counted_from(FieldType.DATETIME, before=True)
    assert due(zz, before, "2025-01-08T15:30:00+00:00") == "2025-01-05T23:59:59-05:00"


@pytest.mark.parametrize(
    ("today", "month_end", "quarter_end"),
    [
        (datetime(2026, 3, 16, 16, tzinfo=UTC), "2026-02-28", "2025-12-31"),
        (datetime(2026, 4, 1, 4, 59, tzinfo=UTC), "2026-02-28", "2025-12-31"),
        (datetime(2026, 4, 1, 5, tzinfo=UTC), "2026-03-31", "2026-03-31"),
    ],
)
def test_months_and_quarters_of_a_house_end_by_its_own_clock(today: datetime, month_end: str, quarter_end: str) -> None:
    with clock.freeze(today):
        events = terms.events_of_house(ZONE)
    assert events["month_end"].isoformat() == f"{month_end}T23:59:59-05:00"
    assert events["quarter_end"].isoformat() == f"{quarter_end}T23:59:59-05:00"


def signed(at: datetime) -> FormRecord:
    return FormRecord(form_key="x", state="signed", signed_at=at)


def test_what_is_owed_again_is_due_some_months_after_the_last_one(zz: CountryProfile) -> None:
    events = {"admission": datetime(2026, 1, 5, 15, tzinfo=UTC)}
    once = zedland.COURT_NOTICE
    again = replace(once, every_months=2)
    last = [signed(datetime(2026, 1, 7, 15, tzinfo=UTC)), signed(datetime(2026, 2, 3, 15, tzinfo=UTC))]
    assert terms.due_of(zz, once, events, last, DAYS) is None
    assert terms.due_of(zz, again, events, [], DAYS) == terms.due_of(zz, once, events, [], DAYS)
    found = terms.due_of(zz, again, events, last, DAYS)
    assert found is not None
    # The third of April 2026 is a Friday, on which the courts of Zedland are closed.
    assert found.isoformat() == "2026-04-05T23:59:59-05:00"


def test_a_form_that_is_begun_keeps_its_term_and_follows_its_answer(desk: Desk) -> None:
    record_id = desk.begin("zz_house_report", "director", about_house=True)
    with desk.house.look() as session:
        assert session.get_one(FormRecord, record_id).due_at == datetime(2026, 3, 4, 4, 59, 59, tzinfo=UTC)
    desk.save(record_id, {"month": "2026-01"}, role="director")
    with desk.house.look() as session:
        assert session.get_one(FormRecord, record_id).due_at == datetime(2026, 2, 4, 4, 59, 59, tzinfo=UTC)


def test_a_signed_month_is_not_owed_any_more(desk: Desk) -> None:
    def owed() -> datetime | None:
        with desk.house.look() as session:
            (offer,) = offers.list_house_offers(session, desk.actor("director"), desk.country)
            return offer.due_at

    assert owed() == datetime(2026, 3, 4, 4, 59, 59, tzinfo=UTC)
    record_id = desk.begin("zz_house_report", "director", about_house=True)
    with desk.house.work() as session:
        record = session.scalars(select(FormRecord).where(FormRecord.id == record_id)).one()
        record.state, record.signed_at = "signed", NOON
    assert owed() is None


def test_a_form_without_such_an_answer_is_due_from_the_file(desk: Desk) -> None:
    record_id = desk.begin("zz_court_notice", "lawyer")
    with desk.house.look() as session:
        assert session.get_one(FormRecord, record_id).due_at is not None
