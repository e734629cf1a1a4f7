"""The steps that a branch took in rounds of sums, and which of its figures are in sums since.

What went into a sum may never be narrowed by anything that leaves later, so these lines are kept as the ledger is:
they are only added, and the audit chain has the hash of each.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit.service import Subject, record
from core.canonical import canonical, digest
from core.errors import N_, Conflict
from core.reporting.catalogue import Key
from core.reporting.closings import branch_of
from core.reporting.leaving.intact import need_intact
from core.reporting.masking import Call, key_of
from core.reporting.models import SumStep

#: What is noted in the audit chain with each step.
TAKEN = "figures.sum"
ANSWERED = N_("This branch has answered this round in another way already.")


def taken(session: Session, actor: Actor, period: str, number: int) -> set[int]:
    """Tell which steps of a round the actor's branch has taken."""
    return set(session.scalars(select(SumStep.step).where(*_of(actor, period), SumStep.number == number)))


def other_running(session: Session, actor: Actor, call: Call, today: date) -> bool:
    """Tell whether another round of the call's period has not run out yet."""
    query = select(SumStep.id).where(
        *_of(actor, call.period), SumStep.number != call.number, SumStep.until_on >= today
    )  # fmt: skip
    return session.scalars(query).first() is not None


def note(session: Session, actor: Actor, call: Call, step: int, asked: str, cells: Sequence[str] = ()) -> None:
    """Note a step before its answer leaves; the same answer may leave again.

    :param asked: hash of what was asked.
    :param cells: the figures that are in a sum with it.
    :raises Conflict: if the branch has answered something else in this step.
    """
    before = _found(session, actor, call, step)
    if before is not None:
        if before.asked_hash != asked:
            raise Conflict(message=ANSWERED)
        return
    line = SumStep(
        branch_id=branch_of(actor), period=call.period, number=call.number, step=step, asked_hash=asked,
        until_on=date.fromisoformat(call.until), version=call.versions[str(actor.branch_code)], cells=list(cells),
    )  # fmt: skip
    session.add(line)
    try:
        session.flush()  # the event carries its id
    except IntegrityError as error:
        raise Conflict(message=ANSWERED) from error
    record(
        session, actor, "figures.sum", Subject("sum_step", line.id), branch_id=line.branch_id,
        period=line.period, number=line.number, step=line.step, hash=_hash(line),
    )  # fmt: skip


def given(session: Session, branch_id: int) -> dict[tuple[str, int], set[Key]]:
    """Name the cells of each version of a period that went into sums with what other branches hide.

    :raises Refused: if a line was changed or taken away.
    """
    lines = list(session.scalars(select(SumStep).where(SumStep.branch_id == branch_id)))
    need_intact(session, branch_id, "sum_step", TAKEN, {line.id: _hash(line) for line in lines})
    found: dict[tuple[str, int], set[Key]] = {}
    for line in lines:
        found.setdefault((line.period, line.version), set()).update(map(key_of, line.cells))
    return found


def _found(session: Session, actor: Actor, call: Call, step: int) -> SumStep | None:
    query = select(SumStep).where(*_of(actor, call.period), SumStep.number == call.number, SumStep.step == step)
    return session.scalars(query).first()


def _of(actor: Actor, period: str) -> tuple[ColumnElement[bool], ...]:
    return SumStep.branch_id == branch_of(actor), SumStep.period == period


def _hash(line: SumStep) -> str:
    names = ("branch_id", "period", "number", "step", "asked_hash", "version", "cells")
    told = {name: getattr(line, name) for name in names}
    return digest(canonical({**told, "until": line.until_on.isoformat()}))
