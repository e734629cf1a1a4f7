"""What was turned away: when, by which way, and for which one reason; nothing else of it is kept.

Whoever wants can knock at the door. What no known branch has signed is therefore counted there, in one line for each
day and reason: it neither pushes other lines out of sight nor makes the store grow.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import Invalid
from core.hq.models import TurnedAway
from core.hq.receiving.reading import HTTPS
from core.hq.receiving.signed import is_signed
from core.reporting.leaving import package as packages
from core.stores import Stores

#: How many the office looks at in one page.
SHOWN = 20
_CODE, _PERIOD = re.compile(r"[A-Z0-9_-]{1,16}"), re.compile(r"(P3Y)?20\d{2}(-(0[1-9]|1[0-2])|Q[1-4])?")
_OFFICE = Actor(None, "Abrigo", "system")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of what was refused, newest first.

    :param newer: the number before which the page with newer ones begins, 0 for the first page; ``older`` likewise;
        None where there are none.
    """

    rows: tuple[TurnedAway, ...]
    newer: int | None = None
    older: int | None = None


@dataclass(frozen=True, slots=True)
class _Claims:
    """What something says of itself; ``signed`` the package in it that a key of that branch has signed, if one has."""

    branch: str = ""
    period: str = ""
    signed: str | None = None


@contextmanager
def noted(stores: Stores, sent: str | bytes, by: str, announced_by: str = "") -> Iterator[None]:
    """Note what is refused inside, once all that was begun there is undone.

    :param announced_by: the branch that has signed that it comes.
    """
    try:
        yield
    except Invalid as error:
        reason = next(str(text) for texts in error.fields.values() for text in texts)
        with stores.network.transaction() as session:
            note(session, sent, by, reason, announced_by)
        raise


def note(session: Session, sent: str | bytes, by: str, reason: str, announced_by: str = "") -> None:
    """Note that something was refused; the same for the same reason once, and what anybody can send by number."""
    content = sent if isinstance(sent, bytes) else sent.encode("utf-8", "replace")
    claims = _claims(session, content)
    if by == HTTPS and claims.signed is None and not announced_by:
        _count(session, len(content), by, reason)
        return
    # The same package in another envelope is the same: whoever has seen one could write it in endless ways.
    digest = sha256(content).hexdigest() if claims.signed is None else packages.digest(claims.signed)
    known = select(TurnedAway.id).where(TurnedAway.package_hash == digest, TurnedAway.reason == reason)
    if session.scalars(known).first() is None:
        branch = claims.branch or announced_by
        _keep(session, TurnedAway(
            at=clock.now(), came_by=by, reason=reason, package_hash=digest, size=len(content), claimed_branch=branch,
            claimed_period=claims.period,
        ))  # fmt: skip


def listed(session: Session, actor: Actor, before: int = 0) -> Listed:
    """List what was refused.

    :param before: number before which the page begins; the newest without it.
    """
    policies.require(actor, "hq.read")
    query = select(TurnedAway).order_by(TurnedAway.id.desc()).limit(SHOWN + 1)
    found = session.scalars(query.where(TurnedAway.id < before) if before else query).all()
    rows = tuple(found[:SHOWN])
    newer = _newer(session, rows[0].id) if rows and before else None
    return Listed(rows, newer, rows[-1].id if len(found) > SHOWN else None)


def _newer(session: Session, first: int) -> int | None:
    query = select(TurnedAway.id).where(TurnedAway.id > first).order_by(TurnedAway.id).limit(SHOWN + 1)
    found = session.scalars(query).all()
    if not found:
        return None
    return found[SHOWN] if len(found) > SHOWN else 0


def _count(session: Session, size: int, by: str, reason: str) -> None:
    """Count it in the line of its day and reason, which the first one begins."""
    now = clock.now()
    line = {"counted_on": now.date(), "came_by": by, "reason": reason}
    counted = update(TurnedAway).filter_by(**line).values(times=TurnedAway.times + 1, at=now, size=size)
    if session.execute(counted).rowcount:  # type: ignore[attr-defined]
        return
    try:
        with session.begin_nested():
            _keep(session, TurnedAway(at=now, package_hash="", size=size, **line))
    except IntegrityError:  # another one has begun it at the same time
        session.execute(counted)


def _keep(session: Session, made: TurnedAway) -> None:
    session.add(made)
    session.flush()  # the event carries its id
    told = {"by": made.came_by, "hash": made.package_hash} if made.package_hash else {"by": made.came_by}
    record(session, _OFFICE, "hq.refuse", Subject("turned_away", made.id), **told)


def _claims(session: Session, content: bytes) -> _Claims:
    """Read whose it says it is, where that can be read at all; nothing of it is believed but a signature."""
    try:
        sealed: Any = json.loads(content)
        text, signature = str(sealed["package"]), str(sealed["signature"])
        told: Any = json.loads(text)
        branch, period = str(told["branch"]), str(told.get("period", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _Claims()
    if not _CODE.fullmatch(branch):
        return _Claims()
    is_its_own = is_signed(session, branch, {"package": text, "signature": signature})
    return _Claims(branch, period if _PERIOD.fullmatch(period) else "", text if is_its_own else None)
