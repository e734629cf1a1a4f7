"""Writes the audit chain inside the caller's transaction; nothing else may write to it.

A link's hash is an HMAC over its content and the hash before it, under a key that is derived from the store's
master key: somebody with the database but without the key cannot forge a link. What the chain alone cannot show,
a cut tail, shows against a witness kept in another store.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.audit.models import CountryEvent, NetworkEvent

GENESIS = b"\x00" * 32
_PENDING = "audit_pending"
_LOCK = 0x41627269  # any constant will do: it only has to be the same in every process


@dataclass(frozen=True, slots=True)
class Subject:
    """The record an event is about: its kind and its id in the store, or a code that says nothing."""

    kind: str
    id: int | str


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: Subject,
    *,
    data_class: str | None = None,
    purpose: str = "",
    **detail: str | int | bool | list[str] | None,
) -> None:
    """Note an act; it is chained and written just before the transaction commits.

    :param action: what was done, as ``resident.admit`` or ``identity.reveal``; :mod:`core.audit.words` has its words.
    :param data_class: class of data that was read or written, where it is of the very high ones.
    :param detail: names of changed fields, states, counts. Never a name, a number of a document, or free text.
    :raises TypeError: in a session that only reads: it never commits, and the act would leave no trace.
    """
    if not session.info["writing"]:
        raise TypeError("A reading session keeps no record; open a transaction.")
    pending = session.info.setdefault(_PENDING, [])
    if not pending:
        session.info.setdefault("before_commit", []).append(_seal)
    pending.append(
        {
            "at": clock.now(),
            "actor_id": actor.user_id,
            "actor_name": actor.name,
            "role": actor.role,
            "branch_code": actor.branch_code,
            "action": action,
            "subject": subject.kind,
            "subject_id": str(subject.id),
            "data_class": data_class,
            "purpose": purpose,
            "detail": json.dumps(detail, sort_keys=True, ensure_ascii=False),
        }
    )


def event_table(session: Session) -> type[NetworkEvent] | type[CountryEvent]:
    """Give the chain's table in the session's store."""
    return NetworkEvent if session.info["store"].name == "network" else CountryEvent


def noted(session: Session, kind: str, action: str) -> list[tuple[str, dict[str, Any]]]:
    """List id and detail of every act of one sort, with those that this transaction is about to write.

    :param kind: of subject: by it they are found, however long the chain is.
    """
    table = event_table(session)
    found = select(table.subject_id, table.detail).where(table.subject == kind, table.action == action)
    written = session.execute(found.order_by(table.seq))
    waiting = [
        each for each in session.info.get(_PENDING, ()) if (each["subject"], each["action"]) == (kind, action)
    ]  # fmt: skip
    both = [
        *((row.subject_id, row.detail) for row in written),
        *((each["subject_id"], each["detail"]) for each in waiting),
    ]
    return [(subject_id, json.loads(detail)) for subject_id, detail in both]


def head(session: Session) -> tuple[int, bytes]:
    """Give sequence number and hash of the last link; ``(0, GENESIS)`` for an empty chain."""
    table = event_table(session)
    row = session.execute(select(table.seq, table.hash).order_by(table.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def link(key: bytes, previous: bytes, seq: int, event: dict[str, Any]) -> bytes:
    """Compute the hash of a link from its content and the hash before it."""
    content = [seq, _microseconds(event["at"]), *(event[name] for name in CONTENT)]
    message = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(key, previous + message, hashlib.sha256).digest()


#: What a link's hash covers besides its number, its instant and the hash before it.
CONTENT = (
    "actor_id",
    "actor_name",
    "role",
    "branch_code",
    "action",
    "subject",
    "subject_id",
    "data_class",
    "purpose",
    "detail",
)


def _microseconds(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _seal(session: Session) -> None:
    """Chain what is pending; two transactions never read the same head, since the lock is held until commit."""
    pending = session.info.pop(_PENDING, [])
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    seq, previous = head(session)
    key = session.info["store"].audit_key
    rows = []
    for event in pending:
        seq += 1
        digest = link(key, previous, seq, event)
        rows.append({**event, "seq": seq, "previous": previous, "hash": digest})
        previous = digest
    session.execute(insert(event_table(session)), rows)
