"""Signing: distinct people, frozen answers, a hash that can be checked, a correction that replaces."""

from dataclasses import replace as changed
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.agenda import service as agenda
from core.agenda.models import Task
from core.errors import Conflict, Invalid, Refused
from core.forms import handing, records, service, signing
from core.forms.models import FormRecord, FormSignature
from core.testkit.desk import ANSWERS, Desk
from core.testkit.houses import NOON


def sign(desk: Desk, record_id: int, place: str, role: str | None = None, **more: Any) -> None:
    actor = desk.actor(role or place)
    with desk.house.work() as session:
        version = more.pop("version", None) or session.get_one(FormRecord, record_id).current
        signing.sign(session, changed(actor, **more), desk.country, record_id, place, version=version)


def state_of(desk: Desk, record_id: int) -> str:
    with desk.house.look() as session:
        return session.get_one(FormRecord, record_id).state


def signed(desk: Desk) -> int:
    record_id = desk.filled()
    sign(desk, record_id, "social_worker")
    sign(desk, record_id, "director")
    return record_id


def test_the_last_required_signature_completes_the_form(desk: Desk) -> None:
    record_id = desk.filled()
    sign(desk, record_id, "social_worker")
    assert state_of(desk, record_id) == "signing"
    sign(desk, record_id, "director")
    assert state_of(desk, record_id) == "signed"


def test_the_first_signature_freezes_the_answers(desk: Desk) -> None:
    record_id = desk.filled()
    sign(desk, record_id, "social_worker")
    with pytest.raises(Refused):
        desk.save(record_id, {**ANSWERS, "notes": "Cambiado"})
    with desk.house.look() as session:
        record = session.get_one(FormRecord, record_id)
        assert records.read_version(session, record).values == ANSWERS


def test_nobody_signs_twice_nor_in_a_place_of_another_role(desk: Desk) -> None:
    record_id = desk.filled()
    for place, role in (("director", "social_worker"), ("witness", "director"), ("nobody", "director")):
        with pytest.raises(Refused):
            sign(desk, record_id, place, role)
    sign(desk, record_id, "social_worker")
    with pytest.raises(Refused):
        sign(desk, record_id, "social_worker")
    with pytest.raises(Refused):
        sign(desk, record_id, "director", "director", user_id=desk.actor("social_worker").user_id)


def test_a_form_with_something_missing_is_not_signed(desk: Desk) -> None:
    record_id = desk.filled({key: value for key, value in ANSWERS.items() if key != "sex"})
    with pytest.raises(Invalid) as refused:
        sign(desk, record_id, "social_worker")
    assert list(refused.value.fields) == ["sex"]


def test_an_objection_of_the_country_stops_the_signature(desk: Desk) -> None:
    record_id = desk.filled({**ANSWERS, "accompanied": False})
    with pytest.raises(Refused) as refused:
        sign(desk, record_id, "social_worker")
    assert [each.code for each in refused.value.objections] == ["companion_without_company"]


def test_who_has_read_an_older_version_signs_nothing(desk: Desk) -> None:
    record_id = desk.filled()
    with pytest.raises(Conflict):
        sign(desk, record_id, "social_worker", version=1)


def test_a_signature_carries_the_hash_of_what_was_read(desk: Desk) -> None:
    record_id = signed(desk)
    with desk.house.look() as session:
        hashes = set(session.scalars(select(FormSignature.content_hash)))
        record = session.get_one(FormRecord, record_id)
        answers = records.read_version(session, record)
        assert hashes == {answers.content_hash}
        assert records.is_untouched(record, answers)
        answers.values["notes"] = "Otra cosa"
        assert not records.is_untouched(record, answers)


def test_signing_closes_the_task_that_asked_for_the_form(desk: Desk) -> None:
    record_id = desk.filled()
    with desk.house.work() as session:
        episode = session.get_one(FormRecord, record_id).episode_id
        assert episode is not None
        agenda.add(
            session, branch_id=desk.house.id, code="form:zz_admission", source="episode", source_id=episode,
            title="Record of admission", role="social_worker", due_at=NOON, resident_id=desk.resident_id,
        )  # fmt: skip
    sign(desk, record_id, "social_worker")
    sign(desk, record_id, "director")
    with desk.house.look() as session:
        assert session.scalars(select(Task.done_at)).one() is not None


def test_a_correction_is_a_new_form_that_replaces_the_signed_one(desk: Desk) -> None:
    old = signed(desk)
    with desk.house.work() as session:
        new = service.replace(session, desk.actor(), desk.country, old).id
    assert state_of(desk, old) == "signed"
    desk.save(new, {**ANSWERS, "notes": "Corregido"})
    sign(desk, new, "social_worker")
    sign(desk, new, "director")
    assert (state_of(desk, old), state_of(desk, new)) == ("replaced", "signed")
    with desk.house.look() as session:
        assert records.read_version(session, session.get_one(FormRecord, old)).values == ANSWERS


def test_a_signed_form_is_delivered_on_a_day_that_has_come(desk: Desk) -> None:
    record_id = signed(desk)
    with desk.house.work() as session:
        for day in (date(2026, 3, 15), date(2026, 3, 17)):
            with pytest.raises(Invalid):
                handing.deliver(session, desk.actor(), desk.country, record_id, day)
        handing.deliver(session, desk.actor(), desk.country, record_id, date(2026, 3, 16))
    with desk.house.look() as session:
        assert session.get_one(FormRecord, record_id).delivered_on == date(2026, 3, 16)
