"""Copies of an extract that are outside: asked back when a consent is withdrawn, and confirmed as destroyed in time.

Nothing here says of whom: a task names the extract alone.
"""

import json
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, reminders
from core.actor import Actor
from core.agenda import service as agenda
from core.branches import clocks
from core.errors import N_
from core.evidence.models import APPROVED, Extract
from core.residents import recalls
from core.residents.models import Consent

SOURCE = "extract"
BACK, CONFIRM = "extract.recall", "extract.confirm"
_BACK = N_("Somebody in an extract for research took her consent back: have every copy destroyed, and note it")
_CONFIRM = N_("An extract for research may be kept no longer: have it confirmed that every copy is destroyed")


def who(session: Session, made: Extract) -> list[int]:
    """Give the ids of those who are in a file, as long as copies of it may be outside."""
    if made.people is None:
        return []
    ids: list[int] = json.loads(session.info["vault"].open(Extract.__tablename__, "people", made.id, made.people))
    return ids


def ask_to_confirm(session: Session, actor: Actor, made: Extract) -> None:
    """Ask for the confirmation that copies are destroyed, on the day until which they may be kept."""
    _task(session, actor, made, CONFIRM)


def ask_back(session: Session, actor: Actor, consent: Consent) -> None:
    """Stop the files that hold somebody who has taken her consent back, and ask back what was fetched (INV-15)."""
    for made in _outside(session, consent.branch_id):
        if consent.kind in made.consents and consent.resident_id in who(session, made):
            _stop(session, actor, made)


def refresh(session: Session, actor: Actor, branch_id: int, withdrawn: Callable[[Extract], int]) -> None:
    """Destroy files whose seven days are over, and ask back those in which a consent has ended by itself.

    :param withdrawn: counts those in a file whose consent no longer stands.
    """
    for made in _outside(session, branch_id):
        over = made.expires_at is None or clock.now() >= made.expires_at
        if over:
            made.file = None
        if withdrawn(made):
            _stop(session, actor, made)
        if over and not made.fetched:  # nobody has a copy
            agenda.cancel(session, actor, source=SOURCE, source_id=made.id)


def close(session: Session, actor: Actor, made: Extract) -> None:
    """End what was asked, since every copy is destroyed."""
    agenda.close(session, actor, source=SOURCE, source_id=made.id)


def _stop(session: Session, actor: Actor, made: Extract) -> None:
    made.file = None
    if made.fetched:
        _task(session, actor, made, BACK)


def _task(session: Session, actor: Actor, made: Extract, code: str) -> None:
    if code == BACK:
        known = agenda.find(session, made.branch_id, SOURCE, made.id, code)
        span = clocks.span(session, made.branch_id, "consent_recall")
        due = known.due_at if known is not None and known.due_at is not None else clock.now() + span
    else:
        due = reminders.due_at(session, actor, made.kept_until)
    agenda.add(
        session, branch_id=made.branch_id, code=code, source=SOURCE, source_id=made.id,
        title=_BACK if code == BACK else _CONFIRM, role="me_officer", due_at=due, data_class="AGG",
        urgent=code == BACK, actor=actor,
    )  # fmt: skip


def _outside(session: Session, branch_id: int) -> list[Extract]:
    query = select(Extract).where(Extract.branch_id == branch_id, Extract.state == APPROVED)
    return list(session.scalars(query.order_by(Extract.id)))


recalls.when_withdrawn(ask_back)
