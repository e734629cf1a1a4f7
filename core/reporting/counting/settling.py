"""Works out of each row once what is asked of it, before it is counted under each entry.

Whether a row counts for a population is one column, however that population is divided; and what several populations
say alike is one column for all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Integer, Label, SelectBase, String, and_, case, literal
from sqlalchemy.sql import visitors

from core.dialects import Postgresql
from core.reporting.populations.counted import Condition, Counted, given, rows, worked_out
from core.reporting.twoway import sides

#: Either database would do; this one writes values by their names.
_DIALECT = Postgresql()  # type: ignore[no-untyped-call]


def settled(wanted: Sequence[tuple[Counted, str]]) -> list[Counted]:
    """Give what counts the same, among rows of which all is worked out.

    :param wanted: what is counted, all of the same rows, each time with the list by which it is divided, two that
        are crossed, or nothing.
    """
    lists: dict[int, dict[str, None]] = {}
    for counted, column in wanted:
        lists.setdefault(id(counted), {}).update(dict.fromkeys(sides(column)))
    columns = _Columns()
    known = {id(counted): columns.settle(counted, lists[id(counted)]) for counted, _column in wanted}
    source = wanted[0][0].rows
    among = rows(source.name, worked_out(source.found.with_only_columns(*columns.worked_out), "settled"))
    return [replace(known[id(counted)], rows=among) for counted, _column in wanted]


class _Columns:
    """What is worked out of a row, each thing once."""

    def __init__(self) -> None:
        self._found: dict[str, Label[Any]] = {}

    @property
    def worked_out(self) -> Iterable[ColumnElement[Any]]:
        """The columns, named; where every row counts for one, something has to stand."""
        return self._found.values() or [literal(1).label("one")]

    def settle(self, counted: Counted, lists: Mapping[str, None]) -> Counted:
        """Give what counts the same among the columns.

        :param lists: those by which it is divided; the empty name stands for all that count.
        """
        which = and_(*counted.conditions) if counted.conditions else None
        amount, once = (
            None if each is None else self._column(each, Integer, which) for each in (counted.amount, counted.once)
        )
        by = {name: self._divided(counted.by[name], which) for name in lists if name}
        conditions = () if which is None else (self._column(case((which, literal(1))), Integer).is_not(None),)
        return replace(counted, conditions=conditions, by=by, amount=amount, once=once)

    def _divided(self, by: Any, which: Condition | None) -> Any:
        if not isinstance(by, Mapping):
            return self._column(by, String, which)
        return {code: self._column(case((each, literal(1))), Integer, which).is_not(None) for code, each in by.items()}

    def _column(self, expression: Any, kind: Any, which: Condition | None = None) -> ColumnElement[Any]:
        """Name an expression; one for which other rows are looked up is worked out only where the row counts."""
        if which is not None and any(isinstance(each, SelectBase) for each in visitors.iterate(expression)):
            expression = case((which, expression))
        same = self._found.setdefault(_written(expression), expression.label(f"c{len(self._found)}"))
        return given(str(same.name), kind)


def _written(expression: ColumnElement[Any]) -> str:
    """Say an expression, so that two that say the same can be told."""
    compiled = expression.compile(dialect=_DIALECT)
    return f"{compiled} {compiled.params}"
