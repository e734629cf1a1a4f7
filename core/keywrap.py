"""How one key slot wraps a store's master key: by passphrase, by key file or for a recovery recipient."""

import base64
import os
import secrets
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyrage  # type: ignore[import-untyped]
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core import clock
from core.errors import N_, Invalid, MissingKey, WrongKey

KEY_BYTES = 32
FORMAT = 1
SHORTEST_PASSPHRASE = 15
_MARK = "abrigo-key-1"
_NONCE = 12
_MOST_MEMORY_KIB = 4 * 1024 * 1024

TOO_SHORT = N_("A passphrase needs at least 15 characters.")
NO_KEY_FILE = N_("The key file is not there.")
NO_RECIPIENT = N_("This is not a public key of age; it begins with age1.")

Json = dict[str, Any]


class Purpose(StrEnum):
    """What a key derived from the master is for; no two uses share one."""

    DATABASE = "sqlcipher"
    VAULT = "vault"
    AUDIT = "audit"
    SIGNING = "signing"
    WEB = "web"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Cost:
    """The work of one guess at a passphrase: about half a second and 256 MiB on a small machine."""

    time: int = 4
    memory_kib: int = 256 * 1024
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A slot for a person who knows a passphrase."""

    text: str = field(repr=False)
    label: str = ""
    cost: Cost = field(default_factory=Cost)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A slot for a file that lies on another device or in another folder than the store."""

    path: Path
    label: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A slot for somebody who keeps an age identity off line, for the day all else is lost."""

    public_key: str
    label: str = ""


NewSlot = Passphrase | KeyFile | Recipient


@dataclass(frozen=True, slots=True)
class Secrets:
    """What somebody has brought to open a store."""

    passphrase: str | None = field(default=None, repr=False)
    key_file: Path | None = None
    identity: str | None = field(default=None, repr=False)

    @property
    def kinds(self) -> list[str]:
        """The kinds of slot these may open, the quick ones first."""
        brought = {"key_file": self.key_file, "recovery": self.identity, "passphrase": self.passphrase}
        return [kind for kind, secret in brought.items() if secret is not None]


def wrap(store: str, master: bytes, slot: NewSlot) -> Json:
    """Wrap the master key for one person or thing.

    :raises Invalid: if the passphrase is too short or the recipient is none.
    """
    made: Json = {"id": secrets.token_hex(4), "label": slot.label}
    made |= {"created": clock.now().isoformat(timespec="seconds"), "salt": _text(os.urandom(16))}
    match slot:
        case Passphrase():
            if len(slot.text) < SHORTEST_PASSPHRASE:
                raise Invalid({"passphrase": [TOO_SHORT]})
            made |= {"kind": "passphrase", "cost": asdict(slot.cost)}
            return _seal(store, made, master, _stretch(slot.text, made))
        case KeyFile():
            made |= {"kind": "key_file"}
            return _seal(store, made, master, _from_key_file(slot.path, made))
        case Recipient():
            sealed = _text(pyrage.encrypt(master, [recipient(slot.public_key)]))
            return made | {"kind": "recovery", "recipient": slot.public_key, "sealed": sealed}


def unwrap(store: str, slot: Json, brought: Secrets) -> bytes | None:
    """Open one slot, or return None if what was brought does not open it.

    :raises MissingKey: if the key file is not there.
    """
    try:
        if slot["kind"] == "passphrase" and brought.passphrase is not None:
            return _open(store, slot, _stretch(brought.passphrase, slot))
        if slot["kind"] == "key_file" and brought.key_file is not None:
            return _open(store, slot, _from_key_file(brought.key_file, slot))
        if slot["kind"] == "recovery" and brought.identity is not None:
            return bytes(pyrage.decrypt(_bytes(slot["sealed"]), [pyrage.x25519.Identity.from_str(brought.identity)]))
    except (InvalidTag, pyrage.DecryptError, pyrage.IdentityError):
        return None
    return None


def recipient(public_key: str) -> Any:
    """Read the public key of a recovery recipient.

    :raises Invalid: if it is none.
    """
    try:
        return pyrage.x25519.Recipient.from_str(public_key)
    except pyrage.RecipientError:
        raise Invalid({"recipient": [NO_RECIPIENT]}) from None


def derive(master: bytes, store: str, purpose: Purpose) -> bytes:
    """Derive the key for one purpose; keys of two purposes or two stores say nothing about each other."""
    return _hkdf(master, None, f"{store}/{purpose}")


def new_key_file(path: Path) -> Path:
    """Write a new random key file that only its owner may read.

    :raises FileExistsError: rather than overwrite a key.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{_MARK} {_text(secrets.token_bytes(KEY_BYTES))}\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def read_key_file(path: Path) -> bytes:
    """Read the secret of a key file.

    :raises MissingKey: if it is not there.
    :raises WrongKey: if it is something else.
    """
    try:
        mark, _, secret = path.read_text(encoding="ascii").strip().partition(" ")
        key = _bytes(secret)
    except FileNotFoundError:
        raise MissingKey(NO_KEY_FILE) from None
    except ValueError:
        raise WrongKey from None
    if mark != _MARK or len(key) != KEY_BYTES:
        raise WrongKey
    return key


def _seal(store: str, slot: Json, master: bytes, key: bytes) -> Json:
    nonce = os.urandom(_NONCE)
    return slot | {"sealed": _text(nonce + AESGCM(key).encrypt(nonce, master, _place(store, slot)))}


def _open(store: str, slot: Json, key: bytes) -> bytes:
    sealed = _bytes(slot["sealed"])
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _place(store, slot))


def _place(store: str, slot: Json) -> bytes:
    return f"{FORMAT}/{store}/{slot['id']}/{slot['kind']}".encode()


def _stretch(passphrase: str, slot: Json) -> bytes:
    cost = Cost(**slot["cost"])
    # A slot file that somebody has tampered with must not be able to exhaust the machine.
    if cost.memory_kib > _MOST_MEMORY_KIB:
        raise WrongKey
    return hash_secret_raw(
        passphrase.encode(), _bytes(slot["salt"]), cost.time, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID
    )


def _from_key_file(path: Path, slot: Json) -> bytes:
    return _hkdf(read_key_file(path), slot["salt"], "key file")


def _hkdf(secret: bytes, salt: str | None, info: str) -> bytes:
    salted = None if salt is None else _bytes(salt)
    return HKDF(SHA256(), KEY_BYTES, salted, f"abrigo/{FORMAT}/{info}".encode()).derive(secret)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
