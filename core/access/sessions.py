"""Signed-in browsers: a random token in the cookie, its hash in the store, revocable at any moment."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from core import clock
from core.access.matrix import REGIONAL
from core.access.models import BranchListing, Grant, User, WebSession
from core.actor import Actor

LASTS = timedelta(hours=12)
IDLE = timedelta(minutes=30)
IDLE_PRIVILEGED = timedelta(minutes=15)
#: Roles whose idle limit is the shorter one.
PRIVILEGED = REGIONAL | {"config_admin", "dpo"}
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser's session as it was found for a request.

    :param actor: who it is, once both factors are given and a hat is chosen; None before.
    """

    id: int
    data: dict[str, Any]
    user_id: int | None
    locked: bool
    actor: Actor | None
    zone: str = "UTC"
    locale: str = "es"
    house: str = ""
    demonstration: bool = False


def digest(token: str) -> bytes:
    """Hash a token as the store keeps it."""
    return hashlib.sha256(token.encode()).digest()


def open_visit(session: Session, device: str = "") -> tuple[str, int]:
    """Begin a session for a browser nobody has signed in at.

    :returns: the token for the cookie and the session's id.
    """
    token = secrets.token_urlsafe(32)
    now = clock.now()
    visit = WebSession(token_hash=digest(token), seen_at=now, expires_at=now + LASTS, device=device[:80])
    session.add(visit)
    session.flush()  # its id goes back to the caller
    return token, visit.id


def find(session: Session, token: str) -> Visit | None:
    """Find a running session by its token, with whose it is: one statement."""
    row = session.execute(
        select(WebSession, User, Grant, BranchListing)
        .outerjoin(User, User.id == WebSession.user_id)
        .outerjoin(Grant, Grant.id == WebSession.grant_id)
        .outerjoin(BranchListing, BranchListing.code == Grant.branch_code)
        .where(WebSession.token_hash == digest(token), WebSession.ended_at.is_(None))
    ).first()
    if row is None or not _runs(row[0], row[2]):
        return None
    return _visit(*row.tuple())


def rotate(session: Session, visit_id: int, *, user_id: int | None, grant_id: int | None) -> str:
    """Give a session a new token when its rights grow: after the second factor and when the hat changes."""
    token = secrets.token_urlsafe(32)
    visit = session.get_one(WebSession, visit_id)
    visit.token_hash, visit.user_id, visit.grant_id = digest(token), user_id, grant_id
    visit.seen_at = clock.now()
    visit.second_factor_at = visit.second_factor_at or clock.now()
    return token


def keep(session: Session, visit_id: int, data: dict[str, Any]) -> None:
    """Write what a session remembers: the form token's secret, messages for the next page."""
    session.execute(update(WebSession).where(WebSession.id == visit_id).values(data=json.dumps(data)))


def seen(session: Session, visit_id: int) -> None:
    """Note that the session is used."""
    session.execute(update(WebSession).where(WebSession.id == visit_id).values(seen_at=clock.now()))


def lock(session: Session, visit_id: int, at: datetime | None) -> None:
    """Lock a session behind its owner's PIN or password, or open it again with None."""
    session.execute(update(WebSession).where(WebSession.id == visit_id).values(locked_at=at))


def end(session: Session, visit_id: int) -> None:
    """End a session."""
    session.execute(update(WebSession).where(WebSession.id == visit_id).values(ended_at=clock.now(), data="{}"))


def end_all(session: Session, user_id: int) -> None:
    """End every session of a user, effective on her next request."""
    running = and_(WebSession.user_id == user_id, WebSession.ended_at.is_(None))
    session.execute(update(WebSession).where(running).values(ended_at=clock.now(), data="{}"))


def running(session: Session, user_id: int) -> list[WebSession]:
    """List a user's running sessions."""
    query = select(WebSession).where(
        WebSession.user_id == user_id, WebSession.ended_at.is_(None), WebSession.expires_at > clock.now()
    )
    return list(session.scalars(query.order_by(WebSession.seen_at.desc())))


def grants_of(session: Session, user_id: int, on: date) -> list[tuple[Grant, BranchListing | None]]:
    """List the hats a user may wear on a day."""
    query = (
        select(Grant, BranchListing)
        .outerjoin(BranchListing, BranchListing.code == Grant.branch_code)
        .where(Grant.user_id == user_id, *in_force(on))
        .order_by(Grant.id)
    )
    return [(grant, listing) for grant, listing in session.execute(query)]


def in_force(on: date) -> tuple[Any, ...]:
    return Grant.valid_from <= on, (Grant.valid_until.is_(None)) | (Grant.valid_until >= on)


def _runs(visit: WebSession, grant: Grant | None) -> bool:
    now = clock.now()
    idle = IDLE_PRIVILEGED if grant is not None and grant.role in PRIVILEGED else IDLE
    return visit.expires_at > now and visit.seen_at + idle > now


def _visit(visit: WebSession, user: User | None, grant: Grant | None, listing: BranchListing | None) -> Visit:
    zone = listing.time_zone if listing else "UTC"
    return Visit(
        id=visit.id,
        data=json.loads(visit.data),
        user_id=visit.user_id,
        locked=visit.locked_at is not None,
        actor=_actor(user, grant, listing, clock.today(zone)),
        zone=zone,
        locale=listing.formatting_locale if listing else "es",
        house=listing.public_name if listing else "",
        demonstration=bool(user and user.demonstration),
    )


def _actor(user: User | None, grant: Grant | None, listing: BranchListing | None, today: date) -> Actor | None:
    if user is None or grant is None or user.ended_at is not None:
        return None
    if grant.valid_from > today or (grant.valid_until is not None and grant.valid_until < today):
        return None
    return Actor(
        user_id=user.id,
        name=user.name,
        role=grant.role,
        branch_id=listing.branch_id if listing else None,
        branch_code=listing.code if listing else None,
        country_code=listing.country_code if listing else None,
        language=user.language,
    )
