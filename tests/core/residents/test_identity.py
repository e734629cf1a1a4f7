"""The vault: shown one value at a time, noted each time, and never changed unseen."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from core import clock
from core.audit.models import CountryEvent
from core.errors import Conflict, Invalid, NotFound
from core.residents import identity
from core.residents.ages import BirthRange
from core.residents.identity import NewIdentity
from core.residents.models import IdentityDocument, Resident
from core.testkit.house import Home, open_home

BORN = BirthRange.exactly(date(2011, 2, 3))
KNOWN = NewIdentity("Ana", "Pérez", "La Chata", BORN, "Arenal", "Calle 5", {"civil_number": "1234561"})


def admitted(home: Home, known: NewIdentity = KNOWN, **more: object) -> Resident:
    return home.admit(identity=known, bed_id=None, **more).resident


def update(home: Home, girl: Resident, new: NewIdentity, *, revision: int | None = None) -> list[object]:
    with home.transaction() as session:
        row = session.get_one(Resident, girl.id)
        seen = identity.revision_of(session, row) if revision is None else revision
        return list(identity.update(session, home.actor(), home.country, row, new, revision=seen))


def events(home: Home, action: str) -> list[CountryEvent]:
    with home.reading() as session:
        return list(session.scalars(select(CountryEvent).where(CountryEvent.action == action)))


@pytest.mark.parametrize(
    ("field", "value"),
    [("given_names", "Ana"), ("birth_date", "2011-02-03"), ("address", "Calle 5"), ("document:1", "1234561")],
)
def test_each_value_shown_is_an_event_with_its_field_and_not_its_value(home: Home, field: str, value: str) -> None:
    girl = admitted(home)
    with home.transaction() as session:
        assert identity.reveal(session, home.actor("director"), girl, field, on_case=False) == value
    (event,) = events(home, "identity.reveal")
    assert (event.data_class, event.subject_id) == ("ID", str(girl.id))
    assert field in event.detail
    assert value not in event.detail


@pytest.mark.parametrize(("role", "on_case"), [("psychologist", False), ("educator", True), ("me_officer", True)])
def test_who_is_not_entitled_gets_the_answer_for_nobody(home: Home, role: str, on_case: bool) -> None:
    girl = admitted(home)
    with home.transaction() as session, pytest.raises(NotFound):
        identity.reveal(session, home.actor(role), girl, "given_names", on_case=on_case)
    assert events(home, "identity.reveal") == []


@pytest.mark.parametrize("field", ["revision", "branch_id", "document:999", "document:x", "document:", "", "__class__"])
def test_there_is_no_other_field(home: Home, field: str) -> None:
    girl = admitted(home)
    with home.transaction() as session, pytest.raises(NotFound):
        identity.reveal(session, home.actor("director"), girl, field, on_case=False)


def test_a_document_is_shown_with_its_own_resident_only(home: Home) -> None:
    admitted(home)
    other = admitted(home, NewIdentity(documents={"civil_number": "1111111"}))
    with home.transaction() as session, pytest.raises(NotFound):
        identity.reveal(session, home.actor("director"), other, "document:1", on_case=False)


def test_another_house_may_not_touch_her(home: Home) -> None:
    girl = admitted(home)
    second = open_home(home.stores, home.country, number=2)
    with home.transaction() as session:
        for act in (
            lambda: identity.reveal(session, second.actor("director"), girl, "surnames", on_case=True),
            lambda: identity.read_all(session, second.actor("director"), girl, on_case=True, purpose="form"),
            lambda: identity.update(session, second.actor(), home.country, girl, KNOWN, revision=1),
        ):
            with pytest.raises(NotFound):
                act()


def test_a_change_over_an_unseen_one_names_the_fields_that_differ(home: Home) -> None:
    girl = admitted(home)
    seen = girl_revision(home, girl)
    update(home, girl, NewIdentity("Ana", "López", "La Chata", BORN, "Arenal", "Calle 5"))
    with pytest.raises(Conflict) as conflict:
        update(home, girl, NewIdentity("Ana", "Pérez", "La Chata", BORN, "Arenal", "Calle 9"), revision=seen)
    assert set(conflict.value.changes) == {"surnames", "address"}
    with home.reading() as session:
        assert identity.opened(session, girl).surnames == "López"


def girl_revision(home: Home, girl: Resident) -> int:
    with home.reading() as session:
        return identity.revision_of(session, girl)


def test_a_second_editor_in_the_same_moment_is_refused(home: Home) -> None:
    girl = admitted(home)
    seen = girl_revision(home, girl)
    update(home, girl, KNOWN, revision=seen)
    with pytest.raises(Conflict):
        update(home, girl, KNOWN, revision=seen)


def test_a_document_of_another_resident_is_refused_and_nothing_is_written(home: Home) -> None:
    admitted(home)
    with pytest.raises(Invalid) as refused:
        admitted(home, house_name="Otra")
    assert list(refused.value.fields) == ["document_civil_number"]
    with home.reading() as session:
        assert session.scalar(select(func.count()).select_from(Resident)) == 1


def test_the_same_document_again_is_kept_once_and_another_house_may_have_it(home: Home) -> None:
    girl = admitted(home)
    update(home, girl, KNOWN)
    with home.reading() as session:
        assert session.scalar(select(func.count()).select_from(IdentityDocument)) == 1
    admitted(open_home(home.stores, home.country, number=2))


def test_a_doubtful_document_is_kept_and_said(home: Home) -> None:
    done = home.admit(identity=NewIdentity(documents={"civil_number": "0123450"}), bed_id=None)
    assert len(done.doubts) == 1
    with home.reading() as session:
        assert session.scalars(select(IdentityDocument.doubtful)).all() == [True]


@pytest.mark.parametrize(
    ("known", "field"),
    [
        (NewIdentity(documents={"civil_number": "1234562"}), "document_civil_number"),
        (NewIdentity(documents={"library_card": "7"}), "document_library_card"),
        (NewIdentity(documents={"civil_number": "1" * 5000}), "document_civil_number"),
        (NewIdentity(given_names="A" * 201), "given_names"),
        (NewIdentity(surnames="Ana\u202enoraA"), "surnames"),
        (NewIdentity(other_names="Ana\u0000"), "other_names"),
        (NewIdentity(birth=BirthRange.exactly(date(2027, 1, 1))), "birth"),
        (NewIdentity(birth=BirthRange.exactly(date(1850, 1, 1))), "birth"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(home: Home, known: NewIdentity, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        admitted(home, known)
    assert list(refused.value.fields) == [field]


def test_hostile_text_is_kept_as_it_was_written(home: Home) -> None:
    hostile = NewIdentity("<script>alert(1)</script>", "'; DROP TABLE resident;--", "=1+1", address="../../etc/passwd")
    girl = admitted(home, hostile)
    with home.reading() as session:
        known = identity.opened(session, girl)
    assert (known.given_names, known.surnames, known.other_names) == (
        hostile.given_names,
        hostile.surnames,
        hostile.other_names,
    )


def test_the_year_in_clear_is_that_of_the_last_possible_birthday(home: Home) -> None:
    girl = admitted(home, NewIdentity(birth=BirthRange(date(2009, 5, 1), date(2011, 5, 1))))
    assert girl.birth_year == 2011
    update(home, girl, NewIdentity())
    with home.reading() as session:
        assert session.get_one(Resident, girl.id).birth_year is None


def test_a_change_is_an_event_that_names_fields_alone(home: Home) -> None:
    girl = admitted(home)
    with clock.freeze(clock.now() + timedelta(minutes=1)):
        update(home, girl, NewIdentity("Marcadora", "Pérez", "La Chata", BORN, "Arenal", "Calle 5"))
    (event,) = events(home, "identity.write")
    assert "given_names" in event.detail
    assert "Marcadora" not in event.detail
