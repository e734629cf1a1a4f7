"""The newest figures of each branch and period in one row: a copy from which a period of hundreds of branches is read.

It is written in the transaction of the write that changes it, in the same store, so that it is never older than what
it copies; :func:`differing` holds it against the figures. Nothing in it depends on the definitions: they say what its
cells are when it is read. Values are JSON, which is exact however large they are.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.canonical import digest
from core.hq.models import CellNames, Figure, Newest, NewestFigures, Submission
from core.hq.tables.blocks import Block, Own, together
from core.reporting.catalogue import Key
from core.reporting.periods import Period

#: Most branches are attested and graded like others: so many ways are remembered while a period is read.
_STANDINGS = 64


def keep(session: Session, submission: Submission) -> int:
    """Copy the figures of a submission in the place of those that were the newest.

    :returns: how many there are, hidden ones included.
    """
    made = _copied(session, submission.id)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    names = insert(CellNames).values(digest=digest(made.keys), keys=made.keys)
    session.execute(names.on_conflict_do_nothing())  # another package may bring the same ones at this moment
    session.merge(
        NewestFigures(
            period=submission.period, branch_code=submission.branch_code, country_code=submission.country_code,
            digest=digest(made.keys), cells=made.cells, standing=made.standing,
        )
    )  # fmt: skip
    return made.number


def blocks(session: Session, actor: Actor, period: Period, country: str = "") -> Iterator[Block]:
    """Give a period's newest figures, of one country alone if it is named: together those with the same cells."""
    policies.require(actor, "hq.read")
    query = (
        select(NewestFigures.digest, NewestFigures.branch_code, NewestFigures.cells, NewestFigures.standing)
        .where(NewestFigures.period == str(period))
        .order_by(NewestFigures.digest, NewestFigures.branch_code)
    )
    if country:
        query = query.where(NewestFigures.country_code == country)
    rows = session.execute(query).all()
    return together(_each(session, rows), len(rows))


def differing(session: Session) -> list[tuple[str, str]]:
    """List each period and branch whose copy says something else than its figures."""
    same = (NewestFigures.period == Newest.period) & (NewestFigures.branch_code == Newest.branch_code)
    copy = (CellNames.keys, NewestFigures.cells, NewestFigures.standing)
    query = (
        select(Newest.period, Newest.branch_code, Newest.submission_id, *copy)
        .join(NewestFigures, same, isouter=True)
        .join(CellNames, CellNames.digest == NewestFigures.digest, isouter=True)
        .order_by(Newest.period, Newest.branch_code)
    )
    return [
        (period, branch)
        for period, branch, number, *known in session.execute(query).all()
        if tuple(known) != _copied(session, number)[:3]
    ]


class _Copied(NamedTuple):
    """What is kept of a submission's figures, as JSON, and how many there are."""

    keys: str
    cells: str
    standing: str
    number: int


def _copied(session: Session, submission_id: int) -> _Copied:
    key = (Figure.indicator, Figure.breakdown, Figure.code, Figure.component)
    query = select(*key, Figure.value, Figure.grade, Figure.evidence).where(Figure.submission_id == submission_id)
    # Sorted here: the same cells have the same names in whatever order a database sorts words.
    found = sorted(session.execute(query).all(), key=lambda row: row[:4])
    standing = {row.indicator: (row.grade, row.evidence) for row in found}
    return _Copied(
        _written([tuple(row[:4]) for row in found]), _written([row.value for row in found]), _written(standing),
        len(found),
    )  # fmt: skip


def _written(content: Sequence[object] | Mapping[str, object]) -> str:
    return json.dumps(content, separators=(",", ":"))


def _each(session: Session, rows: Sequence[Any]) -> Iterator[Own]:
    standing = lru_cache(_STANDINGS)(json.loads)
    for names, found in groupby(rows, attrgetter("digest")):
        keys: tuple[Key, ...] = tuple(map(tuple, json.loads(session.get_one(CellNames, names).keys)))
        for row in found:
            yield Own(row.branch_code, keys, json.loads(row.cells), standing(row.standing))
