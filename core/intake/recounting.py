"""Finds what is open and due on another day once a calendar changes: tasks of forms, forms begun, steps of a search."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.absences import steps
from core.agenda.models import Task
from core.branches.models import Branch
from core.calendar import Closed
from core.forms import own, records, terms
from core.forms.models import FormRecord
from core.stages.models import Episode
from plugins.profile import CountryProfile

Open = Task | FormRecord
#: Store, country as its branch sees it, branch and days as they would be; what moves, and to when.
Mover = Callable[[Session, CountryProfile, Branch, Closed], Iterator[tuple[Open, datetime]]]

#: How the task of a form names it.
_FORM = "form:"
#: States in which a form still waits for its signatures.
_UNSIGNED = ("draft", "signing")


def form_tasks(
    session: Session, country: CountryProfile, branch: Branch, closed: Closed
) -> Iterator[tuple[Open, datetime]]:
    """Find the tasks of forms that are due after an admission."""
    query = (
        select(Task, Episode)
        .join(Episode, Episode.id == Task.source_id)
        .where(
            Task.branch_id == branch.id,
            Task.source == "episode",
            Task.code.startswith(_FORM),
            Task.done_at.is_(None),
        )
    )
    for task, episode in session.execute(query.order_by(Task.id)).all():
        due = _due_after_admission(session, country, task, episode, terms.LocalDays(branch.time_zone, closed))
        if due is not None:
            yield task, due


def begun_forms(
    session: Session, country: CountryProfile, branch: Branch, closed: Closed
) -> Iterator[tuple[Open, datetime]]:
    """Find the forms that are begun and not signed, whose term follows from one of their own answers."""
    query = select(FormRecord).where(
        FormRecord.branch_id == branch.id, FormRecord.state.in_(_UNSIGNED), FormRecord.due_at.is_not(None)
    )
    for record in session.scalars(query.order_by(FormRecord.id)):
        form = next((each for each in country.forms.get(record.form_key, ()) if each.version == record.form_version),
                    None)  # fmt: skip
        if form is not None and form.due_from is not None:
            answers = records.read_version(session, record).values
            due = terms.due_by_answers(country, form, answers, terms.LocalDays(branch.time_zone, closed))
            if due is not None:
                yield record, due


def searches(
    session: Session, country: CountryProfile, branch: Branch, closed: Closed
) -> Iterator[tuple[Open, datetime]]:
    """Find the steps of searches that go on."""
    for task, absence in steps.open_ones(session, branch.id):
        step = steps.step_of(country, absence, task)
        if step is not None:
            yield task, calendar.due(country, step.due, absence.since_at, branch.time_zone, closed)


def _due_after_admission(
    session: Session, country: CountryProfile, task: Task, episode: Episode, days: terms.LocalDays
) -> datetime | None:
    try:
        form = country.form(task.code.removeprefix(_FORM), on=episode.admitted_on)
    except LookupError:
        return None  # the country has taken the form back; what was due stays as it was
    form, _version = own.in_force(session, task.branch_id, form)
    return calendar.due(country, form.due, episode.admitted_at, days.zone, days.closed) if form.due else None
