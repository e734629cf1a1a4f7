"""Both ends of a transfer: she is admitted where she arrives, and leaves where she came from only on the receipt."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.branches import service as branches
from core.errors import N_, Conflict, Damaged
from core.intake import exits
from core.intake.admission import Admission, Admitted, admit
from core.residents import house
from core.stages import incoming, moves, outgoing
from core.stages.envelopes import PublicKeys
from core.stages.models import Episode, Transfer
from core.stages.packages import RECEIVED, REFUSED
from core.stages.transfer_steps import advance
from plugins.profile import CountryProfile

_FROM_BRANCH = "BRANCH"


def receive(
    session: Session, actor: Actor, country: CountryProfile, transfer: Transfer, new: Admission, sender: PublicKeys
) -> Admitted:
    """Admit somebody who was sent by another branch, under a code and in an episode of this house, and sign for her.

    :param new: the admission; how she came is set here.
    :raises Conflict: if somebody has answered in the meantime.
    """
    policies.require(actor, "transfer.receive")
    house.own(actor, transfer)
    session.refresh(transfer, with_for_update=True)
    if transfer.state != "arrived":
        raise Conflict({"state": transfer.state})
    admitted = admit(session, actor, country, replace(new, entry_kind=_entry_kind(country)))
    transfer.resident_id, transfer.episode_id = admitted.resident.id, admitted.episode.id
    incoming.answer(session, actor, transfer, RECEIVED, admitted.episode.admitted_at, sender)
    return admitted


def refuse(session: Session, actor: Actor, transfer: Transfer, sender: PublicKeys, reason: str) -> None:
    """Sign that she was not received, and why; where she came from, her stay goes on."""
    incoming.answer(session, actor, transfer, REFUSED, clock.now(), sender, reason=reason)


def settle(
    session: Session, actor: Actor, country: CountryProfile, transfer: Transfer, receipt: bytes, receiver: PublicKeys
) -> bool:
    """Do what the other branch's receipt says: close the stay on the day she was received, or let it go on.

    :returns: whether there was anything to do; a second time there is not.
    :raises Damaged: if it is not that branch's receipt.
    """
    session.refresh(transfer, with_for_update=True)
    if transfer.state not in ("packed", "in_transit"):
        return False
    if receiver.branch_code != transfer.other_branch:
        raise Damaged
    told = outgoing.read_receipt(session, transfer, receipt, receiver)
    advance(session, transfer, told.outcome, receiver.branch_code, role=told.by_role, note=told.reason, at=told.at)
    episode = session.get_one(Episode, transfer.episode_id)
    if told.outcome == REFUSED:
        _tell(session, actor, transfer)
    elif episode.closed_at is None:
        _leave(session, actor, country, episode, told.at)
    record(session, actor, f"transfer.{told.outcome}", Subject("transfer", transfer.id), receiver=receiver.branch_code)
    return True


def _leave(session: Session, actor: Actor, country: CountryProfile, episode: Episode, at: datetime) -> None:
    kind = next(each.code for each in country.exit_kinds.values() if each.canonical == moves.TRANSFER)
    on = max(at.astimezone(ZoneInfo(branches.time_zone(session, actor))).date(), episode.admitted_on)
    exits.end(session, actor, country, episode, kind, on)
    moves.write_exit(session, actor, episode, kind, max(on, episode.stage_since))


def _tell(session: Session, actor: Actor, transfer: Transfer) -> None:
    agenda.add(
        session,
        branch_id=transfer.branch_id,
        code="transfer.refused",
        source="transfer",
        source_id=transfer.id,
        title=N_("The other branch did not receive her: her stay goes on here, decide with her what follows"),
        role="social_worker",
        due_at=clock.now(),
        resident_id=transfer.resident_id,
        urgent=True,
        actor=actor,
    )


def _entry_kind(country: CountryProfile) -> str:
    return next(each.code for each in country.entry_kinds.values() if each.referrer == _FROM_BRANCH)
