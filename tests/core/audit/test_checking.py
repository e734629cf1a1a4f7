"""Whatever is done to the record shows, and where."""

from typing import Any

import pytest
from sqlalchemy import text

from core import clock
from core.actor import Actor
from core.audit import checking
from core.audit.checking import Head, verify
from core.audit.service import Subject, head, record
from core.audit.witnesses import Seen, verify_all, witness
from core.stores import Store, Stores
from core.testkit.houses import NOON
from core.testkit.stores import StoreFactory

ACTOR = Actor(7, "Ana Prueba", "nurse", 1, "ZZ-01", "zz")


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    made = store_factory("zz")
    with clock.freeze(NOON):
        for store in made.all():
            for number in range(1, 9):
                with store.transaction() as session:
                    record(session, ACTOR, "resident.edit", Subject("resident", number), fields=["sex"])
    return made


def tamper(store: Store, statement: str, **values: Any) -> None:
    """Change the table as somebody would who has the database and its owner's rights, but not the key."""
    with store.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("RESET ROLE"))
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        else:
            for name in ("audit_event_no_update", "audit_event_no_delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        for part in statement.split(";"):
            connection.execute(text(part), values)


def found(store: Store) -> list[tuple[int, str]]:
    return [(problem.seq, problem.words) for problem in verify(store)]


def both(stores: Stores) -> list[Store]:
    return stores.all()


def test_an_untouched_record_is_intact(stores: Stores) -> None:
    assert [verify(store) for store in both(stores)] == [[], []]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_id", 8),
        ("actor_name", "Otra"),
        ("role", "lawyer"),
        ("branch_code", "ZZ-02"),
        ("action", "resident.read"),
        ("subject", "bed"),
        ("subject_id", "9"),
        ("data_class", "ID"),
        ("purpose", "x"),
        ("detail", "{}"),
    ],
)
def test_a_changed_column_is_found(stores: Stores, column: str, value: object) -> None:
    store = stores.country("zz")
    tamper(store, f"UPDATE audit_event SET {column} = :value WHERE seq = 5", value=value)
    assert found(store) == [(5, checking.CHANGED)]


def test_a_changed_instant_is_found(stores: Stores) -> None:
    store = stores.network
    later = "at + 1" if store.engine.dialect.name == "sqlite" else "at + interval '1 microsecond'"
    tamper(store, f"UPDATE audit_event SET at = {later} WHERE seq = 3")
    assert found(store) == [(3, checking.CHANGED)]


def test_a_removed_link_is_found(stores: Stores) -> None:
    for store in both(stores):
        tamper(store, "DELETE FROM audit_event WHERE seq = 4")
        assert found(store) == [(4, checking.MISSING)]


def test_a_removed_link_is_found_though_the_rest_moves_up(stores: Stores) -> None:
    store = stores.country("zz")
    tamper(
        store,
        "DELETE FROM audit_event WHERE seq = 4;"
        + ";".join(f"UPDATE audit_event SET seq = {n - 1} WHERE seq = {n}" for n in range(5, 9)),
    )
    assert (4, checking.MOVED) in found(store)
    assert {seq for seq, words in found(store) if words == checking.CHANGED} == {4, 5, 6, 7}


def test_a_link_that_was_put_in_is_found(stores: Stores) -> None:
    store = stores.network
    columns = "at, actor_id, actor_name, role, branch_code, action, subject, subject_id, data_class, purpose, detail"
    move = ";".join(f"UPDATE audit_event SET seq = {n + 1} WHERE seq = {n}" for n in range(8, 4, -1))
    copy = f"INSERT INTO audit_event (seq, {columns}, previous, hash) "
    copy += f"SELECT 5, {columns}, hash, hash FROM audit_event WHERE seq = 4"
    tamper(store, f"{move};{copy}")
    assert {seq for seq, words in found(store) if words == checking.CHANGED} >= {5, 6}


def test_two_that_changed_places_are_found(stores: Stores) -> None:
    store = stores.country("zz")
    tamper(
        store,
        "UPDATE audit_event SET seq = 99 WHERE seq = 3;UPDATE audit_event SET seq = 3 WHERE seq = 6;"
        "UPDATE audit_event SET seq = 6 WHERE seq = 99",
    )
    troubled = {seq for seq, _words in found(store)}
    assert {3, 6} <= troubled


def test_a_chain_that_was_forged_without_the_key_is_found(stores: Stores) -> None:
    store = stores.network
    tamper(store, "UPDATE audit_event SET detail = '{}', hash = previous WHERE seq = 8")
    assert found(store) == [(8, checking.CHANGED)]


def test_a_forged_number_of_billions_does_not_keep_us(stores: Stores) -> None:
    store = stores.network
    tamper(store, "UPDATE audit_event SET seq = 9000000000 WHERE seq = 8")
    assert (8, checking.MISSING) in found(store)


def test_a_cut_tail_shows_against_the_other_store(stores: Stores) -> None:
    witness(stores)
    for store in both(stores):
        tamper(store, "DELETE FROM audit_event WHERE seq > 6")
        assert verify(store) == []
    told = {name: [(each.seq, each.words) for each in troubles] for name, troubles in verify_all(stores).items()}
    assert told == {"network": [(8, checking.CUT)], "zz": [(8, checking.CUT)]}


def test_a_record_that_was_put_in_the_place_of_another_shows(stores: Stores) -> None:
    store = stores.country("zz")
    problems = verify(store, [Head(5, b"another hash")])
    assert [(each.seq, each.words) for each in problems] == [(5, checking.REPLACED)]


def test_a_head_that_was_written_down_outside_is_a_witness(stores: Stores) -> None:
    with stores.network.reading() as session:
        outside = Seen("network", Head(*head(session)))
    tamper(stores.network, "DELETE FROM audit_event WHERE seq = 8")
    assert [each.seq for each in verify_all(stores, [outside])["network"]] == [8]


def test_a_new_head_agrees_with_its_witnesses(stores: Stores) -> None:
    witness(stores)
    with stores.network.transaction() as session:
        record(session, ACTOR, "user.add", Subject("user", 1))
    witness(stores)
    assert not any(verify_all(stores).values())


def test_a_long_record_is_read_in_pieces(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_AT_ONCE", 3)
    assert verify(stores.network) == []
    tamper(stores.network, "DELETE FROM audit_event WHERE seq = 7")
    assert found(stores.network) == [(7, checking.MISSING)]


def test_what_is_undone_leaves_no_event(stores: Stores) -> None:
    store = stores.network
    with pytest.raises(ZeroDivisionError), store.transaction() as session:
        record(session, ACTOR, "user.add", Subject("user", 1))
        _ = 1 / 0
    with store.reading() as session:
        assert head(session)[0] == 8
    assert found(store) == []
