"""Getting somebody ready for an act of a case, and looking after her when it is over.

Steps, never content: what she will say or has said stands nowhere. Lawyer and psychologist share them. What comes
after the act waits until it was held.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import reminders, slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.errors import Conflict
from core.legal import case_people, cases
from core.legal.case_terms import AFTERWARDS, STEPS
from core.legal.models import LegalAct, LegalPreparation
from core.residents import house
from core.residents import service as residents

SOURCE = "legal_preparation"
#: The day after the act, so that she is asked while it is fresh and not on the way home.
_AFTER = timedelta(days=1)


def begin(session: Session, actor: Actor, act: LegalAct, resident_ids: Sequence[int]) -> None:
    """Begin to get people ready for a planned act."""
    for resident_id in resident_ids:
        for step in (*STEPS, *AFTERWARDS):
            made = LegalPreparation(branch_id=act.branch_id, act_id=act.id, resident_id=resident_id, step=step)
            session.add(made)
    session.flush()  # the tasks name the steps
    follow(session, actor, act)


def move(session: Session, actor: Actor, old: LegalAct, new: LegalAct) -> None:
    """Hand the steps of an act that is put off to the one that takes its place; what was done stays done."""
    for each in _of(session, [old.id]):
        each.act_id = new.id
    session.flush()  # they are asked from the store
    follow(session, actor, new)


def follow(session: Session, actor: Actor, act: LegalAct) -> None:
    """Let the tasks of an act's steps follow it: those before it while it is planned, those after it once held."""
    for each in _of(session, [act.id]):
        due = _due(session, actor, act, each.step)
        if each.done_on is not None or due is None:
            agenda.cancel(session, actor, source=SOURCE, source_id=each.id)
            continue
        agenda.add(
            session, branch_id=act.branch_id, code=f"step:{each.step}", source=SOURCE, source_id=each.id,
            title={**STEPS, **AFTERWARDS}[each.step], role="psychologist", due_at=due, resident_id=each.resident_id,
            data_class="LEG-C", actor=actor,
        )  # fmt: skip


def settle(session: Session, actor: Actor, step_id: int, *, done: bool) -> LegalPreparation:
    """Note that a step was done, or undo it.

    :raises NotFound: if there is none for her.
    :raises Conflict: if it stands so already, or comes after an act that was not held yet.
    """
    step = slips.own(session, actor, LegalPreparation, step_id)
    act = slips.own(session, actor, LegalAct, step.act_id)
    cases.get(session, actor, act.case_id)
    policies.require(actor, "case.prepare", on_case=residents.on_case(session, actor, step.resident_id))
    waits = step.step in AFTERWARDS and act.state != "done"
    if done == (step.done_on is not None) or (done and waits):
        raise Conflict
    step.done_on, step.done_by_name = (house.today(session, actor), actor.name) if done else (None, "")
    if done:
        agenda.close(session, actor, source=SOURCE, source_id=step.id)
    else:
        agenda.open_again(session, actor, source=SOURCE, source_id=step.id, code=f"step:{step.step}")
        follow(session, actor, act)
    record(session, actor, "act.prepare", Subject("legal_act", act.id), step=step.step, done=done)
    return step


def of_acts(session: Session, act_ids: Sequence[int]) -> dict[int, list[LegalPreparation]]:
    """List the steps of acts, by act, hers together and in the order in which they are taken."""
    found: dict[int, list[LegalPreparation]] = {}
    for each in _of(session, act_ids):
        found.setdefault(each.act_id, []).append(each)
    return found


def leave(session: Session, actor: Actor, act_id: int, resident_id: int) -> None:
    """Let nobody be got ready for what is not hers any more: her open tasks go, the steps stay as they are."""
    for each in _of(session, [act_id]):
        if each.resident_id == resident_id:
            agenda.cancel(session, actor, source=SOURCE, source_id=each.id)


def people(session: Session, act: LegalAct) -> list[int]:
    """Give whom a case is about, who are those to get ready for an act of it."""
    return [resident.id for resident, _role in case_people.of_case(session, act.case_id)]


def _of(session: Session, act_ids: Sequence[int]) -> list[LegalPreparation]:
    query = select(LegalPreparation).where(LegalPreparation.act_id.in_(act_ids))
    return list(session.scalars(query.order_by(LegalPreparation.resident_id, LegalPreparation.id)))


def _due(session: Session, actor: Actor, act: LegalAct, step: str) -> datetime | None:
    """Tell until when a step is to be taken; None for one that waits, or has lost its reason."""
    if act.voided_at is not None:
        return None
    if step in STEPS:
        return act.at if act.state == "planned" else None
    return reminders.due_at(session, actor, act.on_day + _AFTER) if act.state == "done" else None
