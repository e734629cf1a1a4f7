"""The three-stage programme, the ways in and out, and what stands in the way of a move.

The stages are the network's model here, not law: every rule of it is ours (C) and stands in ``data/programme.yaml``. A
level-1 incident is attested, as the file's own checks do not count incidents.
"""

from functools import cache
from typing import Any

from countries.gt.sources import norm, read, text
from plugins.contract.stages import (
    Criterion,
    EntryKind,
    ExitKind,
    Objection,
    Phase,
    Severity,
    Stage,
    StageMove,
    Transition,
)
from plugins.contract.text import Text


def stages() -> tuple[Stage, ...]:
    """Give the three stages in order."""
    written = _programme()["stages"].items()
    return tuple(_stage(position, code, entry) for position, (code, entry) in enumerate(written, start=1))


def transitions() -> tuple[Transition, ...]:
    """Give the steps forward, each with three disciplines before the director, and back: returning is care."""
    return tuple(
        Transition(each["from"], each["to"], tuple(each["disciplines"]), backwards=each.get("backwards", False))
        for each in _programme()["transitions"]
    )


def entry_kinds() -> tuple[EntryKind, ...]:
    """Give the ways in; every placement of a child comes through a judge, so courts stand first."""
    kinds = _programme()["entry_kinds"].items()
    return tuple(EntryKind(code, text(entry), entry["referrer"]) for code, entry in kinds)


def exit_kinds() -> tuple[ExitKind, ...]:
    """Give the ways out."""
    return tuple(
        ExitKind(code, text(entry), entry["canonical"], entry["destination"], entry.get("planned", True))
        for code, entry in _programme()["exit_kinds"].items()
    )


def objections_to(move: StageMove) -> list[Objection]:
    """Object to going back without saying why, and to going on with open criteria unless it is explained."""
    backwards = any(
        each.backwards for each in transitions() if (each.source, each.target) == (move.source, move.target)
    )
    return _unexplained_return(move) if backwards else _open_criteria(move)


def _unexplained_return(move: StageMove) -> list[Objection]:
    if move.reason.strip():
        return []
    message = Text.of(es="Anote por qué le conviene volver.", en="Write why going back helps her.")
    return [Objection("falta_motivo", message, Severity.BLOCKING, "reason", norm("programme"))]


def _open_criteria(move: StageMove) -> list[Objection]:
    if not move.unmet:
        return []
    severity = Severity.WARNING if move.reason.strip() else Severity.BLOCKING
    message = Text.of(
        es="Hay criterios sin cumplir; explique por qué le conviene avanzar ahora.",
        en="Some criteria are not met; explain why moving on now helps her.",
    )
    return [Objection("criterios_pendientes", message, severity, "reason", norm("programme"))]


@cache
def _programme() -> dict[str, Any]:
    found: dict[str, Any] = read("programme.yaml")
    return found


def _stage(position: int, code: str, entry: dict[str, Any]) -> Stage:
    return Stage(
        code=code,
        label=text(entry["label"]),
        position=position,
        phase=Phase(entry["phase"]),
        purpose=text(entry["purpose"]),
        criteria=tuple(
            Criterion(each["code"], text(each), each.get("check", "attested"), each.get("value"))
            for each in entry["criteria"]
        ),
        minimum_days=entry.get("minimum_days"),
    )
