"""Programme versions of a branch: the first one comes from the country's model."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import NotFound
from core.stages.models import Episode, ProgrammeStage, ProgrammeVersion
from plugins.contract.stages import Criterion, Stage, Transition
from plugins.contract.text import Text
from plugins.profile import CountryProfile


def seed(session: Session, actor: Actor, country: CountryProfile, branch_id: int, on: date) -> ProgrammeVersion:
    """Write the country's model as a branch's first version; a branch that has one keeps it."""
    present = find_current(session, branch_id, on)
    if present is not None:
        return present
    model = tuple(country.stages.values()), country.transitions
    return add_version(session, actor, branch_id, str(country.country.name), *model, on)


def add_version(
    session: Session, actor: Actor, branch_id: int, name: str, stages: Sequence[Stage],
    transitions: Sequence[Transition], on: date,
) -> ProgrammeVersion:  # fmt: skip
    """Write a branch's next version, on which new episodes start from a day on; running ones stay on theirs."""
    newest = select(func.max(ProgrammeVersion.number)).where(ProgrammeVersion.branch_id == branch_id)
    number = (session.scalar(newest) or 0) + 1
    version = ProgrammeVersion(branch_id=branch_id, number=number, name=name, valid_from=on)
    session.add(version)
    session.flush()  # the stages carry its id
    session.add_all(_stage_row(version, stage, transitions) for stage in stages)
    session.flush()  # the stages are read from the store
    record(session, actor, "programme.add", Subject("programme_version", version.id), number=number)
    return version


def find_current(session: Session, branch_id: int, on: date) -> ProgrammeVersion | None:
    """Find the version that new episodes start on."""
    query = (
        select(ProgrammeVersion)
        .where(ProgrammeVersion.branch_id == branch_id, ProgrammeVersion.valid_from <= on)
        .where((ProgrammeVersion.retired_on.is_(None)) | (ProgrammeVersion.retired_on > on))
        .order_by(ProgrammeVersion.number.desc())
    )
    return session.scalars(query.limit(1)).first()


def stages_of(session: Session, version_id: int) -> list[ProgrammeStage]:
    """List the stages of a version in order."""
    query = select(ProgrammeStage).where(ProgrammeStage.version_id == version_id).order_by(ProgrammeStage.position)
    return list(session.scalars(query))


def stages_by_id(session: Session, ids: Collection[int]) -> dict[int, ProgrammeStage]:
    """Give stages of whatever version by their ids."""
    return {each.id: each for each in session.scalars(select(ProgrammeStage).where(ProgrammeStage.id.in_(ids)))}


def first_stage(session: Session, version_id: int) -> ProgrammeStage:
    """Give the stage in which everybody starts.

    :raises NotFound: if the version has no stages.
    """
    stages = stages_of(session, version_id)
    if not stages:
        raise NotFound()
    return stages[0]


def stage_of(session: Session, episode: Episode) -> ProgrammeStage:
    """Give the stage an episode is in."""
    return session.get_one(ProgrammeStage, episode.stage_id)


def label(stage: ProgrammeStage) -> Text:
    """Give a stage's label in every language it has."""
    return Text(tuple(stage.label.items()))


def _stage_row(version: ProgrammeVersion, stage: Stage, transitions: Sequence[Transition]) -> ProgrammeStage:
    return ProgrammeStage(
        branch_id=version.branch_id,
        version_id=version.id,
        code=stage.code,
        label=dict(stage.label.versions),
        position=stage.position,
        phase=stage.phase.value,
        minimum_days=stage.minimum_days,
        expected_days=stage.expected_days,
        criteria=[_criterion(each) for each in stage.criteria],
        transitions=[_transition(each) for each in transitions if each.source == stage.code],
    )


def _criterion(criterion: Criterion) -> dict[str, Any]:
    label = dict(criterion.label.versions)
    return {"code": criterion.code, "label": label, "check": criterion.check, "value": criterion.value}


def _transition(transition: Transition) -> dict[str, Any]:
    return {
        "target": transition.target,
        "disciplines": list(transition.disciplines),
        "forms": list(transition.forms),
        "backwards": transition.backwards,
    }
