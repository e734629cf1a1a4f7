"""What an admission obliges the house to do, and by when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core import calendar
from core.actor import Actor
from core.agenda import service as agenda
from core.branches import clocks, house_rules, local_days
from core.branches.models import Branch
from core.errors import N_
from core.forms import own
from core.residents.models import Resident
from core.scope import set_branch_scope
from core.stages.models import Episode
from core.stores import Store
from plugins.contract.stages import AdmissionView
from plugins.contract.text import LegalBasis, Text
from plugins.profile import CountryProfile

#: What the network asks for after an admission: code, what, who, by which clock of the house, class. Floors of
#: practice: a health look within 24 hours and a full one within 72 (CLK-04), the first plan within 30 days (CLK-05).
CLOCKS = (
    ("health.urgent", N_("Urgent health check"), "nurse", "health_urgent", "MED-E", True),
    ("health.full", N_("Full health check"), "nurse", "health_full", "MED-E", False),
    ("admission.complete", N_("Complete the admission: rights, belongings, first consents"), "social_worker",
     "admission_complete", "HDR", False),
    ("plan.first", N_("Agree the first individual plan"), "social_worker", "plan_first", "HDR", False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewStay:
    """A stay that has just begun."""

    resident: Resident
    episode: Episode
    zone: str


def after_admission(session: Session, country: CountryProfile, stay: NewStay) -> None:
    """Write the tasks of a new stay: health, plan, and the country's forms due after admission."""
    lengths = clocks.lengths(session, stay.resident.branch_id, stay.episode.admitted_at)
    for code, title, role, length, data_class, urgent in CLOCKS:
        due = stay.episode.admitted_at + clocks.as_span(length, lengths[length])
        _add(session, stay, code, title, role, due, data_class=data_class, urgent=urgent)
    branch = session.get_one(Branch, stay.resident.branch_id)
    _form_tasks(session, house_rules.seen_from(session, country, branch), stay)


def with_baby_elsewhere(session: Session, stay: NewStay) -> None:
    """Ask the director at once what becomes of a baby that came with its mother to a house that has none."""
    title = N_("She came with her baby, and this house does without babies: switch them on, or find both a place")
    _add(session, stay, "baby.elsewhere", title, "director", stay.episode.admitted_at, data_class="HDR", urgent=True)


def tell_country(
    store: Store, actor: Actor, country: CountryProfile, view: AdmissionView, resident_id: int, episode_id: int
) -> None:
    """Let the country add its own tasks, after the admission is committed and in a transaction of its own."""
    with store.transaction() as session:
        set_branch_scope(session, [actor.branch_id or 0])
        country.on_resident_admitted(view, Book(session, actor, resident_id, episode_id))


class Book:
    """What a country may do after an admission: write tasks, and nothing else."""

    def __init__(self, session: Session, actor: Actor, resident_id: int, episode_id: int) -> None:
        self._session = session
        self._actor = actor
        self._resident_id = resident_id
        self._episode_id = episode_id

    def add(self, code: str, title: Text, due: datetime, role: str, basis: LegalBasis) -> None:
        """Write a task for a role."""
        agenda.add(
            self._session,
            branch_id=self._actor.branch_id or 0,
            code=code,
            source="country",
            source_id=self._episode_id,
            title=title,
            role=role,
            due_at=due,
            resident_id=self._resident_id,
            basis=basis,
        )


def _form_tasks(session: Session, country: CountryProfile, stay: NewStay) -> None:
    closed = local_days.closed_at(session, stay.resident.branch_id)
    for form in own.all_in_force(session, stay.resident.branch_id, country.forms_on(stay.episode.admitted_on)):
        if form.due is None or form.due.event != "admission" or form.due.before:
            continue
        due = calendar.due(country, form.due, stay.episode.admitted_at, stay.zone, closed)
        role = form.filled_by[0] if form.filled_by else "social_worker"
        _add(session, stay, f"form:{form.key}", form.title, role, due, data_class=form.data_class,
             basis=form.due.basis)  # fmt: skip


def _add(
    session: Session, stay: NewStay, code: str, title: str | Text, role: str, due: datetime, *,
    data_class: str, urgent: bool = False, basis: LegalBasis | None = None,
) -> None:  # fmt: skip
    agenda.add(
        session,
        branch_id=stay.resident.branch_id,
        code=code,
        source="episode",
        source_id=stay.episode.id,
        title=title,
        role=role,
        due_at=due,
        resident_id=stay.resident.id,
        data_class=data_class,
        urgent=urgent,
        basis=basis,
    )
