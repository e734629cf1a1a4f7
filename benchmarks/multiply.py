"""Fills a store with many houses by copying one, row by row inside the database: a million residents in minutes.

What figures are counted from is copied, and nothing else: no name, form or task. Each copy is a house of its own, whose
ids lie a stride behind those of the house before.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, String, Table, cast, func, insert, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from core.db import CountryBase
from core.scope import ALL, set_branch_scope
from core.simulation import sink
from core.simulation.tables import COLUMNS
from core.stores import Store

#: No figure is counted from them, and they are half of all rows.
_LEFT_OUT = frozenset(
    {
        "approval", "bed_stay", "emergency_card", "form_record", "form_signature", "form_version", "gap_note",
        "identity", "identity_document", "instruction", "resident_language", "stage_move", "task", "transfer",
        "transfer_step",
    }
)  # fmt: skip
_HOUSE = "branch"
#: Whose codes are unique in the store.
_WORDS = (_HOUSE, "resident")
#: Of which there are most, and a prime by which some of them are picked evenly.
_MOST, _SPREAD = "service", 997


def multiply(store: Store, houses: int, went_on: Callable[[int], object]) -> None:
    """Copy a store's one house until there are so many; those that were copied before are not copied again.

    :param went_on: told after each house how many have been made since.
    """
    with sink.swiftly(store):
        with _whole(store) as session:
            there = int(session.scalar(select(func.count()).select_from(CountryBase.metadata.tables[_HOUSE])) or 0)
            strides = {table.name: _last(session, table) // there for table in _tables()}
        for house in range(there, houses):
            with _whole(store) as session:
                for table in _tables():
                    _copy(session, table, house, strides)
            went_on(1)


def thicken(store: Store, services: int) -> None:
    """Write services of a store's one house twice, spread over all its years, until it has so many."""
    table = CountryBase.metadata.tables[_MOST]
    with sink.swiftly(store), _whole(store) as session:
        last, there = _last(session, table), int(session.scalar(select(func.count()).select_from(table)) or 0)
        if there < services:
            twice = select(table.c.id).order_by(table.c.id % _SPREAD, table.c.id).limit(services - there).subquery()
            number = last + func.row_number().over(order_by=table.c.id)
            values = [number if column.name == "id" else column for column in table.c]
            rows = select(*values).join(twice, twice.c.id == table.c.id)
            session.execute(insert(table).from_select([column.name for column in table.c], rows))


@contextmanager
def _whole(store: Store) -> Iterator[Session]:
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        yield session


def _tables() -> Iterator[Table]:
    yield CountryBase.metadata.tables[_HOUSE]
    for name in COLUMNS:
        if name not in _LEFT_OUT:
            yield CountryBase.metadata.tables[name]


def _last(session: Session, table: Table) -> int:
    return int(session.scalar(select(func.max(table.c.id))) or 0) if "id" in table.c else 0


def _copy(session: Session, table: Table, house: int, strides: dict[str, int]) -> None:
    """Write the first house's rows again, every id and every pointer moved on."""
    values = {column.name: _value(column, house, strides) for column in table.c}
    own = table.c.id if table.name == _HOUSE else table.c.branch_id
    rows = select(*(value.label(name) for name, value in values.items())).where(own == 1)
    session.execute(insert(table).from_select(list(values), rows))


def _value(column: Column[Any], house: int, strides: dict[str, int]) -> ColumnElement[Any]:
    """Give what stands in a copy; a word that nobody else may have is made from the number of house and row."""
    if column.unique:
        return literal(f"{house:02x}") + cast(column.table.c.id, String) if column.table.name in _WORDS else column
    pointed = next((each.column.table.name for each in column.foreign_keys), None)
    stride = strides[column.table.name] if column.name == "id" else strides.get(pointed or "", 0)
    return column + house * stride if stride else column
