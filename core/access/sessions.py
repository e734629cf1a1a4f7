"""Browsers at the door and inside: a random token in the cookie, its hash in the store, revocable at once."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from core import clock
from core.access import carried
from core.access.grants import holds
from core.access.matrix import REGIONAL
from core.access.models import BranchListing, Grant, User, WebSession
from core.actor import Actor

#: Longest time from sign-in to the next one, whatever she does (ASVS 5.0 7.3.2).
LASTS = timedelta(hours=12)
IDLE = timedelta(minutes=30)
IDLE_PRIVILEGED = timedelta(minutes=15)
#: How long the steps of signing in may take.
AT_THE_DOOR = timedelta(minutes=10)
#: How long an ended session is kept.
REMEMBERED = timedelta(days=30)
#: Roles that see a whole network or decide who may enter: their idle limit is the shorter one.
PRIVILEGED = REGIONAL | {"config_admin", "dpo"}
SEEN_EVERY = timedelta(minutes=1)
#: How the regional office writes numbers: as its region does, where Spain would put points for thousands.
_OFFICE_WRITES = {"es": "es_419"}


@dataclass(frozen=True, slots=True)
class Hat:
    """The role a person wears now, and where.

    :param house: the branch's public name, never its address.
    """

    grant_id: int
    role: str
    house: str
    zone: str
    locale: str
    country_code: str | None
    branch_code: str | None
    branch_id: int | None
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser's session as it was found for a request.

    :param hat: what she wears once both factors are given and a role is chosen; None before.
    :param data: what the browser carries from page to page.
    """

    id: int
    token_hash: bytes
    data: dict[str, Any]
    seen_at: datetime
    user_id: int | None = None
    name: str = ""
    language: str = "es"
    theme: str | None = None
    shortcuts: bool = True
    demonstration: bool = False
    second_factor: bool = False
    locked: bool = False
    hat: Hat | None = None

    @property
    def actor(self) -> Actor | None:
        """Who acts, or None while she is not through the door."""
        if self.hat is None:
            return None
        hat = self.hat
        place = (hat.branch_id, hat.branch_code, hat.country_code)
        return Actor(self.user_id, self.name, hat.role, *place, self.language, leads=hat.leads)


_COLUMNS = (
    WebSession.id,
    WebSession.token_hash,
    WebSession.data,
    WebSession.seen_at,
    WebSession.expires_at,
    WebSession.second_factor_at,
    WebSession.locked_at,
    WebSession.user_id,
    WebSession.grant_id,
    User.name,
    User.language,
    User.theme,
    User.shortcuts,
    User.demonstration,
    User.ended_at,
    Grant.role,
    Grant.valid_from,
    Grant.valid_until,
    Grant.approved_at,
    Grant.ended_at.label("grant_ended_at"),
    Grant.country_code,
    Grant.branch_code,
    BranchListing.branch_id,
    BranchListing.public_name,
    BranchListing.time_zone,
    BranchListing.formatting_locale,
    BranchListing.leads,
)
# Built once and run past the unit of work: every page begins with it.
_BY_TOKEN = (
    select(*_COLUMNS)
    .outerjoin(User, User.id == WebSession.user_id)
    .outerjoin(Grant, Grant.id == WebSession.grant_id)
    .outerjoin(BranchListing, BranchListing.code == Grant.branch_code)
    .where(WebSession.token_hash == bindparam("digest"), WebSession.ended_at.is_(None))
)


def digest(token: str) -> bytes:
    """Hash a token as the store keeps it."""
    return hashlib.sha256(token.encode()).digest()


def find(session: Session, token: str) -> Visit | None:
    """Find a running session by its token, with whose it is: one statement, so that revoking works at once."""
    row: Any = session.connection().execute(_BY_TOKEN, {"digest": digest(token)}).first()
    if row is None or not _runs(row):
        return None
    return _visit(row, carried.unseal(session, row.token_hash, row.data))


def begin(
    session: Session,
    *,
    user_id: int | None = None,
    device: str = "",
    data: Mapping[str, Any] | None = None,
    lasts: timedelta = AT_THE_DOOR,
) -> tuple[str, Visit]:
    """Begin a session, for nobody yet or for somebody at the door; what has run out is thrown away on the way.

    :param lasts: time for the steps at the door.
    :returns: the token for the cookie, and the session.
    """
    now = clock.now()
    session.execute(delete(WebSession).where(WebSession.expires_at < now, WebSession.user_id.is_(None)))
    token = secrets.token_urlsafe(32)
    values = {
        "token_hash": digest(token),
        "user_id": user_id,
        "device": device[:80],
        "data": carried.seal(session, digest(token), data or {}),
        "seen_at": now,
        # The page at the door may stay open all day; whoever has given her password has to hurry.
        "expires_at": now + (LASTS if user_id is None else lasts),
        "created_at": now,
    }
    made = session.execute(insert(WebSession).values(**values).returning(WebSession.id)).scalar_one()
    return token, Visit(made, digest(token), dict(data or {}), now, user_id=user_id)


def rotate(
    session: Session, visit: Visit, *, grant_id: int | None, data: Mapping[str, Any] | None = None
) -> tuple[str, Visit]:
    """Give a session a new token as its rights change: after the second factor, and with every hat.

    :param grant_id: the hat, or None while it is not chosen.
    """
    now, token = clock.now(), secrets.token_urlsafe(32)
    values: dict[str, Any] = {
        "token_hash": digest(token),
        "grant_id": grant_id,
        "seen_at": now,
        "data": carried.seal(session, digest(token), data or {}),
    }
    if not visit.second_factor:
        values |= {"second_factor_at": now, "expires_at": now + LASTS, "created_at": now}
    session.execute(update(WebSession).where(WebSession.id == visit.id).values(**values))
    return token, replace(visit, token_hash=digest(token), data=dict(data or {}), second_factor=True, hat=None)


def keep(session: Session, visit: Visit, data: Mapping[str, Any]) -> None:
    """Write what a session carries: the secret of its forms, messages for the next page."""
    _set(session, WebSession.id == visit.id, data=carried.seal(session, visit.token_hash, data))


def seen(session: Session, visit: Visit) -> None:
    """Note that the session is used."""
    _set(session, WebSession.id == visit.id, seen_at=clock.now())


def lock(session: Session, visit: Visit) -> None:
    """Lock a session behind its owner's PIN or password."""
    _set(session, WebSession.id == visit.id, locked_at=clock.now())


def unlock(session: Session, visit: Visit) -> None:
    """Open a locked session again."""
    _set(session, WebSession.id == visit.id, locked_at=None, seen_at=clock.now())


def end(session: Session, visit_id: int, *, user_id: int | None = None) -> None:
    """End a session.

    :param user_id: only if it belongs to this user.
    """
    mine = () if user_id is None else (WebSession.user_id == user_id,)
    _set(session, WebSession.id == visit_id, WebSession.ended_at.is_(None), *mine, ended_at=clock.now(), data=b"")


def end_all(session: Session, user_id: int, *, but: int | None = None) -> None:
    """End every session of a user, effective on her next request.

    :param but: the one that stays, while its owner changes her password in it.
    """
    spared = () if but is None else (WebSession.id != but,)
    whose = (WebSession.user_id == user_id, WebSession.ended_at.is_(None), *spared)
    _set(session, *whose, ended_at=clock.now(), data=b"")


def end_worn(session: Session, grant_id: int) -> None:
    """End the sessions in which a hat is worn."""
    _set(session, WebSession.grant_id == grant_id, WebSession.ended_at.is_(None), ended_at=clock.now(), data=b"")


def running(session: Session, user_id: int) -> list[WebSession]:
    """List a user's running sessions, the last used first."""
    query = select(WebSession).where(
        WebSession.user_id == user_id,
        WebSession.ended_at.is_(None),
        WebSession.expires_at > clock.now(),
        WebSession.seen_at > clock.now() - IDLE,
        WebSession.second_factor_at.is_not(None),
    )
    return list(session.scalars(query.order_by(WebSession.seen_at.desc())))


def forget_old(session: Session) -> None:
    """Forget sessions that ended long ago; who signed in and when stays in the record."""
    session.execute(delete(WebSession).where(WebSession.expires_at < clock.now() - REMEMBERED))


def _set(session: Session, *where: ColumnElement[bool], **values: Any) -> None:
    session.execute(update(WebSession).where(*where).values(**values).execution_options(synchronize_session=False))


def _runs(row: Any) -> bool:
    now = clock.now()
    if row.expires_at <= now or row.ended_at is not None:
        return False
    if row.user_id is not None and row.seen_at + (IDLE_PRIVILEGED if row.role in PRIVILEGED else IDLE) <= now:
        return False
    if row.grant_id is None:
        return True
    today = clock.today(row.time_zone or "UTC")
    return row.grant_ended_at is None and holds(row.valid_from, row.valid_until, row.approved_at, today)


def _visit(row: Any, data: dict[str, Any]) -> Visit:
    return Visit(
        id=row.id,
        token_hash=row.token_hash,
        data=data,
        seen_at=row.seen_at,
        user_id=row.user_id,
        name=row.name or "",
        language=row.language or "es",
        theme=row.theme,
        shortcuts=row.shortcuts is not False,
        demonstration=bool(row.demonstration),
        second_factor=row.second_factor_at is not None,
        locked=row.locked_at is not None,
        hat=_hat(row) if row.grant_id is not None and row.second_factor_at is not None else None,
    )


def _hat(row: Any) -> Hat:
    return Hat(
        grant_id=row.grant_id,
        role=row.role,
        house=row.public_name or "",
        zone=row.time_zone or "UTC",
        locale=row.formatting_locale or _OFFICE_WRITES.get(row.language, row.language),
        country_code=row.country_code,
        branch_code=row.branch_code,
        branch_id=row.branch_id,
        leads=bool(row.leads),
    )
