"""The steps of a search as tasks: each with the clock of the country; and what follows when she is found."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, clock
from core.absences.models import FOUND, Absence
from core.actor import Actor
from core.agenda import service as agenda
from core.agenda.models import Task
from core.branches import clocks, house_rules, local_days
from core.branches.models import Branch
from core.errors import N_
from plugins.contract.missing import MissingProtocol, MissingStep
from plugins.contract.text import LegalBasis, Text
from plugins.profile import CountryProfile

SOURCE = "absence"
_STEP = "step:"
DECLARE, TALK = "declare", "after:talk"
#: What is done where a country says nothing of its own.
_LOOK = N_("Look for her: the house, her room, whoever went with her, her telephone")
_DECLARE = N_("Declare her missing, or note that she is back: with it the steps of the country begin")
_LOOKING = "search"
_DEPARTURE = N_("She is still missing: decide with her team how her stay goes on")
_TELL = N_("Tell everybody who was told that she has been found")
_TALK = N_("Talk with her about what happened: somebody who was not on shift")
_DECIDE = N_("She was found elsewhere: decide how her stay goes on")


def code_of(step: str) -> str:
    """Name the task of a step."""
    return f"{_STEP}{step}"


def write(session: Session, actor: Actor, country: CountryProfile, absence: Absence, protocol: MissingProtocol) -> None:
    """Write a task for each step, due from the hour since which she is missing."""
    branch = session.get_one(Branch, absence.branch_id)
    counted = house_rules.seen_from(session, country, branch)
    closed = local_days.closed_at(session, branch.id)
    for step in protocol.steps:
        agenda.add(
            session,
            branch_id=branch.id,
            code=code_of(step.code),
            source=SOURCE,
            source_id=absence.id,
            title=step.label,
            role=step.role,
            due_at=calendar.due(counted, step.due, absence.since_at, branch.time_zone, closed),
            resident_id=absence.resident_id,
            urgent=True,
            basis=step.due.basis,
            actor=actor,
        )


def write_search(session: Session, actor: Actor, country: CountryProfile, absence: Absence) -> None:
    """Write what is done before she is declared missing: the country's steps, or else to look for her at once."""
    now = clock.now()
    _search(session, actor, absence, DECLARE, _DECLARE, "director", now)
    for each in country.search_steps.values():
        due_at = now + timedelta(minutes=each.minutes)
        _search(session, actor, absence, f"{_LOOKING}:{each.code}", each.label, each.role, due_at, each.basis)
    if not country.search_steps:
        _search(session, actor, absence, _LOOKING, _LOOK, "educator", now)


def _search(
    session: Session, actor: Actor, absence: Absence, code: str, title: str | Text, role: str, due_at: datetime,
    basis: LegalBasis | None = None,
) -> None:  # fmt: skip
    agenda.add(
        session, branch_id=absence.branch_id, code=code, source=SOURCE, source_id=absence.id, title=title,
        role=role, due_at=due_at, resident_id=absence.resident_id, urgent=True, basis=basis, actor=actor,
    )  # fmt: skip


def searching(session: Session, absence: Absence) -> list[Task]:
    """List what is done while she is late and not declared missing, in the order in which it was written."""
    query = select(Task).where(Task.source == SOURCE, Task.source_id == absence.id, Task.code.startswith(_LOOKING))
    return list(session.scalars(query.order_by(Task.id)))


def write_departure(session: Session, actor: Actor, absence: Absence) -> None:
    """Ask after the house's time how the stay of somebody goes on who is still missing; it never ends by itself."""
    within = clocks.span(session, absence.branch_id, "departure_decide", absence.since_at)
    agenda.add(
        session, branch_id=absence.branch_id, code="departure", source=SOURCE, source_id=absence.id,
        title=_DEPARTURE, role="director", due_at=absence.since_at + within, resident_id=absence.resident_id,
        actor=actor,
    )  # fmt: skip


def write_after(session: Session, actor: Actor, absence: Absence, state: str) -> None:
    """Write what is left to do once she is found."""
    now, lengths = clock.now(), clocks.lengths(session, absence.branch_id)
    found = ("decide", _DECIDE, "director", "found_decide"), ("talk", _TALK, "psychologist", "return_talk")
    code, title, role, limit = found[0 if state == FOUND else 1]
    rest = (code, title, role, clocks.as_span(limit, lengths[limit]))
    for code, title, role, within in (("tell", _TELL, "director", timedelta()), rest):
        agenda.add(
            session,
            branch_id=absence.branch_id,
            code=f"after:{code}",
            source=SOURCE,
            source_id=absence.id,
            title=title,
            role=role,
            due_at=now + within,
            resident_id=absence.resident_id,
            urgent=code == "tell",
            actor=actor,
        )


def tasks_of(session: Session, *absences: Absence) -> list[Task]:
    """List the steps of some absences in the order in which they were written."""
    ids = [each.id for each in absences]
    query = select(Task).where(Task.source == SOURCE, Task.source_id.in_(ids), Task.code.startswith(_STEP))
    return list(session.scalars(query.order_by(Task.id)))


def open_ones(session: Session, branch_id: int) -> list[tuple[Task, Absence]]:
    """List the open steps of a branch's searches."""
    query = (
        select(Task, Absence)
        .join(Absence, Absence.id == Task.source_id)
        .where(Task.branch_id == branch_id, Task.source == SOURCE, Task.code.startswith(_STEP))
        .where(Task.done_at.is_(None))
    )
    return [(task, absence) for task, absence in session.execute(query.order_by(Task.id))]


def step_of(country: CountryProfile, absence: Absence, task: Task) -> MissingStep | None:
    """Find which step a task is; None if the country has taken it back."""
    protocol = country.missing_protocols.get(absence.protocol)
    return next((each for each in (protocol.steps if protocol else ()) if code_of(each.code) == task.code), None)
