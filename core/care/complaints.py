"""Complaints of residents, by name or not, each with a term for its answer (CLK-20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import reminders, slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.care.incident_terms import ABOUT
from core.care.models import Complaint
from core.errors import N_, Conflict
from core.residents import house

SOURCE = "complaint"
#: First talk and answer: floors of practice.
TALK_WITHIN, ANSWER_WITHIN = timedelta(days=3), timedelta(days=14)
_LIMITS = {"text": 4000, "answer": 4000}
_TASKS = (
    ("complaint.talk", N_("Talk with whoever complained"), TALK_WITHIN),
    ("complaint.answer", N_("Answer a complaint"), ANSWER_WITHIN),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A complaint, opened."""

    complaint: Complaint
    text: str
    answer: str


def receive(session: Session, actor: Actor, about: str, received_on: date, text: str) -> Complaint:
    """Write down what somebody complained of; the talk and the answer become tasks.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "complaint.receive")
    faults = slips.day_faults(house.today(session, actor), None, received_on=received_on)
    if about not in ABOUT:
        faults["about"] = [N_("Choose one of the list.")]
    if not text.strip():
        faults["text"] = [N_("Write what she said, in her words.")]
    slips.refuse(faults | house.text_faults({"text": text}, _LIMITS))
    made = Complaint(
        branch_id=actor.branch_id, about=about, received_on=received_on, created_by=actor.user_id or 0,
        created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # tasks and texts carry its id
    slips.seal(session, made, text=text)
    _remind(session, actor, made)
    record(session, actor, "complaint.receive", Subject("complaint", made.id), about=about)
    return made


def answer(session: Session, actor: Actor, complaint_id: int, on: date, text: str) -> Complaint:
    """Write down what she was answered.

    :raises Conflict: if it was answered already.
    """
    found = get(session, actor, complaint_id)
    if found.answered_on is not None:
        raise Conflict
    faults = slips.day_faults(house.today(session, actor), found.received_on, answered_on=on)
    if not text.strip():
        faults["answer"] = [N_("Write what she was answered.")]
    slips.refuse(faults | house.text_faults({"answer": text}, _LIMITS))
    found.answered_on = on
    slips.seal(session, found, answer=text)
    agenda.close(session, actor, source=SOURCE, source_id=found.id)
    record(session, actor, "complaint.answer", Subject("complaint", found.id))
    return found


def change(session: Session, actor: Actor, complaint_id: int, how: str) -> Complaint:
    """Strike a complaint out, or bring it back."""
    found = get(session, actor, complaint_id)
    if how == "strike":
        slips.strike(session, actor, found)
        agenda.cancel(session, actor, source=SOURCE, source_id=found.id)
    else:
        slips.restore(session, actor, found)
        if found.answered_on is None:
            _remind(session, actor, found)
    return found


def get(session: Session, actor: Actor, complaint_id: int) -> Complaint:
    """Find a complaint of the actor's house.

    :raises NotFound: if there is none, or she may not read complaints.
    """
    policies.require(actor, "complaint.read")
    return slips.own(session, actor, Complaint, complaint_id)


def list_page(
    session: Session, actor: Actor, *, after: tuple[Any, ...] | None = None, before: tuple[Any, ...] | None = None
) -> Sequence[Listed]:
    """List the house's complaints, newest first; one more than a page."""
    policies.require(actor, "complaint.read")
    query = select(Complaint).where(Complaint.branch_id == actor.branch_id)
    key = (Complaint.received_on, Complaint.id)
    rows = [row[0] for row in slips.page(session, query, key, after=after, before=before)]
    texts, answers = (slips.opened_many(session, rows, column) for column in ("text", "answer"))
    return [Listed(each, texts.get(each.id, ""), answers.get(each.id, "")) for each in rows]


def _remind(session: Session, actor: Actor, made: Complaint) -> None:
    for code, title, within in _TASKS:
        agenda.add(
            session, branch_id=made.branch_id, code=code, source=SOURCE, source_id=made.id, title=title,
            role="director", due_at=reminders.due_at(session, actor, made.received_on + within), data_class="INC",
            actor=actor,
        )  # fmt: skip
