"""An older backup brings a destroyed file back; the register, kept apart, has it destroyed again."""

from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import func, select

from core import backup
from core.audit.models import CountryEvent
from core.errors import Damaged
from core.retention import register, service
from core.retention.models import ERASED, Erasure
from core.scope import ALL, set_branch_scope
from core.settings import Settings
from core.stores import Stores
from core.testkit.shelf import MARK, Shelf, everything_opened
from core.testkit.stores import StoreTemplates


def destroy(shelf: Shelf) -> None:
    """Two people decide."""
    with shelf.home.transaction() as session:
        told = {"reason": "El plazo terminó.", "nothing_open": True}
        service.propose(session, shelf.actor(), shelf.home.country, shelf.resident(session), **told)  # type: ignore[arg-type]
    with shelf.home.transaction() as session:
        service.approve(session, shelf.actor("dpo"), shelf.home.country, shelf.resident(session))


def own(shelf: Shelf) -> Path:
    return register.place(shelf.home.stores.settings.home, "zz")


@pytest.fixture
def restored(shelf: Shelf, store_kind: str, store_templates: StoreTemplates, tmp_path: Path) -> Settings:
    """A backup from before her file was destroyed, put back on another machine."""
    identity = pyrage.x25519.Identity.generate()
    backup.backup(shelf.home.stores, tmp_path / "old.abrigo", [str(identity.to_public())])
    destroy(shelf)
    home = tmp_path / "elsewhere"
    location = str(home / "stores") if store_kind == "sqlcipher" else store_templates.new_database()
    settings = replace(shelf.home.stores.settings, home=home, store=location)
    backup.restore(tmp_path / "old.abrigo", str(identity), settings, key_file=settings.key_file)
    return settings


def test_what_an_older_backup_brings_back_is_destroyed_again(shelf: Shelf, restored: Settings) -> None:
    stores = Stores(restored)
    back = replace(shelf, home=replace(shelf.home, stores=stores, store=stores.country("zz")))
    assert MARK in everything_opened(back)
    assert register.settle_all(restored, own(shelf).parent) == {"zz": 1}
    assert MARK not in everything_opened(back)
    with back.home.reading() as session:
        set_branch_scope(session, ALL)
        made = session.scalars(select(Erasure)).one()
        assert (made.state, made.resident_id, made.decided_by_name) == (ERASED, shelf.resident_id, "dpo ZZ-01")
        query = select(func.count()).where(CountryEvent.action == "retention.again")
        assert session.scalar(query) == 1
    assert register.settle_all(restored, None) == {"zz": 0}, "it is in the register of the new place, and done"
    stores.close()


def test_a_register_that_was_changed_or_is_anothers_destroys_nothing(shelf: Shelf) -> None:
    destroy(shelf)
    store, blob = shelf.home.store, own(shelf).read_bytes()
    assert shelf.code.encode() not in blob
    for other in (blob[:-1] + bytes([blob[-1] ^ 1]), blob[:20], b""):
        own(shelf).write_bytes(other)
        with pytest.raises(Damaged):
            register.settle(store, own(shelf))
    own(shelf).write_bytes(blob)
    with pytest.raises(Damaged):
        register.read(shelf.home.stores.network, own(shelf))


def test_an_older_store_keeps_what_it_never_held(shelf: Shelf) -> None:
    destroy(shelf)
    store = shelf.home.store
    known = register.read(store, own(shelf))
    stranger = {"ZZ-9999": next(iter(known.values()))}
    register.write(store, own(shelf), {**known, **stranger})
    assert register.settle(store, own(shelf)) == 0
    assert register.read(store, own(shelf)).keys() == {shelf.code, "ZZ-9999"}


def test_where_nothing_was_destroyed_there_is_no_register(shelf: Shelf) -> None:
    assert register.settle(shelf.home.store, own(shelf)) == 0
    assert not own(shelf).exists()
    assert register.write(shelf.home.store, own(shelf), empty=True) == 0
    assert register.read(shelf.home.store, own(shelf)) == {}
