"""All rows of a store: read in pieces, written into another one, and fingerprinted alike on every kind of database."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, Connection, Row, TableClause, column, func, insert, inspect, select, table
from sqlalchemy.types import TypeEngine

from core.db import Bulky, OwnBase, load_models
from core.errors import N_, Refused
from core.i18n import lazy
from core.migrate import CORE_VERSIONS
from core.stores import Store

AT_ONCE = 2000
#: Of rows that hold files, as many as fit into memory whatever lies in them.
BULKY_AT_ONCE = 8
UNKNOWN = N_("There are tables here that the installed software does not know: %(names)s.")

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Print:
    """The fingerprint of a table: how many rows it has, and the sum of their hashes, whatever order they come in."""

    rows: int
    sha256: str


def tables_of(connection: Connection, store: Store) -> list[TableClause]:
    """Give core's tables and the country's own, those that others point to first.

    :raises Refused: if the store has others too, which would be left behind.
    """
    load_models()
    own = [each for each in OwnBase.metadata.sorted_tables if each.name.startswith(f"{store.name}_")]
    known = [*store.metadata.sorted_tables, *own]
    found = {name for name in inspect(connection).get_table_names() if not name.startswith(CORE_VERSIONS)}
    if stray := sorted(found - {each.name for each in known}):
        raise Refused(message=lazy(UNKNOWN, names=", ".join(stray)))
    return [_plain(each.name, each.columns) for each in known if each.name in found]


def count(connection: Connection, tables: Sequence[TableClause]) -> int:
    """Count the rows of some tables together."""
    return sum(connection.scalar(select(func.count()).select_from(each)) or 0 for each in tables)


def copy(source: Connection, target: Connection, rows_of: TableClause, progress: Progress) -> Print:
    """Write all rows of a table into the same one of another store.

    :returns: the fingerprint of what was read.
    """
    found = _Sum()
    names = [each.name for each in rows_of.columns]
    for rows in _pieces(source, rows_of):
        target.execute(insert(rows_of), [dict(zip(names, row, strict=True)) for row in rows])
        found.add(rows)
        progress(len(rows))
    return found.print()


def fingerprint(connection: Connection, rows_of: TableClause, progress: Progress) -> Print:
    """Read a table to its end."""
    found = _Sum()
    for rows in _pieces(connection, rows_of):
        found.add(rows)
        progress(len(rows))
    return found.print()


@contextmanager
def loading(connection: Connection, store: str, tables: Sequence[TableClause]) -> Iterator[None]:
    """Let rows come in any order, and see at the end that every reference leads somewhere.

    SQLite does not look while an owner is at work, and is asked before the commit.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    references = connection.exec_driver_sql(_REFERENCES, (f'"{store}"',)).all()
    for place, name, _definition in references:
        connection.exec_driver_sql(f'ALTER TABLE {place} DROP CONSTRAINT "{name}"')
    yield
    for place, name, definition in references:
        connection.exec_driver_sql(f'ALTER TABLE {place} ADD CONSTRAINT "{name}" {definition}')
    for each in tables:
        _count_on(connection, each)


_REFERENCES = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND connamespace = to_regnamespace(%s) ORDER BY conrelid, conname
"""


def _count_on(connection: Connection, rows_of: TableClause) -> None:
    """Let new rows be numbered after those that came."""
    if "id" in rows_of.c and (last := connection.scalar(select(func.max(rows_of.c.id)))) is not None:
        name = f'"{rows_of.name}"'
        sequence = connection.exec_driver_sql("SELECT pg_get_serial_sequence(%s, 'id')", (name,)).scalar()
        if sequence is not None:
            connection.exec_driver_sql("SELECT setval(%s, %s)", (sequence, last))


def _plain(name: str, columns: Any) -> TableClause:
    """Give a table without what fills in its columns by itself: what is copied is what lies there."""
    return table(name, *(column(each.name, _type(each.type)) for each in columns))


def _type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    # As it is read, an absent value cannot be told from the word null; it is the absent one that lies there.
    return JSON(none_as_null=True) if isinstance(kind, JSON) else kind


def _pieces(connection: Connection, rows_of: TableClause) -> Iterator[Sequence[Row[Any]]]:
    bulky = any(isinstance(each.type, Bulky) for each in rows_of.columns)
    at_once = BULKY_AT_ONCE if bulky else AT_ONCE
    result = connection.execute(select(rows_of).execution_options(yield_per=at_once))
    return result.partitions()


class _Sum:
    """Adds up rows. Databases sort texts in different ways, so the order must not count."""

    def __init__(self) -> None:
        self._rows, self._total = 0, 0

    def add(self, rows: Sequence[Row[Any]]) -> None:
        for row in rows:
            written = json.dumps([*row], default=_written, sort_keys=True, separators=(",", ":"))
            self._total += int.from_bytes(hashlib.sha256(written.encode()).digest())
        self._rows += len(rows)

    def print(self) -> Print:
        return Print(self._rows, f"{self._total % (1 << 256):064x}")


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
