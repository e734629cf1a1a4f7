"""Words on a proposed move: signatures by distinct people, the director's decision, and the day it takes effect."""

from datetime import date

from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.residents import house
from core.stages.models import Approval, Episode, ProgrammeStage, StageMove
from core.stages.steps import approvals

DIRECTOR = "director"


def sign(session: Session, actor: Actor, move: StageMove, comment: str = "") -> Approval:
    """Sign for one's discipline.

    :raises Invalid: if the person or her discipline has signed already, or the discipline is not asked.
    """
    policies.require(actor, "move.sign")
    _need_open(session, actor, move)
    if actor.role not in move.required:
        raise Invalid({"discipline": [N_("This move does not need your discipline's signature.")]})
    return _approve(session, actor, move, "approved", comment)


def decide(session: Session, actor: Actor, move: StageMove, comment: str, today: date) -> Approval:
    """Approve finally, as director; the step takes effect on its day.

    :raises Invalid: if signatures are missing, the director proposed it herself, or she says nothing on a criterion
        that is not met.
    """
    policies.require(actor, "move.approve")
    _need_open(session, actor, move)
    missing = sorted(set(move.required) - {each.discipline for each in approvals(session, move.id)})
    if missing:
        raise Invalid({"signatures": [N_("Signatures of the team are still missing.")]})
    if actor.user_id == move.proposed_by:
        raise Invalid({"comment": [N_("Whoever proposes a move does not decide it.")]})
    if not comment.strip() and not all(each["met"] for each in move.criteria):
        raise Invalid({"comment": [N_("Write why the move is right although a criterion is not met.")]})
    approval = _approve(session, actor, move, "approved", comment)
    move.state, move.decided_at = "approved", clock.now()
    apply_due(session, actor, today, move)
    return approval


def send_back(session: Session, actor: Actor, move: StageMove, comment: str) -> Approval:
    """Return a proposal with a comment; it ends here and another may be made.

    :raises Invalid: without a comment.
    """
    policies.require(actor, "move.approve" if actor.role == DIRECTOR else "move.sign")
    _need_open(session, actor, move)
    if not comment.strip():
        raise Invalid({"comment": [N_("Write what is missing, so that the team can go on.")]})
    approval = _approve(session, actor, move, "returned", comment)
    move.state, move.decided_at = "returned", clock.now()
    return approval


def withdraw(session: Session, actor: Actor, move: StageMove) -> None:
    """Take back one's own proposal before it is decided.

    :raises NotFound: if it is somebody else's.
    """
    if actor.user_id != move.proposed_by or move.branch_id != actor.branch_id:
        raise NotFound()
    _need_open(session, actor, move)
    move.state, move.decided_at = "withdrawn", clock.now()
    record(session, actor, "move.withdraw", Subject("stage_move", move.id))


def apply_due(session: Session, actor: Actor, today: date, move: StageMove) -> bool:
    """Let an approved move between stages, or to another programme version, take effect if its day has come.

    :returns: whether it did; an exit is left to :mod:`core.intake.exits`, which ends what hangs on the episode.
    """
    if move.kind == "exit" or move.state != "approved" or move.effective_on is None or move.effective_on > today:
        return False
    episode = session.get_one(Episode, move.episode_id)
    if move.to_stage_id is None or episode.closed_at is not None:
        return False
    target = session.get_one(ProgrammeStage, move.to_stage_id)
    # The days in a stage go on where only the programme around it is another one.
    if move.kind == "move" or target.code != session.get_one(ProgrammeStage, episode.stage_id).code:
        episode.stage_since = move.effective_on
    episode.stage_id, episode.version_id = target.id, target.version_id
    move.state = "effective"
    record(session, actor, "move.effective", Subject("stage_move", move.id))
    return True


def _approve(session: Session, actor: Actor, move: StageMove, decision: str, comment: str) -> Approval:
    said = approvals(session, move.id)
    if any(each.user_id == actor.user_id for each in said):
        raise Invalid({"signature": [N_("You have signed this move already.")]})
    if any(each.discipline == actor.role for each in said):
        raise Invalid({"signature": [N_("Your discipline has signed this move already.")]})
    approval = Approval(
        branch_id=move.branch_id,
        move_id=move.id,
        user_id=actor.user_id or 0,
        user_name=actor.name,
        discipline=actor.role,
        decision=decision,
        at=clock.now(),
    )
    session.add(approval)
    session.flush()  # its id is part of what seals its comment
    if comment.strip():
        approval.comment = session.info["vault"].seal("approval", "comment", approval.id, comment.strip())
    record(session, actor, f"move.{decision}", Subject("stage_move", move.id), discipline=actor.role)
    return approval


def _need_open(session: Session, actor: Actor, move: StageMove) -> None:
    house.own(actor, move)
    session.flush()  # reading the row anew would undo what this session has changed of it
    # Two who speak at once come one after the other, and the second sees what the first said.
    session.refresh(move, with_for_update=True)
    if move.state != "proposed":
        raise Conflict({"state": move.state}, N_("This move has been decided in the meantime."))
