"""Scores of somebody who has left, by whoever accompanies her: her case team ended with her stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import slips
from core.access import policies
from core.actor import Actor
from core.aftercare import service
from core.care import assessments, instruments
from core.care.assessments import NewAssessment
from core.care.files import File
from core.care.instruments import Instrument
from core.care.models import Assessment
from core.care.points import OTHER, WINDOWS
from core.care.terms import TIME_POINTS
from core.errors import N_, Invalid, NotFound
from core.residents import consents, counted, house
from core.residents import service as residents
from core.residents.consents import Answer
from core.residents.models import Consent, Resident
from core.stages import episodes
from core.stages.models import Episode
from plugins.profile import CountryProfile

#: The points in time that lie after a stay, and any other day after it, which is counted in no figure.
POINTS = {
    code: TIME_POINTS[code]
    for code in (*(each for each, window in WINDOWS.items() if window.after_exit and window.first > 0), OTHER)
}
_LIVED_HERE = N_("On that day she had not left yet: such a measure is taken on the page of assessments.")
#: With this one figures tell how she is a year later (AFC-006), whatever else was measured when she left.
_WELLBEING = "WHO5"


@dataclass(frozen=True, slots=True)
class Shown:
    """What was measured after a stay, never with a score, and by which instruments she can be measured again."""

    taken: Sequence[tuple[Assessment, Instrument | None]]
    again: Sequence[Instrument]


def open_file(session: Session, actor: Actor, resident: Resident) -> File:
    """Open the file of somebody who has left to whoever may note her follow-up.

    :raises NotFound: if the actor may not, or she has not left.
    """
    house.own(actor, resident)
    on_case = residents.on_case(session, actor, resident.id) or service.accompanies(session, actor, resident.id)
    for action in ("aftercare.write", "assessment.read"):  # that one was taken is hers to know, what it says is not
        policies.require(actor, action, on_case=on_case)
    episode = episodes.find_last(session, resident.id)
    if episode is None or episode.closed_on is None:
        raise NotFound()
    return File(resident, episode, on_case, house.today(session, actor))


def show(session: Session, actor: Actor, resident: Resident) -> Shown:
    """List what was measured after her last stay; first among the instruments is the one that figures ask for."""
    file = open_file(session, actor, resident)
    query = select(Assessment).where(Assessment.episode_id == file.episode.id).order_by(Assessment.on_day.desc())
    rows = list(session.scalars(query))
    at_exit = {each.instrument for each in rows if each.time_point == "exit" and each.voided_at is None}
    known = instruments.all_instruments()
    taken = [(each, known.get(each.instrument)) for each in rows if _is_after(each, file.episode)]
    return Shown(taken, [known[code] for code in (_WELLBEING, *sorted(at_exit & known.keys() - {_WELLBEING}))])


def take(session: Session, actor: Actor, resident: Resident, new: NewAssessment) -> Assessment:
    """Record a score of a point after exit.

    :raises Invalid: with every field that cannot stand.
    """
    file = open_file(session, actor, resident)
    if new.time_point not in POINTS:
        raise Invalid({"time_point": [N_("Choose one of the list.")]})
    if new.time_point == OTHER and not _left_before(file.episode, new.on_day):
        raise Invalid({"on_day": [_LIVED_HERE]})
    return assessments.write(session, actor, file, new)


def change(session: Session, actor: Actor, resident: Resident, assessment_id: int, how: str) -> Assessment:
    """Strike such a score out, or bring it back.

    :raises Invalid: if another one stands at its point meanwhile.
    """
    open_file(session, actor, resident)
    found = slips.own(session, actor, Assessment, assessment_id)
    if found.resident_id != resident.id or not _is_after(found, session.get_one(Episode, found.episode_id)):
        raise NotFound()
    return assessments.turn(session, actor, found, how)


def ask_to_count(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, answer: Answer
) -> Consent:
    """Record what she says when she is asked anew whether her scores may be counted; nothing else is asked here.

    :raises Invalid: with every field that cannot stand.
    """
    file = open_file(session, actor, resident)
    if answer.kind not in {each.code for each in counted.kinds(country)}:
        raise Invalid({"kind": [N_("Choose what the consent is for.")]})
    return consents.take(session, actor, country, resident, answer, on_case=file.on_case)


def _is_after(found: Assessment, episode: Episode) -> bool:
    """Tell whether a measure was taken after a stay; on another day she may have lived here still."""
    return found.time_point in POINTS and (found.time_point != OTHER or _left_before(episode, found.on_day))


def _left_before(episode: Episode, day: date) -> bool:
    return episode.closed_on is not None and episode.closed_on < day
