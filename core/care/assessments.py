"""Assessments: a score by an instrument at a point in time, or why there is none. Never a diagnosis."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import reminders, slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.care import instruments, points
from core.care.files import File, open_file
from core.care.instruments import Instrument
from core.care.models import Assessment
from core.care.terms import NOT_DONE, NOT_TAKEN, SCORED, TIME_POINTS
from core.errors import N_, Invalid
from core.residents import house, identity
from core.residents.models import Identity, Resident

SOURCE = "assessment"
_LIMITS = {"note": 2000}
_CHOOSE = N_("Choose one of the list.")
_SAFETY = N_("Talk with her about her safety today: an answer asks for it")
_WATCH = N_("Stay within call of her until the psychologist has spoken with her today")
_COPY = N_("Copy each answer as a number of the sheet.")
_TOO_YOUNG = N_("She is too young for this instrument.")
_TOO_OLD = N_("She is past the ages this instrument was checked for. Choose “Another day”: it is counted in no figure.")
#: Days after admission in which nobody is measured unless a clinician asks for it (reporting 3).
_FIRST_WEEK = 7


@dataclass(frozen=True, slots=True)
class NewAssessment:
    """An assessment as it is recorded.

    :param answers: single answers in the order of the official sheet, None for one that is missing; empty where only
        the score is typed.
    :param score: the score on the instrument's scale, where there are no answers.
    :param clinical: a clinician asks for it in the first week.
    """

    instrument: str
    time_point: str
    on_day: date
    answers: tuple[int | None, ...] = ()
    score: int | None = None
    language: str = ""
    note: str = ""
    clinical: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An assessment as the actor may see it.

    :param score: None where her role is told only that it was taken.
    """

    assessment: Assessment
    instrument: Instrument | None
    score: int | None
    above: bool | None
    note: str


def take(
    session: Session, actor: Actor, resident: Resident, new: NewAssessment, *, corrects: int | None = None
) -> Assessment:
    """Record a score, worked out from the answers or typed; an answer that worries raises a safety talk today.

    :raises Invalid: with every field that cannot stand, or if there is one of this instrument and point already.
    """
    return write(session, actor, open_file(session, actor, resident, "assessment.write"), new, corrects=corrects)


def write(session: Session, actor: Actor, file: File, new: NewAssessment, *, corrects: int | None = None) -> Assessment:
    """Record a score in a file that somebody has opened, having asked whether she may.

    :raises Invalid: as :func:`take`.
    """
    instrument = _check(session, file, new)
    raw = instrument.add_up(new.answers) if new.answers else None
    score = raw * instrument.factor if raw is not None else new.score
    if corrects is not None:
        old = _get(session, actor, corrects)
        _strike(session, actor, old)
        session.flush()  # its point is free for the new one
    made = _insert(session, actor, file, new, instrument, raw, score)
    made.corrects_id = corrects
    slips.seal(session, made, note=new.note, items=json.dumps(list(new.answers)) if new.answers else "")
    record(session, actor, "assessment.take", Subject("assessment", made.id), instrument=instrument.code)
    if instrument.alerts(new.answers):
        _raise_safety(session, actor, made)
    return made


def not_taken(
    session: Session, actor: Actor, resident: Resident, instrument: str, time_point: str, on_day: date, reason: str
) -> Assessment:
    """Record why a measure was not taken, which counts as well.

    :raises Invalid: with every field that cannot stand.
    """
    file = open_file(session, actor, resident, "assessment.write")
    new = NewAssessment(instrument, time_point, on_day, clinical=True)
    faults = _faults(file, new, taken=False)
    if reason not in NOT_DONE:
        faults["reason"] = [_CHOOSE]
    slips.refuse(faults)
    known = instruments.all_instruments()[instrument]
    made = _insert(session, actor, file, new, known, None, None, reason=reason)
    record(session, actor, "assessment.not_taken", Subject("assessment", made.id), instrument=instrument, reason=reason)
    return made


def change(session: Session, actor: Actor, assessment_id: int, how: str) -> Assessment:
    """Strike an assessment out, or bring it back.

    :raises Invalid: if another one stands at its point meanwhile.
    """
    return turn(session, actor, _get(session, actor, assessment_id), how)


def turn(session: Session, actor: Actor, found: Assessment, how: str) -> Assessment:
    """Strike out, or bring back, an assessment that the actor may write.

    :raises Invalid: as :func:`change`.
    """
    if how == "strike":
        _strike(session, actor, found)
        return found
    try:
        with session.begin_nested():
            slips.restore(session, actor, found)
    except IntegrityError as error:
        raise _twice() from error
    return found


def list_all(session: Session, actor: Actor, resident: Resident) -> list[Shown]:
    """List a resident's assessments, newest first; scores only for those who read them."""
    file = open_file(session, actor, resident, "assessment.read")
    reads = policies.reads(actor, "PSY-S", on_case=file.on_case)
    query = select(Assessment).where(Assessment.resident_id == resident.id)
    rows = list(session.scalars(query.order_by(Assessment.on_day.desc(), Assessment.id.desc())))
    notes = slips.opened_many(session, rows, "note") if reads else {}
    return [
        Shown(each, instruments.find(each.instrument), each.score if reads else None,
              each.above_cutoff if reads else None, notes.get(each.id, ""))
        for each in rows
    ]  # fmt: skip


def _check(session: Session, file: File, new: NewAssessment) -> Instrument:
    faults = _faults(file, new)
    instrument = instruments.find(new.instrument)
    if instrument is not None:
        faults = _age_faults(session, file, instrument, new) | faults | _score_faults(instrument, new)
    slips.refuse(faults | house.text_faults({"note": new.note}, _LIMITS))
    assert instrument is not None  # or the faults would have stopped it
    return instrument


def _faults(file: File, new: NewAssessment, *, taken: bool = True) -> dict[str, list[str]]:
    stay = file.episode
    faults = slips.day_faults(file.today, stay.admitted_on, on_day=new.on_day)
    if instruments.find(new.instrument) is None:
        faults["instrument"] = [_CHOOSE]
    if new.time_point not in TIME_POINTS:
        faults["time_point"] = [_CHOOSE]
    if new.on_day < stay.admitted_on + timedelta(days=_FIRST_WEEK) and not new.clinical:
        faults.setdefault("clinical", [N_("Nobody is measured in the first week unless a clinician asks for it.")])
    elsewhere = points.fault(new.time_point, new.on_day, stay.admitted_on, stay.closed_on, taken=taken)
    if elsewhere is not None:
        faults.setdefault("on_day", [elsewhere])
    return faults


def _age_faults(session: Session, file: File, instrument: Instrument, new: NewAssessment) -> dict[str, list[str]]:
    """Find an age the instrument is not for: nobody younger can answer it; of whoever is older it may help in care."""
    known = identity.birth_range(session, session.get_one(Identity, file.resident.id)).age_on(new.on_day)
    if instrument.too_young(known.oldest):
        return {"on_day": [_TOO_YOUNG]}
    return {"time_point": [_TOO_OLD]} if instrument.too_old(known.youngest) and new.time_point != points.OTHER else {}


def _score_faults(instrument: Instrument, new: NewAssessment) -> dict[str, list[str]]:
    lowest, highest = instrument.score
    if not new.answers:
        if new.score is None or not lowest <= new.score <= highest:
            return {"score": [N_("Write the score; it lies within the range of this instrument.")]}
        return {}
    if instrument.items is None:
        return {"score": [N_("Of this instrument only the score is kept.")]}
    given = [each for each in new.answers if each is not None]
    if len(new.answers) != instrument.items.count:
        return {"answers": [_COPY]}
    strange = [each for each in given if each not in instrument.items.values]
    if strange:
        return {answer_name(new.answers.index(strange[0])): [_COPY]}
    if instrument.add_up(new.answers) is None:
        return {answer_name(new.answers.index(None)): [N_("Too many answers are missing to give a score.")]}
    return {}


def answer_name(place: int) -> str:
    """Give the name of an answer, by its place in the row of answers: questions are numbered from one."""
    return f"answer_{place + 1}"


def _insert(
    session: Session, actor: Actor, file: File, new: NewAssessment, instrument: Instrument, raw: int | None,
    score: int | None, reason: str = "",
) -> Assessment:  # fmt: skip
    made = Assessment(
        branch_id=file.resident.branch_id, resident_id=file.resident.id, episode_id=file.episode.id,
        instrument=instrument.code, instrument_version=instrument.version, time_point=new.time_point,
        on_day=new.on_day, state=NOT_TAKEN if reason else SCORED, score=score, raw=raw,
        items_missing=sum(each is None for each in new.answers), not_done_reason=reason, language=new.language,
        above_cutoff=instrument.cutoff.is_reached(score) if instrument.cutoff and score is not None else None,
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise _twice() from error
    return made


def _twice() -> Invalid:
    return Invalid(
        {"time_point": [N_("There is a measure of this instrument at this point already. Correct that one.")]}
    )


def _get(session: Session, actor: Actor, assessment_id: int) -> Assessment:
    found = slips.own(session, actor, Assessment, assessment_id)
    open_file(session, actor, session.get_one(Resident, found.resident_id), "assessment.write")
    return found


def _strike(session: Session, actor: Actor, found: Assessment) -> None:
    slips.strike(session, actor, found)
    agenda.cancel(session, actor, source=SOURCE, source_id=found.id)


def _raise_safety(session: Session, actor: Actor, made: Assessment) -> None:
    """Ask for a safety talk today; the shift is told what to do and never why (NK-3)."""
    tasks = (("safety.talk", _SAFETY, "psychologist", "PSY-S"), ("safety.watch", _WATCH, "educator", "HDR"))
    for code, title, role, data_class in tasks:
        agenda.add(
            session, branch_id=made.branch_id, code=code, source=SOURCE, source_id=made.id, title=title, role=role,
            due_at=reminders.due_at(session, actor, house.today(session, actor)), resident_id=made.resident_id,
            data_class=data_class, urgent=True, actor=actor,
        )  # fmt: skip


def raised_safety(session: Session, actor: Actor, resident: Resident) -> bool:
    """Tell whether a safety talk is still to be had with her."""
    file = open_file(session, actor, resident, "assessment.read")
    query = select(Assessment.id).where(Assessment.resident_id == file.resident.id)
    ids = list(session.scalars(query))
    return bool(ids and agenda.open_codes(session, SOURCE, ids, "safety.talk"))
