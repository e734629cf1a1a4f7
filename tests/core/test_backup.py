"""Backups: what goes in comes out, whoever holds no key reads nothing, and a tampered archive leaves nothing behind."""

import tarfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pyrage
import pytest
from sqlalchemy import text

from core import backup, clock, copies, keyslots
from core.errors import Damaged, DomainError, MissingKey, Refused, WrongKey
from core.settings import Settings
from core.stores import Stores, unlock
from core.testkit.stores import StoreFactory, StoreTemplates
from core.vault import CountryVaultKey


@pytest.fixture
def identity() -> Any:
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def stores(store_factory: StoreFactory) -> Stores:
    """An installation whose country holds one sealed value."""
    stores = store_factory("zz")
    with stores.country("zz").transaction() as session:
        session.add(CountryVaultKey(version=2, wrapped=b"", created_at=clock.now()))
    return stores


@pytest.fixture
def elsewhere(stores: Stores, store_kind: str, store_templates: StoreTemplates, tmp_path: Path) -> Settings:
    """A machine on which nothing has been put yet."""
    home = tmp_path / "elsewhere"
    location = str(home / "stores") if store_kind == "sqlcipher" else store_templates.new_database()
    return replace(stores.settings, home=home, store=location)


def key_of(stores: Stores) -> Path:
    assert stores.settings.key_file is not None
    return stores.settings.key_file


def everything(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*")) if folder.exists() else []


def test_what_was_backed_up_comes_back_on_another_machine(
    stores: Stores, elsewhere: Settings, identity: Any, tmp_path: Path
) -> None:
    blob = stores.network.vault.seal("t", "c", 1, "María Tzoc")
    manifest = backup.backup(stores, tmp_path / "one.abrigo", [str(identity.to_public())])
    assert manifest["stores"]["zz"]["tables"]["vault_key"] == 2
    again = backup.restore(tmp_path / "one.abrigo", str(identity), elsewhere, key_file=key_of(stores))
    assert again == manifest
    restored = Stores(elsewhere)
    assert restored.network.vault.open("t", "c", 1, blob) == "María Tzoc"
    with restored.country("zz").reading() as session:
        assert session.scalar(text("SELECT count(*) FROM vault_key")) == 2
    restored.close()


def test_the_manifest_names_the_head_of_the_audit_chain(stores: Stores, identity: Any, tmp_path: Path) -> None:
    columns = "seq, at, actor_name, role, action, subject, subject_id, purpose, detail, previous, hash"
    at = "0" if stores.network.engine.dialect.name == "sqlite" else "now()"
    with stores.network.transaction() as session:
        values = f"7, {at}, '', '', '', '', '', '', '', :blob, :blob"
        session.execute(text(f"INSERT INTO audit_event ({columns}) VALUES ({values})"), {"blob": b"\x01\x02"})
    manifest = backup.backup(stores, tmp_path / "one.abrigo", [str(identity.to_public())])
    assert manifest["stores"]["network"]["audit_head"] == [7, "0102"]
    assert manifest["stores"]["zz"]["audit_head"] is None
    assert backup.read_manifest(tmp_path / "one.abrigo", str(identity)) == manifest


def test_a_backup_may_be_taken_while_others_write(stores: Stores, identity: Any, tmp_path: Path) -> None:
    stop = Event()

    def write() -> None:
        version = 100
        while not stop.is_set():
            version += 1
            with stores.country("zz").transaction() as session:
                session.add(CountryVaultKey(version=version, wrapped=b"", created_at=clock.now()))

    writer = Thread(target=write)
    writer.start()
    try:
        manifest = backup.backup(stores, tmp_path / "one.abrigo", [str(identity.to_public())])
    finally:
        stop.set()
        writer.join()
    assert manifest["stores"]["zz"]["tables"]["vault_key"] >= 2


def test_nobody_but_a_recipient_opens_a_backup(
    stores: Stores, elsewhere: Settings, identity: Any, tmp_path: Path
) -> None:
    backup.backup(stores, tmp_path / "one.abrigo", [str(identity.to_public())])
    stranger = str(pyrage.x25519.Identity.generate())
    for wrong in (stranger, "not an identity"):
        with pytest.raises(WrongKey):
            backup.restore(tmp_path / "one.abrigo", wrong, elsewhere, key_file=key_of(stores))
    assert everything(elsewhere.home) == []


def test_a_backup_holds_no_readable_word(stores: Stores, identity: Any, tmp_path: Path) -> None:
    with stores.country("zz").transaction() as session:
        session.add(CountryVaultKey(version=9, wrapped=b"PLANTED", created_at=clock.now()))
    backup.backup(stores, tmp_path / "one.abrigo", [str(identity.to_public())])
    assert b"PLANTED" not in (tmp_path / "one.abrigo").read_bytes()
    with tarfile.open(fileobj=opened(tmp_path / "one.abrigo", identity)) as tar:
        contents = [file.read() for member in tar.getmembers() if (file := tar.extractfile(member)) is not None]
    assert contents
    assert not any(b"PLANTED" in content for content in contents)


def opened(archive: Path, identity: Any) -> Any:
    return BytesIO(pyrage.decrypt(archive.read_bytes(), [identity]))


@pytest.mark.parametrize(
    "tamper",
    [
        lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data[: len(data) * 2 // 3],
        lambda data: b"",
    ],
    ids=["middle", "end", "cut off", "empty"],
)
def test_a_tampered_archive_is_refused_and_leaves_nothing(
    stores: Stores, elsewhere: Settings, identity: Any, tmp_path: Path, tamper: Callable[[bytes], bytes]
) -> None:
    archive = tmp_path / "one.abrigo"
    backup.backup(stores, archive, [str(identity.to_public())])
    archive.write_bytes(tamper(archive.read_bytes()))
    with pytest.raises((Damaged, WrongKey)):
        backup.restore(archive, str(identity), elsewhere, key_file=key_of(stores))
    assert everything(elsewhere.home) == []
    with pytest.raises((MissingKey, Damaged)):
        Stores(elsewhere).network  # noqa: B018


def test_a_file_exchanged_inside_the_archive_is_noticed(
    stores: Stores, elsewhere: Settings, identity: Any, tmp_path: Path
) -> None:
    archive, folder = tmp_path / "one.abrigo", tmp_path / "inside"
    backup.backup(stores, archive, [str(identity.to_public())])
    with tarfile.open(fileobj=opened(archive, identity)) as tar:
        tar.extractall(folder, filter="data")
    (folder / "zz.slots.json").write_bytes((folder / "network.slots.json").read_bytes())
    with tarfile.open(tmp_path / "plain.tar", "w") as tar:
        for path in folder.iterdir():
            tar.add(path, path.name)
    archive.write_bytes(pyrage.encrypt((tmp_path / "plain.tar").read_bytes(), [identity.to_public()]))
    with pytest.raises(Damaged):
        backup.restore(archive, str(identity), elsewhere, key_file=key_of(stores))
    assert everything(elsewhere.home) == []


def test_nothing_is_ever_overwritten(stores: Stores, elsewhere: Settings, identity: Any, tmp_path: Path) -> None:
    archive = tmp_path / "one.abrigo"
    backup.backup(stores, archive, [str(identity.to_public())])
    with pytest.raises(Refused):
        backup.backup(stores, archive, [str(identity.to_public())])
    with pytest.raises(Refused):
        backup.restore(archive, str(identity), stores.settings, key_file=key_of(stores))
    with stores.country("zz").reading() as session:
        assert session.scalar(text("SELECT count(*) FROM vault_key")) == 2
    second = elsewhere.slots_path("zz")
    second.parent.mkdir(parents=True)
    second.touch()
    with pytest.raises(Refused):
        backup.restore(archive, str(identity), elsewhere, key_file=key_of(stores))
    assert not elsewhere.slots_path("network").exists(), "what was put back before the refusal is taken away again"


def test_the_recovery_identity_alone_brings_everything_back(store_templates: StoreTemplates, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    settings = store_templates.copy("sqlcipher", ("zz",), tmp_path / "installation")
    for name in settings.store_names:
        recipient = keyslots.Recipient(str(identity.to_public()))
        keyslots.add(settings.slots_path(name), unlock(settings, name), recipient)
    stores = Stores(settings)
    backup.backup(stores, tmp_path / "one.abrigo", [str(identity.to_public())])
    stores.close()
    target = replace(settings, home=tmp_path / "new", store=str(tmp_path / "new" / "stores"), key_file=None)
    backup.restore(tmp_path / "one.abrigo", str(identity), target)
    assert keyslots.unlock(target.slots_path("zz"), identity=str(identity)) == unlock(settings, "zz")


def test_a_backup_that_nobody_could_open_is_refused(stores: Stores, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        backup.backup(stores, tmp_path / "one.abrigo", [])
    assert not (tmp_path / "one.abrigo").exists()


def test_a_backup_that_fails_its_proof_is_not_kept(
    stores: Stores, identity: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = copies.sha256
    monkeypatch.setattr(copies, "sha256", lambda path: real(path) if path.parent.name == "in" else "changed")
    before = everything(tmp_path)
    with pytest.raises(Damaged):
        backup.backup(stores, tmp_path / "one.abrigo", [str(identity.to_public())])
    assert everything(tmp_path) == before


def test_a_machine_without_postgresqls_programs_says_so(
    store_factory: StoreFactory, store_kind: str, identity: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = store_factory("zz")
    monkeypatch.setenv("PATH", "")
    if store_kind == "sqlcipher":
        backup.backup(stores, tmp_path / "one.abrigo", [str(identity.to_public())])
        return
    with pytest.raises(DomainError, match="pg_dump"):
        backup.backup(stores, tmp_path / "one.abrigo", [str(identity.to_public())])
