"""Field encryption: a sealed value opens in its own place only, and keys can be changed while values stay readable."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select
from sqlalchemy.orm import Session

from core.db import CountryBase, NetworkBase, Sealed, load_models
from core.errors import Damaged, MissingKey, WrongKey
from core.stores import Store
from core.testkit.stores import StoreFactory
from core.vault import KeyRing, Vault, sealed_columns, sealed_version

NOTES = Table("note", MetaData(), Column("id", Integer, primary_key=True), Column("body", Sealed))
PLACE = ("identity", "name", 7)


def vault(store: str = "zz", kek: bytes = bytes(32), versions: int = 1) -> Vault:
    ring = KeyRing(kek, {})
    for version in range(1, versions + 1):
        ring.add(version, ring.new_key())
    return Vault(store, ring)


@given(st.text(), st.integers(0, 2**62))
def test_what_is_sealed_opens_in_its_place(text: str, row: int) -> None:
    one = VAULT
    blob = one.seal("identity", "name", row, text)
    assert one.open("identity", "name", row, blob) == text
    assert one.open_many("identity", "name", [(row, blob)]) == [text]


VAULT = vault()


def test_equal_texts_give_different_ciphertexts_that_do_not_show_them() -> None:
    one, other = VAULT.seal(*PLACE, "María Tzoc"), VAULT.seal(*PLACE, "María Tzoc")
    assert one != other
    assert "María".encode() not in one


@pytest.mark.parametrize("place", [("identity", "name", 8), ("identity", "alias", 7), ("resident", "name", 7)])
def test_a_ciphertext_moved_to_another_place_does_not_open(place: tuple[str, str, int]) -> None:
    blob = VAULT.seal(*PLACE, "María Tzoc")
    with pytest.raises(Damaged):
        VAULT.open(*place, blob)
    with pytest.raises(Damaged):
        VAULT.open_many(place[0], place[1], [(place[2], blob)])


def test_a_ciphertext_moved_to_another_store_does_not_open_even_under_the_same_keys() -> None:
    ring = KeyRing(bytes(32), {})
    ring.add(1, ring.new_key())
    blob = Vault("zz", ring).seal(*PLACE, "María Tzoc")
    with pytest.raises(Damaged):
        Vault("yy", ring).open(*PLACE, blob)


@pytest.mark.parametrize(
    "change",
    [
        lambda blob: blob[:-1] + bytes([blob[-1] ^ 1]),
        lambda blob: bytes([9]) + blob[1:],
        lambda blob: blob[:1] + (1).to_bytes(2) + blob[3:],
        lambda blob: blob[:20],
        lambda blob: b"",
    ],
    ids=["tag", "format", "key version", "cut off", "empty"],
)
def test_a_changed_ciphertext_does_not_open(change: Callable[[bytes], bytes]) -> None:
    two_keys = vault(versions=2)
    with pytest.raises(Damaged):
        two_keys.open(*PLACE, change(two_keys.seal(*PLACE, "María Tzoc")))


def test_an_unknown_key_version_is_damage_and_not_a_crash() -> None:
    with pytest.raises(Damaged):
        VAULT.open(*PLACE, vault(versions=3).seal(*PLACE, "x"))


def test_a_wrong_wrapping_key_opens_no_ring() -> None:
    wrapped = KeyRing(bytes(32), {}).new_key()
    with pytest.raises(WrongKey):
        KeyRing(b"1" * 32, {1: wrapped})


def test_many_values_of_several_versions_open_in_their_order() -> None:
    two_keys = vault(versions=2)
    old = Vault("zz", KeyRing(bytes(32), {}))
    old._ring._ciphers, old._ring.current = {1: two_keys._ring._ciphers[1]}, 1
    rows = [(row, (old if row % 3 else two_keys).seal("t", "c", row, str(row))) for row in range(30)]
    assert two_keys.open_many("t", "c", rows) == [str(row) for row in range(30)]


def test_a_store_that_was_not_set_up_seals_nothing() -> None:
    with pytest.raises(MissingKey):
        Vault("zz", KeyRing(bytes(32), {})).seal(*PLACE, "x")


def with_notes(store: Store, *texts: str) -> None:
    with store.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL ROLE none")
            connection.exec_driver_sql("CREATE TABLE note (id SERIAL PRIMARY KEY, body BYTEA)")
            connection.exec_driver_sql(f"GRANT ALL ON note TO abrigo_{store.name}")
        else:
            NOTES.create(connection)
        for number, body in enumerate(texts, 1):
            sealed = store.vault.seal("note", "body", number, body)
            connection.execute(NOTES.insert().values(id=number, body=sealed))


def read_notes(store: Store) -> list[str]:
    with store.reading() as session:
        rows = session.execute(select(NOTES.c.id, NOTES.c.body).order_by(NOTES.c.id)).all()
        return store.vault.open_many("note", "body", [(row.id, row.body) for row in rows])


def versions(store: Store) -> set[int]:
    with store.reading() as session:
        return {sealed_version(blob) for blob in session.scalars(select(NOTES.c.body))}


def test_after_a_rotation_old_values_open_and_new_ones_bear_the_new_key(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    with_notes(store, "one", "two")
    with store.transaction() as session:
        assert store.vault.rotate(session) == 2
        assert store.vault.version == 1, "until the commit the old key seals"
    assert store.vault.version == 2
    assert read_notes(store) == ["one", "two"]
    with store.transaction() as session:
        assert store.vault.reseal(session, NOTES) == 2
    assert versions(store) == {2}
    assert read_notes(store) == ["one", "two"]
    with store.transaction() as session:
        assert store.vault.reseal(session, NOTES) == 0


load_models()
SEALED = [
    table
    for base in (NetworkBase, CountryBase)
    for table in base.metadata.sorted_tables
    if sealed_columns(table)
]  # fmt: skip


@pytest.mark.parametrize("table", SEALED, ids=lambda table: table.name)
def test_every_table_with_sealed_columns_can_be_sealed_anew(table: Table) -> None:
    """The rows stand in a table of that name that has the key and the sealed columns, and nothing to obey besides."""
    (key,) = table.primary_key
    columns = sealed_columns(table)
    bare = Table(
        table.name, MetaData(), Column(key.name, Integer, primary_key=True), *(Column(c, Sealed) for c in columns)
    )
    ring = KeyRing(bytes(32), {})
    ring.add(1, ring.new_key())
    one, engine = Vault("zz", ring), create_engine("sqlite://")
    bare.create(engine)
    with Session(engine) as session:
        for row in (3, 4):
            session.execute(
                bare.insert().values({key.name: row} | {c: one.seal(table.name, c, row, c) for c in columns})
            )
        ring.add(2, ring.new_key())
        assert one.reseal(session, table) == 2 * len(columns)
        for row, *blobs in session.execute(select(bare)):
            assert [one.open(table.name, c, row, blob) for c, blob in zip(columns, blobs, strict=True)] == columns
            assert {sealed_version(blob) for blob in blobs} == {2}
    engine.dispose()


def test_a_rotation_that_fails_changes_nothing(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    with_notes(store, "one")
    with pytest.raises(RuntimeError), store.transaction() as session:
        store.vault.rotate(session)
        raise RuntimeError
    assert store.vault.version == 1
    assert read_notes(store) == ["one"]


def test_a_process_learns_of_a_key_that_another_one_has_added(store_factory: StoreFactory) -> None:
    store = store_factory("zz").country("zz")
    with_notes(store, "one")
    neighbour = Store("zz", store.engine, b"")
    neighbour.kek = store.kek
    neighbour.vault = Vault("zz", KeyRing(store.kek, {}), neighbour._read_ring)
    assert neighbour.vault.open("note", "body", 1, store.vault.seal("note", "body", 1, "before")) == "before"
    with store.transaction() as session:
        store.vault.rotate(session)
    assert neighbour.vault.open("note", "body", 1, store.vault.seal("note", "body", 1, "after")) == "after"
