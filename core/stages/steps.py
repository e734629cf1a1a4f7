"""The steps of episodes as they stand: what waits, what is due, the chain, who has spoken, what ends with a stay."""

from datetime import date

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import NotFound
from core.residents.models import Resident
from core.stages.models import TRAVELLING, Approval, Episode, StageMove, Transfer


def due_moves(session: Session, branch_id: int, today: date) -> list[StageMove]:
    """List approved moves and exits whose day has come."""
    query = select(StageMove).where(
        StageMove.branch_id == branch_id, StageMove.state == "approved", StageMove.effective_on <= today
    )
    return list(session.scalars(query.order_by(StageMove.effective_on, StageMove.id)))


def get(session: Session, actor: Actor, move_id: int) -> StageMove:
    """Find a move of the actor's house.

    :raises NotFound: if there is none, or the actor may not know of it.
    """
    policies.require(actor, "move.read")
    move = session.get(StageMove, move_id)
    if move is None or move.branch_id != actor.branch_id:
        raise NotFound()
    return move


def proposed(session: Session, actor: Actor, limit: int = 100) -> list[Row[StageMove, str, str, int]]:
    """List the house's moves that wait: the move, code and house name, and how many have signed."""
    policies.require(actor, "move.read")
    signed = select(func.count()).where(Approval.move_id == StageMove.id).correlate(StageMove).scalar_subquery()
    query = (
        select(StageMove, Resident.code, Resident.house_name, signed)
        .join(Episode, Episode.id == StageMove.episode_id)
        .join(Resident, Resident.id == Episode.resident_id)
        .where(StageMove.branch_id == actor.branch_id, StageMove.state == "proposed")
        .order_by(StageMove.id)
        .limit(limit)
    )
    return list(session.execute(query))


def resident_code(session: Session, move: StageMove) -> str:
    """Tell whose step it is, by her code."""
    query = select(Resident.code).join(Episode, Episode.resident_id == Resident.id).where(Episode.id == move.episode_id)
    return session.scalars(query).one()


def chain(session: Session, episode_id: int) -> list[StageMove]:
    """List an episode's steps in order, proposals last."""
    query = select(StageMove).where(StageMove.episode_id == episode_id)
    return list(session.scalars(query.order_by(StageMove.effective_on.is_(None), StageMove.effective_on, StageMove.id)))


def find_pending(session: Session, episode_id: int) -> StageMove | None:
    """Find the move that is proposed, or approved for a later day."""
    query = select(StageMove).where(
        StageMove.episode_id == episode_id, StageMove.state.in_(("proposed", "approved")), StageMove.kind != "admission"
    )
    return session.scalars(query.order_by(StageMove.id.desc()).limit(1)).first()


def approvals(session: Session, move_id: int) -> list[Approval]:
    """List who has spoken on a move, in order."""
    return list(session.scalars(select(Approval).where(Approval.move_id == move_id).order_by(Approval.id)))


def opened(session: Session, row: StageMove | Approval, name: str) -> str:
    """Open one sealed text of a step or of an approval; the caller has asked whether the actor may."""
    blob = getattr(row, name)
    return session.info["vault"].open(row.__tablename__, name, row.id, blob) if blob else ""


def drop_pending(session: Session, actor: Actor, episode: Episode, *, but: int | None = None) -> None:
    """Take back what is still under way when a stay ends another way.

    :param but: id of the step by which it ends.
    """
    pending = find_pending(session, episode.id)
    while pending is not None and pending.id != but:
        pending.state, pending.decided_at = "withdrawn", clock.now()
        record(session, actor, "move.withdraw", Subject("stage_move", pending.id))
        session.flush()  # so that the next look does not find it again
        pending = find_pending(session, episode.id)


def write_exit(session: Session, actor: Actor, episode: Episode, exit_kind: str, on: date) -> StageMove:
    """Write the step of an exit that needs no proposal, so that the chain ends as the episode does (INV-06)."""
    move = StageMove(
        branch_id=episode.branch_id,
        episode_id=episode.id,
        kind="exit",
        from_stage_id=episode.stage_id,
        state="effective",
        exit_kind=exit_kind,
        proposed_by=actor.user_id or 0,
        proposed_by_name=actor.name,
        proposed_by_role=actor.role,
        effective_on=on,
        decided_at=clock.now(),
    )
    session.add(move)
    return move


def transfer_under_way(session: Session, episode_id: int) -> bool:
    """Tell whether she is on her way to another branch, whose answer is awaited."""
    query = select(Transfer.id).where(Transfer.episode_id == episode_id, Transfer.state.in_(TRAVELLING))
    return session.scalar(query.limit(1)) is not None
