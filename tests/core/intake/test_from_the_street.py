"""AS-18: Colibrí wants to come: the admission knows her nickname and needs, and the street's list no longer her."""

from datetime import UTC, date, datetime

import pytest

from core import clock
from core.actor import Actor
from core.agenda.models import Task
from core.errors import NotFound
from core.outreach import coming, contacts
from core.outreach.contacts import NewContact, NewPerson
from core.outreach.models import StreetPerson
from core.reporting.counting.passes import Asked, count
from core.reporting.periods import Period
from core.reporting.populations import Scope
from core.residents.models import Resident
from core.testkit.house import Home
from core.testkit.web import Network

MET = ("2025-11-03", "2025-11-10", "2025-11-24", "2026-02-20", "2026-03-02")
NEW = NewPerson("Colibrí", "F", "Y15T17", "Terminal")


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T17:00").replace(tzinfo=UTC)


def meet(home: Home, person: NewPerson | int, day: str, need: str) -> int:
    with clock.freeze(noon(day)), home.transaction() as session:
        return contacts.meet(session, home.actor("outreach"), person, NewContact(noon(day), need=need)).person_id


@pytest.fixture
def colibri(network: Network) -> int:
    home = network.home
    number = meet(home, NEW, MET[0], "food")
    for day, need in zip(MET[1:], ("talk", "health", "shelter", "health"), strict=True):
        meet(home, number, day, need)
        if day == "2025-11-24":
            with clock.freeze(noon(day)), home.transaction() as session:
                contacts.engage(session, home.actor("outreach"), number)
    return number


def street_list(home: Home, day: str = "2026-03-13") -> dict[str, bool]:
    with clock.freeze(noon(day)), home.reading() as session:
        return {each.nickname: each.active for each in contacts.people_page(session, home.actor("outreach"))}


def test_a_gap_of_88_days_keeps_her_active_and_90_days_do_not(network: Network, colibri: int) -> None:
    meet(network.home, NewPerson("Chispa", "F", "Y9T14", "Mercado"), "2025-12-08", "food")
    assert street_list(network.home, "2026-03-07") == {"Colibrí": True, "Chispa": True}
    assert street_list(network.home, "2026-03-08") == {"Colibrí": True, "Chispa": False}
    assert (date.fromisoformat(MET[3]) - date.fromisoformat(MET[2])).days == 88
    with network.home.reading() as session:
        scope = Scope(network.home.id, Period(2026, "A"), "UTC")
        signs = Asked("children_where_signs")
        found = count(session, scope, (signs,))
        rows = contacts.person(session, network.home.actor("outreach"), colibri)[1]
    assert found == {signs: 0}  # no signs were seen, so nobody is counted where signs were
    assert len(rows) == 5


def test_she_comes_and_nothing_is_typed_twice(network: Network, colibri: int) -> None:
    home, street, office = network.home, network.client("outreach"), network.client("social_worker")
    assert office.get(f"/residents/admit?street={colibri}").status_code == 404  # the team has not said so
    assert "Colibrí" not in office.get("/residents/admit").text
    street.post(f"/street/people/{colibri}/coming")
    assert "Colibrí quiere venir" in office.get("/residents/admit").text
    with home.reading() as session:
        task = session.query(Task).filter_by(source="street_person", source_id=colibri).one()
        assert (task.role, task.done_at) == ("social_worker", None)
    page = office.get(f"/residents/admit?street={colibri}").text
    assert 'value="Colibrí"' in page
    assert "Lo que necesitaba: Salud" in page
    assert 'value="Equipo de calle"' in page
    office.post(f"/residents/admit?street={colibri}", data=_tonight(network, page))
    with home.reading() as session:
        person, resident = session.get_one(StreetPerson, colibri), session.query(Resident).one()
        assert (person.state, person.resident_id) == ("admitted", resident.id)
        assert resident.house_name == "Colibrí"
        assert session.query(Task).filter_by(source="street_person", source_id=colibri).one().done_at is not None
    assert street_list(home) == {}
    assert office.get(f"/residents/admit?street={colibri}").status_code == 404  # once, and not again


def _tonight(network: Network, page: str) -> dict[str, str]:
    with network.home.reading() as session:
        bed = network.home._free_bed(session, baby=False)
    basis = next(kind.code for kind in network.home.country.measure_kinds.values() if kind.covers_stay)
    return {
        "house_name": "Colibrí", "sex": "F", "age": "16", "birth_basis": "estimate", "language": "es",
        "entry_kind": next(iter(network.home.country.entry_kinds)), "brought_by": "Equipo de calle",
        "admitted_at": "2026-03-13T10:00", "basis": basis, "pregnant": "no", "bed_id": str(bed),
    }  # fmt: skip


def test_nobody_else_learns_who_wants_to_come(network: Network, colibri: int) -> None:
    home = network.home
    with home.transaction() as session:
        coming.wants_to_come(session, home.actor("outreach"), colibri)
    for role in ("educator", "psychologist", "director", "outreach"):
        actor: Actor = home.actor(role)
        with home.reading() as session:
            assert coming.who_comes(session, actor) == []
            with pytest.raises(NotFound):
                coming.find(session, actor, colibri)
    with home.transaction() as session:
        assert coming.wants_to_come(session, home.actor("outreach"), colibri).state == "engaged"
        assert coming.who_comes(session, home.actor("social_worker")) == []
