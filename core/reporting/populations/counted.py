"""What a population says of itself: which rows it goes through, who of them counts, and by what that can be divided."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import starmap
from typing import Any

from sqlalchemy import Select, Subquery, and_, column, func, literal, select, true
from sqlalchemy.sql.elements import ColumnElement

from core.reporting.twoway import is_two_way, sides

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Rows:
    """What is gone through: whatever is counted among the same rows is counted in one pass over them.

    :param name: what they are; one name stands for the same rows throughout a period.
    :param found: a statement over them, of no columns.
    """

    name: str
    found: Select[*tuple[Any, ...]]


def rows(name: str, source: Any, *joined: tuple[Any, Condition], where: tuple[Condition, ...] = ()) -> Rows:
    """Name rows of a table or a subquery, joined with others where a condition holds."""
    found = select().select_from(source)
    for other, same in joined:
        found = found.join(other, same)
    return Rows(name, found.where(*where))


def worked_out(found: Select[*tuple[Any, ...]], name: str) -> Subquery:
    """Let the database work columns out once, however often they are spoken of, and keep no row of them.

    Neither database mixes a statement that leaves rows out, be it none, with the one around it.
    """
    return found.offset(0).subquery(name)


def given(name: str, kind: Any) -> ColumnElement[Any]:
    """Give a column of a subquery that is gone through.

    It is known by its name alone, since each population makes the subquery anew and only one is gone through. The name
    must not be one of a table that is looked up on the way.
    """
    return column(name, kind)


@dataclass(frozen=True, slots=True)
class Counted:
    """Who counts among some rows, each for one unless told otherwise.

    :param rows: what is gone through.
    :param conditions: which of them count.
    :param by: what they may be divided by, by the code of the list: an expression that gives the entry, or, where
        somebody can be under several entries, the condition of each.
    :param amount: what a row counts for.
    :param once: whom or what counts only once, however many of its rows there are.
    """

    rows: Rows
    conditions: tuple[Condition, ...] = ()
    by: Mapping[str, Any] = field(default_factory=dict)
    amount: Any = None
    once: Any = None

    def where(self, *conditions: Condition) -> "Counted":
        """Count fewer of the same rows."""
        return replace(self, conditions=(*self.conditions, *conditions))

    def divided(self, **by: Any) -> "Counted":
        """Say by what else it may be divided, or by what instead."""
        return replace(self, by={**self.by, **by})

    def listed(self, whose: Any) -> Select[*tuple[Any, ...]]:
        """Give the rows that count, one by one: ``who`` each is of, and the ``amount`` that it counts for."""
        found = self.rows.found.with_only_columns(whose.label("who"), self._worth.label("amount"))
        return found.where(*self.conditions)

    def number(self, column: str = "", code: str = "") -> ColumnElement[int]:
        """Give the expression of how many count, of all or under an entry of a list."""
        every = func.count() if self.once is None else func.count(self.once.distinct())
        number: ColumnElement[int] = self._of_those(every, column, code)
        return number

    def total(self, column: str = "", code: str = "") -> ColumnElement[int]:
        """Give the expression of what they count for together."""
        return self.number(column, code) if self.amount is None else self._sum(self.amount, column, code)

    def squares(self, column: str = "", code: str = "") -> ColumnElement[int]:
        """Give the expression of the sum of the squares of what each counts for."""
        return self._sum(self._worth * self._worth, column, code)

    @property
    def _worth(self) -> Any:
        return literal(1) if self.amount is None else self.amount

    def _sum(self, amount: Any, column: str, code: str) -> ColumnElement[int]:
        return func.coalesce(self._of_those(func.sum(amount), column, code), 0)

    def _of_those(self, found: Any, column: str, code: str) -> Any:
        conditions = (*self.conditions, *((self._under(column, code),) if column else ()))
        return found.filter(and_(true(), *conditions)) if conditions else found

    def _under(self, column: str, code: str) -> Condition:
        """Say under which entry; in a cell of a two-way table under both of its entries."""
        if not is_two_way(column):
            return self._entry(column, code)
        return and_(*starmap(self._entry, zip(sides(column), sides(code), strict=True)))

    def _entry(self, column: str, code: str) -> Condition:
        by = self.by[column]
        condition: Condition = by[code] if isinstance(by, Mapping) else by == code
        return condition
