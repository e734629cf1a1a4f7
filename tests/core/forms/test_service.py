"""Filling: what is offered, prefilled, saved, refused, and kept apart."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core import clock
from core.audit.models import CountryEvent
from core.errors import Conflict, Damaged, Invalid, NotFound, Refused
from core.forms import handing, records, service
from core.forms.models import FormRecord
from core.forms.offers import list_offers
from core.testkit.desk import ANSWERS, Desk
from core.testkit.houses import NOON, open_house


def values_of(desk: Desk, record_id: int) -> dict[str, Any]:
    with desk.house.look() as session:
        return records.read_version(session, session.get_one(FormRecord, record_id)).values


def events(desk: Desk, action: str) -> list[CountryEvent]:
    with desk.house.look() as session:
        return list(session.scalars(select(CountryEvent).where(CountryEvent.action == action)))


def offered(desk: Desk, role: str) -> dict[str, tuple[datetime | None, bool]]:
    with desk.house.look() as session:
        offers = list_offers(session, desk.actor(role), desk.country, desk.resident(session))
        return {offer.form.key: (offer.due_at, offer.may_fill) for offer in offers}


def test_each_role_is_offered_the_forms_it_fills(desk: Desk) -> None:
    assert set(offered(desk, "social_worker")) == {"zz_admission", "zz_exit"}
    assert set(offered(desk, "lawyer")) == {"zz_court_notice", "zz_complaint"}
    with pytest.raises(NotFound):
        offered(desk, "facilitator")


def test_a_form_is_due_when_the_country_says_until_it_is_signed(desk: Desk) -> None:
    due, may_fill = offered(desk, "lawyer")["zz_court_notice"]
    # Monday noon, three working days of courts that close on Friday and Saturday: Thursday night.
    assert due is not None
    assert due.date() == date(2026, 3, 19)
    assert may_fill


def test_a_new_form_is_filled_from_the_file_and_the_look_into_the_vault_is_noted(desk: Desk) -> None:
    values = values_of(desk, desk.begin())
    assert values == {"given_names": "Xóchitl Marcadora", "sex": "female", "admitted_on": "2026-03-16"}
    (event,) = events(desk, "identity.read")
    assert (event.data_class, event.purpose, event.role) == ("ID", "form:zz_admission", "social_worker")


def test_who_may_not_read_the_vault_gets_no_name_filled_in(desk: Desk) -> None:
    with desk.house.work() as session:
        resident = desk.resident(session)
        from dataclasses import replace

        stranger = replace(desk.actor("psychologist"), user_id=77)
        form = desk.country.form("zz_admission")
        from core.forms.file_view import look

        view = look(session, stranger, desk.country, resident, form)
    assert view.identity.given_names == ""
    assert view.resident.age is None
    assert view.resident.code == resident.code
    assert events(desk, "identity.read") == []


def test_a_form_of_another_role_or_day_cannot_be_begun(desk: Desk) -> None:
    for key in ("zz_complaint", "zz_nothing"):
        with pytest.raises(NotFound):
            desk.begin(key, "social_worker")
    with clock.freeze(NOON.replace(year=2014)), pytest.raises(NotFound):
        desk.begin()


def test_somebody_outside_the_case_cannot_begin_a_form_of_a_caseload_class(desk: Desk) -> None:
    from dataclasses import replace

    with desk.house.work() as session, pytest.raises(NotFound):
        stranger = replace(desk.actor("lawyer"), user_id=77)
        service.create(session, stranger, desk.country, desk.resident(session), "zz_complaint")


def test_another_house_does_not_know_the_form(desk: Desk) -> None:
    record_id = desk.filled()
    other = open_house(desk.house.store, desk.country, 2)
    with desk.house.work() as session, pytest.raises(NotFound):
        service.open_form(session, other.actor("director"), desk.country, record_id)


def test_numbers_run_on_in_a_branch_and_year_and_say_nothing_else(desk: Desk) -> None:
    ids = [desk.begin() for _ in range(2)]
    with clock.freeze(NOON + timedelta(days=365)):
        ids.append(desk.begin())
    with desk.house.look() as session:
        numbers = [session.get_one(FormRecord, each).number for each in ids]
    assert numbers == ["ZZ-01-2026-000001", "ZZ-01-2026-000002", "ZZ-01-2027-000001"]


def test_each_save_is_a_version_and_saving_the_same_is_none(desk: Desk) -> None:
    record_id = desk.filled()
    desk.save(record_id, ANSWERS)
    desk.save(record_id, {**ANSWERS, "notes": "Otra"})
    with desk.house.look() as session:
        versions = records.versions_of(session, record_id)
        record = session.get_one(FormRecord, record_id)
        first = records.read_version(session, record, 2).values
    assert [version.number for version in versions] == [1, 2, 3]
    assert first == ANSWERS
    assert values_of(desk, record_id)["notes"] == "Otra"
    assert [event.detail for event in events(desk, "form.save")][-1] == '{"fields": ["notes"], "version": 3}'


def test_a_draft_may_be_incomplete_and_says_what_is_missing(desk: Desk) -> None:
    record_id = desk.begin()
    desk.save(record_id, {"notes": "Sólo esto", "belongings": [{"amount": 2}]})
    with desk.house.work() as session:
        opened = service.open_form(session, desk.actor(), desk.country, record_id)
    assert [each.name for each in opened.missing] == ["given_names", "sex", "admitted_on", "belongings-0-item"]


def test_two_people_edit_and_the_second_learns_which_fields_differ(desk: Desk) -> None:
    record_id = desk.filled()
    base = 2
    desk.save(record_id, {**ANSWERS, "notes": "De la primera"}, base=base)
    with pytest.raises(Conflict) as conflict:
        desk.save(record_id, {**ANSWERS, "companion": "De la segunda"}, base=base)
    assert conflict.value.changes == {"notes": "De la primera"}
    assert values_of(desk, record_id)["notes"] == "De la primera"
    desk.save(record_id, {**ANSWERS, "companion": "De la segunda"}, base=3)
    assert values_of(desk, record_id)["companion"] == "De la segunda"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_names", "Ana\u202eanA"),
        ("given_names", "nul\x00"),
        ("given_names", "\ud800"),
        ("given_names", "x" * 201),
        ("civil_number", "1234562"),
        ("sex", "dragon"),
        ("town", "' OR 1=1 --"),
        ("admitted_on", "2026-02-30"),
        ("admitted_on", "0026-03-16"),
        ("belongings", [{"item": "x"}] * 101),
        ("belongings", [{"item": "x", "amount": -1}]),
        ("__class__", "x"),
    ],
)
def test_hostile_and_impossible_answers_are_refused_at_their_field(desk: Desk, field: str, value: Any) -> None:
    record_id = desk.begin()
    with pytest.raises(Invalid) as refused:
        desk.save(record_id, {field: value})
    assert field in refused.value.fields
    assert "belongings" not in values_of(desk, record_id)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=60))
def test_any_text_comes_back_as_it_was_saved(desk: Desk, written: str) -> None:
    record_id = desk.begin()
    desk.save(record_id, {"notes": written})
    assert values_of(desk, record_id).get("notes") == written


def test_what_a_form_says_stands_sealed_in_the_store(desk: Desk) -> None:
    record_id = desk.filled({**ANSWERS, "notes": "Palabra-Señal"})
    with desk.house.work() as session:
        versions = records.versions_of(session, record_id)
        assert all("Palabra" not in repr(version.__dict__) for version in versions)
        versions[0].values, versions[1].values = versions[1].values, versions[0].values
    with pytest.raises(Damaged):
        values_of(desk, record_id)


def test_equal_answers_have_no_equal_hash(desk: Desk) -> None:
    record_id = desk.filled()
    desk.save(record_id, {**ANSWERS, "notes": "Otra"})
    desk.save(record_id, ANSWERS)
    with desk.house.look() as session:
        hashes = [version.content_hash for version in records.versions_of(session, record_id)]
    assert values_of(desk, record_id) == ANSWERS
    assert len(set(hashes)) == 4


def test_the_country_objects_while_saving_and_the_draft_is_kept(desk: Desk) -> None:
    record_id = desk.begin()
    with desk.house.work() as session:
        found = service.save(
            session, desk.actor(), desk.country, record_id,
            {"accompanied": False, "companion": "Alguien", "civil_number": "012 345 0"}, base=1,
        )  # fmt: skip
    assert [each.code for each in found] == ["companion_without_company", "doubt"]
    assert values_of(desk, record_id)["civil_number"] == "0123450"


def test_another_recipient_needs_a_reason_that_stays_sealed(desk: Desk) -> None:
    record_id = desk.begin("zz_court_notice", "lawyer")
    with desk.house.work() as session:
        with pytest.raises(Invalid):
            handing.choose_recipient(session, desk.actor("lawyer"), desk.country, record_id, "child_ministry")
        handing.choose_recipient(
            session, desk.actor("lawyer"), desk.country, record_id, "child_ministry", "El juzgado la conoce"
        )
    with desk.house.look() as session:
        record = session.get_one(FormRecord, record_id)
        assert record.recipient_code == "child_ministry"
        assert records.read_note(session, record) == {"recipient": "El juzgado la conoce"}
        assert b"juzgado" not in (record.note or b"")


def test_a_draft_is_neither_delivered_nor_replaced(desk: Desk) -> None:
    record_id = desk.filled()
    with desk.house.work() as session:
        with pytest.raises(Refused):
            handing.deliver(session, desk.actor(), desk.country, record_id, date(2026, 3, 16))
        with pytest.raises(Refused):
            service.replace(session, desk.actor(), desk.country, record_id)


def test_a_form_is_made_void_with_a_reason_and_stays_on_file(desk: Desk) -> None:
    record_id = desk.filled()
    with desk.house.work() as session:
        with pytest.raises(Invalid):
            handing.void(session, desk.actor("director"), desk.country, record_id, " ")
        handing.void(session, desk.actor("director"), desk.country, record_id, "Se hizo dos veces")
    with desk.house.look() as session:
        record = session.get_one(FormRecord, record_id)
        assert record.state == "void"
        assert records.read_note(session, record)["void"] == "Se hizo dos veces"
    with pytest.raises(Refused):
        desk.save(record_id, {})


def test_reading_a_form_is_noted_with_its_class(desk: Desk) -> None:
    record_id = desk.begin("zz_complaint", "lawyer")
    with desk.house.work() as session:
        service.open_form(session, desk.actor("lawyer"), desk.country, record_id)
        with pytest.raises(NotFound):
            service.open_form(session, desk.actor("nurse"), desk.country, record_id)
    (event,) = events(desk, "form.open")
    assert (event.data_class, event.subject_id) == ("LEG-S", str(record_id))
