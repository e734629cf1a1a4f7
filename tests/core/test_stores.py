"""Sessions of a store: what is committed, what is refused, and that no two stores touch."""

import logging
from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import inspect, select, text, update
from sqlalchemy.engine.default import CacheStats
from sqlalchemy.orm import Session

from core import clock, engines, keyslots
from core.branches.models import Branch
from core.errors import Conflict, MissingKey, NotFound, StoreBusy, StoreFull, WrongKey
from core.scope import ALL, set_branch_scope
from core.settings import Settings
from core.stores import Store, Stores, create_keys, open_store
from core.testkit.stores import StoreFactory
from core.vault import CountryVaultKey, NetworkVaultKey


def key_count(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(text("SELECT count(*) FROM vault_key")) or 0


def add_key(session: Session, version: int) -> None:
    session.add(CountryVaultKey(version=version, wrapped=b"x", created_at=clock.now()))


def test_what_is_committed_is_there_for_the_next_reader(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    with store.transaction() as session:
        add_key(session, 7)
    assert key_count(store) == 2


def test_a_statement_that_one_store_compiled_serves_the_next(store_factory: StoreFactory) -> None:
    statement = select(CountryVaultKey.version).where(CountryVaultKey.wrapped == b"nobody asks this elsewhere")

    def asked(store: Store) -> CacheStats:
        with store.reading() as session:
            return session.connection().execute(statement).context.cache_hit  # type: ignore[attr-defined,no-any-return]

    first, second = (store_factory("zz").country("zz") for _ in range(2))
    assert (asked(first), asked(second)) == (CacheStats.CACHE_MISS, CacheStats.CACHE_HIT)


def test_an_error_undoes_the_whole_transaction(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    with pytest.raises(RuntimeError, match="stop"), store.transaction() as session:
        add_key(session, 7)
        session.flush()
        raise RuntimeError("stop")
    assert key_count(store) == 1


def test_hooks_run_before_the_commit_and_share_its_fate(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    with store.transaction() as session:
        session.info["before_commit"].append(lambda session: add_key(session, 8))
    assert key_count(store) == 2

    def fail(session: Session) -> None:
        raise RuntimeError("no audit, no record")

    with pytest.raises(RuntimeError), store.transaction() as session:
        add_key(session, 9)
        session.info["before_commit"].append(fail)
    assert key_count(store) == 2


def test_a_failure_after_the_commit_is_logged_without_its_text_and_not_raised(
    store_factory: StoreFactory, caplog: pytest.LogCaptureFixture
) -> None:
    store = store_factory("zz").country("zz")
    done: list[int] = []

    def fail() -> None:
        raise RuntimeError("María Tzoc")

    with caplog.at_level(logging.ERROR), store.transaction() as session:
        add_key(session, 7)
        session.info["after_commit"] += [fail, lambda: done.append(1)]
    assert (key_count(store), done) == (2, [1])
    assert "RuntimeError" in caplog.text
    assert "Tzoc" not in caplog.text


def test_nothing_runs_after_a_transaction_that_failed(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    done: list[int] = []
    with pytest.raises(RuntimeError), store.transaction() as session:
        session.info["after_commit"].append(lambda: done.append(1))
        raise RuntimeError
    assert not done


def test_a_reader_cannot_write_by_object_or_by_statement(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    with store.reading() as session, pytest.raises(TypeError):
        session.execute(update(CountryVaultKey).values(wrapped=b""))
    with store.reading() as session, pytest.raises(TypeError):
        add_key(session, 5)
        session.flush()
    assert key_count(store) == 1


def test_a_session_refuses_tables_of_the_other_kind_of_store(store_factory: StoreFactory) -> None:
    stores = store_factory("zz")
    with stores.network.reading() as session, pytest.raises(TypeError, match="network"):
        session.scalars(select(CountryVaultKey)).all()
    with stores.country("zz").transaction() as session, pytest.raises(TypeError, match="zz"):
        session.get(NetworkVaultKey, 1)


def test_two_stores_never_share_a_transaction(store_factory: StoreFactory) -> None:
    stores = store_factory("zz", "yy")
    with pytest.raises(RuntimeError), stores.country("zz").transaction() as outer:
        add_key(outer, 7)
        outer.flush()
        with stores.country("yy").transaction() as inner:
            add_key(inner, 7)
        raise RuntimeError
    assert key_count(stores.country("zz")) == 1
    assert key_count(stores.country("yy")) == 2


def test_a_record_of_one_store_cannot_be_carried_into_another(store_factory: StoreFactory) -> None:
    stores = store_factory("zz", "yy")
    with stores.country("zz").transaction() as one, stores.country("yy").transaction() as other:
        record = one.get(CountryVaultKey, 1)
        assert record is not None
        with pytest.raises(Exception, match="already attached"):
            other.add(record)


def test_a_country_that_is_not_enabled_is_not_found(store_factory: StoreFactory) -> None:
    with pytest.raises(NotFound):
        store_factory("zz").country("xx")


def test_a_write_on_top_of_an_unseen_change_is_a_conflict(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        names = {"code": "ZZ-01", "name": "Casa", "public_name": "Casa", "time_zone": "UTC", "formatting_locale": "es"}
        session.add(Branch(**names, opened_on=date(2026, 1, 1)))
    with store.reading() as session:
        read_before = session.scalars(select(Branch)).one()
    with store.transaction() as session:
        session.scalars(select(Branch)).one().name = "changed meanwhile"
    with pytest.raises(Conflict), store.transaction() as session:
        session.add(read_before)
        read_before.name = "on top of it"
    with store.reading() as session:
        assert session.scalars(select(Branch.name)).one() == "changed meanwhile"


def test_a_locked_store_says_that_it_is_busy(store_factory: StoreFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.2)
    store = store_factory("zz").country("zz")
    locked, done = Event(), Event()

    def hold() -> None:
        with store.transaction() as session:
            session.execute(update(CountryVaultKey).values(wrapped=CountryVaultKey.wrapped))
            locked.set()
            done.wait(30)

    holder = Thread(target=hold)
    holder.start()
    locked.wait(30)
    try:
        with pytest.raises(StoreBusy), store.transaction() as session:
            session.execute(update(CountryVaultKey).values(wrapped=CountryVaultKey.wrapped))
    finally:
        done.set()
        holder.join()


def test_a_full_store_says_so_and_keeps_what_it_had(tmp_path: Path) -> None:
    engine = engines.open_sqlcipher(tmp_path / "zz.db", bytes(32))
    store = Store("zz", engine, bytes(32))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (text VARCHAR)")
    with store.transaction() as session:
        session.execute(text("INSERT INTO note VALUES ('kept')"))
    with pytest.raises(StoreFull), store.transaction() as session:
        session.execute(text("PRAGMA max_page_count = 8"))
        session.execute(text("INSERT INTO note VALUES (hex(randomblob(500000)))"))
    with store.reading() as session:
        assert session.scalars(text("SELECT text FROM note")).all() == ["kept"]
    store.close()


def installation(home: Path) -> Settings:
    return Settings(home=home, store=str(home / "stores"), countries=("zz",), key_file=home / "keys" / "one.key")


def test_another_stores_key_does_not_open_the_file(tmp_path: Path) -> None:
    with engines.open_sqlcipher(tmp_path / "zz.db", bytes(32)).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE note (text VARCHAR)")
    with pytest.raises(WrongKey):
        engines.open_sqlcipher(tmp_path / "zz.db", b"1" * 32).connect()


def test_a_store_without_key_file_or_slots_does_not_open(tmp_path: Path) -> None:
    settings = installation(tmp_path)
    with pytest.raises(MissingKey):
        open_store(settings, "zz")
    create_keys(settings, "zz")
    open_store(settings, "zz").close()
    (tmp_path / "keys" / "one.key").unlink()
    with pytest.raises(MissingKey):
        Stores(settings).country("zz")


def test_a_key_file_made_for_a_store_is_private_and_lies_elsewhere(tmp_path: Path) -> None:
    settings = installation(tmp_path)
    create_keys(settings, "zz")
    path = settings.key_path("zz")
    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent != settings.slots_path("zz").parent
    assert keyslots.read_key_file(path).hex() not in settings.slots_path("zz").read_text()


@pytest.mark.parametrize("mode", ["reading", "transaction"])
def test_a_session_knows_its_store_and_vault(store_factory: StoreFactory, mode: str) -> None:
    store = store_factory("zz").country("zz")
    with getattr(store, mode)() as session:
        assert session.info["store"] is store
        assert session.info["vault"] is store.vault
        assert "vault_key" in inspect(session.connection()).get_table_names()
