"""The platform's settings, read from ``ABRIGO_*`` variables: every fault is told at once, no secret has a default."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validate, validates_schema

from core.errors import Invalid

PREFIX = "ABRIGO_"
NETWORK = "network"
_STORE = re.compile(r"STORE_(?!OWNER)([A-Z]{2}|NETWORK)")
_OWNER = re.compile(r"STORE_OWNER_([A-Z]{2}|NETWORK)")
_CODE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the machine's administrator decides; what a branch decides lies in its country's store.

    :param stores: locations of single stores, by store name; the others lie under ``store``.
    :param owners: PostgreSQL URLs of the role that owns the tables, by store name; only migrations use them.
    :param office: address of another node's regional office, ``https://…/hq``, to which the branches of this node send;
        ``office_ca`` a file with the certificates that vouch for it, if not those of the machine.
    :param key_file: a file that opens every store, or a folder with one ``<store>.key`` for each.
    """

    home: Path
    store: str = field(repr=False)
    stores: Mapping[str, str] = field(default_factory=dict, repr=False)
    store_owner: str | None = field(default=None, repr=False)
    owners: Mapping[str, str] = field(default_factory=dict, repr=False)
    countries: tuple[str, ...] = ()
    key_file: Path | None = None
    passphrase: str | None = field(default=None, repr=False)
    workers: int = 2
    host: str = "127.0.0.1"
    port: int = 8000
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_client_ca: Path | None = None
    office: str | None = None
    office_ca: Path | None = None
    lock_minutes: int = 15
    log_level: str = "INFO"
    trace_hooks: bool = False

    @property
    def store_names(self) -> tuple[str, ...]:
        """Every store of this installation, the network's first."""
        return (NETWORK, *self.countries)

    def location(self, store: str) -> str:
        """Tell where a store lies: a folder or a PostgreSQL URL."""
        return self.stores.get(store, self.store)

    def owner_location(self, store: str) -> str:
        """Tell where a store lies for the one who may alter its tables."""
        inherited = None if store in self.stores else self.store_owner
        return self.owners.get(store) or inherited or self.location(store)

    def file_path(self, store: str) -> Path:
        """Name the SQLCipher file of a store."""
        return Path(self.location(store)) / f"{store}.db"

    def slots_path(self, store: str) -> Path:
        """Name the file that holds a store's wrapped master key."""
        location = self.location(store)
        folder = self.home / "keys" if is_postgresql(location) else Path(location)
        return folder / f"{store}.slots.json"

    def key_path(self, store: str) -> Path | None:
        """Name the key file of a store, if the installation uses one."""
        if self.key_file is not None and self.key_file.is_dir():
            return self.key_file / f"{store}.key"
        return self.key_file


def is_postgresql(location: str) -> bool:
    """Tell a database URL from a folder."""
    return location.startswith(("postgresql:", "postgresql+psycopg:", "postgres:"))


def _countries(text: str) -> tuple[str, ...]:
    codes = tuple(code.strip().lower() for code in text.split(",") if code.strip())
    wrong = [code for code in codes if not _CODE.fullmatch(code)]
    if wrong or len(set(codes)) < len(codes):
        raise ValidationError("Write each country once, as two letters, with commas between them.")
    return codes


class _Countries(fields.Field[tuple[str, ...]]):
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:  # noqa: ARG002
        return _countries(str(value))


class _File(fields.Field[Path]):
    """A file that must be there when the platform starts."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:  # noqa: ARG002
        path = Path(str(value)).expanduser()
        if not path.is_file():
            raise ValidationError("There is no such file.")
        return path


class _Location(fields.String):
    """A folder, or a PostgreSQL URL; nothing else keeps case files."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = str(super()._deserialize(value, attr, data, **kwargs))
        if "://" in text and not is_postgresql(text):
            raise ValidationError("Name a folder or a postgresql:// URL.")
        return text


class SettingsSchema(Schema):
    """The variables, their limits and what counts if they are not set; the prefix is left off."""

    HOME = fields.String(load_default="var")
    STORE = _Location()
    STORES = fields.Dict(keys=fields.String(), values=_Location(), load_default=dict)
    STORE_OWNER = _Location()
    OWNERS = fields.Dict(keys=fields.String(), values=_Location(), load_default=dict)
    COUNTRIES = _Countries(load_default=())
    KEY_FILE = fields.String()
    PASSPHRASE = fields.String(validate=validate.Length(min=15))
    PASSPHRASE_FILE = _File()
    WORKERS = fields.Integer(load_default=2, validate=validate.Range(1, 64))
    LISTEN = fields.String(
        load_default="127.0.0.1:8000", validate=validate.Regexp(r"(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$")
    )
    TLS_CERT = _File()
    TLS_KEY = _File()
    TLS_CLIENT_CA = _File()
    OFFICE = fields.String(
        validate=validate.Regexp(
            r"(https://|http://(localhost|127\.0\.0\.1|\[::1\])[:/])", error="Begin with https://."
        )
    )
    OFFICE_CA = _File()
    LOCK_MINUTES = fields.Integer(load_default=15, validate=validate.Range(1, 60))
    LOG_LEVEL = fields.String(load_default="INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))
    TRACE_HOOKS = fields.Boolean(load_default=False)

    @pre_load
    def gather_stores(self, data: Mapping[str, str], **kwargs: object) -> dict[str, object]:  # noqa: ARG002
        """Put the variables that name one store each under one key."""
        plain: dict[str, object] = {}
        stores: dict[str, str] = {}
        owners: dict[str, str] = {}
        for name, value in data.items():
            if match := _OWNER.fullmatch(name):
                owners[match[1].lower()] = value
            elif match := _STORE.fullmatch(name):
                stores[match[1].lower()] = value
            else:
                plain[name] = value
        return plain | {"STORES": stores, "OWNERS": owners}

    @validates_schema
    def check_pairs(self, data: Mapping[str, Any], **kwargs: object) -> None:  # noqa: ARG002
        """Refuse halves of what only works together and doubles of what can only be said once."""
        if ("TLS_CERT" in data) != ("TLS_KEY" in data):
            raise ValidationError("A certificate needs its key and the other way round.", "TLS_CERT")
        if "PASSPHRASE" in data and "PASSPHRASE_FILE" in data:
            raise ValidationError("Give the passphrase or the file it is in, not both.", "PASSPHRASE")

    @post_load
    def build(self, data: dict[str, Any], **kwargs: object) -> Settings:  # noqa: ARG002
        """Make the frozen settings."""
        home = Path(data.pop("HOME")).expanduser()
        host, _, port = data.pop("LISTEN").rpartition(":")
        if secret := data.pop("PASSPHRASE_FILE", None):
            data["PASSPHRASE"] = secret.read_text(encoding="utf-8").strip()
        if key_file := data.pop("KEY_FILE", None):
            data["KEY_FILE"] = Path(key_file).expanduser()
        store = data.pop("STORE", None) or str(home / "stores")
        rest = {name.lower(): value for name, value in data.items()}
        return Settings(home=home, store=store, host=host.strip("[]"), port=int(port), **rest)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    :raises Invalid: with every fault of every variable; an unknown variable is a fault, since it is mostly a slip.
    """
    variables = os.environ if environ is None else environ
    # ABRIGO_TEST_… speaks to the tests, not to the platform.
    ours = {
        name.removeprefix(PREFIX): value
        for name, value in variables.items()
        if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TEST_") and value != ""
    }
    try:
        settings: Settings = SettingsSchema().load(ours)
    except ValidationError as error:
        raise _all_faults(dict(error.messages_dict)) from None
    return settings


def _all_faults(messages: Mapping[str, Any]) -> Invalid:
    faults = {f"{PREFIX}{name}": _flat(found) for name, found in sorted(messages.items())}
    lines = [f"{name}: {' '.join(found)}" for name, found in faults.items()]
    return Invalid(faults, "The settings do not hold.\n" + "\n".join(lines))


def _flat(found: Any) -> list[str]:
    if isinstance(found, Mapping):
        return [f"{name}: {text}" for name, inner in found.items() for text in _flat(inner)]
    return [str(text) for text in found] if isinstance(found, list) else [str(found)]
