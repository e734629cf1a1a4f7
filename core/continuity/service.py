"""Keeps drafts, and lets a form sent twice have one effect."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.continuity.models import Draft, SpentToken

KEPT_FOR = timedelta(days=7)
LONGEST = 200_000


def once(session: Session, actor: Actor, token: str, act: Callable[[], str]) -> str:
    """Do something once for a form's token; a second arrival is led to where the first one went.

    :param act: does it and returns the address of its outcome.
    """
    key = hashlib.sha256(f"{actor.user_id}|{token}".encode()).digest()
    spent = session.get(SpentToken, key)
    if spent is not None:
        return spent.outcome
    mark = SpentToken(
        token_hash=key, branch_id=actor.branch_id, user_id=actor.user_id or 0, spent_at=clock.now(), outcome=""
    )
    session.add(mark)
    session.flush()  # two that arrive together meet here, at the key, before either has an effect
    mark.outcome = act()
    return mark.outcome


def save(session: Session, actor: Actor, key: str, content: str) -> Draft:
    """Keep what somebody has typed; hers alone."""
    draft = find(session, actor, key)
    if draft is None:
        draft = Draft(branch_id=actor.branch_id, user_id=actor.user_id or 0, key=key[:120], saved_at=clock.now())
        session.add(draft)
        session.flush()  # its id is part of what seals it
    draft.content = session.info["vault"].seal("draft", "content", draft.id, content[:LONGEST])
    draft.saved_at = clock.now()
    return draft


def find(session: Session, actor: Actor, key: str) -> Draft | None:
    """Find the actor's draft of a form."""
    query = select(Draft).where(Draft.user_id == actor.user_id, Draft.key == key, Draft.branch_id == actor.branch_id)
    return session.scalar(query)


def opened(session: Session, draft: Draft) -> str:
    """Open a draft."""
    return session.info["vault"].open("draft", "content", draft.id, draft.content) if draft.content else ""


def drop(session: Session, actor: Actor, key: str) -> None:
    """Forget a draft once its form is saved."""
    session.execute(delete(Draft).where(Draft.user_id == actor.user_id, Draft.key == key))


def forget_old(session: Session) -> None:
    """Forget drafts and spent tokens that nobody comes back to."""
    before = clock.now() - KEPT_FOR
    session.execute(delete(Draft).where(Draft.saved_at < before))
    session.execute(delete(SpentToken).where(SpentToken.spent_at < before))
