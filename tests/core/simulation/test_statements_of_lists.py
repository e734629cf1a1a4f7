"""The lists of the newer rooms ask the store as often for thirty rows as for three."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from core import clock, slips
from core.actor import Actor
from core.advocacy import service as advocacy
from core.aftercare import lists as aftercare
from core.branches.models import Branch
from core.care import complaints, incidents, services
from core.care.models import Service
from core.education import people as trainees
from core.education import service as education
from core.legal import cases
from core.outreach import contacts, outings
from core.outreach.contacts import NewContact, NewPerson
from core.residents.models import Resident
from core.scope import ALL, set_branch_scope
from core.simulation.service import Simulation, simulate
from core.stores import Store
from core.testkit.stores import StoreFactory
from plugins.profile import CountryProfile

NOW = datetime(2026, 3, 16, 16, 0, tzinfo=UTC)
FEW, MANY = 2, 12
Rows = Callable[[Session, Actor], Sequence[object]]
LISTS: Mapping[str, tuple[str, Rows]] = {
    "incidents": ("director", incidents.list_page),
    "complaints": ("director", complaints.list_page),
    "outings": ("outreach", outings.list_page),
    "people of the street": ("outreach", contacts.people_page),
    "trainings": ("training_officer", education.list_page),
    "checks of trainees": ("training_officer", trainees.checks_page),
    "instruments": ("training_officer", advocacy.list_page),
    "advocacy": ("training_officer", advocacy.actions_page),
    "follow-ups": ("director", aftercare.due_page),
    "cases": ("lawyer", cases.list_page),
    "services": ("social_worker", lambda session, actor: services.list_page(session, actor, _much_served(session))),
}


def _much_served(session: Session) -> Resident:
    often = select(Service.resident_id).group_by(Service.resident_id).order_by(func.count().desc()).limit(1)
    return session.get_one(Resident, session.scalar(often))


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


@pytest.fixture
def store_kind() -> str:
    """The number of statements is the same on either database."""
    return "sqlcipher"


@pytest.fixture
def store(store_factory: StoreFactory, zz: CountryProfile) -> Store:
    stores = store_factory("zz")
    simulate(stores, {"zz": zz}, Simulation("lists", 120, 3.0, 1, NOW))
    store = stores.country("zz")
    with clock.freeze(NOW), store.transaction() as session:  # the simulated staff has no street team
        set_branch_scope(session, ALL)
        team = Actor(1, "Óscar", "outreach", session.scalars(select(Branch.id)).one(), "ZZ-01", "zz")
        for number in range(MANY):
            outings.start(session, team, "Terminal", "Óscar, Delia", NOW + timedelta(hours=3))
            contacts.meet(session, team, NewPerson(f"Ave {number}", "F", "Y15T17", "Terminal"), NewContact(NOW))
    return store


def test_a_list_asks_as_often_for_many_rows_as_for_few(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, list[int]] = {name: [] for name in LISTS}
    rows_found: dict[str, list[int]] = {name: [] for name in LISTS}
    for size in (FEW, MANY):
        monkeypatch.setattr(slips, "PAGE", size)
        for name, (role, rows) in LISTS.items():
            with clock.freeze(NOW), store.reading() as session:
                set_branch_scope(session, ALL)
                actor = Actor(1, "Somebody", role, session.scalars(select(Branch.id)).one(), "ZZ-01", "zz")
                with counted(store) as statements:
                    found = rows(session, actor)
            asked[name].append(len(statements))
            rows_found[name].append(len(found))
    assert all(few < many for few, many in rows_found.values()), rows_found
    assert {name: few for name, (few, _many) in asked.items()} == {name: many for name, (_few, many) in asked.items()}
    assert all(0 < many <= 8 for _few, many in asked.values()), asked
