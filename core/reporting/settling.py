"""Works out of each row once whether it counts, and under which entries, before it is counted under each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, String, and_, case, literal, true
from sqlalchemy.sql.elements import ColumnElement

from core.reporting.populations.counted import Counted, given, rows, worked_out
from core.reporting.twoway import sides


def settled(wanted: Sequence[tuple[Counted, str]]) -> list[Counted]:
    """Give what counts the same, among rows of which all is worked out.

    :param wanted: what is counted, all of the same rows, each time with the list by which it is divided, two that
        are crossed, or nothing.
    """
    lists: dict[int, dict[str, None]] = {}
    for counted, column in wanted:
        lists.setdefault(id(counted), {}).update(dict.fromkeys(sides(column)))
    known = {id(counted): _Settling(f"c{place}", counted) for place, (counted, _column) in enumerate(wanted)}
    for key, columns in lists.items():
        for column in columns:
            known[key].divide(column)
    source = wanted[0][0].rows
    found = [expression.label(name) for each in known.values() for name, expression in each.worked_out.items()]
    among = rows(source.name, worked_out(source.found.with_only_columns(*found), "settled"))
    return [replace(known[id(counted)].counted, rows=among) for counted, _column in wanted]


class _Settling:
    """What is worked out of a row for one population, and how it is counted then.

    Nothing stands where the row does not count.
    """

    def __init__(self, name: str, counted: Counted) -> None:
        self.name, self.before = name, counted
        self.which = and_(true(), *counted.conditions)
        self.worked_out: dict[str, ColumnElement[Any]] = {}
        amount, once = (
            None if each is None else self._column(kind, each, Integer)
            for kind, each in (("amount", counted.amount), ("once", counted.once))
        )
        self.counted = replace(counted, conditions=(), by={}, amount=amount, once=once)

    def divide(self, column: str) -> None:
        """Work out under which entry of a list a row counts; without a list, only whether it counts."""
        if not column:
            there = self._column("counts", literal(1), Integer)
            self.counted = replace(self.counted, conditions=(there.is_not(None),))
            return
        by = self.before.by[column]
        if isinstance(by, Mapping):
            under = {code: self._column(f"{column}_{code}", case((each, 1)), Integer) for code, each in by.items()}
            self.counted = self.counted.divided(**{column: {code: each.is_not(None) for code, each in under.items()}})
        else:
            self.counted = self.counted.divided(**{column: self._column(column, by, String)})

    def _column(self, name: str, expression: Any, kind: Any) -> ColumnElement[Any]:
        self.worked_out[f"{self.name}_{name}"] = case((self.which, expression))
        return given(f"{self.name}_{name}", kind)
