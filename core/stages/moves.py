"""Moves between stages and out of the house: proposed, signed by distinct people, decided, effective on a day.

The chain has no gap (INV-06): the current stage is that of the last effective step. Nobody speaks twice, and whoever
proposes never decides (INV-07, INV-30).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, Refused
from core.residents import house
from core.stages import episodes, programme
from core.stages.criteria import Checklist, Facts, check
from core.stages.deciding import DIRECTOR, apply_due, decide, send_back, sign, withdraw
from core.stages.models import Episode, ProgrammeStage, StageMove
from core.stages.steps import (
    approvals,
    chain,
    drop_pending,
    due_moves,
    find_pending,
    get,
    opened,
    proposed,
    resident_code,
    transfer_under_way,
    write_exit,
)
from plugins.contract.stages import Objection, Severity
from plugins.contract.stages import StageMove as MoveView
from plugins.profile import CountryProfile

__all__ = [
    "DIRECTOR",
    "EXIT_DISCIPLINES",
    "TRANSFER",
    "Proposal",
    "apply_due",
    "approvals",
    "chain",
    "decide",
    "drop_pending",
    "due_moves",
    "find_pending",
    "get",
    "opened",
    "propose",
    "propose_exit",
    "proposed",
    "resident_code",
    "send_back",
    "sign",
    "transfer_under_way",
    "withdraw",
    "write_exit",
]

#: The canonical exit that only a transfer inside the network makes; it ends by the other branch's receipt.
TRANSFER = "transfer"
#: Who signs an exit before the director; a country's transitions say it for moves between stages.
EXIT_DISCIPLINES = ("social_worker",)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed.

    :param target: code of the next stage; None for an exit.
    :param reason: needed where a criterion is not met.
    :param residents_view: her own words.
    :param confirmed: codes of warnings the proposer has confirmed.
    """

    effective_on: date
    reason: str
    residents_view: str
    target: str | None = None
    exit_kind: str | None = None
    exit_plan: str = ""
    confirmed: tuple[str, ...] = ()


def propose(
    session: Session, actor: Actor, country: CountryProfile, episode: Episode, resident_code: str,
    proposal: Proposal, facts: Facts,
) -> StageMove:  # fmt: skip
    """Propose a move to another stage, with how its criteria stand today.

    :raises Invalid: if the move is not in the programme, a reason is missing, or one is under way already.
    :raises Refused: with the country's objections, all at once.
    """
    _ready(session, actor, episode)
    source = session.get_one(ProgrammeStage, episode.stage_id)
    transition = _transition(source, proposal.target)
    target = _stage(session, episode, str(proposal.target))
    checklist = check(source.criteria, facts)
    _need_reason(checklist, proposal, episode)
    view = _view(resident_code, source, target, proposal, facts, checklist)
    _refuse(country.check_stage_move(view), proposal.confirmed)
    _need_forms(transition, facts)
    move = _write(session, actor, episode, proposal, kind="move", required=transition["disciplines"])
    move.from_stage_id, move.to_stage_id = source.id, target.id
    move.criteria = checklist.as_data()
    record(session, actor, "move.propose", Subject("stage_move", move.id), unmet=list(checklist.unmet))
    return move


def propose_exit(
    session: Session, actor: Actor, country: CountryProfile, episode: Episode, proposal: Proposal,
    checklist: Checklist,
) -> StageMove:  # fmt: skip
    """Propose that she leaves.

    :param checklist: what has to be done before an exit (INV-20) as it stands.
    :raises Invalid: if the kind of exit is not known, something of the checklist is open without a reason, or
        something is open that no reason makes up for.
    """
    _ready(session, actor, episode)
    kind = country.exit_kinds.get(proposal.exit_kind or "")
    if kind is None or kind.canonical == TRANSFER:
        raise Invalid({"exit_kind": [N_("Choose how the stay ends.")]})
    if checklist.missing:
        raise Invalid({"checklist": [N_("Something has to be decided before she can leave.")]})
    _need_reason(checklist, proposal, episode)
    move = _write(session, actor, episode, proposal, kind="exit", required=list(EXIT_DISCIPLINES))
    move.from_stage_id, move.exit_kind = episode.stage_id, proposal.exit_kind
    move.criteria = checklist.as_data()
    record(session, actor, "exit.propose", Subject("stage_move", move.id), exit_kind=proposal.exit_kind)
    return move


def _write(
    session: Session, actor: Actor, episode: Episode, proposal: Proposal, *, kind: str, required: list[str]
) -> StageMove:
    move = StageMove(
        branch_id=episode.branch_id,
        episode_id=episode.id,
        kind=kind,
        required=required,
        proposed_by=actor.user_id or 0,
        proposed_by_name=actor.name,
        proposed_by_role=actor.role,
        effective_on=proposal.effective_on,
    )
    session.add(move)
    session.flush()  # its id is part of what seals its texts
    for name in ("reason", "residents_view", "exit_plan"):
        text = getattr(proposal, name).strip()
        if text:
            setattr(move, name, session.info["vault"].seal("stage_move", name, move.id, text))
    return move


def _transition(source: ProgrammeStage, target: str | None) -> dict[str, Any]:
    found = next((each for each in source.transitions if each["target"] == target), None)
    if found is None:
        raise Invalid({"target": [N_("The programme has no such move from this stage.")]})
    return found


def _stage(session: Session, episode: Episode, code: str) -> ProgrammeStage:
    return next(each for each in programme.stages_of(session, episode.version_id) if each.code == code)


def _view(
    code: str, source: ProgrammeStage, target: ProgrammeStage, proposal: Proposal, facts: Facts, checklist: Checklist
) -> MoveView:
    return MoveView(
        resident_code=code,
        source=source.code,
        target=target.code,
        effective_on=proposal.effective_on,
        days_in_stage=facts.days_in_stage,
        unmet=checklist.unmet,
        signed_forms=tuple(facts.signed_forms),
        reason=proposal.reason,
    )


def _refuse(objections: list[Objection], confirmed: tuple[str, ...]) -> None:
    open_ones = [each for each in objections if each.severity is Severity.BLOCKING or each.code not in confirmed]
    if open_ones:
        raise Refused(open_ones)


def _ready(session: Session, actor: Actor, episode: Episode) -> None:
    policies.require(actor, "move.propose")
    house.own(actor, episode)
    episodes.lock(session, episode)
    _refuse_second(session, episode)
    if transfer_under_way(session, episode.id):
        raise Conflict(message=N_("She is on her way to another branch; nothing else can be proposed."))


def _refuse_second(session: Session, episode: Episode) -> None:
    if find_pending(session, episode.id) is not None:
        raise Conflict(message=N_("A move is already under way for her."))


def _need_reason(checklist: Checklist, proposal: Proposal, episode: Episode) -> None:
    faults: dict[str, list[str]] = {}
    if checklist.unmet and not proposal.reason.strip():
        faults["reason"] = [N_("Write why the move is proposed although a criterion is not met.")]
    if not proposal.residents_view.strip():
        faults["residents_view"] = [N_("Write what she says about it, in her words.")]
    if proposal.effective_on < episode.stage_since:
        faults["effective_on"] = [N_("The day lies before the present stage began.")]
    if faults:
        raise Invalid(faults)


def _need_forms(transition: dict[str, Any], facts: Facts) -> None:
    if set(transition["forms"]) - set(facts.signed_forms):
        raise Invalid({"forms": [N_("A legal form that this move needs is not signed yet.")]})
