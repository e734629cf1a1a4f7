"""Opens a store's database, SQLCipher file or PostgreSQL schema, and tells the drivers' errors in our own words."""

import os
import re
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, QueuePool, create_engine, event, exc, make_url
from sqlcipher3 import dbapi2 as sqlcipher

from core import dialects
from core.errors import DomainError, StoreBusy, StoreFull, WrongKey

BUSY_SECONDS = 5
_POOL: dict[str, Any] = {"pool_size": 5, "max_overflow": 5, "pool_timeout": BUSY_SECONDS, "pool_use_lifo": True}
_BEGIN = "abrigo_begin"
# Each driver's own transactions are switched off. SQLite's begin too late; PostgreSQL's would be switched over for
# every reader and back, which costs a page more than its statements.
_BEGINS = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}
_READS = {"sqlite": "BEGIN", "postgresql": ""}
_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ"

# WAL with full synchronisation: an acknowledged record survives a power cut, and readers never wait for a writer.
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
    "cache_size=-16000",
    "trusted_schema=OFF",
)

# What SQLite says; it has no finer codes in the driver.
_SQLITE_SAYS: tuple[tuple[str, type[DomainError]], ...] = (
    ("is locked", StoreBusy),
    ("disk is full", StoreFull),
    ("file is not a database", WrongKey),
)
# PostgreSQL's SQLSTATE: lock_not_available, deadlock_detected, serialization_failure, too_many_connections, the
# class of lost connections and shutdowns; disk_full.
_SQLSTATES: tuple[tuple[str, type[DomainError]], ...] = (
    (r"55P03|40P01|40001|53300|08...|57P0.", StoreBusy),
    (r"53100", StoreFull),
)


def open_sqlcipher(path: Path, key: bytes) -> Engine:
    """Open an encrypted file; it is created at the first connection if it is not there.

    :raises WrongKey: at the first connection, if the key does not open it.
    """
    engine = create_engine(
        dialects.SQLCIPHER,
        creator=lambda: connect_sqlcipher(path, key),
        poolclass=QueuePool,
        hide_parameters=True,
        execution_options=dialects.COMPILED_ONCE,
        **_POOL,
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _handle_error)
    return engine


def connect_sqlcipher(path: Path, key: bytes) -> sqlcipher.Connection:
    """Make one bare connection; transactions are begun by whoever uses it.

    :raises WrongKey: if the key does not open the file.
    """
    _make_private(path)
    connection = sqlcipher.connect(str(path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        # Without this a wrong key makes the library write to standard error.
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlcipher.Error as error:
        connection.close()
        raise (in_our_words(error) or error) from None
    return connection


def open_postgresql(url: str, schema: str, role: str | None) -> Engine:
    """Open one schema of a PostgreSQL database.

    :param role: the store's role, which every connection takes on; None for the owner, who migrates.
    """
    settings = f"-c search_path={schema} -c timezone=UTC -c lock_timeout={BUSY_SECONDS}s"
    engine = create_engine(
        make_url(url).set(drivername=dialects.POSTGRESQL),
        # Bound values on skewed columns make the server plan every execution anew; a generic plan halves a list page.
        connect_args={"options": f"{settings} -c plan_cache_mode=force_generic_plan", "connect_timeout": BUSY_SECONDS},
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        execution_options=dialects.COMPILED_ONCE,
        **_POOL,
    )
    event.listen(engine, "begin", _begin)
    if role is not None:
        event.listen(engine, "connect", lambda raw, _record: _take_role(raw, role))
    event.listen(engine, "handle_error", _handle_error)
    return engine


def reading(engine: Engine) -> Engine:
    """Give the same connections as readers use them; on PostgreSQL each of their statements stands alone."""
    return engine.execution_options(**{_BEGIN: _READS[engine.dialect.name]})


def of_one_moment(engine: Engine) -> Engine:
    """Give the same connections for transactions that see the database of PostgreSQL as it was at their beginning."""
    return engine.execution_options(**{_BEGIN: _SNAPSHOT})


def in_our_words(error: BaseException) -> DomainError | None:
    """Translate a driver's error, or return None if it is a fault of the program."""
    if isinstance(error, exc.TimeoutError):
        return StoreBusy()
    state = getattr(error, "sqlstate", None)
    for pattern, kind in _SQLSTATES:
        if state and re.fullmatch(pattern, state):
            return kind()
    if isinstance(error, sqlcipher.Error):
        return next((kind() for text, kind in _SQLITE_SAYS if text in str(error)), None)
    # psycopg has no state to show when there is no server to give one.
    return StoreBusy() if type(error).__name__ == "OperationalError" and state is None else None


def _make_private(path: Path) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _begin(connection: Connection) -> None:
    if begin := connection.get_execution_options().get(_BEGIN, _BEGINS[connection.dialect.name]):
        connection.exec_driver_sql(begin)


def _take_role(raw: Any, role: str) -> None:
    try:
        raw.execute(f'SET ROLE "{role}"')
    except BaseException:
        raw.close()
        raise


def _handle_error(context: ExceptionContext) -> None:
    original = context.original_exception
    if (ours := in_our_words(original)) is not None:
        raise ours from None
    _silence(original, context.sqlalchemy_exception)


def _silence(original: BaseException, wrapped: BaseException | None) -> None:
    """Take the values out of an error's text: PostgreSQL quotes them, and texts end in logs and on error pages."""
    diagnosis = getattr(original, "diag", None)
    if diagnosis is not None:
        text = f"SQLSTATE {diagnosis.sqlstate} {diagnosis.table_name or ''} {diagnosis.constraint_name or ''}".strip()
        original.args = (text,)
        if wrapped is not None:
            wrapped.args = (f"({type(original).__name__}) {text}",)
