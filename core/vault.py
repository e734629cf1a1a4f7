"""Field encryption: AES-256-GCM, bound to store, table, column, row and key version.

A sealed value is one byte of format, two bytes of key version, a nonce of twelve bytes, ciphertext and tag. Since the
place is authenticated, a ciphertext that is copied to another row, column, table or store does not open.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from sqlalchemy import Connection, Table, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import clock
from core.db import CountryBase, NetworkBase, Sealed, UtcDateTime
from core.errors import N_, Damaged, MissingKey, WrongKey

FORMAT = 1
NOT_SET_UP = N_("This store has not been set up yet.")
_HEADER = 15
_NONCE = 12
_OVERHEAD = _HEADER + 16


class VaultKeyColumns:
    """One version of a store's data key, wrapped under the key that is derived from the store's master."""

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    wrapped: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class NetworkVaultKey(VaultKeyColumns, NetworkBase):
    """Data keys of the network store."""

    __tablename__ = "vault_key"


class CountryVaultKey(VaultKeyColumns, CountryBase):
    """Data keys of a country's store."""

    __tablename__ = "vault_key"


# The same columns in both kinds of store: statements on this one serve either.
KEY_TABLE = CountryBase.metadata.tables["vault_key"]


class KeyRing:
    """A store's data keys by version; the newest one seals, all of them open."""

    def __init__(self, kek: bytes, wrapped: Mapping[int, bytes]) -> None:
        """Unwrap the keys.

        :raises WrongKey: if the wrapping key does not fit.
        """
        self._kek = kek
        self._ciphers: dict[int, AESGCM] = {}
        self.current = 0
        for version, blob in wrapped.items():
            self.add(version, blob)

    def add(self, version: int, wrapped: bytes) -> None:
        """Take in one wrapped key.

        :raises WrongKey: if the wrapping key does not fit.
        """
        try:
            self._ciphers[version] = AESGCM(aes_key_unwrap(self._kek, wrapped))
        except InvalidUnwrap as error:
            raise WrongKey from error
        self.current = max(self.current, version)

    def cipher(self, version: int) -> AESGCM | None:
        """Give the cipher of one version, or None if this ring has not got it."""
        return self._ciphers.get(version)

    def new_key(self) -> bytes:
        """Make a random data key and return it wrapped."""
        return aes_key_wrap(self._kek, AESGCM.generate_key(256))


class Vault:
    """Seals and opens values of one store.

    :param reload: reads the ring anew when a value names a version that another process has added.
    """

    def __init__(self, store: str, ring: KeyRing, reload: Callable[[], KeyRing] | None = None) -> None:
        self.store = store
        self._ring = ring
        self._reload = reload

    @property
    def version(self) -> int:
        """The version that seals new values.

        :raises MissingKey: if the store has not been set up.
        """
        if not self._ring.current and self._reload is not None:
            self._ring = self._reload()
        if not self._ring.current:
            raise MissingKey(NOT_SET_UP)
        return self._ring.current

    def seal(self, table: str, column: str, row_id: int, text: str) -> bytes:
        """Encrypt a text for one place; the row needs its id first."""
        return self.seal_bytes(table, column, row_id, text.encode())

    def open(self, table: str, column: str, row_id: int, blob: bytes) -> str:
        """Decrypt a text that was sealed for this very place.

        :raises Damaged: if it was changed, or sealed for another place.
        """
        return self.open_bytes(table, column, row_id, blob).decode()

    def seal_bytes(self, table: str, column: str, row_id: int, data: bytes) -> bytes:
        """Encrypt bytes for one place."""
        version = self.version
        nonce = os.urandom(_NONCE)
        aad = self._prefix(table, column, version) + b"%d" % row_id
        return b"%c%b%b%b" % (FORMAT, version.to_bytes(2), nonce, self._cipher(version).encrypt(nonce, data, aad))

    def open_bytes(self, table: str, column: str, row_id: int, blob: bytes) -> bytes:
        """Decrypt bytes that were sealed for this very place.

        :raises Damaged: if they were changed, or sealed for another place.
        """
        version = sealed_version(blob)
        aad = self._prefix(table, column, version) + b"%d" % row_id
        try:
            return self._cipher(version).decrypt(blob[3:_HEADER], blob[_HEADER:], aad)
        except InvalidTag as error:
            raise Damaged from error

    def sealer(self, table: str, column: str) -> Callable[[int, str], bytes]:
        """Give a function that seals one column of many rows, without the work that is the same for each of them."""
        version = self.version
        head, prefix = b"%c%b" % (FORMAT, version.to_bytes(2)), self._prefix(table, column, version)
        encrypt, random = self._cipher(version).encrypt, os.urandom

        def seal(row_id: int, text: str) -> bytes:
            nonce = random(_NONCE)
            return head + nonce + encrypt(nonce, text.encode(), prefix + b"%d" % row_id)

        return seal

    def open_many(self, table: str, column: str, rows: Iterable[tuple[int, bytes]]) -> list[str]:
        """Decrypt one column of many rows, given as pairs of row id and sealed value, without work per value.

        :raises Damaged: if any of them was changed, or sealed for another place.
        """
        texts: list[str] = []
        head, decrypt, prefix = b"", None, b""
        try:
            for row_id, blob in rows:
                if decrypt is None or blob[:3] != head:
                    version = sealed_version(blob)
                    head, decrypt = blob[:3], self._cipher(version).decrypt
                    prefix = self._prefix(table, column, version)
                texts.append(decrypt(blob[3:_HEADER], blob[_HEADER:], prefix + b"%d" % row_id).decode())
        except (InvalidTag, ValueError) as error:
            raise Damaged from error
        return texts

    def rotate(self, session: Session) -> int:
        """Add a new data key, which seals from the commit on; old values stay readable until they are re-sealed.

        :returns: the new version.
        """
        connection = session.connection()
        version = 1 + int(connection.scalar(select(func.max(KEY_TABLE.c.version))) or 0)
        wrapped = self._ring.new_key()
        _insert_key(connection, version, wrapped)
        session.info["after_commit"].append(lambda: self._ring.add(version, wrapped))
        return version

    def reseal(self, session: Session, table: Table) -> int:
        """Seal the values of a table anew that still bear an older key.

        The statements go past the session's events on purpose: what a record says does not change, so there is
        nothing to audit row by row. Call it in transactions of their own.

        :returns: how many values were sealed anew.
        """
        return sum(self._reseal_column(session.connection(), table, name) for name in sealed_columns(table))

    def _reseal_column(self, connection: Connection, table: Table, name: str) -> int:
        (key,), column, changed = table.primary_key, table.c[name], 0
        # One by one: a column of files does not fit into memory.
        for row_id in connection.scalars(select(key).where(column.is_not(None))).all():
            blob = connection.scalar(select(column).where(key == row_id))
            if blob is not None and sealed_version(blob) != self.version:
                data = self.open_bytes(table.name, name, row_id, blob)
                fresh = self.seal_bytes(table.name, name, row_id, data)
                connection.execute(update(table).where(key == row_id).values({name: fresh}))
                changed += 1
        return changed

    def _prefix(self, table: str, column: str, version: int) -> bytes:
        return f"{self.store}\x1f{table}\x1f{column}\x1f{version}\x1f".encode()

    def _cipher(self, version: int) -> AESGCM:
        cipher = self._ring.cipher(version)
        if cipher is None and self._reload is not None:
            self._ring = self._reload()
            cipher = self._ring.cipher(version)
        if cipher is None:
            raise Damaged
        return cipher


def sealed_columns(table: Table) -> list[str]:
    """Name the columns of a table whose values the vault seals."""
    return [column.name for column in table.columns if isinstance(column.type, Sealed)]


def sealed_version(blob: bytes) -> int:
    """Tell which key version sealed a value.

    :raises Damaged: if the value is not of our format.
    """
    if len(blob) < _OVERHEAD or blob[0] != FORMAT:
        raise Damaged
    return int.from_bytes(blob[1:3])


def read_ring(connection: Connection, kek: bytes) -> KeyRing:
    """Read a store's data keys.

    :raises WrongKey: if the wrapping key does not fit.
    """
    rows = connection.execute(select(KEY_TABLE.c.version, KEY_TABLE.c.wrapped)).all()
    return KeyRing(kek, {row.version: row.wrapped for row in rows})


def ensure_key(connection: Connection, kek: bytes) -> None:
    """Give a new store its first data key."""
    ring = read_ring(connection, kek)
    if not ring.current:
        _insert_key(connection, 1, ring.new_key())


def _insert_key(connection: Connection, version: int, wrapped: bytes) -> None:
    connection.execute(insert(KEY_TABLE).values(version=version, wrapped=wrapped, created_at=clock.now()))
