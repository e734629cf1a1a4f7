"""Key slots: a store's master key, wrapped once for every person or thing that may open it.

The slot file lies beside the store and holds no usable key: every slot needs a passphrase, a key file or the
identity of a recovery recipient, none of which lies there. Changing one slot never touches the store.
"""

import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from core.errors import N_, MissingKey, Refused, WrongKey
from core.keywrap import (
    FORMAT,
    KEY_BYTES,
    Cost,
    Json,
    KeyFile,
    NewSlot,
    Passphrase,
    Purpose,
    Recipient,
    Secrets,
    derive,
    new_key_file,
    read_key_file,
    unwrap,
    wrap,
)

__all__ = [
    "Cost", "KeyFile", "NewSlot", "Passphrase", "Purpose", "Recipient", "Slot", "add", "change_passphrase", "create",
    "derive", "list_slots", "new_key_file", "read_key_file", "remove", "unlock",
]  # fmt: skip

NO_SLOTS = N_("The key slots of this store are not where they should be. Look for the file that ends in .slots.json.")
NO_SECRET = N_("No passphrase, key file or recovery identity was given.")
NO_SUCH_SLOT = N_("This store has no key slot for what was given.")
LAST_SLOT = N_("The last key slot cannot be removed: nobody could open the store any more.")


@dataclass(frozen=True, slots=True)
class Slot:
    """What may be told about a slot."""

    id: str
    kind: str
    label: str
    created: str


def create(path: Path, store: str, *slots: NewSlot) -> bytes:
    """Make a new master key and the file that holds its slots.

    :returns: the master key, which is written nowhere in clear.
    :raises MissingKey: if no slot is given.
    :raises FileExistsError: if the store has its slots already; a second master would lock out its data.
    """
    if not slots:
        raise MissingKey(NO_SECRET)
    if path.exists():
        raise FileExistsError(path)
    master = secrets.token_bytes(KEY_BYTES)
    wrapped = [wrap(store, master, slot) for slot in slots]
    _write(path, {"format": FORMAT, "store": store, "check": _check(master, store), "slots": wrapped})
    return master


def unlock(
    path: Path, *, passphrase: str | None = None, key_file: Path | None = None, identity: str | None = None
) -> bytes:
    """Open the master key with whatever secret is given.

    :raises MissingKey: if the slot file or the key file is gone, no secret is given or no slot is for its kind.
    :raises WrongKey: if the secret opens none of the slots.
    """
    return _open(_read(path), Secrets(passphrase, key_file, identity))[0]


def add(path: Path, master: bytes, slot: NewSlot) -> str:
    """Wrap the master key for one more person or thing.

    :returns: the new slot's id.
    :raises WrongKey: if the master key is not this store's.
    """
    document = _read(path)
    if not _fits(document, master):
        raise WrongKey
    made = wrap(document["store"], master, slot)
    document["slots"].append(made)
    _write(path, document)
    return str(made["id"])


def remove(path: Path, slot_id: str) -> None:
    """Take a slot away.

    :raises Refused: if it is the last one.
    """
    document = _read(path)
    left = [slot for slot in document["slots"] if slot["id"] != slot_id]
    if not left:
        raise Refused(message=LAST_SLOT)
    _write(path, document | {"slots": left})


def change_passphrase(path: Path, old: str, new: Passphrase) -> None:
    """Replace the slot that a passphrase opens; the store itself stays as it is.

    :raises WrongKey: if the old passphrase opens no slot.
    """
    master, slot_id = _open(_read(path), Secrets(passphrase=old))
    add(path, master, new)
    remove(path, slot_id)


def list_slots(path: Path) -> tuple[Slot, ...]:
    """Tell which slots a store has."""
    return tuple(Slot(slot["id"], slot["kind"], slot["label"], slot["created"]) for slot in _read(path)["slots"])


def _open(document: Json, brought: Secrets) -> tuple[bytes, str]:
    if not brought.kinds:
        raise MissingKey(NO_SECRET)
    slots = [slot for kind in brought.kinds for slot in document["slots"] if slot["kind"] == kind]
    if not slots:
        raise MissingKey(NO_SUCH_SLOT)
    for slot in slots:
        master = unwrap(document["store"], slot, brought)
        # A recovery slot is not bound to its store by its cipher, so a foreign one could have been pasted in.
        if master is not None and _fits(document, master):
            return master, str(slot["id"])
    raise WrongKey


def _fits(document: Json, master: bytes) -> bool:
    return hmac.compare_digest(str(document["check"]), _check(master, document["store"]))


def _check(master: bytes, store: str) -> str:
    return derive(master, store, Purpose.CHECK)[:16].hex()


def _read(path: Path) -> Json:
    try:
        document: Json = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise MissingKey(NO_SLOTS) from None
    return document


def _write(path: Path, document: Json) -> None:
    """Replace the file in one step: a power cut leaves the old slots or the new ones, never none."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
