"""Steps of a stay: admission, moves between stages, some back, and the exit; each signed by distinct people."""

from core.intake.exits import ATTESTED
from core.simulation import paperwork
from core.simulation.days import HOUR
from core.simulation.dice import at
from core.simulation.ground import Member, Step
from core.simulation.rules import as_json
from core.simulation.scene import Scene
from core.simulation.stays import Stay
from core.stages.moves import EXIT_DISCIPLINES

_DONE = as_json([{"code": code, "label": {"en": str(label)}, "met": True, "known": False} for code, label in ATTESTED])
_EXIT_SIGNS = as_json(list(EXIT_DISCIPLINES))
_NOBODY = as_json([])


def write_steps(scene: Scene, stay: Stay) -> None:
    """Write the chain of a stay up to its end, or up to today; the stay then knows its stage."""
    stages = scene.ground.stages
    stay.stage, stay.stage_day = 0, stay.day
    _write_admission(scene, stay)
    while stay.mother is None:
        day = stay.stage_day + _days_in_stage(scene, stay)
        step = _next(scene, stay)
        if step is None or day >= stay.end_day:
            break
        _write_move(scene, stay, step, day)
        stay.stage, stay.stage_day = step.target, day
    if stay.exit is not None:
        _write_exit(scene, stay)
    elif stages[stay.stage].steps and stay.mother is None:
        _propose(scene, stay)


def _days_in_stage(scene: Scene, stay: Stay) -> int:
    days = scene.ground.stages[stay.stage].days
    if stay.wanted_stage is None:
        return days + int(scene.dice.expovariate(1 / (days + 10)))
    if stay.stage >= stay.wanted_stage:
        return 10**6
    return max(days, (stay.end_day - stay.day) // (stay.wanted_stage + 1))


def _next(scene: Scene, stay: Stay) -> Step | None:
    """Choose the next step; one that needs a form no house can fill in as an example is not taken."""
    steps = [step for step in scene.ground.stages[stay.stage].steps if scene.papers.has(step.forms)]
    forward = [step for step in steps if not step.backwards]
    back = [step for step in steps if step.backwards]
    if back and (not forward or scene.dice.random() < 0.06) and stay.wanted_stage is None:
        return at(back, scene.dice.random()) if scene.dice.random() < 0.3 or forward else None
    return forward[0] if forward else None


def _write_admission(scene: Scene, stay: Stay) -> None:
    stage, owner = scene.ground.stages[0], stay.owner
    scene.tables.rows["stage_move"].append((
        scene.tables.new["stage_move"](), scene.ground.id, stay.id, "admission", None, stage.id, "effective", _NOBODY,
        _NOBODY, None, None, None, None, owner.id, owner.name, owner.role, scene.days.iso[stay.day], stay.start,
        stay.start, 1,
    ))  # fmt: skip


def _write_move(scene: Scene, stay: Stay, step: Step, day: int) -> None:
    key = scene.tables.new["stage_move"]()
    proposed = scene.days.starts[day - 3] + 10 * HOUR
    decided = scene.days.starts[day - 1] + 15 * HOUR
    for form in step.forms:
        paperwork.sign_once(scene, stay, form, proposed - HOUR)
    explained = step.backwards or scene.dice.random() < 0.12
    _append_move(scene, stay, step, key, day, "effective", proposed, decided, explained=explained)
    _sign(scene, stay, key, step.disciplines, proposed)
    _decide(scene, stay, key, decided, explained=explained and not step.backwards)


def _append_move(
    scene: Scene, stay: Stay, step: Step, key: int, day: int, state: str, proposed: int, decided: int | None, *,
    explained: bool,
) -> None:  # fmt: skip
    stages, seals = scene.ground.stages, scene.seals
    source, target, owner = stages[stay.stage], stages[step.target], stay.owner
    reason = scene.word("back_reason" if step.backwards else "reason")
    scene.tables.rows["stage_move"].append((
        key, scene.ground.id, stay.id, "move", source.id, target.id, state,
        source.unmet if explained else source.met, step.required,
        seals["stage_move", "reason"](key, reason) if explained else None,
        seals["stage_move", "residents_view"](key, scene.word("view")), None, None, owner.id, owner.name, owner.role,
        scene.days.iso[day], decided, proposed, 1,
    ))  # fmt: skip


def _write_exit(scene: Scene, stay: Stay) -> None:
    if stay.end is None or stay.exit is None:
        return
    key, owner, seals = scene.tables.new["stage_move"](), stay.owner, scene.seals
    proposed = max(stay.start, stay.end - 30 * HOUR)
    scene.tables.rows["stage_move"].append((
        key, scene.ground.id, stay.id, "exit", scene.ground.stages[stay.stage].id, None, "effective", _DONE,
        _EXIT_SIGNS, None,
        seals["stage_move", "residents_view"](key, scene.word("view")) if stay.exit.planned else None,
        stay.exit.code,
        seals["stage_move", "exit_plan"](key, scene.word("exit_plan")) if stay.exit.planned else None,
        owner.id, owner.name, owner.role, scene.days.iso[stay.end_day], stay.end, proposed, 1,
    ))  # fmt: skip
    _sign(scene, stay, key, EXIT_DISCIPLINES, proposed)
    _decide(scene, stay, key, stay.end, explained=False)


def _propose(scene: Scene, stay: Stay) -> None:
    """Leave a proposal waiting for the others' signatures, for some who have been in their stage for a while."""
    days_in = stay.end_day - stay.stage_day
    wanted = stay.pending if stay.pending is not None else days_in > 25 and scene.dice.random() < 0.07
    step = next((each for each in scene.ground.stages[stay.stage].steps if not each.backwards), None)
    if not wanted or step is None or not scene.papers.has(step.forms):
        return
    key, proposed = scene.tables.new["stage_move"](), scene.days.now - 20 * HOUR
    for form in step.forms:
        paperwork.sign_once(scene, stay, form, proposed - HOUR)
    day = min(stay.end_day + 2, len(scene.days.iso) - 1)
    _append_move(scene, stay, step, key, day, "proposed", proposed, None, explained=True)
    _sign(scene, stay, key, step.disciplines[: int(scene.dice.random() * 3)], proposed)


def _sign(scene: Scene, stay: Stay, move: int, disciplines: tuple[str, ...], at_instant: int) -> None:
    for number, role in enumerate(disciplines):
        _approve(scene, move, stay.team[role], at_instant + number * HOUR, None)


def _decide(scene: Scene, stay: Stay, move: int, at_instant: int, *, explained: bool) -> None:
    comment = scene.word("reason") if explained else None
    _approve(scene, move, stay.team["director"], at_instant, comment)


def _approve(scene: Scene, move: int, member: Member, at_instant: int, comment: str | None) -> None:
    key = scene.tables.new["approval"]()
    sealed = scene.seals["approval", "comment"](key, comment) if comment else None
    scene.tables.rows["approval"].append(
        (key, scene.ground.id, move, member.id, member.name, member.role, "approved", sealed, at_instant)
    )
