"""Backups: every store, its key slots and a manifest, under the seal of recipients who keep their keys elsewhere.

Whoever makes a backup cannot read it afterwards. It is opened and proved once before it counts as made, by a key
that exists for that moment only.
"""

import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyrage  # type: ignore[import-untyped]

from core import __version__, clock, copies, keyslots, keywrap, marks
from core.errors import N_, Damaged, Refused, WrongKey
from core.keyslots import Purpose
from core.settings import Settings, is_postgresql
from core.stores import Stores, open_store, unlock

FORMAT = 1
MANIFEST = "manifest.json"
NO_RECIPIENT = N_("A backup needs at least one recipient who can open it.")
IN_THE_WAY = N_("There is something already where this would be written. Nothing was overwritten.")
OTHER_PLACE = N_("A PostgreSQL store goes back into PostgreSQL and a file into a folder.")

Json = dict[str, Any]
Master = Callable[[Path, str], bytes]


def backup(stores: Stores, target: Path, recipients: Sequence[str]) -> Json:
    """Write a sealed backup of all stores while they are in use, and prove it.

    :param recipients: public keys of age; each of them alone can open the backup.
    :returns: the manifest.
    :raises Refused: if the target exists or nobody could open the backup.
    :raises StoreMoved: if a store has moved away from where the settings look for it.
    """
    if not recipients:
        raise Refused(message=NO_RECIPIENT)
    if target.exists():
        raise Refused(message=IN_THE_WAY)
    _refuse_moved(stores.settings)
    witness = pyrage.x25519.Identity.generate()
    sealers = [witness.to_public(), *map(keywrap.recipient, recipients)]
    with _private_folder(target.parent) as folder:
        manifest = _collect(stores.settings, folder / "in", sealers)
        _seal(folder / "in", folder / "sealed", sealers)
        _prove(folder / "sealed", folder / "out", witness, lambda _slots, name: unlock(stores.settings, name))
        (folder / "sealed").replace(target)
    return manifest


def restore(
    archive: Path, identity: str, settings: Settings, *, passphrase: str | None = None, key_file: Path | None = None
) -> Json:
    """Prove a backup and put its stores where the settings say, if nothing is there.

    :param identity: the age identity of a recipient; it also opens the stores that have it as recovery recipient.
    :param passphrase: opens the stores if the identity is not among their key slots; so does the key file.
    :returns: the manifest.
    :raises Refused: if anything is in the way.
    :raises Damaged: if the archive was changed or cut off; nothing is left of it then.
    :raises WrongKey: if the identity does not open it.
    """
    opener = _identity(identity)

    def master(slots: Path, _name: str) -> bytes:
        return keyslots.unlock(slots, identity=identity, passphrase=passphrase, key_file=key_file)

    home = Path(settings.home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _private_folder(home) as folder:
        manifest = _prove(archive, folder, opener, master)
        with _undone_on_error() as undo:
            for name, entry in manifest["stores"].items():
                _put_back(folder, name, entry, settings, opener, undo)
    return manifest


def read_manifest(archive: Path, identity: str) -> Json:
    """Tell what a backup holds without putting it anywhere.

    :raises Damaged: if the archive was changed or cut off.
    :raises WrongKey: if the identity does not open it.
    """
    with _private_folder(Path(tempfile.gettempdir())) as folder:
        return _unpack(archive, folder, _identity(identity))


def _refuse_moved(settings: Settings) -> None:
    """A copy of a place that a store has left looks like a backup and is none."""
    for name in settings.countries:
        with closing(open_store(settings, name)) as store, store.reading() as session:
            marks.require_open(session.connection(), name)


def _collect(settings: Settings, folder: Path, sealers: list[Any]) -> Json:
    folder.mkdir(mode=0o700)
    entries = {name: _copy(settings, name, folder, sealers) for name in settings.store_names}
    manifest: Json = {
        "format": FORMAT,
        "software": __version__,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "stores": entries,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    return manifest


def _copy(settings: Settings, name: str, folder: Path, sealers: list[Any]) -> Json:
    slots = folder / f"{name}.slots.json"
    slots.write_bytes(settings.slots_path(name).read_bytes())
    if is_postgresql(settings.location(name)):
        file, kind = folder / f"{name}.dump.age", "postgresql"
        with closing(open_store(settings, name)) as store:
            found = copies.dump_postgresql(store.engine, name, file, sealers)
    else:
        file, kind = folder / f"{name}.db", "sqlcipher"
        found = copies.copy_sqlcipher(settings.file_path(name), file, _database_key(unlock(settings, name), name))
    prints = {path.name: copies.sha256(path) for path in (file, slots)}
    return {"kind": kind, "file": file.name, "slots": slots.name, "sha256": prints, **found.as_json()}


def _seal(folder: Path, sealed: Path, sealers: list[Any]) -> None:
    plain = folder.parent / "plain.tar"
    with tarfile.open(plain, "w") as tar:
        for path in sorted(folder.iterdir()):
            tar.add(path, path.name)
    pyrage.encrypt_file(str(plain), str(sealed), sealers)
    plain.unlink()
    with sealed.open("rb") as file:
        os.fsync(file.fileno())


def _prove(archive: Path, folder: Path, identity: Any, master: Master) -> Json:
    """Unpack an archive and hold every store against the manifest."""
    folder.mkdir(mode=0o700, exist_ok=True)
    manifest = _unpack(archive, folder, identity)
    for name, entry in manifest["stores"].items():
        found = _survey(folder, name, entry, identity, master)
        if any(entry[part] != value for part, value in found.items()):
            raise Damaged
    return manifest


def _survey(folder: Path, name: str, entry: Json, identity: Any, master: Master) -> Json:
    key = _database_key(master(folder / entry["slots"], name), name)
    if entry["kind"] == "postgresql":
        return {"tables": copies.check_postgresql(folder / entry["file"], identity)}
    return copies.check_sqlcipher(folder / entry["file"], key).as_json()


def _unpack(archive: Path, folder: Path, identity: Any) -> Json:
    """Decrypt into a private folder: on a tampered archive the library leaves what it has opened so far behind."""
    plain = folder / "plain.tar"
    try:
        pyrage.decrypt_file(str(archive), str(plain), [identity])
        with tarfile.open(plain) as tar:
            tar.extractall(folder, filter="data")
        manifest: Json = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except pyrage.DecryptError as error:
        raise WrongKey if "matching" in str(error) else Damaged from None
    except (OSError, tarfile.TarError, ValueError):
        raise Damaged from None
    plain.unlink()
    prints = {name: print_ for entry in manifest["stores"].values() for name, print_ in entry["sha256"].items()}
    if any(not (folder / name).is_file() or copies.sha256(folder / name) != found for name, found in prints.items()):
        raise Damaged
    return manifest


def _put_back(
    folder: Path, name: str, entry: Json, settings: Settings, identity: Any, undo: list[Callable[[], None]]
) -> None:
    location, slots = settings.owner_location(name), settings.slots_path(name)
    if is_postgresql(location) != (entry["kind"] == "postgresql"):
        raise Refused(message=OTHER_PLACE)
    if slots.exists() or (entry["kind"] == "sqlcipher" and settings.file_path(name).exists()):
        raise Refused(message=IN_THE_WAY)
    if entry["kind"] == "postgresql":
        if copies.has_schema(location, name):
            raise Refused(message=IN_THE_WAY)
        undo.append(lambda: copies.drop_schema(location, name))
        copies.restore_postgresql(folder / entry["file"], identity, location, name)
    else:
        _move(folder / entry["file"], settings.file_path(name), undo)
    _move(folder / entry["slots"], slots, undo)


def _move(source: Path, target: Path, undo: list[Callable[[], None]]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    undo.append(lambda: target.unlink(missing_ok=True))
    partial = target.with_name(f"{target.name}.part")
    undo.append(lambda: partial.unlink(missing_ok=True))
    # Across two disks a move is a copy, so the name that counts appears only when all of it is there.
    shutil.copyfile(source, partial)
    partial.chmod(0o600)
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    partial.replace(target)


def _database_key(master: bytes, name: str) -> bytes:
    return keyslots.derive(master, name, Purpose.DATABASE)


def _identity(text: str) -> Any:
    try:
        return pyrage.x25519.Identity.from_str(text.strip())
    except pyrage.IdentityError:
        raise WrongKey from None


@contextmanager
def _private_folder(parent: Path) -> Iterator[Path]:
    """Make a folder that only we may enter and that is gone afterwards, whatever happens."""
    with tempfile.TemporaryDirectory(dir=parent, prefix=".abrigo-") as folder:
        yield Path(folder)


@contextmanager
def _undone_on_error() -> Iterator[list[Callable[[], None]]]:
    undo: list[Callable[[], None]] = []
    try:
        yield undo
    except BaseException:
        for step in reversed(undo):
            step()
        raise
