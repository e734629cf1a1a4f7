"""Transfers that arrive: taken in once, read by who admits, answered by a signed receipt."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Damaged, Invalid, NotFound
from core.residents import house, teams
from core.stages import envelopes
from core.stages.envelopes import Letter, PublicKeys
from core.stages.models import Transfer
from core.stages.packages import ENCLOSED, IN, READ, RECEIVED, REFUSED, Arrival, arrival_of, keep, kept, need
from core.stages.transfer_steps import advance, tell

_LONGEST_REASON = 1000


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
    sent_at = _sent_at(content)
    transfer = Transfer(
        branch_id=actor.branch_id,
        direction=IN,
        other_branch=letter.sender,
        envelope_id=letter.id,
        state="arrived",
        assent=str(content["assent"]),
        medical=ENCLOSED if content["medical"] else "",
        contents={},
        created_by=0,
        created_by_name=letter.sender,
    )
    session.add(transfer)
    session.flush()  # its id is part of what seals the package
    keep(session, transfer, content)
    tell(session, transfer, "in_transit", letter.sender, at=sent_at)
    advance(session, transfer, "arrived", actor.name, role=actor.role)
    record(session, actor, "transfer.arrive", Subject("transfer", transfer.id), sender=letter.sender)
    return transfer


def _sent_at(content: dict[str, Any]) -> datetime:
    """Make sure that a package can be read on the day it is needed, and tell when it was sent."""
    try:
        arrival_of(content)
        return datetime.fromisoformat(content["sent_at"])
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged from error


def read(session: Session, actor: Actor, transfer: Transfer) -> Arrival:
    """Read what arrived with somebody; that it was read is noted."""
    policies.require(actor, "transfer.receive")
    house.own(actor, transfer)
    if transfer.direction != IN:
        raise NotFound()
    record(session, actor, "transfer.read", Subject("transfer", transfer.id), data_class="ID", purpose="transfer")
    return arrival_of(kept(session, transfer))


def read_medical(session: Session, actor: Actor, transfer: Transfer) -> str:
    """Open the part that is for the health staff of her case alone; that it was read is noted.

    :raises NotFound: if there is none, or the actor may not.
    """
    if not policies.writes(actor, "MED-X", on_case=teams.on_case(session, actor, transfer.resident_id or 0)):
        raise NotFound()
    house.own(actor, transfer)
    enclosed = kept(session, transfer).get("medical") if transfer.direction == IN else None
    if not enclosed:
        raise NotFound()
    transfer.medical = READ
    subject = Subject("transfer", transfer.id)
    record(session, actor, "transfer.read_medical", subject, data_class="MED-X", purpose="transfer")
    return envelopes.unseal_own(session, transfer.branch_id, b64decode(enclosed)).decode()


def answer(
    session: Session, actor: Actor, transfer: Transfer, outcome: str, at: datetime, sender: PublicKeys,
    *, reason: str = "",
) -> None:  # fmt: skip
    """Sign the receipt: she was received, or she was not and why.

    :raises Conflict: if it has been answered already.
    :raises Invalid: if she was not received and nothing says why.
    """
    policies.require(actor, "transfer.receive")
    need(session, actor, transfer, "arrived")
    if sender.branch_code != transfer.other_branch:
        raise NotFound()
    _check_reason(outcome, reason)
    content = {
        "envelope": transfer.envelope_id,
        "outcome": outcome,
        "at": at.isoformat(),
        "by_role": actor.role,
        "reason": reason.strip(),
    }
    receipt = envelopes.seal(session, transfer.branch_id, content, sender)
    transfer.contents = {**transfer.contents, "receipt": b64encode(receipt).decode()}
    advance(session, transfer, "admitted" if outcome == RECEIVED else REFUSED, actor.name, role=actor.role, note=reason)
    record(session, actor, f"transfer.{transfer.state}", Subject("transfer", transfer.id))


def _check_reason(outcome: str, reason: str) -> None:
    faults = house.text_faults({"reason": reason}, {"reason": _LONGEST_REASON})
    if outcome == REFUSED and not reason.strip():
        faults["reason"] = [N_("Write why she cannot be received: the other branch reads it.")]
    if faults:
        raise Invalid(faults)


def receipts(session: Session, branch_id: int) -> dict[str, bytes]:
    """Give the receipts that the house has signed, by envelope."""
    query = select(Transfer).where(
        Transfer.branch_id == branch_id, Transfer.direction == IN, Transfer.state.in_(("admitted", REFUSED))
    )
    return {str(row.envelope_id): b64decode(row.contents["receipt"]) for row in session.scalars(query)}
