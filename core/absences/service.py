"""Somebody is missing: one act opens the absence, its tasks and the alert; another ends them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.absences import alert, held, outings, sealing, steps
from core.absences.models import FOUND, LEFT, MISSING, RETURNED, UNAUTHORISED, Absence, Outing
from core.access import policies
from core.actor import Actor
from core.agenda import sealed
from core.agenda import service as agenda
from core.agenda.models import Task
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, NotFound
from core.residents import house, identity
from core.residents import service as residents
from core.residents.models import Resident
from core.stages import episodes
from core.stages.models import Episode
from plugins.contract.missing import MissingProtocol
from plugins.profile import CountryProfile

_LIMITS = {"circumstances": 2000, "outcome": 2000}
NOTE_LIMIT = 300
#: A clock in the house may be some minutes fast.
_FAST = timedelta(minutes=5)
_ALREADY = N_("She has been reported missing already.")
_OVER = N_("This absence has ended already.")


@dataclass(frozen=True, slots=True)
class Report:
    """What is known when somebody is missing.

    :param since: from when on nobody knows where she is.
    """

    since: datetime
    circumstances: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An absence as the actor may see it.

    :param notes: what came of the steps, by task.
    :param circumstances: None where they are not for her role, as ``outcome`` is.
    """

    absence: Absence
    protocol: MissingProtocol | None
    tasks: Sequence[Task]
    notes: Mapping[int, str]
    circumstances: str | None
    outcome: str | None


def report(session: Session, actor: Actor, country: CountryProfile, resident: Resident, new: Report) -> Absence:
    """Report that a resident is missing: the steps become tasks, and the alert is begun, filled as far as known.

    :raises NotFound: if the actor may not, or she is of another house or does not live here.
    :raises Invalid: if the hour lies ahead or before her stay, or too much is written.
    :raises Conflict: if it was reported already.
    """
    policies.require(actor, "absence.report")
    house.own(actor, resident)
    episode = episodes.get_open(session, resident.id)
    _check(episode, new)
    protocol = _protocol(session, actor, country, resident)
    absence = _declared(session, actor, resident, new)
    if absence is None:
        absence = _open(session, actor, resident, episode.id, new, MISSING)
    absence.protocol = protocol.code if protocol else ""
    episode.state = MISSING
    steps.write_departure(session, actor, absence)
    held.hold(session, actor, absence)
    record(session, actor, "absence.report", _subject(absence), protocol=absence.protocol)
    if protocol is not None:
        steps.write(session, actor, country, absence, protocol)
        absence.form_id = alert.begin(session, actor, country, resident, absence, protocol)
    return absence


def open_late(session: Session, actor: Actor, country: CountryProfile, outing: Outing) -> Absence:
    """Begin the search for somebody who is not back from an outing; it is declared that she is missing by somebody.

    :param actor: the platform's own, which has looked at the clock.
    """
    resident, episode = session.get_one(Resident, outing.resident_id), session.get_one(Episode, outing.episode_id)
    new = Report(outing.expected_at, outings.opened(session, outing))
    absence = _open(session, actor, resident, episode.id, new, UNAUTHORISED)
    episode.state, outing.absence_id = UNAUTHORISED, absence.id
    steps.write_search(session, actor, country, absence)
    held.hold(session, actor, absence)
    record(session, actor, "absence.late", _subject(absence))
    return absence


def end_by_return(session: Session, actor: Actor, resident: Resident, outcome: str) -> Absence:
    """Note that she is back: the search ends, whoever was told is told, and somebody talks with her.

    :raises Conflict: if the absence has ended already.
    """
    return _end(session, actor, resident, RETURNED, outcome)


def end_by_finding(session: Session, actor: Actor, resident: Resident, outcome: str) -> Absence:
    """Note that she was found elsewhere and does not come back now: how her stay goes on is to be decided.

    :raises Invalid: if nothing says where she is safe.
    :raises Conflict: if the absence has ended already.
    """
    if not outcome.strip():
        raise Invalid({"outcome": [N_("Write where she is and who takes care of her.")]})
    return _end(session, actor, resident, FOUND, outcome)


def end_with_stay(session: Session, actor: Actor, episode: Episode) -> None:
    """End what is open because her stay has ended; the exit says how."""
    absence = find_open(session, episode.resident_id)
    if absence is not None:
        _close(session, actor, absence, LEFT)
    outings.close(session, actor, episode.resident_id)


def step_done(session: Session, actor: Actor, resident: Resident, code: str, note: str) -> None:
    """Note that a step was taken, and what came of it: who answered, which number the alert has.

    :raises NotFound: if there is no such step, or the actor may not.
    :raises Invalid: if the note cannot be kept.
    """
    policies.require(actor, "absence.report")
    if faults := house.text_faults({"note": note}, {"note": NOTE_LIMIT}):
        raise Invalid(faults)
    absence = _need_open(session, actor, resident)
    task = next((each for each in steps.tasks_of(session, absence) if each.code == steps.code_of(code)), None)
    if task is None:
        raise NotFound()
    if task.done_at is None:
        if note.strip():
            sealed.write_outcome(session, task, note.strip())
        agenda.close(session, actor, source=steps.SOURCE, source_id=absence.id, code=task.code)
        record(session, actor, "absence.step", _subject(absence), step=code)


def find_open(session: Session, resident_id: int) -> Absence | None:
    """Find the absence of somebody who is missing now."""
    return session.scalar(select(Absence).where(Absence.resident_id == resident_id, Absence.ended_at.is_(None)))


def last(session: Session, actor: Actor, resident: Resident) -> Absence:
    """Find the last absence of a resident.

    :raises NotFound: if she was never missing.
    """
    policies.require(actor, "absence.read")
    house.own(actor, resident)
    query = select(Absence).where(Absence.resident_id == resident.id).order_by(Absence.id.desc()).limit(1)
    absence = session.scalar(query)
    if absence is None:
        raise NotFound()
    return absence


def list_all(session: Session, actor: Actor, country: CountryProfile, resident: Resident) -> list[Shown]:
    """List the absences of a resident, newest first, with what the actor may know of each."""
    policies.require(actor, "absence.read")
    house.own(actor, resident)
    on_case = residents.on_case(session, actor, resident.id)
    tells = policies.reads(actor, "INC", on_case=on_case)
    query = select(Absence).where(Absence.resident_id == resident.id).order_by(Absence.id.desc())
    found = list(session.scalars(query))
    tasks = steps.tasks_of(session, *found)
    notes = sealed.open_outcomes(session, tasks)
    return [
        Shown(
            each,
            country.missing_protocols.get(each.protocol),
            [task for task in tasks if task.source_id == each.id],
            notes,
            sealing.opened(session, each, "circumstances") if tells else None,
            sealing.opened(session, each, "outcome") if tells else None,
        )
        for each in found
    ]


def _check(episode: Episode, new: Report) -> None:
    faults = house.text_faults({"circumstances": new.circumstances}, _LIMITS)
    if new.since > clock.now() + _FAST:
        faults["since"] = [N_("This hour is still to come.")]
    if new.since < episode.admitted_at:
        faults["since"] = [N_("At that time she had not come yet.")]
    if faults:
        raise Invalid(faults)


def _protocol(session: Session, actor: Actor, country: CountryProfile, resident: Resident) -> MissingProtocol | None:
    today = house.today(session, actor)
    birth = identity.opened(session, resident).birth
    return country.missing_protocol(resident.sex, minor=birth.is_minor(today, country.country.majority_age))


def _declared(session: Session, actor: Actor, resident: Resident, new: Report) -> Absence | None:
    """Declare missing who is looked for already: the hour stays that at which she was expected."""
    absence = find_open(session, resident.id)
    if absence is None or not absence.undeclared:
        return None
    absence.state, absence.reported_by, absence.reported_by_name = MISSING, actor.user_id or 0, actor.name
    sealing.seal(session, absence, "circumstances", new.circumstances)
    agenda.close(session, actor, source=steps.SOURCE, source_id=absence.id, code=steps.DECLARE)
    return absence


def _open(session: Session, actor: Actor, resident: Resident, episode_id: int, new: Report, state: str) -> Absence:
    absence = Absence(
        branch_id=resident.branch_id,
        resident_id=resident.id,
        episode_id=episode_id,
        state=state,
        since_at=new.since,
        reported_by=actor.user_id or 0,
        reported_by_name=actor.name,
    )
    try:
        with session.begin_nested():
            session.add(absence)
    except IntegrityError as error:
        raise Conflict(message=_ALREADY) from error
    sealing.seal(session, absence, "circumstances", new.circumstances)
    return absence


def _end(session: Session, actor: Actor, resident: Resident, state: str, outcome: str) -> Absence:
    policies.require(actor, "absence.report")
    absence = _need_open(session, actor, resident)
    faults = house.text_faults({"outcome": outcome}, _LIMITS)
    if faults:
        raise Invalid(faults)
    sealing.seal(session, absence, "outcome", outcome)
    _close(session, actor, absence, state)
    session.get_one(Episode, absence.episode_id).state = "active"
    steps.write_after(session, actor, absence, state)
    if state == RETURNED:
        held.back(session, actor, absence)
    elif (bed := held.kept(session, actor, resident.id)) is not None and bed.held_until is not None:
        held.ask(session, actor, absence, bed.held_until)
    return absence


def _need_open(session: Session, actor: Actor, resident: Resident) -> Absence:
    house.own(actor, resident)
    absence = find_open(session, resident.id)
    if absence is None:
        raise Conflict(message=_OVER)
    return absence


def _close(session: Session, actor: Actor, absence: Absence, state: str) -> None:
    absence.state, absence.ended_at, absence.ended_by_name = state, clock.now(), actor.name
    outings.close(session, actor, absence.resident_id)
    agenda.cancel(session, actor, source=steps.SOURCE, source_id=absence.id)
    record(session, actor, "absence.end", _subject(absence), state=state)


def _subject(absence: Absence) -> Subject:
    return Subject("absence", absence.id)
