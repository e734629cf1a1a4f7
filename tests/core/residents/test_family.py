"""Contacts that are safe or not, and mothers with their babies."""

import pytest

from core.errors import Conflict, Invalid, NotFound
from core.residents import family
from core.residents.models import FamilyLink, Resident
from core.testkit.house import Home, open_home


def add(home: Home, girl: Resident, **more: object) -> FamilyLink:
    values: dict[str, object] = {
        "relation": "aunt_uncle", "name": "Tía Marcadora", "contact": "555-0100", "safety": "safe", "no_contact": False,
    }  # fmt: skip
    with home.transaction() as session:
        return family.add(session, home.actor(), girl, on_case=True, **{**values, **more})  # type: ignore[arg-type]


def mother_and_baby(home: Home) -> tuple[Resident, Resident]:
    mother = home.admit(bed_id=None).resident
    return mother, home.admit(mother=mother, house_name="Nube").resident


def test_a_contact_is_sealed_and_read_back(home: Home) -> None:
    girl = home.admit().resident
    add(home, girl)
    with home.reading() as session:
        ((link, name, contact),) = family.of_resident(session, girl.id)
    assert (name, contact) == ("Tía Marcadora", "555-0100")
    assert b"Marcadora" not in (link.name or b"")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"contact": "a\u202eb"}, "contact"),
        ({"relation": "boss"}, "relation"),
        ({"safety": "perhaps"}, "safety"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(home: Home, change: dict[str, object], field: str) -> None:
    girl = home.admit().resident
    with pytest.raises(Invalid) as refused:
        add(home, girl, **change)
    assert list(refused.value.fields) == [field]


def test_a_change_over_an_unseen_one_is_a_conflict_that_names_the_field(home: Home) -> None:
    link = add(home, home.admit().resident)
    with home.transaction() as session:
        row = session.get_one(FamilyLink, link.id)
        family.change(session, home.actor(), row, revision=link.revision, on_case=True, safety="unsafe")
    with home.transaction() as session, pytest.raises(Conflict) as conflict:
        row = session.get_one(FamilyLink, link.id)
        family.change(session, home.actor(), row, revision=link.revision, on_case=True, safety="safe", no_contact=False)
    assert conflict.value.changes == {"safety": "unsafe"}


def test_who_must_not_know_becomes_somebody_she_is_kept_from(home: Home) -> None:
    girl = home.admit(must_not_know="Don Marcador").resident
    with home.reading() as session:
        ((link, name, _contact),) = family.of_resident(session, girl.id)
    assert (name, link.safety, link.no_contact) == ("Don Marcador", "unsafe", True)


def test_mother_and_baby_keep_a_file_each_and_one_link(home: Home) -> None:
    mother, baby = mother_and_baby(home)
    with home.transaction() as session:
        again = family.link_mother(session, home.actor(), mother, baby)
    with home.reading() as session:
        assert [link.id for link in family.babies_of(session, mother.id)] == [again.id]
        found = family.mother_of(session, baby.id)
        assert found is not None
        assert (found.resident_id, baby.kind) == (mother.id, "baby")


def test_a_baby_has_one_mother_here_and_nobody_is_her_own(home: Home) -> None:
    mother, baby = mother_and_baby(home)
    other = home.admit(bed_id=None).resident
    with home.transaction() as session:
        for wrong in ((other, baby), (mother, mother)):
            with pytest.raises(Invalid):
                family.link_mother(session, home.actor(), *wrong)


def test_the_link_of_mother_and_baby_is_never_ended_as_a_contact(home: Home) -> None:
    mother, _baby = mother_and_baby(home)
    with home.transaction() as session:
        (link,) = family.babies_of(session, mother.id)
        with pytest.raises(NotFound):
            family.end(session, home.actor(), link, on_case=True)


@pytest.mark.parametrize("decision", ["", "   ", "x" * 1001])
def test_an_empty_word_is_no_decision_on_the_babys_carer(home: Home, decision: str) -> None:
    mother, _baby = mother_and_baby(home)
    with home.transaction() as session:
        (link,) = family.babies_of(session, mother.id)
        with pytest.raises(Invalid):
            family.decide_carer(session, home.actor(), link.id, decision, on_case=True)
        assert link.carer_decision is None


def test_family_is_for_her_case_worker_and_her_house(home: Home) -> None:
    mother, _baby = mother_and_baby(home)
    second = open_home(home.stores, home.country, number=2)
    with home.transaction() as session:
        (link,) = family.babies_of(session, mother.id)
        for actor, on_case in ((home.actor(), False), (home.actor("nurse"), True), (second.actor(), True)):
            with pytest.raises(NotFound):
                family.decide_carer(session, actor, link.id, "La tía", on_case=on_case)
            with pytest.raises(NotFound):
                family.add(session, actor, mother, relation="other", name="X", contact="", safety="safe",
                           no_contact=False, on_case=on_case)  # fmt: skip
