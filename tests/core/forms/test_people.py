"""Answers that name somebody: whom the house offers, who may not stand there, and what stays as it was chosen."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.access.people import Post
from core.errors import Invalid
from core.forms import files, names, records, service
from core.forms.beside import Beside
from core.forms.models import FormRecord
from core.forms.people import Known, offers_of
from core.partners.models import Partner, PartnerContact
from core.residents import family
from core.testkit.desk import Desk
from core.testkit.houses import NOON
from plugins.contract.forms import FieldType

TODAY = NOON.date()
POSTS = [
    Post(7, "Ada Ruiz", "director", date(2025, 1, 1), None),
    Post(8, "Eva Paz", "lawyer", date(2025, 1, 1), None),
    Post(9, "Ina Sol", "director", date(2025, 1, 1), TODAY - timedelta(days=1)),
]
DIRECTOR = (FieldType.USER_REF, ("staff:director",))
COMPANION = (FieldType.PERSON_REF, ("family", "partners"))


@pytest.fixture
def store_kind() -> str:
    """Rules that know no database."""
    return "sqlcipher"


def offered(desk: Desk, record_id: int, role: str = "social_worker", posts: list[Post] | None = None) -> Known:
    with desk.house.look() as session:
        opened = service.find(session, desk.actor(role), desk.country, record_id)
        return names.known(session, desk.actor(role), desk.country, opened, POSTS if posts is None else posts)


def begun(desk: Desk, key: str, posts: list[Post]) -> dict[str, Any]:
    with desk.house.work() as session:
        about = desk.resident(session)
        made = service.create(session, desk.actor(), desk.country, about, key, Beside(posts))
        return {"id": made.id, **records.read_version(session, made).values}


def save(desk: Desk, record_id: int, answers: dict[str, Any], known: Known | None = None) -> None:
    with desk.house.work() as session:
        base = session.get_one(FormRecord, record_id).current
        service.save(session, desk.actor(), desk.country, record_id, answers, base=base, known=known)


def relatives(desk: Desk) -> None:
    people = (
        ("mother", "Rosa", "safe", False),
        ("father", "Juan", "unsafe", True),
        ("other", "Tía Ana", "unknown", False),
    )
    with desk.house.work() as session:
        for relation, name, safety, apart in people:
            family.add(
                session, desk.actor(), desk.resident(session), relation=relation, name=name, contact="", safety=safety,
                no_contact=apart, on_case=True,
            )  # fmt: skip


def test_her_family_is_offered_but_for_whom_she_is_kept_from(desk: Desk) -> None:
    relatives(desk)
    record_id = desk.begin()
    assert offered(desk, record_id)[COMPANION] == ("Rosa", "Tía Ana")
    assert "Juan" not in str(offered(desk, record_id))


def test_who_may_not_read_her_family_is_offered_nobody_of_it(desk: Desk) -> None:
    relatives(desk)
    assert offered(desk, desk.begin(), "director")[COMPANION] == ("Rosa", "Tía Ana")
    with desk.house.look() as session:
        record_id = 1
        opened = service.find(session, desk.actor(), desk.country, record_id)
        assert names.known(session, desk.actor("nurse"), desk.country, opened)[COMPANION] == ()


def test_people_at_partners_are_offered_with_their_post_and_house(desk: Desk) -> None:
    with desk.house.work() as session:
        partner = Partner(kind="court", name="Juzgado Primero", active=True)
        session.add(partner)
        session.flush()
        for name, ended in (("Lic. Paz", None), ("Lic. Luz", TODAY)):
            session.add(
                PartnerContact(
                    branch_id=desk.house.id, partner_id=partner.id, name=name, function="Trabajo social", ended_on=ended
                )
            )
    assert offered(desk, desk.begin())[COMPANION] == ("Lic. Paz, Trabajo social, Juzgado Primero",)


def test_staff_of_a_post_is_offered_for_as_long_as_it_is_held(desk: Desk) -> None:
    assert offered(desk, desk.begin("zz_exit"))[DIRECTOR] == ("Ada Ruiz, Directora de la sede",)


def test_who_alone_holds_a_post_is_filled_in_and_nobody_where_two_do(desk: Desk) -> None:
    assert begun(desk, "zz_exit", POSTS)["allowed_by"] == "Ada Ruiz, Directora de la sede"
    two = [*POSTS, Post(10, "Mar Gil", "director", TODAY, None)]
    assert "allowed_by" not in begun(desk, "zz_exit", two)
    assert "allowed_by" not in begun(desk, "zz_exit", [])


def test_nobody_else_stands_where_only_known_people_may(desk: Desk) -> None:
    record_id = desk.begin("zz_exit")
    known = offered(desk, record_id)
    for names_nobody, offers in (("Quien sea", known), ("Ada Ruiz, Directora de la sede", None)):
        with pytest.raises(Invalid) as refused:
            save(desk, record_id, {"allowed_by": names_nobody}, offers)
        assert set(refused.value.fields) == {"allowed_by"}
    save(desk, record_id, {"allowed_by": "Ada Ruiz, Directora de la sede"}, known)


def test_who_was_named_stays_named_after_she_has_left(desk: Desk) -> None:
    record_id = begun(desk, "zz_exit", POSTS)["id"]
    left = offered(desk, record_id, posts=[])
    assert left[DIRECTOR] == ()
    save(desk, record_id, {"allowed_by": "Ada Ruiz, Directora de la sede", "days": 3}, left)
    with desk.house.look() as session:
        values = records.read_version(session, session.get_one(FormRecord, record_id)).values
    assert values["allowed_by"] == "Ada Ruiz, Directora de la sede"


def test_any_name_may_be_written_where_the_form_does_not_ask_for_a_known_one(desk: Desk) -> None:
    record_id = desk.filled({"companion": "Una vecina que pasaba"})
    with desk.house.look() as session:
        values = records.read_version(session, session.get_one(FormRecord, record_id)).values
    assert values["companion"] == "Una vecina que pasaba"


def test_what_columns_ask_for_is_offered_too(desk: Desk) -> None:
    form = desk.country.form("zz_admission")
    assert COMPANION in offers_of(form)
    assert files.fields_of(form) == []
