"""The few expressions on which SQLite and PostgreSQL do not agree."""

from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):  # noqa: N801 - written like the other SQL functions
    """Days from the first date to the second."""

    name = "days_between"
    type = Integer()
    inherit_cache = True


@compiles(days_between, "sqlite")
def _sqlite(element: days_between, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(julianday({end}) - julianday({start}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _postgresql(element: days_between, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(CAST({end} AS date) - CAST({start} AS date))"


class seconds_between(FunctionElement[int]):  # noqa: N801 - written like the other SQL functions
    """Whole seconds from the first instant to the second."""

    name = "seconds_between"
    type = Integer()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _sqlite_seconds(element: seconds_between, compiler: Any, **options: Any) -> str:
    """Instants are microseconds there."""
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(({end} - {start}) / 1000000)"


@compiles(seconds_between, "postgresql")
def _postgresql_seconds(element: seconds_between, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(TRUNC(EXTRACT(EPOCH FROM ({end} - {start}))) AS BIGINT)"


class microseconds_between(FunctionElement[int]):  # noqa: N801 - written like the other SQL functions
    """Microseconds from the first instant to the second."""

    name = "microseconds_between"
    type = BigInteger()
    inherit_cache = True


@compiles(microseconds_between, "sqlite")
def _sqlite_microseconds(element: microseconds_between, compiler: Any, **options: Any) -> str:
    """Instants are microseconds there."""
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({end} - {start})"


@compiles(microseconds_between, "postgresql")
def _postgresql_microseconds(element: microseconds_between, compiler: Any, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({end} - {start})) * 1000000 AS BIGINT)"


class filter_only(FunctionElement[Any]):  # noqa: N801 - written like the other SQL functions
    """A column by which rows are told apart and never looked up.

    Either database would take the branch's index, which holds all of its history, before one that leads to the few
    rows of a stay, a person or a period: SQLite keeps no statistics of a store, and PostgreSQL plans for any values.
    """

    name = "filter_only"
    inherit_cache = True

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(filter_only, "sqlite")
def _sqlite_filter_only(element: filter_only, compiler: Any, **options: Any) -> str:
    (column,) = element.clauses
    return f"+{compiler.process(column, **options)}"


@compiles(filter_only, "postgresql")
def _postgresql_filter_only(element: filter_only, compiler: Any, **options: Any) -> str:
    """The greatest of one is the column itself, and no index knows it."""
    (column,) = element.clauses
    return f"greatest({compiler.process(column, **options)})"


class later(FunctionElement[Any]):  # noqa: N801 - written like the other SQL functions
    """The greater of two, neither of them NULL."""

    name = "later"
    inherit_cache = True

    def __init__(self, first: Any, second: Any) -> None:
        super().__init__(first, second)
        self.type = next(iter(self.clauses)).type


class earlier(later):  # noqa: N801 - written like the other SQL functions
    """The lesser of two, neither of them NULL."""

    name = "earlier"
    inherit_cache = True


@compiles(later, "sqlite")
def _sqlite_later(element: later, compiler: Any, **options: Any) -> str:
    return _of_two("max", element, compiler, options)


@compiles(later, "postgresql")
def _postgresql_later(element: later, compiler: Any, **options: Any) -> str:
    return _of_two("greatest", element, compiler, options)


@compiles(earlier, "sqlite")
def _sqlite_earlier(element: earlier, compiler: Any, **options: Any) -> str:
    return _of_two("min", element, compiler, options)


@compiles(earlier, "postgresql")
def _postgresql_earlier(element: earlier, compiler: Any, **options: Any) -> str:
    return _of_two("least", element, compiler, options)


def _of_two(name: str, element: Any, compiler: Any, options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{name}({first}, {second})"
