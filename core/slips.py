"""What records of things that happened share: sealed texts, slips that are struck out, and lists paged by key.

None of them is edited (INV-09): a slip is struck out, which can be undone, and what corrects it is a new record.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import literal, tuple_
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, Message, NotFound
from core.i18n import format_date, lazy

PAGE = 50
Row = TypeVar("Row")
FUTURE = N_("This day is still to come.")


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that is written as its reader writes days."""

    day: date

    def __str__(self) -> str:
        return format_date(self.day)


def seal(session: Session, row: Any, **texts: str) -> None:
    """Seal texts of a row that has an id; an empty one is none."""
    vault = session.info["vault"]
    for column, text in texts.items():
        clean = text.strip()
        setattr(row, column, vault.seal(row.__tablename__, column, row.id, clean) if clean else None)


def opened(session: Session, row: Any, column: str) -> str:
    """Open a sealed text of a row; the caller has asked whether the actor may read it."""
    blob = getattr(row, column)
    return str(session.info["vault"].open(row.__tablename__, column, row.id, blob)) if blob else ""


def opened_many(session: Session, rows: Iterable[Any], column: str) -> Mapping[int, str]:
    """Open a sealed text of many rows of one table, by id; rows without one are left out."""
    sealed = [(row.id, blob, row.__tablename__) for row in rows if (blob := getattr(row, column))]
    if not sealed:
        return {}
    texts = session.info["vault"].open_many(sealed[0][2], column, [(key, blob) for key, blob, _table in sealed])
    return {key: text for (key, _blob, _table), text in zip(sealed, texts, strict=True)}


def own(session: Session, actor: Actor, table: type[Row], row_id: int) -> Row:
    """Find a record of the actor's house.

    :raises NotFound: if there is none.
    """
    row: Any = session.get(table, row_id)
    if row is None or row.branch_id != actor.branch_id:
        raise NotFound()
    return row  # type: ignore[no-any-return]


def strike(session: Session, actor: Actor, row: Any, **trace: Any) -> None:
    """Strike a record out: it stays readable and counts nowhere.

    :param trace: what the event says beside it, such as the class of a sealed record.
    :raises Conflict: if it is struck out already.
    """
    if row.voided_at is not None:
        raise Conflict
    row.voided_at, row.voided_by_name = clock.now(), actor.name
    record(session, actor, "slip.strike", Subject(row.__tablename__, row.id), **trace)


def restore(session: Session, actor: Actor, row: Any, **trace: Any) -> None:
    """Bring back a record that was struck out by mistake.

    :raises Conflict: if it counts already.
    """
    if row.voided_at is None:
        raise Conflict
    row.voided_at, row.voided_by_name = None, ""
    record(session, actor, "slip.restore", Subject(row.__tablename__, row.id), **trace)


def correct(session: Session, actor: Actor, row: Any, old_id: int | None) -> None:
    """Let a new record take the place of an old one, which is struck out.

    :raises NotFound: if the old one is of another house.
    :raises Conflict: if it is struck out already.
    """
    if old_id is not None:
        strike(session, actor, own(session, actor, type(row), old_id))
        row.corrects_id = old_id


def page(
    session: Session, query: Any, key: Sequence[Any], *,
    after: tuple[Any, ...] | None = None, before: tuple[Any, ...] | None = None, rising: bool = False,
) -> list[Any]:  # fmt: skip
    """Read a page of a list, the highest key first, and one row more.

    :param after: key of the last row already seen; ``before`` goes back from one.
    :param rising: the lowest key comes first.
    """
    columns, seen = tuple_(*key), before if before is not None else after
    upwards = rising if before is None else not rising
    if seen is not None:
        query = query.where(columns > _bound(key, seen) if upwards else columns < _bound(key, seen))
    order = [each if upwards else each.desc() for each in key]
    found = list(session.execute(query.order_by(*order).limit(PAGE + 1)))
    return found if before is None else found[::-1]


def _bound(key: Sequence[Any], seen: Sequence[Any]) -> Any:
    return tuple_(*(literal(value, column.type) for column, value in zip(key, seen, strict=True)))


def day_faults(today: date, first: date | None, **days: date | None) -> dict[str, list[Any]]:
    """Find days that are still to come, or lie before a first one.

    :param first: a day that whoever writes may read; she is told it.
    """
    faults: dict[str, list[Any]] = {}
    for name, day in days.items():
        if day is not None and day > today:
            faults[name] = [FUTURE]
        elif day is not None and first is not None and day < first:
            faults[name] = [lazy("It cannot be before %(day)s.", day=_Day(first))]
    return faults


def refuse(faults: Mapping[str, Sequence[Message]]) -> None:
    """Stop if there are faults.

    :raises Invalid: with all of them.
    """
    if faults:
        raise Invalid(dict(faults))
