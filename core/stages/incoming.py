"""Transfers that arrive: taken in once, read by who admits, answered by a signed receipt."""

from base64 import b64decode, b64encode
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import Damaged, NotFound
from core.residents import house
from core.stages import envelopes
from core.stages.envelopes import Letter, PublicKeys
from core.stages.models import Transfer
from core.stages.packages import IN, RECEIVED, REFUSED, Arrival, arrival_of, keep, kept, need


def arrive(session: Session, actor: Actor, letter: Letter, sender: PublicKeys) -> Transfer | None:
    """Take in an envelope; one that was taken in before changes nothing.

    :returns: the transfer, or None if it was there.
    :raises Damaged: if it is not what its sender sealed for this branch.
    """
    same = select(Transfer.id).where(Transfer.branch_id == actor.branch_id, Transfer.envelope_id == letter.id)
    if session.scalar(same) is not None:
        return None
    content = envelopes.unseal(session, actor.branch_id or 0, letter.payload, sender)
    said = (content.get("id"), content.get("sender"), content.get("receiver"))
    if said != (letter.id, letter.sender, actor.branch_code) or letter.sender != sender.branch_code:
        raise Damaged
    transfer = Transfer(
        branch_id=actor.branch_id,
        direction=IN,
        other_branch=letter.sender,
        envelope_id=letter.id,
        state="arrived",
        assent=str(content["assent"]),
        contents={},
        created_by=0,
        created_by_name=letter.sender,
    )
    session.add(transfer)
    session.flush()  # its id is part of what seals the package
    keep(session, transfer, content)
    record(session, actor, "transfer.arrive", Subject("transfer", transfer.id), sender=letter.sender)
    return transfer


def read(session: Session, actor: Actor, transfer: Transfer) -> Arrival:
    """Read what arrived with somebody; that it was read is noted."""
    policies.require(actor, "transfer.receive")
    house.own(actor, transfer)
    if transfer.direction != IN:
        raise NotFound()
    record(session, actor, "transfer.read", Subject("transfer", transfer.id), data_class="ID", purpose="transfer")
    return arrival_of(kept(session, transfer))


def read_medical(session: Session, actor: Actor, transfer: Transfer, *, on_case: bool) -> str:
    """Open the part that is for health staff alone; that it was read is noted.

    :raises NotFound: if there is none, or the actor may not.
    """
    if not policies.writes(actor, "MED-X", on_case=on_case):
        raise NotFound()
    house.own(actor, transfer)
    enclosed = kept(session, transfer).get("medical") if transfer.direction == IN else None
    if not enclosed:
        raise NotFound()
    subject = Subject("transfer", transfer.id)
    record(session, actor, "transfer.read_medical", subject, data_class="MED-X", purpose="transfer")
    return envelopes.unseal_own(session, transfer.branch_id, b64decode(enclosed)).decode()


def answer(session: Session, actor: Actor, transfer: Transfer, outcome: str, at: datetime, sender: PublicKeys) -> None:
    """Sign the receipt: she was received, or she was not.

    :raises Conflict: if it has been answered already.
    """
    policies.require(actor, "transfer.receive")
    need(session, actor, transfer, "arrived")
    if sender.branch_code != transfer.other_branch:
        raise NotFound()
    content = {"envelope": transfer.envelope_id, "outcome": outcome, "at": at.isoformat()}
    receipt = envelopes.seal(session, transfer.branch_id, content, sender)
    transfer.state = "admitted" if outcome == RECEIVED else REFUSED
    transfer.contents = {**transfer.contents, "receipt": b64encode(receipt).decode()}
    transfer.answered_at, transfer.answered_by_name = clock.now(), actor.name
    record(session, actor, f"transfer.{transfer.state}", Subject("transfer", transfer.id))


def receipts(session: Session, branch_id: int) -> dict[str, bytes]:
    """Give the receipts that the house has signed, by envelope."""
    query = select(Transfer).where(
        Transfer.branch_id == branch_id, Transfer.direction == IN, Transfer.state.in_(("admitted", REFUSED))
    )
    return {str(row.envelope_id): b64decode(row.contents["receipt"]) for row in session.scalars(query)}
