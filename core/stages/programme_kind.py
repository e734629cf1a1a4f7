"""The programme as a branch configures it: stages, criteria and moves, from the country's model and inside its bounds.

A published change is a new programme version: new episodes start on it, running ones stay on theirs (INV-08, CFG-5).
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import Schema
from sqlalchemy import func, select

from core.actor import Actor
from core.configuration.kinds import Content, Ground, Kind, Touched
from core.errors import N_, Message
from core.i18n import LANGUAGES
from core.i18n import lazy as _
from core.stages import programme, programme_bounds
from core.stages.models import Episode, ProgrammeStage, StageMove
from core.stages.programme_bounds import papers_of
from core.stages.programme_schema import programme_schema
from plugins.contract.stages import Criterion, Phase, Stage, Transition
from plugins.contract.text import Text

STAYS = N_("Stays that go on in the version they began in, until their team moves them")
MOVES = N_("Moves under way that are decided by the version they were proposed in")
ELSEWHERE = N_("Stays in a stage that the new version does not have")


class ProgrammeKind(Kind):
    """A branch's programme."""

    code: ClassVar[str] = "programme"
    label: ClassVar[Message] = _("Programme and stages")
    purpose: ClassVar[Message] = _("Stages, their criteria, which moves are allowed and who signs them.")

    def schema(self, ground: Ground, content: Content) -> Schema:
        """Give the schema; its stages are the options of criteria and moves."""
        return programme_schema(ground.country, content)

    def baseline(self, ground: Ground) -> Content:
        """Read the version on which new episodes start."""
        version = programme.find_current(ground.session, ground.branch_id, ground.day)
        if version is None:
            return {"name": str(ground.country.country.name), "stages": [], "criteria": [], "moves": [], "papers": []}
        return _written(version.name, programme.stages_of(ground.session, version.id))

    def faults(self, ground: Ground, content: Content) -> list[Message]:
        """Tell what the country's bounds or the programme's own sense stand against."""
        return programme_bounds.faults(ground.country, content)

    def impact(self, ground: Ground, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Count running stays and moves, and the stays whose stage is gone."""
        codes = {stage["code"] for stage in after["stages"]}
        running = _running(ground)
        elsewhere = sum(count for code, count in running.items() if code not in codes)
        return _touched(sum(running.values()), _moves(ground), elsewhere)

    def take_effect(self, ground: Ground, actor: Actor, before: Content, after: Content) -> list[Touched]:  # noqa: ARG002
        """Write the next programme version, and count who stays on an earlier one."""
        made = programme.add_version(
            ground.session, actor, ground.branch_id, after["name"], _stages(after), _transitions(after), ground.day
        )
        return _left_behind(ground, made.id)

    def show(self, ground: Ground) -> None:
        """Put every invented stay into the newest version: in the stage of the same code, or else in the first."""
        version = programme.find_current(ground.session, ground.branch_id, ground.day)
        stages = {each.code: each for each in programme.stages_of(ground.session, version.id)} if version else {}
        here = select(Episode, ProgrammeStage.code).join(ProgrammeStage, ProgrammeStage.id == Episode.stage_id)
        for episode, code in ground.session.execute(here.where(Episode.branch_id == ground.branch_id)).all():
            stage = stages.get(code) or next(iter(stages.values()))
            episode.stage_id, episode.version_id = stage.id, stage.version_id


PROGRAMME = ProgrammeKind()


def _written(name: str, stages: list[ProgrammeStage]) -> dict[str, Any]:
    return {
        "name": name,
        "stages": [_stage_row(stage) for stage in stages],
        "criteria": [_criterion_row(stage.code, each) for stage in stages for each in stage.criteria],
        "moves": [_move_row(stage.code, each) for stage in stages for each in stage.transitions],
        "papers": [
            {"source": stage.code, "target": each["target"], "form": form}
            for stage in stages
            for each in stage.transitions
            for form in each["forms"]
        ],
    }


def _stage_row(stage: ProgrammeStage) -> dict[str, Any]:
    days = {"minimum_days": stage.minimum_days, "expected_days": stage.expected_days}
    return {"code": stage.code, **_labels(stage.label), "phase": stage.phase, **days}


def _criterion_row(stage: str, criterion: Mapping[str, Any]) -> dict[str, Any]:
    check, value = criterion["check"], criterion["value"]
    return {
        "stage": stage,
        "code": criterion["code"],
        **_labels(criterion["label"]),
        "check": check,
        "days": int(value) if check == "days_in_stage" else None,
        "form": value if check == "form_signed" else None,
    }


def _move_row(stage: str, transition: Mapping[str, Any]) -> dict[str, Any]:
    return {"source": stage, **{name: transition[name] for name in ("target", "disciplines", "backwards")}}


def _labels(label: Mapping[str, str]) -> dict[str, str]:
    first = next(iter(label.values()))
    return {f"label_{language}": label.get(language, first) for language in LANGUAGES}


def _text(row: Mapping[str, Any]) -> Text:
    said = ((language, row.get(f"label_{language}")) for language in LANGUAGES)
    return Text(tuple((language, words) for language, words in said if words))


def _stages(content: Content) -> list[Stage]:
    return [
        Stage(
            code=row["code"],
            label=_text(row),
            position=place,
            phase=Phase(row["phase"]),
            purpose=_text(row),
            criteria=tuple(_criterion(each) for each in content["criteria"] if each["stage"] == row["code"]),
            minimum_days=row["minimum_days"],
            expected_days=row["expected_days"],
        )
        for place, row in enumerate(content["stages"], start=1)
    ]


def _criterion(row: Mapping[str, Any]) -> Criterion:
    value = {"days_in_stage": row["days"], "form_signed": row["form"]}.get(row["check"])
    return Criterion(row["code"], _text(row), row["check"], value)


def _transitions(content: Content) -> list[Transition]:
    return [
        Transition(
            each["source"], each["target"], tuple(each["disciplines"]), papers_of(content, each), each["backwards"]
        )
        for each in content["moves"]
    ]


def _running(ground: Ground) -> dict[str, int]:
    query = (
        select(ProgrammeStage.code, func.count())
        .join(Episode, Episode.stage_id == ProgrammeStage.id)
        .where(Episode.branch_id == ground.branch_id, Episode.closed_at.is_(None))
        .group_by(ProgrammeStage.code)
    )
    return dict(ground.session.execute(query).all())


def _moves(ground: Ground) -> int:
    query = select(func.count()).where(
        StageMove.branch_id == ground.branch_id,
        StageMove.kind == "move",
        StageMove.state.in_(("proposed", "approved")),
    )
    return ground.session.scalar(query) or 0


def _left_behind(ground: Ground, version_id: int) -> list[Touched]:
    """Count by the rows themselves who is on another version than the new one."""
    here = (Episode.branch_id == ground.branch_id, Episode.closed_at.is_(None), Episode.version_id != version_id)
    kept = select(ProgrammeStage.code).where(ProgrammeStage.version_id == version_id)
    stays = select(func.count()).select_from(Episode).where(*here)
    gone = stays.join(ProgrammeStage, ProgrammeStage.id == Episode.stage_id).where(ProgrammeStage.code.not_in(kept))
    moves = (
        select(func.count())
        .select_from(StageMove)
        .join(ProgrammeStage, ProgrammeStage.id == StageMove.to_stage_id)
        .where(
            StageMove.branch_id == ground.branch_id,
            StageMove.kind == "move",
            StageMove.state.in_(("proposed", "approved")),
            ProgrammeStage.version_id != version_id,
        )
    )
    asked = ground.session.scalar
    return _touched(asked(stays) or 0, asked(moves) or 0, asked(gone) or 0)


def _touched(stays: int, moves: int, elsewhere: int) -> list[Touched]:
    return [Touched("stays", STAYS, stays), Touched("moves", MOVES, moves), Touched("elsewhere", ELSEWHERE, elsewhere)]
