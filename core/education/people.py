"""Who takes part in a training by name: who has completed it, what she learnt, and what came of it months later."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import reminders, slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.education.models import Training, TrainingAttendance, TrainingCheck, TrainingPerson, TrainingSession
from core.education.terms import CHECK_MONTHS, COMPLETE_PERCENT, CONFIRMED_BY, PUBLICS, SEXES
from core.errors import N_, Conflict
from core.partners.models import Partner
from core.places.service import fold
from core.residents import house
from core.residents.ages import add_months

SOURCE = "training_check"
_TITLE = N_("Ask somebody who was trained what came of it")
_LIMITS = {"name": 120, "contact": 120}
_CHOOSE = N_("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who takes part.

    :param sign_in: what tells her from others of her name: a document, a birth date, a post; only its mark is kept.
    """

    name: str
    public: str
    sex: str
    sign_in: str = ""
    contact: str = ""
    official: bool = False
    multiplier: bool = False
    partner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a training, months later. What is claimed and what is verified are never added (INV-25)."""

    answered: bool
    on: date
    example_on: date | None = None
    confirmed_by: str = ""
    repeats: int = 0
    claimed_reach: int = 0
    verified_reach: int = 0


def add(session: Session, actor: Actor, training: Training, new: NewPerson) -> TrainingPerson:
    """Write down somebody who takes part.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "training.people")
    faults = house.text_faults({"name": new.name, "contact": new.contact}, _LIMITS)
    if not new.name.strip():
        faults["name"] = [N_("Please fill this in.")]
    for name, known in (("public", PUBLICS), ("sex", SEXES)):
        if getattr(new, name) not in known:
            faults[name] = [_CHOOSE]
    if new.partner_id is not None and session.get(Partner, new.partner_id) is None:
        faults["partner_id"] = [_CHOOSE]
    mark = fingerprint(session, new.name, new.sign_in)
    if any(each.fingerprint == mark for each in of(session, training.id)):
        faults["name"] = [N_("She or he is on the list already.")]
    slips.refuse(faults)
    made = TrainingPerson(
        branch_id=training.branch_id, training_id=training.id, fingerprint=mark, public=new.public, sex=new.sex,
        official=new.official, multiplier=new.multiplier, partner_id=new.partner_id or training.partner_id,
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its id is part of what seals the name
    slips.seal(session, made, name=new.name, contact=new.contact)
    record(session, actor, "training.person", Subject("training_person", made.id), public=new.public)
    return made


def score(session: Session, actor: Actor, person_id: int, pre: int | None, post: int | None) -> TrainingPerson:
    """Write what somebody scored before and after, of a hundred.

    :raises Invalid: if a score cannot be, or there is one of the test after it and no mark to hold it against.
    """
    policies.require(actor, "training.people")
    found = slips.own(session, actor, TrainingPerson, person_id)
    wrong = {name for name, value in (("pre", pre), ("post", post)) if not 0 <= (value or 0) <= 100}
    faults = {name: [N_("Write a number up to 100.")] for name in wrong}
    if post is not None and session.get_one(Training, found.training_id).pass_mark is None:
        faults["post"] = [N_("First write the training's pass mark: without it nobody can tell who has reached it.")]
    slips.refuse(faults)
    found.pre_score, found.post_score = pre, post
    record(session, actor, "training.test", Subject("training_person", found.id))
    return found


def get_person(session: Session, actor: Actor, person_id: int) -> TrainingPerson:
    """Find somebody of a training, for whoever keeps the list."""
    policies.require(actor, "training.people")
    return slips.own(session, actor, TrainingPerson, person_id)


def get_check(session: Session, actor: Actor, check_id: int) -> TrainingCheck:
    """Find what somebody is to be asked, for whoever keeps the list."""
    policies.require(actor, "training.people")
    return slips.own(session, actor, TrainingCheck, check_id)


def of(session: Session, training_id: int) -> list[TrainingPerson]:
    """List the people of a training who count."""
    query = select(TrainingPerson).where(TrainingPerson.training_id == training_id, TrainingPerson.voided_at.is_(None))
    return list(session.scalars(query.order_by(TrainingPerson.id)))


def tested_after(session: Session, training_id: int) -> bool:
    """Tell whether somebody of a training has a result of the test after it."""
    return any(each.post_score is not None for each in of(session, training_id))


def named(session: Session, actor: Actor, training_id: int) -> list[tuple[TrainingPerson, str]]:
    """List the people of a training, struck ones too; names only for those who keep the list."""
    policies.require(actor, "training.read")
    query = select(TrainingPerson).where(
        TrainingPerson.training_id == training_id, TrainingPerson.branch_id == actor.branch_id
    )
    rows = list(session.scalars(query.order_by(TrainingPerson.id)))
    names = slips.opened_many(session, rows, "name") if policies.may(actor, "training.people") else {}
    return [(each, names.get(each.id, "")) for each in rows]


def fingerprint(session: Session, name: str, sign_in: str) -> bytes:
    """Mark somebody so that the same person can be told in another training; keyed, never leaves the store."""
    message = f"training|{fold(name)}|{fold(sign_in)}".encode()
    return hmac.new(session.info["store"].kek, message, hashlib.sha256).digest()


def follow(session: Session, _actor: Actor, training: Training) -> None:
    """Let attendances and completion follow the sessions that count: of those planned, or held where they are more."""
    session.flush()  # they are asked from the store
    counting = (TrainingSession.training_id == training.id, TrainingSession.voided_at.is_(None))
    query = (
        select(TrainingAttendance.person_id, func.count(), func.max(TrainingSession.on_day))
        .join(TrainingSession, TrainingSession.id == TrainingAttendance.session_id)
        .where(*counting)
        .group_by(TrainingAttendance.person_id)
    )
    found = {row[0]: (int(row[1]), row[2]) for row in session.execute(query)}
    held = session.scalar(select(func.count()).select_from(TrainingSession).where(*counting)) or 0
    for person in of(session, training.id):
        attended, last = found.get(person.id, (0, None))
        person.attended = attended
        person.completed = 100 * attended >= COMPLETE_PERCENT * max(training.sessions, held)
        person.completed_on = last if person.completed else None


def write_checks(session: Session, actor: Actor, training: Training) -> None:
    """Write when whoever completed a training is asked what came of it, each time as a task."""
    for person in of(session, training.id):
        for months in CHECK_MONTHS if person.completed_on else ():
            _write_check(session, actor, training, person, months)


def drop_checks(session: Session, actor: Actor, training: Training) -> None:
    """Take back what is still due of a training that is open again."""
    query = select(TrainingCheck).where(TrainingCheck.training_id == training.id, TrainingCheck.state == "due")
    for each in session.scalars(query):
        agenda.cancel(session, actor, source=SOURCE, source_id=each.id)
        session.delete(each)


def answer(session: Session, actor: Actor, check_id: int, said: Answer) -> TrainingCheck:
    """Write what somebody answered, or that nobody did.

    :raises Conflict: if it is written already.
    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "training.people")
    found = slips.own(session, actor, TrainingCheck, check_id)
    if found.state != "due":
        raise Conflict
    faults = slips.day_faults(house.today(session, actor), None, answered_on=said.on, example_on=said.example_on)
    if said.confirmed_by not in CONFIRMED_BY:
        faults["confirmed_by"] = [_CHOOSE]
    if min(said.repeats, said.claimed_reach, said.verified_reach) < 0 or said.verified_reach > said.claimed_reach:
        faults["verified_reach"] = [N_("No more can be verified than is claimed.")]
    slips.refuse(faults)
    found.state, found.answered_on = ("answered" if said.answered else "no_answer"), said.on
    for name in ("example_on", "confirmed_by", "repeats", "claimed_reach", "verified_reach") if said.answered else ():
        setattr(found, name, getattr(said, name))
    agenda.close(session, actor, source=SOURCE, source_id=found.id)
    record(session, actor, "training.check", Subject("training_check", found.id), state=found.state)
    return found


def reopen_check(session: Session, actor: Actor, check_id: int) -> TrainingCheck:
    """Undo what was written about a check."""
    policies.require(actor, "training.people")
    found = slips.own(session, actor, TrainingCheck, check_id)
    if found.state == "due":
        raise Conflict
    found.state, found.answered_on, found.example_on, found.confirmed_by = "due", None, None, ""
    found.repeats = found.claimed_reach = found.verified_reach = 0
    record(session, actor, "training.uncheck", Subject("training_check", found.id))
    return found


def checks_page(
    session: Session, actor: Actor, *, after: tuple[Any, ...] | None = None, before: tuple[Any, ...] | None = None
) -> Sequence[tuple[TrainingCheck, str, str]]:
    """List whom the house has to ask, the oldest first: check, title of the training, name."""
    policies.require(actor, "training.people")
    query = (
        select(TrainingCheck, Training.title, TrainingPerson)
        .join(Training, Training.id == TrainingCheck.training_id)
        .join(TrainingPerson, TrainingPerson.id == TrainingCheck.person_id)
        .where(TrainingCheck.branch_id == actor.branch_id, TrainingCheck.state == "due")
    )
    key = (TrainingCheck.due_on, TrainingCheck.id)
    rows = slips.page(session, query, key, after=after, before=before, rising=True)
    names = slips.opened_many(session, [row[2] for row in rows], "name")
    return [(row[0], row[1], names.get(row[2].id, "")) for row in rows]


def _write_check(session: Session, actor: Actor, training: Training, person: TrainingPerson, months: int) -> None:
    same = select(TrainingCheck.id).where(TrainingCheck.person_id == person.id, TrainingCheck.months == months)
    if person.completed_on is None or session.scalar(same) is not None:
        return
    made = TrainingCheck(
        branch_id=training.branch_id, training_id=training.id, person_id=person.id, months=months,
        due_on=add_months(person.completed_on, months),
    )  # fmt: skip
    session.add(made)
    session.flush()  # its task names it
    agenda.add(
        session, branch_id=made.branch_id, code="training.check", source=SOURCE, source_id=made.id, title=_TITLE,
        role="training_officer", due_at=reminders.due_at(session, actor, made.due_on), data_class="PUB", actor=actor,
    )  # fmt: skip
