"""Moves running stays to the programme in force: an explicit step, stage by stage, that each case team confirms.

Nothing moves by itself when a programme is published (INV-08, CFG-5).
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.access import policies
from core.access.matrix import CASE_ROLES
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Invalid
from core.residents.models import CaseMember
from core.residents.teams import on_team
from core.stages import programme
from core.stages.models import Episode, ProgrammeStage, ProgrammeVersion, StageMove
from core.stages.steps import find_pending, transfer_under_way

KIND = "migration"
#: Who confirms where nobody is on the case team yet.
_NOBODY_YET = ("social_worker",)


class Behind(NamedTuple):
    """A stage of an earlier version in which stays still run, and how many."""

    version: ProgrammeVersion
    stage: ProgrammeStage
    stays: int


def behind(session: Session, actor: Actor, today: date) -> list[Behind]:
    """List the stages of earlier versions in which stays of the actor's house run."""
    policies.require(actor, "move.propose")
    query = (
        select(ProgrammeVersion, ProgrammeStage, func.count(Episode.id))
        .join(ProgrammeStage, ProgrammeStage.version_id == ProgrammeVersion.id)
        .join(Episode, Episode.stage_id == ProgrammeStage.id)
        .where(*_left_behind(session, actor, today))
        .group_by(ProgrammeVersion.id, ProgrammeStage.id)
        .order_by(ProgrammeVersion.number, ProgrammeStage.position)
    )
    return [Behind(*row) for row in session.execute(query)]


def propose_all(session: Session, actor: Actor, targets: Mapping[int, str], today: date) -> int:
    """Propose for every stay left behind the stage of the programme in force that its own becomes.

    A stay in which something is under way already is left for later.

    :param targets: code of the new stage, by the id of the old one.
    :returns: for how many it was proposed.
    :raises Invalid: if a stage is not of the programme in force.
    """
    policies.require(actor, "move.propose")
    stages = _stages_in_force(session, actor, today)
    if set(targets.values()) - set(stages):
        raise Invalid({"stage": [N_("Choose one of the options.")]})
    query = select(Episode).where(*_left_behind(session, actor, today), Episode.stage_id.in_(targets))
    proposed = 0
    for episode in session.scalars(query.order_by(Episode.id)):
        if find_pending(session, episode.id) is None and not transfer_under_way(session, episode.id):
            _propose(session, actor, episode, stages[targets[episode.stage_id]], today)
            proposed += 1
    return proposed


def _propose(session: Session, actor: Actor, episode: Episode, target: ProgrammeStage, today: date) -> None:
    move = StageMove(
        branch_id=episode.branch_id,
        episode_id=episode.id,
        kind=KIND,
        from_stage_id=episode.stage_id,
        to_stage_id=target.id,
        required=_team(session, episode.resident_id, today),
        proposed_by=actor.user_id or 0,
        proposed_by_name=actor.name,
        proposed_by_role=actor.role,
        effective_on=today,
    )
    session.add(move)
    session.flush()  # the event names its id
    record(session, actor, "migration.propose", Subject("stage_move", move.id))


def _team(session: Session, resident_id: int, today: date) -> list[str]:
    query = select(CaseMember.role).where(CaseMember.resident_id == resident_id, on_team(today))
    there = set(session.scalars(query))
    return [role for role in CASE_ROLES if role in there] or list(_NOBODY_YET)


def _stages_in_force(session: Session, actor: Actor, today: date) -> dict[str, ProgrammeStage]:
    version = programme.find_current(session, actor.branch_id or 0, today)
    return {stage.code: stage for stage in programme.stages_of(session, version.id)} if version else {}


def _left_behind(session: Session, actor: Actor, today: date) -> tuple[ColumnElement[bool], ...]:
    version = programme.find_current(session, actor.branch_id or 0, today)
    return (
        Episode.branch_id == actor.branch_id,
        Episode.closed_at.is_(None),
        Episode.version_id != (version.id if version else 0),
    )
