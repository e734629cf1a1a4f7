"""Hooks about admission, programme stages, moves and exits."""

from typing import TYPE_CHECKING

from plugins import hookspec

if TYPE_CHECKING:
    from plugins.contract.events import TaskBook
    from plugins.contract.stages import (
        AdmissionView,
        EntryKind,
        ExitKind,
        Objection,
        Stage,
        StageMove,
        Transition,
    )


@hookspec
def declare_stages() -> "tuple[Stage, ...]":
    """Give the stages of the country's model programme.

    Called once at start; ``core.stages.service.seed`` writes them as a branch's first programme version.

    :returns: the stages in order; two of one code are an error.
    """


@hookspec
def declare_transitions() -> "tuple[Transition, ...]":
    """Give the allowed moves between stages and who approves them.

    Called once at start.

    :returns: the moves; each names declared stages.
    """


@hookspec
def declare_entry_kinds() -> "tuple[EntryKind, ...]":
    """Give the ways in which a resident comes.

    Called once at start; the admission screen offers them.

    :returns: the kinds; two of one code are an error.
    """


@hookspec
def declare_exit_kinds() -> "tuple[ExitKind, ...]":
    """Give the ways in which a stay ends.

    Called once at start; the exit screen offers them.

    :returns: the kinds; two of one code are an error.
    """


@hookspec
def check_admission(admission: "AdmissionView") -> "list[Objection]":
    """Object to an admission.

    Called by ``core.stages.service.admit`` inside the transaction, before anything is written.
    Every implementation is asked; all objections are shown together. A blocking objection stops
    the admission, a warning asks the user to confirm.

    :param admission: what is known tonight, as plain values without names.
    :returns: the objections; an empty list if there are none.
    """


@hookspec
def check_stage_move(move: "StageMove") -> "list[Objection]":
    """Object to moving a resident from one program stage to another.

    Called by ``core.stages.service.propose`` inside the transaction, before anything is written.
    Every implementation is asked; all objections are shown together. A blocking objection stops
    the move, a warning asks the user to confirm.

    :param move: the two stages, the date, unmet criteria and signed forms, as plain values.
    :returns: the objections; an empty list if there are none.
    """


@hookspec
def on_resident_admitted(admission: "AdmissionView", tasks: "TaskBook") -> None:
    """Learn that a resident was admitted.

    Called by ``core.stages`` after the commit. An error is logged and harms nobody.

    :param admission: what was admitted, as plain values without names.
    :param tasks: where the country writes what its law asks of the staff now.
    """
