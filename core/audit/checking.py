"""Looks for what somebody did to the record: a changed, missing, added, moved or cut-off link.

The first trouble of each link is told with its place. What was cut off at the end shows against witnesses, heads of
the chain that were kept elsewhere.
"""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit.service import CONTENT, GENESIS, event_table, link
from core.errors import N_
from core.stores import Store

_AT_ONCE = 2000
#: A forged number may leave a gap of billions.
_MOST_MISSING = 100
MISSING = N_("missing")
CHANGED = N_("changed")
MOVED = N_("does not follow the one before it")
CUT = N_("cut off: a witness has seen it")
REPLACED = N_("not the one that a witness has seen")


@dataclass(frozen=True, slots=True)
class Head:
    """The last link of a chain as somebody saw it."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Problem:
    """A link in trouble."""

    seq: int
    words: str


def verify(store: Store, witnesses: Iterable[Head] = ()) -> list[Problem]:
    """Check every link of a store's chain.

    :param witnesses: heads that were kept outside the store.
    """
    seen: dict[int, set[bytes]] = {}
    for head in witnesses:
        seen.setdefault(head.seq, set()).add(head.hash)
    found: list[Problem] = []
    last = Head(0, GENESIS)
    with store.reading() as session:
        for row in _rows(session):
            found += _troubles(store.audit_key, last, row)
            if seen.get(row.seq, set()) - {row.hash}:
                found.append(Problem(row.seq, REPLACED))
            last = Head(row.seq, row.hash)
    return found + [Problem(seq, CUT) for seq in sorted(seen) if seq > last.seq]


def _troubles(key: bytes, last: Head, row: Any) -> Iterator[Problem]:
    for seq in range(last.seq + 1, min(row.seq, last.seq + 1 + _MOST_MISSING)):
        yield Problem(seq, MISSING)
    if row.seq == last.seq + 1 and not hmac.compare_digest(row.previous, last.hash):
        yield Problem(row.seq, MOVED)
    content = {"at": row.at, **{name: getattr(row, name) for name in CONTENT}}
    if not hmac.compare_digest(link(key, row.previous, row.seq, content), row.hash):
        yield Problem(row.seq, CHANGED)


def _rows(session: Session) -> Iterator[Any]:
    """Read the chain in pieces: it may be longer than the memory."""
    table = event_table(session)
    columns = [getattr(table, name) for name in ("seq", "at", *CONTENT, "previous", "hash")]
    last: int | None = None
    while True:
        later = () if last is None else (table.seq > last,)
        rows = session.execute(select(*columns).where(*later).order_by(table.seq).limit(_AT_ONCE)).all()
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].seq
