"""The steps of transfers, each with its day, its author and what was said; the last one is where a transfer stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.stages.models import Transfer, TransferStep

_LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it is read.

    :param by_name: a person of this house, the code of another one, or the network.
    """

    state: str
    at: datetime
    by_name: str
    by_role: str
    note: str


def advance(
    session: Session,
    transfer: Transfer,
    state: str,
    by_name: str,
    *,
    role: str = "",
    note: str = "",
    at: datetime | None = None,
) -> None:
    """Let a transfer come to a state, and keep who brought it there."""
    transfer.state = state
    tell(session, transfer, state, by_name, role=role, note=note, at=at)


def tell(
    session: Session,
    transfer: Transfer,
    state: str,
    by_name: str,
    *,
    role: str = "",
    note: str = "",
    at: datetime | None = None,
) -> None:
    """Keep a step that another house took, without coming to its state."""
    step = TransferStep(
        branch_id=transfer.branch_id,
        transfer_id=transfer.id,
        state=state,
        at=at or clock.now(),
        by_name=by_name,
        by_role=role,
    )
    session.add(step)
    if note.strip():
        session.flush()  # its id is part of what seals the note
        vault = session.info["vault"]
        step.note = vault.seal("transfer_step", "note", step.id, note.strip()[:_LONGEST_NOTE])


def trail(session: Session, transfer: Transfer) -> Sequence[Step]:
    """List the steps of a transfer in order; the caller has asked whether the actor may read them."""
    query = select(TransferStep).where(TransferStep.transfer_id == transfer.id)
    rows = session.scalars(query.order_by(TransferStep.at, TransferStep.id)).all()
    return [Step(row.state, row.at, row.by_name, row.by_role, _note(session, row)) for row in rows]


def _note(session: Session, row: TransferStep) -> str:
    return str(session.info["vault"].open("transfer_step", "note", row.id, row.note)) if row.note else ""
