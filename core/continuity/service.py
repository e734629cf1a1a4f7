"""Keeps drafts, and lets a form that is sent twice have one effect."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.continuity.models import Draft, SpentToken

KEPT_FOR = timedelta(days=7)
LONGEST = 200_000
LONGEST_KEY = 100


def once(session: Session, actor: Actor, token: str, act: Callable[[], str]) -> str:
    """Do something once for a form's token; a second arrival is led to where the first one went.

    :param token: of the form; an empty one tells nothing apart, so it is done.
    :param act: does it and returns the address of its outcome.
    """
    if not token:
        return act()
    mark = hashlib.sha256(f"{actor.user_id}|{token}".encode()).digest()
    if not _spend(session, actor, mark):
        return session.get_one(SpentToken, mark).outcome
    outcome = act()
    session.execute(update(SpentToken).where(SpentToken.token_hash == mark).values(outcome=outcome))
    return outcome


def save(session: Session, actor: Actor, key: str, content: str) -> Draft:
    """Keep what somebody has typed into a form; hers alone."""
    draft = find(session, actor, key)
    if draft is None:
        draft = Draft(branch_id=actor.branch_id, user_id=actor.user_id or 0, key=_key(actor, key), saved_at=clock.now())
        session.add(draft)
        session.flush()  # its id is part of what seals it
    draft.content = session.info["vault"].seal("draft", "content", draft.id, content[:LONGEST])
    draft.saved_at = clock.now()
    return draft


def find(session: Session, actor: Actor, key: str) -> Draft | None:
    """Find the actor's draft of a form."""
    return session.scalar(select(Draft).where(Draft.user_id == actor.user_id, Draft.key == _key(actor, key)))


def opened(session: Session, draft: Draft) -> str:
    """Open a draft."""
    return str(session.info["vault"].open("draft", "content", draft.id, draft.content)) if draft.content else ""


def drop(session: Session, actor: Actor, key: str) -> None:
    """Forget a draft once its form is saved."""
    session.execute(delete(Draft).where(Draft.user_id == actor.user_id, Draft.key == _key(actor, key)))


def forget_old(session: Session) -> None:
    """Forget drafts and spent tokens that nobody comes back to."""
    before = clock.now() - KEPT_FOR
    session.execute(delete(Draft).where(Draft.saved_at < before))
    session.execute(delete(SpentToken).where(SpentToken.spent_at < before))


def _key(actor: Actor, key: str) -> str:
    """Whoever works in two houses writes two drafts of the same form."""
    return f"{actor.branch_id}:{key[:LONGEST_KEY]}"


def _spend(session: Session, actor: Actor, mark: bytes) -> bool:
    """Use a token up; of two that arrive together the later one waits here and then finds it spent."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"token_hash": mark, "branch_id": actor.branch_id, "user_id": actor.user_id or 0, "outcome": ""}
    made = insert(SpentToken).values(**values, spent_at=clock.now()).on_conflict_do_nothing()
    return session.execute(made.returning(SpentToken.token_hash)).first() is not None
