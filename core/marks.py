"""The mark of a country's store that is on its way or has moved away: nobody serves from it.

In a file it is SQLite's user version, in PostgreSQL the comment of the schema; the tables themselves are left alone. A
server that has the store open already meets it at its next transaction.
"""

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, event, make_url, text

from core import roles
from core.errors import N_, StoreMoved
from core.settings import is_postgresql

OPEN = 0
ARRIVING = 1
UNFINISHED = N_("This store is on its way here and not whole yet. Move it again with the same command.")
_AWAY = 1 << 30
_COMMENT = "abrigo mark "
_ASK = "SELECT obj_description(to_regnamespace(%s), 'pg_namespace')"


def moved_to(location: str) -> int:
    """Give the mark of a store that has moved to a place; only its fingerprint is kept, and no password."""
    if is_postgresql(location):
        url = make_url(location)
        place = f"{url.host}:{url.port or 5432}/{url.database}"
    else:
        place = str(Path(location).resolve())
    return _AWAY | int.from_bytes(hashlib.sha256(place.encode()).digest()[:3])


def read(connection: Connection, store: str) -> int:
    """Read a store's mark."""
    return _read(connection.connection.driver_connection, store, connection.dialect.name)


def write(connection: Connection, store: str, mark: int) -> None:
    """Mark a store, opened as the owner of its tables; it counts from the commit on."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version={mark}")
        return
    connection.execute(text(f"COMMENT ON SCHEMA \"{store}\" IS '{_COMMENT}{mark}'"))
    if mark > ARRIVING:
        # A connection that a server holds already asks for no mark any more.
        connection.exec_driver_sql(f'REVOKE ALL ON ALL TABLES IN SCHEMA "{store}" FROM "{roles.role_of(store)}"')


def require_open(connection: Connection, store: str) -> None:
    """Refuse a store that is served from elsewhere, or not yet.

    :raises StoreMoved: if it bears a mark.
    """
    _refuse(read(connection, store))


def guard(engine: Engine, store: str) -> None:
    """Let nobody serve from a store that bears a mark."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", lambda connection: require_open(connection, store))
        return
    event.listen(engine, "connect", lambda raw, _record: _on_connect(raw, store))
    event.listen(engine, "handle_error", lambda context: _on_error(context, store))


def _read(raw: Any, store: str, dialect: str) -> int:
    if dialect == "sqlite":
        return int(raw.execute("PRAGMA user_version").fetchone()[0])
    comment = raw.execute(_ASK, (f'"{store}"',)).fetchone()[0] or ""
    return int(comment.removeprefix(_COMMENT)) if comment.startswith(_COMMENT) else OPEN


def _refuse(mark: int) -> None:
    if mark == ARRIVING:
        raise StoreMoved(UNFINISHED)
    if mark != OPEN:
        raise StoreMoved


def _on_connect(raw: Any, store: str) -> None:
    try:
        _refuse(_read(raw, store, "postgresql"))
    except BaseException:
        raw.close()
        raise


def _on_error(context: ExceptionContext, store: str) -> None:
    """Tell a right that was taken away because the store has moved from one that was never given."""
    denied = getattr(context.original_exception, "sqlstate", None) == "42501"
    # Without a connection the right to come in is missing: asking would fail in the same way, again and again.
    if denied and context.connection is not None and context.engine is not None:
        with context.engine.connect() as fresh:
            require_open(fresh, store)
