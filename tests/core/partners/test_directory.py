"""Partners of the house's own: added, found, edited by two; contacts and agreements stay with the house."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.errors import Conflict, Invalid, NotFound, Refused
from core.partners import agreements, directory, seeding
from core.partners.agreements import AgreementState
from core.partners.directory import Filters
from core.partners.models import Agreement
from core.testkit.houses import House, open_house

TODAY = date(2026, 3, 16)
CLINIC: dict[str, Any] = {"kind": "clinic", "name": "Clínica Santa Rosa", "telephone": "555-0123"}


def add(house: House, **values: Any) -> int:
    with house.work() as session:
        return directory.add(session, house.actor(), house.country, {**CLINIC, **values}).id


def listed(house: House, **filters: Any) -> list[str]:
    with house.look() as session:
        return [p.name for p in directory.list_partners(session, house.actor(), TODAY, Filters(**filters))]


@pytest.fixture
def seeded(house: House) -> House:
    with house.work() as session:
        seeding.seed(session, house.country)
    return house


def test_the_list_narrows_by_kind_role_use_and_words(seeded: House) -> None:
    add(seeded)
    add(seeded, name="Clínica Vieja", active=False)
    assert listed(seeded, kind="clinic") == ["Clínica Santa Rosa", "Clínica de Arenal"] or listed(
        seeded, kind="clinic"
    ) == ["Clínica de Arenal", "Clínica Santa Rosa"]
    assert listed(seeded, role="oversight") == ["Ministerio de la Niñez"]
    assert set(listed(seeded, current=False)) == {"Clínica Vieja", "Ministerio de Asuntos Menores"}
    assert listed(seeded, text="clinica ROSA") == ["Clínica Santa Rosa"]
    assert listed(seeded, text="ninez", kind="ministry") == ["Ministerio de la Niñez"]


@pytest.mark.parametrize("hostile", ["%", "_", "' OR 1=1 --", '"', "\x00", "x" * 10_000, "\u202e"])
def test_hostile_filters_find_nothing_more(seeded: House, hostile: str) -> None:
    if "\x00" not in hostile:
        assert listed(seeded, role=hostile) == []
    assert listed(seeded, text=hostile) == []


def test_pages_go_on_where_the_last_one_ended_and_back(seeded: House) -> None:
    everything = listed(seeded)
    with seeded.look() as session:
        actor = seeded.actor()
        first = directory.list_partners(session, actor, TODAY, size=2)
        rest = directory.list_partners(session, actor, TODAY, after=(first[1].name, first[1].id))
        back = directory.list_partners(session, actor, TODAY, before=(rest[0].name, rest[0].id))
    assert [p.name for p in first] == everything[:3]
    assert [p.name for p in rest] == everything[2:]
    assert [p.name for p in back] == everything[:2]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"kind": "circus"}, "kind"),
        ({"telephone": "5" * 41}, "telephone"),
        ({"note": "x" * 601}, "note"),
    ],
)
def test_a_partner_that_cannot_be_is_refused(house: House, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as error:
        add(house, **change)
    assert list(error.value.fields) == [field]


def test_the_same_partner_is_not_added_twice(house: House) -> None:
    add(house)
    with pytest.raises(Invalid):
        add(house)


def test_the_second_of_two_editors_sees_what_the_first_changed(house: House) -> None:
    partner = add(house)
    with house.work() as session:
        directory.edit(session, house.actor(), house.country, partner, {**CLINIC, "note": "cierra a las 4"}, revision=1)
    with house.work() as session, pytest.raises(Conflict) as error:
        directory.edit(session, house.actor(), house.country, partner, {**CLINIC, "note": "x"}, revision=1)
    assert error.value.changes == {"note": "cierra a las 4"}


def test_what_came_with_the_country_is_not_edited(seeded: House) -> None:
    with seeded.work() as session:
        police = seeding.recipients(session, ["police"], TODAY)[0]
        with pytest.raises(Refused):
            directory.edit(session, seeded.actor(), seeded.country, police.id, CLINIC, revision=police.revision)


@pytest.mark.parametrize("role", ["educator", "finance", "reception", "hq_analyst"])
def test_who_may_not_read_partners_learns_nothing(house: House, role: str) -> None:
    partner = add(house)
    with house.look() as session, pytest.raises(NotFound):
        directory.get(session, house.actor(role, on_duty=True), partner)


def test_contacts_are_the_houses_own_and_ending_one_can_be_undone(house: House) -> None:
    partner, other = add(house), open_house(house.store, house.country, 2)
    with house.work() as session:
        contact = directory.add_contact(
            session, house.actor(), partner, {"name": "Dra. Paz", "email": "paz@example.org"}
        )
        directory.end_contact(session, house.actor(), contact.id, TODAY)
        assert directory.contacts(session, house.actor(), partner) == []
        directory.resume_contact(session, house.actor(), contact.id)
    with other.work() as session:
        assert directory.contacts(session, other.actor(), partner) == []
        with pytest.raises(NotFound):
            directory.end_contact(session, other.actor(), contact.id, TODAY)
    with house.work() as session, pytest.raises(Invalid):
        directory.add_contact(session, house.actor(), partner, {"name": ""})


def agreement(**changes: Any) -> Agreement:
    values: dict[str, Any] = {"signed_on": date(2026, 1, 1), "valid_from": date(2026, 1, 1), "valid_until": None}
    return Agreement(purpose="Atención", **{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"signed_on": None}, AgreementState.DRAFT),
        ({}, AgreementState.SIGNED),
        ({"valid_from": TODAY + timedelta(days=1)}, AgreementState.AHEAD),
        ({"valid_until": TODAY + timedelta(days=61)}, AgreementState.SIGNED),
        ({"valid_until": TODAY + timedelta(days=60)}, AgreementState.EXPIRING),
        ({"valid_until": TODAY}, AgreementState.EXPIRING),
        ({"valid_until": TODAY - timedelta(days=1)}, AgreementState.ENDED),
        ({"ended_on": TODAY}, AgreementState.ENDED),
        ({"signed_on": None, "valid_until": TODAY - timedelta(days=1)}, AgreementState.ENDED),
    ],
)
def test_where_an_agreement_stands_follows_from_its_days(changes: dict[str, Any], state: AgreementState) -> None:
    assert agreements.state_on(agreement(**changes), TODAY) is state


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "x" * 301}, "purpose"),
        ({"valid_from": None}, "valid_from"),
        ({"valid_until": date(2025, 1, 1)}, "valid_until"),
        ({"data_sharing": True}, "shared_classes"),
        ({"data_sharing": True, "shared_classes": ["HDR", "ID"]}, "shared_classes"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(house: House, change: dict[str, Any], field: str) -> None:
    partner = add(house)
    values = {"purpose": "Atención", "valid_from": date(2026, 1, 1), **change}
    with house.work() as session, pytest.raises(Invalid) as error:
        agreements.add(session, house.actor(), partner, values)
    assert list(error.value.fields) == [field]


def test_agreements_are_edited_by_one_at_a_time_ended_and_resumed(house: House) -> None:
    partner, values = add(house), {"purpose": "Atención", "valid_from": date(2026, 1, 1)}
    with house.work() as session:
        made = agreements.add(session, house.actor(), partner, values).id
    with house.work() as session:
        agreements.edit(session, house.actor(), made, {**values, "signed_on": TODAY}, revision=1)
    with house.work() as session, pytest.raises(Conflict) as error:
        agreements.edit(session, house.actor(), made, {**values, "purpose": "Otra"}, revision=1)
    assert error.value.changes == {"purpose": "Atención", "signed_on": TODAY}
    with house.work() as session:
        ended = agreements.end(session, house.actor(), made, TODAY)
        assert agreements.state_on(ended, TODAY) is AgreementState.ENDED
        assert agreements.state_on(agreements.resume(session, house.actor(), made), TODAY) is AgreementState.SIGNED
    other = open_house(house.store, house.country, 2)
    with other.work() as session, pytest.raises(NotFound):
        agreements.end(session, other.actor(), made, TODAY)


def test_a_note_on_a_partner_is_sealed(house: House) -> None:
    with house.work() as session:
        made = directory.add(session, house.actor(), house.country, {**CLINIC, "note": "Preguntar por la doctora"})
        assert b"doctora" not in (made.note or b"doctora")
        assert directory.values_of(session, made)["note"] == "Preguntar por la doctora"
