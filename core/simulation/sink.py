"""Writes many rows into a store at once: prepared statements on SQLite, COPY on PostgreSQL."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy import Table as Declared
from sqlalchemy.orm import Session

from core.db import CountryBase, UtcDateTime
from core.scope import see_all
from core.simulation.days import instant
from core.simulation.tables import COLUMNS, Row
from core.stores import Store, open_store


def write(session: Session, rows_by_table: Mapping[str, list[Row]]) -> int:
    """Write rows in the order in which they point to each other.

    :returns: how many rows.
    """
    connection = session.connection()
    send = _copy if connection.dialect.name == "postgresql" else _insert
    written = 0
    for name, rows in rows_by_table.items():
        if rows:
            send(connection, CountryBase.metadata.tables[name], COLUMNS[name].split(), rows)
            written += len(rows)
    return written


@contextmanager
def swiftly(store: Store) -> Iterator[None]:
    """Let a SQLite store take many rows at once; nobody else may be at work in it.

    Parents are not looked up for each row, since ids are drawn here; a lost machine may cost the last chunk, never the
    file. The connection is closed in the end, and with it what was set for it.
    """
    if store.engine.dialect.name != "sqlite":
        yield
        return
    with store.engine.connect() as connection:
        raw = connection.connection.driver_connection
        for pragma in ("foreign_keys=OFF", "synchronous=NORMAL", "cache_size=-200000", "wal_autocheckpoint=20000"):
            raw.execute(f"PRAGMA {pragma}")  # type: ignore[union-attr]
    try:
        yield  # the pool hands out the connection that came back last
    finally:
        store.engine.dispose()


def settle_sequences(store: Store, settings: Any) -> None:
    """Let the server number on behind the ids that were drawn here; only the owner of the tables may."""
    if store.engine.dialect.name != "postgresql":
        return
    owner = open_store(settings, store.name)
    try:
        with owner.engine.begin() as connection:
            see_all(connection)
            for name in _numbered():
                table = CountryBase.metadata.tables[name]
                following = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
                sequence = func.pg_get_serial_sequence(name, "id")
                connection.execute(select(func.setval(sequence, following, False)))
    finally:
        owner.close()


def _numbered() -> list[str]:
    return [name for name, columns in COLUMNS.items() if columns.startswith("id ")]


def _insert(connection: Connection, table: Declared, columns: list[str], rows: list[Row]) -> None:
    names = ", ".join(f'"{each}"' for each in columns)
    marks = ", ".join("?" * len(columns))
    # Names of our own tables and columns; every value is bound.
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608
    connection.exec_driver_sql(statement, rows)


def _copy(connection: Connection, table: Declared, columns: list[str], rows: list[Row]) -> None:
    """COPY refuses tables with row-level security, so rows go through one of this transaction's own."""
    names = ", ".join(f'"{each}"' for each in columns)
    passing = f"passing_{table.name}"
    connection.exec_driver_sql(f'CREATE TEMP TABLE IF NOT EXISTS "{passing}" (LIKE "{table.name}") ON COMMIT DROP')
    # Columns that no row names have no value here, and their defaults in the table itself.
    connection.exec_driver_sql(_without_needs(passing, table))
    cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]
    with cursor.copy(f'COPY "{passing}" ({names}) FROM STDIN') as stream:
        write_row, turn = stream.write_row, _turner(table, columns)
        for row in rows:
            write_row(turn(row))
    statement = f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM "{passing}"'  # noqa: S608 - our own names
    connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f'TRUNCATE "{passing}"')


def _without_needs(passing: str, table: Declared) -> str:
    needed = [column.name for column in table.columns if not column.nullable]
    drops = ", ".join(f'ALTER COLUMN "{name}" DROP NOT NULL' for name in needed)
    return f'ALTER TABLE "{passing}" {drops}'


def _turner(table: Declared, columns: Sequence[str]) -> Callable[[Row], Row]:
    """Give what turns a row as SQLite keeps it into one as PostgreSQL reads it."""
    places = [place for place, name in enumerate(columns) if isinstance(table.c[name].type, UtcDateTime)]

    def turn(row: Row) -> Row:
        values = list(row)
        for place in places:
            value = values[place]
            if isinstance(value, int):
                values[place] = instant(value)
        return tuple(values)

    return turn
