"""The period rules again, slow and obvious, day by day and row by row: oracle of :mod:`core.reporting.sql.rules`."""

from collections.abc import Hashable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, TypeVar

from core.testkit.worlds import days

Row = TypeVar("Row")


def nights(begins: date, ends: date | None, first: date, last: date) -> list[date]:
    """List the days from the first to the last at whose end an interval runs."""
    return [each for each in days(first, last) if begins <= each and (ends is None or each < ends)]


def stock(begins: date, ends: date | None, day: date) -> bool:
    """Tell whether an interval runs at the end of a day."""
    return nights(begins, ends, day, day) == [day]


def flow(day: date | None, first: date, last: date) -> bool:
    """Tell whether a day is one of the period."""
    return day in list(days(first, last))


def unduplicated(rows: Iterable[tuple[Hashable, Any, Row]]) -> dict[Hashable, Row]:
    """Keep of each the row with the greatest rank; rows are who, rank, what."""
    kept: dict[Hashable, tuple[Any, Row]] = {}
    for who, rank, row in rows:
        if who not in kept or rank > kept[who][0]:
            kept[who] = (rank, row)
    return {who: row for who, (_rank, row) in kept.items()}


def cohort(begins: date | None, first: date, last: date, term: int) -> bool:
    """Tell whether the last day of a term is one of the period."""
    return begins is not None and flow(begins + timedelta(days=term), first, last)


def within(begins: date, reached: date | None, term: int, after: int = 0) -> bool:
    """Tell whether a day is one of those of a term."""
    return reached is not None and reached in [begins + timedelta(days=each) for each in range(after, term + 1)]


def paired(before: Iterable[tuple[Hashable, int]], after: Iterable[tuple[Hashable, int]]) -> Iterator[tuple[int, int]]:
    """Give both scores of whoever has both."""
    known = list(after)
    return ((score, other) for who, score in before for same, other in known if who == same)
