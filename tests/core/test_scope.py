"""The second lock: on PostgreSQL a session sees and writes only the branches it was opened for."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core import migrate
from core.branches.models import Branch, Room
from core.db import CountryBase
from core.hq.models import Submission
from core.scope import ALL, SETTING, row_level_security_ddl, see_all, set_branch_scope
from core.stores import Store, Stores, open_store
from core.testkit.stores import TEST_SERVER, StoreFactory

BOTH = ["Alba", "Brisa"]


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    """Two branches, ids 1 and 2, with one room each."""
    stores = store_factory("zz")
    with stores.country("zz").transaction() as session:
        set_branch_scope(session, ALL)
        for number, name in enumerate(BOTH, 1):
            session.add(branch(number, name))
            session.flush()
            session.add(Room(id=number, branch_id=number, name=name))
    return stores


@pytest.fixture
def store(stores: Stores) -> Store:
    return stores.country("zz")


def branch(number: int, name: str) -> Branch:
    names = {"code": f"ZZ-{number}", "name": name, "public_name": name, "time_zone": "UTC", "formatting_locale": "es"}
    return Branch(id=number, **names, opened_on=date(2026, 1, 1))


def rooms(session: Session) -> list[str]:
    return sorted(session.scalars(select(Room.name)))


@pytest.mark.parametrize("mode", ["reading", "transaction"])
def test_a_session_sees_its_branches_and_no_others(store: Store, store_kind: str, mode: str) -> None:
    locks = store_kind == "postgresql"
    for scope, expected in (([1], ["Alba"]), ([2], ["Brisa"]), ([1, 2], BOTH), ([], []), (ALL, BOTH)):
        with getattr(store, mode)() as session:
            set_branch_scope(session, scope)
            assert rooms(session) == (expected if locks else BOTH)


def test_a_session_that_names_no_scope_sees_nothing_even_after_one_that_saw_all(store: Store, store_kind: str) -> None:
    for mode in ("reading", "transaction"):
        with getattr(store, mode)() as session:
            set_branch_scope(session, ALL)
            assert rooms(session) == BOTH
    for mode in ("reading", "transaction", "reading"):
        with getattr(store, mode)() as session:
            assert rooms(session) == ([] if store_kind == "postgresql" else BOTH)


def test_a_scope_may_be_set_after_the_first_statement(store: Store, store_kind: str) -> None:
    for mode in ("reading", "transaction"):
        with getattr(store, mode)() as session:
            rooms(session)
            set_branch_scope(session, [2])
            assert rooms(session) == (["Brisa"] if store_kind == "postgresql" else BOTH)


def test_a_scope_does_not_survive_a_transaction_that_was_undone(store: Store, store_kind: str) -> None:
    with store.reading() as session:
        set_branch_scope(session, [1])
        rooms(session)
    with pytest.raises(RuntimeError), store.transaction() as session:
        set_branch_scope(session, [2])
        rooms(session)
        raise RuntimeError
    with store.reading() as session:
        set_branch_scope(session, [1])
        assert rooms(session) == (["Alba"] if store_kind == "postgresql" else BOTH)


def test_sessions_that_share_few_connections_never_see_each_others_rows(store: Store, store_kind: str) -> None:
    def look(number: int) -> list[str]:
        with (store.reading if number % 3 else store.transaction)() as session:
            scope = number % 2 + 1
            set_branch_scope(session, [scope])
            return [name for name in rooms(session) if name != BOTH[scope - 1]]

    with ThreadPoolExecutor(8) as threads:
        leaked = [name for found in threads.map(look, range(400)) for name in found]
    assert (leaked == []) is (store_kind == "postgresql")


def test_a_row_of_another_branch_cannot_be_written(store: Store, store_kind: str) -> None:
    def write() -> None:
        with store.transaction() as session:
            set_branch_scope(session, [1])
            session.add(Room(branch_id=2, name="smuggled"))

    if store_kind == "sqlcipher":
        write()
        return
    with pytest.raises(DBAPIError) as caught:
        write()
    assert "smuggled" not in str(caught.value)


def test_every_table_of_a_branch_has_its_policy_and_the_role_cannot_pass_it(store: Store, store_kind: str) -> None:
    tables = {table.name for table in CountryBase.metadata.tables.values() if "branch_id" in table.columns}
    assert len(tables) > 5
    if store_kind == "sqlcipher":
        return
    with store.reading() as session:
        forced = text(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
            "WHERE relrowsecurity AND relforcerowsecurity"
        )
        assert tables <= set(session.scalars(forced))
        owner = "SELECT rolsuper OR rolbypassrls OR rolcanlogin FROM pg_roles WHERE rolname = current_user"
        assert session.scalar(text(owner)) is False
        owned = "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        assert session.scalar(text(owned)) == 0


def test_a_scope_opens_its_branches_and_whatever_else_is_set_opens_none(stores: Stores, store_kind: str) -> None:
    if store_kind == "sqlcipher":
        return
    owner = open_store(stores.settings, "zz")
    with owner.engine.begin() as connection:
        grant = "GRANT SELECT ON pier TO abrigo_zz"
        for statement in ("CREATE TABLE pier (branch_id int)", *row_level_security_ddl("pier"), grant):
            connection.exec_driver_sql(statement)
        see_all(connection)
        connection.exec_driver_sql("INSERT INTO pier VALUES (1), (2), (3), (NULL)")
    owner.close()
    scopes: dict[str | None, list[int | None]] = {None: [], "": [], "1": [1], "-1": [None], "-1,1": [1, None]}
    scopes |= {"-1,3,1,99": [1, 3, None], "99": [], "0": [1, 2, 3, None]}
    stores.country("zz").close()
    for scope, expected in scopes.items():  # the first on a new connection, on which none was ever set
        assert seen_at_the_pier(stores, scope) == expected
    for garbage in ("x", "1,", ",", "{1}", "1;2", "1 OR true", "1,NULL", "0x0", "99999999999"):
        with pytest.raises(DBAPIError, match=r"22P02|22003"):
            seen_at_the_pier(stores, garbage)


def seen_at_the_pier(stores: Stores, scope: str | None) -> list[int | None]:
    with stores.country("zz").engine.begin() as connection:
        if scope is not None:
            connection.exec_driver_sql("SELECT set_config(%s, %s, true)", (SETTING, scope))
        return list(connection.exec_driver_sql("SELECT branch_id FROM pier ORDER BY branch_id").scalars())


def test_a_role_reaches_neither_another_stores_tables_nor_the_schema_itself(
    store_factory: StoreFactory, store_kind: str
) -> None:
    stores = store_factory("zz", "yy")
    statements = [
        "SELECT * FROM {prefix}vault_key",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE room DISABLE ROW LEVEL SECURITY",
        "DROP TABLE room",
    ]
    if store_kind == "sqlcipher":
        files = {store.name: store.engine.raw_connection() for store in stores.all()}
        paths = {name: raw.execute("PRAGMA database_list").fetchall() for name, raw in files.items()}  # type: ignore[attr-defined]
        assert all(len(attached) == 1 for attached in paths.values())
        return
    for statement in statements:
        with pytest.raises(DBAPIError, match="42501"), stores.country("zz").engine.begin() as connection:
            connection.exec_driver_sql(statement.format(prefix="yy."))
    with pytest.raises(DBAPIError, match="42501"), stores.network.engine.begin() as connection:
        connection.exec_driver_sql("SELECT * FROM zz.room")


def test_regional_hq_reads_submissions_and_nothing_else(stores: Stores, store_kind: str) -> None:
    with stores.hq.reading() as session:
        assert session.scalars(select(Submission)).all() == []
    if store_kind == "sqlcipher":
        assert stores.hq is stores.network
        return
    for table in ("user_account", "vault_key", "audit_event", "zz.resident", "zz.vault_key"):
        with pytest.raises(DBAPIError, match="42501"), stores.hq.engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT * FROM {table}")


def test_the_platforms_own_account_is_nothing_without_its_roles(stores: Stores, store_kind: str) -> None:
    if store_kind == "sqlcipher":
        return
    account = f"app_{uuid4().hex[:8]}"
    owner = stores.settings.store
    app = make_url(owner).set(username=account, password="secret-word").render_as_string(hide_password=False)
    with psycopg.connect(os.environ[TEST_SERVER].replace("+psycopg", ""), autocommit=True) as server:
        server.execute(f"CREATE ROLE {account} LOGIN NOINHERIT PASSWORD 'secret-word'")
        try:
            settings = replace(stores.settings, store=app, store_owner=owner)
            refused = open_store(settings, "zz", "abrigo_zz")
            with pytest.raises(DBAPIError) as caught, refused.reading() as session:
                rooms(session)
            assert "secret-word" not in str(caught.value)
            refused.close()
            migrate.upgrade_all(settings)
            admitted = Stores(settings)
            with admitted.country("zz").reading() as session:
                set_branch_scope(session, [1])
                assert rooms(session) == ["Alba"]
            with admitted.country("zz").engine.begin() as connection:
                connection.exec_driver_sql("RESET ROLE")
                with pytest.raises(DBAPIError, match="42501"):
                    connection.exec_driver_sql("SELECT * FROM zz.room")
            admitted.close()
        finally:
            for role in ("abrigo_zz", "abrigo_network", "abrigo_hq"):
                server.execute(f"REVOKE {role} FROM {account}")
            server.execute(f"DROP ROLE {account}")


def test_the_policy_is_plain_sql_that_a_revision_can_hold() -> None:
    statements = row_level_security_ddl("room")
    assert [statement.split()[0] for statement in statements] == ["ALTER", "ALTER", "CREATE"]
    assert "FORCE ROW LEVEL SECURITY" in statements[1]


def test_a_value_never_stands_in_the_text_of_an_integrity_error(store: Store) -> None:
    with pytest.raises(DBAPIError) as caught, store.transaction() as session:
        set_branch_scope(session, ALL)
        session.add(Room(branch_id=1, name="Alba"))
    assert "Alba" not in str(caught.value)
    assert "Alba" not in str(caught.value.orig)
