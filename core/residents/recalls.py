"""Asks back what was passed on or shown under a consent that has ended (INV-15): each a task with its day."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.agenda import service as agenda
from core.branches import clocks
from core.errors import N_
from core.partners.referral_lists import sent_under
from core.residents.models import Consent, Work, WorkUse

SOURCE = "work_use"
_ASK_BACK = N_("Ask back what was sent under a consent that was withdrawn")
_TAKE_DOWN = N_("Have taken down what may be shown no more")
#: What rooms above this one have passed on under a consent, they ask back themselves.
_ABOVE: list[Callable[[Session, Actor, Consent], None]] = []


def when_withdrawn(act: Callable[[Session, Actor, Consent], None]) -> None:
    """Let a room above ask back what it has passed on under a consent that is withdrawn; it says so when loaded."""
    _ABOVE.append(act)


def of_consent(session: Session, actor: Actor, consent: Consent) -> None:
    """Ask back everything that went out under a consent that was withdrawn."""
    for referral in sent_under(session, actor, consent.id):
        if referral.sent_at is not None:
            _task(session, actor, f"recall:{referral.id}", ("consent", consent.id), _ASK_BACK, consent.resident_id)
    shown = (
        select(WorkUse)
        .join(Work, Work.id == WorkUse.work_id)
        .join(Consent, Consent.id == Work.consent_id)
        .where(Work.resident_id == consent.resident_id, Consent.kind == consent.kind, WorkUse.down_on.is_(None))
    )
    for use in session.scalars(shown):
        take_down(session, actor, use)
    for act in _ABOVE:
        act(session, actor, consent)


def take_down(session: Session, actor: Actor, use: WorkUse) -> None:
    """Have a work taken down where it was given to be shown; asking twice is one task."""
    _task(session, actor, f"take_down:{use.id}", (SOURCE, use.id), _TAKE_DOWN, use.resident_id)


def _task(session: Session, actor: Actor, code: str, source: tuple[str, int], title: str, resident_id: int) -> None:
    if agenda.open_codes(session, source[0], [source[1]], code):
        return  # asking again would move the day
    branch_id = actor.branch_id or 0
    agenda.add(
        session, branch_id=branch_id, code=code, source=source[0], source_id=source[1], title=title,
        role="social_worker", due_at=clock.now() + clocks.span(session, branch_id, "consent_recall"),
        resident_id=resident_id, data_class="SOC", urgent=True, actor=actor,
    )  # fmt: skip
