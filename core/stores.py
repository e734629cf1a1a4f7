"""The stores of this installation: one for the network and one for each country, each with its own keys.

No transaction spans two of them. ``reading`` never writes; ``transaction`` commits as a whole or not at all.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_bytes
from threading import Lock
from typing import Any

from sqlalchemy import Engine, MetaData, event, inspect
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from core import engines, keyslots, marks, scope
from core.db import CountryBase, NetworkBase
from core.errors import Conflict, NotFound, StoreBusy
from core.keyslots import Purpose
from core.roles import HQ_ROLE, role_of
from core.settings import NETWORK, Settings, is_postgresql
from core.vault import KeyRing, Vault, read_ring

log = logging.getLogger(__name__)

Hook = Callable[[Session], object]


class StoreSession(Session):
    """A session of one store; ``info`` holds ``store``, ``vault``, ``before_commit`` and ``after_commit``."""

    def get_bind(self, mapper: Any = None, **options: Any) -> Any:
        """Find the engine, and refuse tables of the other kind of store before they are looked for."""
        if mapper is not None and inspect(mapper).local_table.metadata is self.info["foreign"]:
            raise TypeError(f"{mapper!r} has no place in the {self.info['store'].name} store.")
        return super().get_bind(mapper, **options)


class ReadingSession(StoreSession):
    """A session that refuses to write, since on PostgreSQL each of its statements stands alone."""


class Store:
    """One store, opened: its engine, its vault and the keys derived from its master."""

    def __init__(self, name: str, engine: Engine, master: bytes) -> None:
        self.name = name
        self.engine = engine
        self.is_network = name == NETWORK
        #: Folder of the installation, where what outlives the store is kept; None for a store that stands alone.
        self.home: Path | None = None
        #: Amounts of the clocks that the country makes stricter, by code.
        self.tighter_clocks: Mapping[str, int] = {}
        self.audit_key = keyslots.derive(master, name, Purpose.AUDIT)
        self.signing_key = keyslots.derive(master, name, Purpose.SIGNING)
        self.web_key = keyslots.derive(master, name, Purpose.WEB)
        self.kek = keyslots.derive(master, name, Purpose.VAULT)
        self.vault = Vault(name, KeyRing(self.kek, {}), self._read_ring)
        self._sessions = sessionmaker(engine, class_=StoreSession, expire_on_commit=False)
        self._readers = sessionmaker(
            engines.reading(engine), class_=ReadingSession, expire_on_commit=False, autoflush=False
        )

    @property
    def metadata(self) -> MetaData:
        """The tables that core keeps in this kind of store."""
        return (NetworkBase if self.is_network else CountryBase).metadata

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that only reads."""
        with self._readers(info=self._info(writing=False)) as session, _in_our_words():
            yield session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a session whose work is committed at the end as a whole, or not at all if anything fails.

        :raises Conflict: if a record was changed by somebody else in the meantime.
        :raises StoreBusy: if another writer held the store for too long.
        """
        with self._sessions(info=self._info(writing=True)) as session:
            with _in_our_words():
                yield session
                _commit(session)
            _run_after_commit(session)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _info(self, *, writing: bool) -> dict[str, Any]:
        foreign = (CountryBase if self.is_network else NetworkBase).metadata
        return {
            "store": self,
            "vault": self.vault,
            "foreign": foreign,
            "writing": writing,
            "before_commit": [],
            "after_commit": [],
        }

    def _read_ring(self) -> KeyRing:
        with engines.reading(self.engine).connect() as connection:
            return read_ring(connection, self.kek)


class Stores:
    """All stores of an installation, each opened when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._open: dict[tuple[str, str], Store] = {}
        self._tighter: Mapping[str, Mapping[str, int]] = {}
        self._lock = Lock()

    @property
    def network(self) -> Store:
        """The network store."""
        return self._get(NETWORK, role_of(NETWORK))

    @property
    def hq(self) -> Store:
        """The network store as regional HQ may see it: on PostgreSQL its role has rights on submissions only."""
        return self._get(NETWORK, HQ_ROLE)

    def country(self, code: str) -> Store:
        """The store of one country.

        :raises NotFound: if the country is not enabled here.
        """
        if code not in self.settings.countries:
            raise NotFound
        return self._get(code, role_of(code))

    def all(self) -> list[Store]:
        """Every store, the network's first."""
        return [self.network, *(self.country(code) for code in self.settings.countries)]

    def tighten(self, clocks: Mapping[str, Mapping[str, int]]) -> None:
        """Let the clocks count that countries make stricter, given by country and code."""
        with self._lock:
            self._tighter = clocks
            for (name, _role), store in self._open.items():
                store.tighter_clocks = clocks.get(name, {})

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            for store in self._open.values():
                store.close()
            self._open.clear()

    def _get(self, name: str, role: str) -> Store:
        where = (name, role if is_postgresql(self.settings.location(name)) else "")
        with self._lock:
            if where not in self._open:
                self._open[where] = open_store(self.settings, name, role)
                self._open[where].tighter_clocks = self._tighter.get(name, {})
                self._open[where].home = self.settings.home
            return self._open[where]


def open_store(settings: Settings, name: str, role: str | None = None) -> Store:
    """Open one store with the key the settings name.

    :param role: on PostgreSQL the role to take on; None opens it as the owner of its tables.
    :raises MissingKey: if there is no key or no slot file.
    :raises WrongKey: if the key opens no slot.
    """
    return open_with(unlock(settings, name), settings, name, role)


def open_with(master: bytes, settings: Settings, name: str, role: str | None = None) -> Store:
    """Open one store whose master key is at hand."""
    location = settings.location(name) if role else settings.owner_location(name)
    if is_postgresql(location):
        engine = engines.open_postgresql(location, name, role)
    else:
        engine = engines.open_sqlcipher(settings.file_path(name), keyslots.derive(master, name, Purpose.DATABASE))
    if role and name != NETWORK:
        marks.guard(engine, name)
    return Store(name, engine, master)


@contextmanager
def scratch_store(name: str) -> Iterator[Store]:
    """Open an empty encrypted store that is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        master = token_bytes(32)
        key = keyslots.derive(master, name, Purpose.DATABASE)
        store = Store(name, engines.open_sqlcipher(Path(folder) / "scratch.db", key), master)
        try:
            yield store
        finally:
            store.close()


def unlock(settings: Settings, name: str) -> bytes:
    """Open a store's master key with what the settings name.

    :raises MissingKey: if there is no key or no slot file.
    :raises WrongKey: if the key opens no slot.
    """
    return keyslots.unlock(settings.slots_path(name), passphrase=settings.passphrase, key_file=settings.key_path(name))


def create_keys(settings: Settings, name: str, *recipients: str) -> None:
    """Give a store that does not exist yet its master key, with slots for what the settings name and for recovery.

    :raises FileExistsError: if it has one already.
    """
    slots: list[keyslots.NewSlot] = [keyslots.Recipient(recipient) for recipient in recipients]
    if settings.passphrase is not None:
        slots.append(keyslots.Passphrase(settings.passphrase))
    if (key_file := settings.key_path(name)) is not None:
        if not key_file.exists():
            keyslots.new_key_file(key_file)
        slots.append(keyslots.KeyFile(key_file))
    keyslots.create(settings.slots_path(name), name, *slots)


def _commit(session: Session) -> None:
    session.flush()
    for hook in session.info["before_commit"]:
        hook(session)
    session.commit()


def _run_after_commit(session: Session) -> None:
    """Run what waits for the commit; the record is safe by now, so a failure here must not look like its failure."""
    for hook in session.info["after_commit"]:
        try:
            hook()
        except Exception as error:  # noqa: BLE001
            # The error's text may hold a name; its kind may not.
            log.error("after_commit_failed %s %s", getattr(hook, "__qualname__", "hook"), type(error).__name__)


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except StaleDataError as error:
        raise Conflict from error
    except PoolTimeout as error:
        raise StoreBusy from error


def _refuse_flush(_session: Session, _context: UOWTransaction, _instances: object) -> None:
    raise TypeError("A reading session does not write; open a transaction.")


def _refuse_writes(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise TypeError("A reading session does not write; open a transaction.")


scope.listen(StoreSession)
event.listen(ReadingSession, "before_flush", _refuse_flush)
event.listen(ReadingSession, "do_orm_execute", _refuse_writes)
