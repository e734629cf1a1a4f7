"""Trainings: planned, held session by session, with names or with numbers alone (INV-25)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import slips
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.education import people
from core.education.models import Training, TrainingAttendance, TrainingCount, TrainingPerson, TrainingSession
from core.education.terms import PUBLICS, SEXES, TOPICS
from core.errors import N_, Conflict
from core.partners.models import Partner
from core.residents import house

_LIMITS = {"title": 160}
_CHOOSE = N_("Choose one of the list.")
_OUTSIDE = N_("It lies outside the days of the training: write another day, or change those of the training first.")
_MOST = 5000


@dataclass(frozen=True, slots=True)
class Listed:
    """A training with its three numbers, which nobody adds up: persons by name, attendances, sessions."""

    training: Training
    partner: str
    persons: int
    attendances: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session with who was there by name, and how many more."""

    session: TrainingSession
    named: frozenset[int]
    counts: Sequence[TrainingCount]

    @property
    def attendances(self) -> int:
        """How many were there."""
        return len(self.named) + sum(each.number for each in self.counts)


def plan(session: Session, actor: Actor, values: Mapping[str, Any]) -> Training:
    """Plan a training.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "training.write")
    made = Training(
        branch_id=actor.branch_id, created_by=actor.user_id or 0, created_by_name=actor.name, **_clean(session, values)
    )
    session.add(made)
    session.flush()  # the event names its id
    record(session, actor, "training.plan", Subject("training", made.id), audience=made.audience)
    return made


def edit(session: Session, actor: Actor, training_id: int, values: Mapping[str, Any], *, revision: int) -> None:
    """Change a training as it is planned; who has completed it follows.

    :raises Conflict: if somebody else changed it meanwhile.
    :raises Invalid: with every field that cannot stand, also if results are left without the mark they are held to.
    """
    policies.require(actor, "training.write")
    found = get(session, actor, training_id)
    clean = _clean(session, values)
    if clean["pass_mark"] is None and people.tested_after(session, found.id):
        slips.refuse({"pass_mark": [N_("There are results of the test after it: they need the mark.")]})
    _keep_sessions(session, found.id, clean["from_on"], clean["until_on"])
    different = {name for name, value in clean.items() if getattr(found, name) != value}
    if found.revision != revision:
        raise Conflict({name: getattr(found, name) for name in different})
    for name in different:
        setattr(found, name, clean[name])
    if different:
        people.follow(session, actor, found)
        record(session, actor, "training.edit", Subject("training", found.id), fields=sorted(different))


def close(session: Session, actor: Actor, training_id: int) -> Training:
    """Close a training: whoever completed it is asked after three and six months what came of it."""
    policies.require(actor, "training.write")
    found = get(session, actor, training_id)
    if found.state == "closed" or found.voided_at is not None:
        raise Conflict
    found.state = "closed"
    people.write_checks(session, actor, found)
    record(session, actor, "training.close", Subject("training", found.id))
    return found


def reopen(session: Session, actor: Actor, training_id: int) -> Training:
    """Undo that a training was closed."""
    policies.require(actor, "training.write")
    found = get(session, actor, training_id)
    if found.state != "closed":
        raise Conflict
    found.state = "held"
    people.drop_checks(session, actor, found)
    record(session, actor, "training.reopen", Subject("training", found.id))
    return found


def hold(
    session: Session, actor: Actor, training_id: int, on_day: date, minutes: int, named: Sequence[int],
    counts: Mapping[tuple[str, str], int],
) -> TrainingSession:  # fmt: skip
    """Record a session: who was there by name, and how many whose names nobody took.

    :param named: ids of people of this training.
    :param counts: numbers by audience and sex.
    :raises Invalid: with every field that cannot stand, also if nobody was there.
    """
    policies.require(actor, "training.write")
    training = get(session, actor, training_id)
    faults = slips.day_faults(house.today(session, actor), None, on_day=on_day)
    if not faults and not training.from_on <= on_day <= training.until_on:
        faults["on_day"] = [_OUTSIDE]
    if not 1 <= minutes <= 1440:
        faults["minutes"] = [N_("Write how long it took, in minutes.")]
    known = {each.id for each in people.of(session, training.id)}
    numbers = {key: number for key, number in counts.items() if number}
    wrong = any(public not in PUBLICS or sex not in SEXES for public, sex in numbers)
    if not set(named) <= known or wrong or any(not 0 < number <= _MOST for number in numbers.values()):
        faults["counts"] = [N_("Write for each audience how many were there.")]
    elif not named and not numbers:
        faults["counts"] = [N_("Write who was there, or how many.")]
    slips.refuse(faults)
    made = TrainingSession(
        branch_id=training.branch_id, training_id=training.id, on_day=on_day, minutes=minutes,
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # attendances carry its id
    common = {"session_id": made.id, "branch_id": made.branch_id}
    session.add_all(TrainingAttendance(person_id=each, **common) for each in dict.fromkeys(named))
    session.add_all(
        TrainingCount(public=key[0], sex=key[1], number=number, **common) for key, number in numbers.items()
    )
    training.state = "held" if training.state == "planned" else training.state
    people.follow(session, actor, training)
    record(session, actor, "training.hold", Subject("training_session", made.id), named=len(named),
           counted=sum(numbers.values()))  # fmt: skip
    return made


def change(session: Session, actor: Actor, kind: str, row_id: int, how: str) -> int:
    """Strike a training, a session or a person out, or bring it back; who has completed it follows.

    :param kind: ``training``, ``session`` or ``person``.
    :returns: the training's id.
    """
    policies.require(actor, "training.write")
    table: type[Any] = {"training": Training, "session": TrainingSession, "person": TrainingPerson}[kind]
    row: Any = slips.own(session, actor, table, row_id)
    (slips.strike if how == "strike" else slips.restore)(session, actor, row)
    training_id: int = row.id if kind == "training" else row.training_id
    people.follow(session, actor, session.get_one(Training, training_id))
    return training_id


def get(session: Session, actor: Actor, training_id: int) -> Training:
    """Find a training of the actor's house.

    :raises NotFound: if there is none, or she may not read trainings.
    """
    policies.require(actor, "training.read")
    return slips.own(session, actor, Training, training_id)


def list_page(
    session: Session, actor: Actor, *, after: tuple[Any, ...] | None = None, before: tuple[Any, ...] | None = None
) -> list[Listed]:
    """List the house's trainings with their numbers, newest first, in a fixed number of statements."""
    policies.require(actor, "training.read")
    query = select(Training, Partner.name).outerjoin(Partner, Partner.id == Training.partner_id)
    query = query.where(Training.branch_id == actor.branch_id)
    rows = slips.page(session, query, (Training.from_on, Training.id), after=after, before=before)
    ids = [row[0].id for row in rows]
    persons, named, counted, sessions = (_numbers(session, each(ids)) for each in _COUNTS)
    return [
        Listed(row[0], row[1] or "", persons.get(row[0].id, 0), named.get(row[0].id, 0) + counted.get(row[0].id, 0),
               sessions.get(row[0].id, 0))
        for row in rows
    ]  # fmt: skip


def meetings(session: Session, actor: Actor, training_id: int) -> list[Meeting]:
    """List the sessions of a training with who was there, newest first, in a fixed number of statements."""
    training = get(session, actor, training_id)
    query = select(TrainingSession).where(TrainingSession.training_id == training.id)
    rows = list(session.scalars(query.order_by(TrainingSession.on_day.desc(), TrainingSession.id.desc())))
    ids = [each.id for each in rows]
    there: dict[int, set[int]] = {}
    attendance = select(TrainingAttendance.session_id, TrainingAttendance.person_id)
    for session_id, person_id in session.execute(attendance.where(TrainingAttendance.session_id.in_(ids))):
        there.setdefault(session_id, set()).add(person_id)
    asked = select(TrainingCount).where(TrainingCount.session_id.in_(ids)).order_by(TrainingCount.id)
    counts = list(session.scalars(asked))
    return [Meeting(each, frozenset(there.get(each.id, ())), [row for row in counts if row.session_id == each.id])
            for each in rows]  # fmt: skip


def _persons(ids: Sequence[int]) -> Any:
    query = select(TrainingPerson.training_id, func.count()).where(TrainingPerson.voided_at.is_(None))
    return query.where(TrainingPerson.training_id.in_(ids)).group_by(TrainingPerson.training_id)


def _sessions(ids: Sequence[int]) -> Any:
    return _of_sessions(select(TrainingSession.training_id, func.count()), ids)


def _named(ids: Sequence[int]) -> Any:
    query = select(TrainingSession.training_id, func.count()).join(
        TrainingAttendance, TrainingAttendance.session_id == TrainingSession.id
    )
    return _of_sessions(query, ids)


def _counted(ids: Sequence[int]) -> Any:
    query = select(TrainingSession.training_id, func.sum(TrainingCount.number)).join(
        TrainingCount, TrainingCount.session_id == TrainingSession.id
    )
    return _of_sessions(query, ids)


def _of_sessions(query: Any, ids: Sequence[int]) -> Any:
    query = query.where(TrainingSession.training_id.in_(ids), TrainingSession.voided_at.is_(None))
    return query.group_by(TrainingSession.training_id)


_COUNTS = (_persons, _named, _counted, _sessions)


def _numbers(session: Session, query: Any) -> dict[int, int]:
    return {int(key): int(number) for key, number in session.execute(query)}


def _keep_sessions(session: Session, training_id: int, first: date, last: date) -> None:
    query = select(TrainingSession.on_day).where(TrainingSession.training_id == training_id)
    days = list(session.scalars(query.where(TrainingSession.voided_at.is_(None))))
    outside = {"from_on": any(day < first for day in days), "until_on": any(day > last for day in days)}
    slips.refuse({name: [N_("A session was held outside these days.")] for name, wrong in outside.items() if wrong})


def _clean(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    title = str(values.get("title") or "").strip()
    faults: dict[str, list[str]] = {}
    if not title:
        faults["title"] = [N_("Please fill this in.")]
    if values["audience"] not in PUBLICS:
        faults["audience"] = [_CHOOSE]
    if values["topic"] not in TOPICS:
        faults["topic"] = [_CHOOSE]
    if values["until_on"] < values["from_on"]:
        faults["until_on"] = [N_("It cannot end before it begins.")]
    if not 1 <= values["sessions"] <= 200:
        faults["sessions"] = [N_("Write how many sessions it has.")]
    if values.get("pass_mark") is not None and not 0 < values["pass_mark"] <= 100:
        faults["pass_mark"] = [N_("Write a number up to 100.")]
    if values.get("partner_id") is not None and session.get(Partner, values["partner_id"]) is None:
        faults["partner_id"] = [_CHOOSE]
    slips.refuse(faults | house.text_faults({"title": title}, _LIMITS))
    names = ("topic", "audience", "from_on", "until_on", "sessions", "pass_mark", "partner_id")
    return {"title": title, "course": values["sessions"] > 1, **{name: values.get(name) for name in names}}
