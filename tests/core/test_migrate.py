"""Lineages: from nothing to the newest revision, one for each room of data, and never past what the software knows."""

from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from core import migrate, revisions, roles
from core.db import load_models
from core.errors import StoreTooNew
from core.migrate import Lineage, State
from core.stores import Store, Stores, create_keys, open_store
from core.testkit.stores import StoreFactory, settings_for

REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "{name}"
down_revision = {down!r}
branch_labels = depends_on = None


def upgrade():
    {body}


def downgrade():
    pass
"""


def write(folder: Path, name: str, down: str | None, body: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(REVISION.format(name=name, down=down, body=body))


@pytest.fixture
def owned(store_factory: StoreFactory) -> Store:
    """One country's store, opened as the owner of its tables."""
    stores = store_factory("zz")
    store = open_store(stores.settings, "zz")
    stores._open["owned", ""] = store
    return store


@pytest.fixture
def lineage(tmp_path: Path) -> Lineage:
    write(tmp_path / "zz", "zz1", None, 'op.create_table("zz_clinic", sa.Column("id", sa.Integer, primary_key=True))')
    return migrate.country_lineage("zz", tmp_path / "zz")


@pytest.mark.parametrize("name", ["network", "zz"])
def test_the_revisions_build_exactly_what_the_models_say(store_factory: StoreFactory, name: str) -> None:
    load_models()
    store = open_store(store_factory("zz").settings, name)
    with store.engine.connect() as connection:
        options = migrate.config(connection, store, migrate.core_lineage(store)).attributes["configure"]
        found = compare_metadata(MigrationContext.configure(connection, opts=options), store.metadata)
        assert found == []
    store.close()


def test_an_upgraded_store_is_current_and_upgrading_again_changes_nothing(owned: Store) -> None:
    assert migrate.check(owned) is State.CURRENT
    migrate.upgrade(owned)
    assert migrate.check(owned) is State.CURRENT


def test_the_role_of_a_store_may_look_at_its_state_too(store_factory: StoreFactory) -> None:
    stores = store_factory("zz")
    assert [migrate.check(store) for store in stores.all()] == [State.CURRENT, State.CURRENT]


def test_an_empty_store_is_behind(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, str(tmp_path / "stores"), ("zz",))
    create_keys(settings, "zz")
    store = open_store(settings, "zz")
    assert migrate.check(store) is State.BEHIND
    store.close()


def test_a_store_from_the_future_is_refused_and_left_alone(owned: Store) -> None:
    with roles.owner_connection(owned.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_next_year'"))
    with pytest.raises(StoreTooNew):
        migrate.check(owned)
    with pytest.raises(StoreTooNew):
        migrate.upgrade(owned)


def test_a_countrys_tables_have_a_lineage_of_their_own(owned: Store, lineage: Lineage) -> None:
    assert migrate.check(owned, [lineage]) is State.BEHIND
    migrate.upgrade(owned, [lineage])
    assert migrate.check(owned, [lineage]) is State.CURRENT
    tables = inspect(owned.engine).get_table_names()
    assert {"zz_clinic", "alembic_version_zz", "alembic_version"} <= set(tables)


def test_a_country_that_is_gone_stops_nobody_and_loses_nothing(owned: Store, lineage: Lineage) -> None:
    migrate.upgrade(owned, [lineage])
    migrate.upgrade(owned)
    assert migrate.check(owned) is State.CURRENT
    assert inspect(owned.engine).has_table("zz_clinic")


def test_the_stores_role_works_on_the_countrys_own_tables(store_factory: StoreFactory, lineage: Lineage) -> None:
    stores = store_factory("zz")
    migrate.upgrade_all(stores.settings, {"zz": [lineage]})
    with stores.country("zz").transaction() as session:
        session.execute(text("INSERT INTO zz_clinic VALUES (1)"))
        assert session.scalar(text("SELECT count(*) FROM zz_clinic")) == 1


def test_a_revision_that_fails_leaves_the_store_as_it_was(owned: Store, lineage: Lineage) -> None:
    body = 'op.create_table("zz_half", sa.Column("id", sa.Integer)); op.execute("SELECT nonsense")'
    write(lineage.folder, "zz2", "zz1", body)
    with pytest.raises(Exception, match=r"nonsense|42703"):
        migrate.upgrade(owned, [lineage])
    tables = inspect(owned.engine).get_table_names()
    assert "zz_half" not in tables
    assert "zz_clinic" not in tables
    assert migrate.check(owned) is State.CURRENT


def test_a_revision_may_rebuild_a_table_that_others_point_to(owned: Store, lineage: Lineage) -> None:
    write(
        lineage.folder,
        "zz2",
        "zz1",
        'op.create_table("zz_visit", sa.Column("id", sa.Integer, primary_key=True),'
        ' sa.Column("clinic_id", sa.Integer, sa.ForeignKey("zz_clinic.id"))); '
        'op.execute("INSERT INTO zz_clinic VALUES (1)"); op.execute("INSERT INTO zz_visit VALUES (1, 1)")',
    )
    write(
        lineage.folder,
        "zz3",
        "zz2",
        'batch = op.batch_alter_table("zz_clinic", recreate="auto"); b = batch.__enter__(); '
        'b.add_column(sa.Column("name", sa.String(9))); '
        'b.alter_column("id", existing_type=sa.Integer, type_=sa.BigInteger); batch.__exit__(None, None, None)',
    )
    migrate.upgrade(owned, [lineage])
    with owned.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM zz_visit JOIN zz_clinic ON zz_clinic.id = clinic_id")) == 1
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_the_audit_record_can_only_grow(store_factory: StoreFactory, owned: Store) -> None:
    columns = "seq, at, actor_name, role, action, subject, subject_id, purpose, detail, previous, hash"
    values = "1, :at, '', '', '', '', '', '', '', :blob, :blob"
    at = 0 if owned.engine.dialect.name == "sqlite" else "2026-01-01T00:00:00Z"
    with roles.owner_connection(owned.engine) as connection:
        connection.execute(text(f"INSERT INTO audit_event ({columns}) VALUES ({values})"), {"at": at, "blob": b""})
    for statement in ("UPDATE audit_event SET role = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(Exception, match=r"append-only|P0001"), roles.owner_connection(owned.engine) as connection:
            connection.exec_driver_sql(statement)


def test_the_stores_role_may_not_even_ask_to_change_the_audit_record(
    store_factory: StoreFactory, store_kind: str
) -> None:
    store = store_factory("zz").country("zz")
    expected = "42501" if store_kind == "postgresql" else "append-only"
    if store_kind == "sqlcipher":
        return  # a file knows no roles; the triggers above are its guard
    with pytest.raises(Exception, match=expected), store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit_event")


def test_a_new_revision_carries_its_policies_and_none_of_our_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (migrate, revisions):
        monkeypatch.setattr(module, "FOLDER", tmp_path)
    for name in ("env.py", "script.py.mako"):
        (tmp_path / name).write_text((Path("migrations") / name).read_text())
    (tmp_path / "country").mkdir()
    text = revisions.revision("country", "First tables").read_text()
    assert "from core" not in text
    assert "import core" not in text
    assert "ENABLE ROW LEVEL SECURITY" in text
    assert "audit_event" in text
    assert list((tmp_path / "country").glob("????????_????_*_first_tables.py"))


def test_two_upgrades_at_once_do_not_meet(store_factory: StoreFactory, lineage: Lineage) -> None:
    stores: Stores = store_factory("zz")
    faults: list[BaseException] = []

    def run() -> None:
        store = open_store(stores.settings, "zz")
        try:
            migrate.upgrade(store, [lineage])
        except Exception as error:  # noqa: BLE001 - whatever it is, the main thread reports it
            faults.append(error)
        finally:
            store.close()

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert migrate.check(stores.country("zz"), [lineage]) is State.CURRENT
