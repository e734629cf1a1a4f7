"""What the director's no sets in motion."""

from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.agenda import service as agenda
from core.errors import N_
from core.stages import transfers
from core.stages.models import Transfer


def send_back(session: Session, actor: Actor, transfer: Transfer, comment: str) -> None:
    """Send a proposal back, and tell whoever proposed it.

    :raises Invalid: without a comment that says why.
    """
    transfers.send_back(session, actor, transfer, comment)
    agenda.add(
        session,
        branch_id=transfer.branch_id,
        code="transfer.returned",
        source="transfer",
        source_id=transfer.id,
        title=N_("A transfer was sent back: change it, or leave it"),
        role="social_worker",
        user_id=transfer.created_by,
        due_at=clock.now(),
        resident_id=transfer.resident_id,
        actor=actor,
    )
