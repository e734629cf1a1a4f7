"""A country's store moves to another place whole, is served from one place at a time, and can be moved again."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, TableClause, delete, inspect, make_url, select, text

from core import backup, engines, installation, migrate, relocation, roles, rows
from core.agenda.models import Task
from core.audit.models import CountryEvent
from core.audit.witnesses import verify_all, witness
from core.commands.database import db
from core.errors import Damaged, DomainError, Refused, StoreBusy, StoreMoved
from core.forms import attachments, files
from core.forms import service as forms
from core.forms.incoming import PDF, Incoming
from core.forms.models import FormAttachment
from core.relocation import Passage
from core.residents import identity
from core.residents.models import Resident
from core.settings import Settings
from core.stores import Stores, open_store
from core.testkit.house import Home, house
from core.testkit.papers import SCAN
from core.testkit.stores import TEST_SERVER, StoreFactory, StoreTemplates
from core.testkit.zz.models import Pier


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait long for a store that another has; asked for before the store is opened."""
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.2)


@pytest.fixture
def home(store_factory: StoreFactory) -> Home:
    """A house with two residents, and with a table that its country brings."""
    home = house(store_factory)
    migrate.upgrade_one(home.stores.settings, "zz", migrate.lineages_of(home.country))
    for name in ("Flor", "Luna"):
        stay = home.admit(house_name=name, names=(name, "Ñandú"), team=("social_worker", "lawyer"))
    with home.transaction() as session:
        form = forms.create(session, home.actor("lawyer"), home.country, stay.resident, "zz_complaint")
        sent = Incoming(SCAN, PDF)
        attachments.keep(session, home.actor("lawyer"), home.country, form.id, "evidence", sent, "prueba.pdf")
    with home.transaction() as session:
        session.add(Pier(branch_id=home.id, name="Norte"))
    witness(home.stores)
    return home


@pytest.fixture
def place(request: pytest.FixtureRequest, store_templates: StoreTemplates, tmp_path: Path) -> str:
    """Where to: a folder unless a test says otherwise, since a server takes four seconds to be made ready."""
    if getattr(request, "param", "folder") == "folder":
        return str(tmp_path / "elsewhere")
    if TEST_SERVER not in os.environ:
        pytest.skip(f"{TEST_SERVER} names no server")
    return store_templates.new_database()


@pytest.fixture
def way(home: Home, place: str) -> Passage:
    return relocation.passage(home.stores.settings, home.country, place)


@pytest.fixture
def there(way: Passage) -> Iterator[Stores]:
    """The installation as it will be."""
    stores = Stores(way.there)
    yield stores
    stores.close()


def names_in(stores: Stores, home: Home) -> list[str]:
    with replace(home, stores=stores, store=stores.country("zz")).reading() as session:
        people = session.scalars(select(Resident).order_by(Resident.id)).all()
        return [f"{identity.opened(session, each).given_names} {each.house_name}" for each in people]


def file_in(stores: Stores, home: Home) -> bytes:
    with replace(home, stores=stores, store=stores.country("zz")).reading() as session:
        return files.content_of(session, session.scalars(select(FormAttachment)).one())


@pytest.mark.parametrize("place", ["folder", pytest.param("server", marks=pytest.mark.postgres)], indirect=True)
def test_everything_arrives_and_can_be_worked_with(home: Home, way: Passage, there: Stores) -> None:
    taken: list[int] = []
    expected = relocation.size(way)
    prints = relocation.move(way, taken.append)
    assert sum(taken) == expected == 2 * sum(found.rows for found in prints.values())
    assert (prints["resident"].rows, prints["zz_pier"].rows) == (2, 1)
    assert names_in(there, home) == ["Flor Flor", "Luna Luna"]
    assert file_in(there, home) == SCAN
    assert verify_all(there) == {"network": [], "zz": []}
    moved = replace(home, stores=there, store=there.country("zz"))
    moved.admit(house_name="Sol")  # new rows are numbered after the old ones
    with moved.transaction() as session:
        session.add(Pier(branch_id=home.id, name="Sur"))
        actions = session.scalars(select(CountryEvent.action).order_by(CountryEvent.seq)).all()
    assert "store.move" in actions


@pytest.mark.parametrize("place", [pytest.param("server", marks=pytest.mark.postgres)], indirect=True)
def test_the_tables_there_are_what_the_revisions_make(way: Passage, there: Stores) -> None:
    relocation.move(way)
    store = there.country("zz")
    assert migrate.check(store, migrate.lineages_of(way.country)) is migrate.State.CURRENT
    with closing(open_store(way.here, "zz")) as old, old.engine.connect() as left, store.engine.connect() as arrived:
        for name in inspect(left).get_table_names():
            assert references(left, name) == references(arrived, name), name


def references(connection: Connection, name: str) -> list[tuple[str, ...]]:
    keys = inspect(connection).get_foreign_keys(name)
    return sorted((*key["constrained_columns"], key["referred_table"]) for key in keys)


def test_a_server_that_has_the_old_place_open_serves_it_no_more(home: Home, way: Passage) -> None:
    assert names_in(home.stores, home)
    relocation.move(way)
    with pytest.raises(StoreMoved):
        names_in(home.stores, home)
    with pytest.raises(StoreMoved), home.transaction() as session:
        session.scalars(select(Task)).all()
    fresh = Stores(way.here)
    with pytest.raises(StoreMoved):
        names_in(fresh, home)
    fresh.close()
    with pytest.raises(StoreMoved):
        migrate.upgrade_one(way.here, "zz")
    with pytest.raises(StoreMoved):
        backup.backup(home.stores, way.here.home / "x", ["age1…"])


def test_the_old_place_keeps_what_it_holds(home: Home, way: Passage) -> None:
    before = _content(way.here)
    relocation.move(way)
    assert _content(way.here) == before


def _content(settings: Settings) -> dict[str, rows.Print]:
    store = open_store(settings, "zz")
    with relocation._look(store) as connection:
        found = {each.name: rows.fingerprint(connection, each, str) for each in rows.tables_of(connection, store)}
    store.close()
    return found


@pytest.mark.usefixtures("impatient")
def test_nothing_is_written_meanwhile(home: Home, way: Passage, monkeypatch: pytest.MonkeyPatch) -> None:
    true = rows.copy
    refused: list[DomainError] = []

    def copy(*asked: object) -> rows.Print:
        if not refused:
            with pytest.raises(StoreBusy) as told:
                home.admit(house_name="Sol")
            refused.append(told.value)
            assert names_in(home.stores, home) == ["Flor Flor", "Luna Luna"]
        return true(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(rows, "copy", copy)
    relocation.move(way)
    assert refused


@pytest.fixture(params=["while rows are copied", "while they are compared", "before it is opened"])
def killed(request: pytest.FixtureRequest, way: Passage) -> None:
    """Begin a move in a process that does not live to its end."""
    left = iter(range(9))

    def die(*_asked: object) -> None:
        raise SystemExit

    def copy_some(*asked: object) -> rows.Print:
        return true(*asked) if next(left, None) is not None else die()  # type: ignore[arg-type,return-value]

    true = rows.copy
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit):
        if request.param == "while rows are copied":
            patch.setattr(rows, "copy", copy_some)
        elif request.param == "while they are compared":
            patch.setattr(relocation, "_check_record", die)
        else:
            patch.setattr(relocation, "_open", die)
        relocation.move(way)


def test_a_move_that_was_killed_is_repeated_with_the_same_command(
    home: Home, way: Passage, there: Stores, killed: None
) -> None:
    with pytest.raises(DomainError):
        names_in(there, home)
    relocation.move(way)
    assert names_in(there, home) == ["Flor Flor", "Luna Luna"]
    assert verify_all(there) == {"network": [], "zz": []}
    with pytest.raises(StoreMoved):
        names_in(home.stores, home)


def test_a_place_that_is_not_empty_is_refused_and_left_alone(
    home: Home, way: Passage, there: Stores, tmp_path: Path
) -> None:
    relocation.move(way)
    back = relocation.passage(way.there, home.country, way.here.location("zz"))
    with pytest.raises(Refused):
        relocation.move(back)
    assert names_in(there, home) == ["Flor Flor", "Luna Luna"]
    third = relocation.passage(way.here, home.country, str(tmp_path / "third"))
    with pytest.raises(StoreMoved):  # what lies at the old place is of yesterday
        relocation.move(third)


def test_what_does_not_arrive_as_it_left_stays_where_it_was(
    home: Home, way: Passage, there: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = rows.copy

    def lose(source: Connection, target: Connection, table: TableClause, progress: rows.Progress) -> rows.Print:
        found = true(source, target, table, progress)
        if table.name == "task":
            target.execute(delete(table).where(table.c.id == 1))
        return found

    monkeypatch.setattr(rows, "copy", lose)
    with pytest.raises(Damaged, match="task"):
        relocation.move(way)
    assert names_in(home.stores, home) == ["Flor Flor", "Luna Luna"]
    with pytest.raises(StoreMoved):
        names_in(there, home)


def test_a_record_that_somebody_changed_is_not_carried_away(home: Home, way: Passage) -> None:
    with closing(open_store(way.here, "zz")) as owned, roles.owner_connection(owned.engine) as connection:
        connection.execute(text(_UNLOCK[connection.dialect.name]))
        connection.execute(text("UPDATE audit_event SET actor_name = 'Otra' WHERE seq = 1"))
    with pytest.raises(Damaged):
        relocation.move(way)
    assert names_in(home.stores, home) == ["Flor Flor", "Luna Luna"]


_UNLOCK = {
    "sqlite": "DROP TRIGGER audit_event_no_update",
    "postgresql": "DROP TRIGGER audit_event_no_change ON audit_event",
}


def test_tables_that_nobody_knows_are_not_left_behind(home: Home, way: Passage) -> None:
    with closing(open_store(way.here, "zz")) as owned, roles.owner_connection(owned.engine) as connection:
        connection.execute(text("CREATE TABLE zz_forgotten (id integer)"))
    with pytest.raises(Refused, match="zz_forgotten"):
        relocation.move(way)


def test_the_command_tells_what_to_set_and_shows_no_password(
    home: Home, way: Passage, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"HOME": way.here.home, "STORE": way.here.store, "KEY_FILE": way.here.key_file}.items():
        monkeypatch.setenv(f"ABRIGO_{name}", str(value))
    monkeypatch.setenv("ABRIGO_COUNTRIES", "zz")
    monkeypatch.setattr(installation, "profiles", lambda _settings: {"zz": home.country})
    told = CliRunner().invoke(db, ["move", "zz", "--to", "-", "--json"], input=f"{place}\n")
    assert told.exit_code == 0, told.output
    said = json.loads(told.stdout)
    assert said["setting"] == {"ABRIGO_STORE_ZZ": str(make_url(place)) if "://" in place else place}
    assert (said["store"], said["tables"]["resident"]["rows"]) == ("zz", 2)
    again = CliRunner().invoke(db, ["move", "zz", "--to", place])
    assert isinstance(again.exception, StoreMoved | Refused)
    for wrong in (["move", "qq", "--to", place], ["move", "zz", "--to", "mysql://elsewhere"]):
        assert CliRunner().invoke(db, wrong).exit_code in (1, 2)
