"""Coming of age: planned, with notices before and tasks for the day, and never an automatic exit (AGE-3 to AGE-6)."""

from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.agenda.models import Task
from core.agenda.sealed import SealedDue
from core.audit.service import Subject, record
from core.branches import clocks
from core.errors import N_, Invalid, NotFound
from core.residents import house, identity
from core.residents.ages import BirthRange, add_months
from core.residents.models import Identity, Resident
from core.stages.models import Episode
from plugins.profile import CountryProfile

#: Months before the birthday at which the house is told (CLK-21); the first asks for the transition plan, and a house
#: may want that one earlier.
NOTICES = (12, 6, 3, 1)
_LONGEST_REASON = 1000
_SOURCE = "majority"


def run(session: Session, actor: Actor, country: CountryProfile, branch_id: int, zone: str, today: date) -> None:
    """Write the notices and decisions of whoever comes of age by the end of next year; once, however often.

    Their days are sealed, and nothing is written on them: in clear stand only years. What guardians agreed to ends
    without a mark of its own (:mod:`core.residents.consents`).
    """
    near, first = set(), clocks.length(session, branch_id, "majority_notice")
    for resident, birth in _near_majority(session, country, branch_id, today, first):
        adult_on = birth.majority_on(country.country.majority_age)
        if adult_on is not None:
            _plan(session, resident, adult_on, zone, first)
            near.add(resident.id)
    _take_back(session, actor, branch_id, near)
    for episode in _stays_that_end(session, branch_id, today):
        _ask_again(session, episode, zone)


def allow_to_stay(session: Session, actor: Actor, episode: Episode, *, until: date, why: str, today: date) -> None:
    """Record the approved exception that an adult stays for a time (AGE-4).

    :raises Invalid: without a reason or an end in the future.
    """
    policies.require(actor, "majority.except")
    house.own(actor, episode)
    if episode.closed_at is not None:
        raise NotFound()
    faults = house.text_faults({"why": why}, {"why": _LONGEST_REASON})
    if not why.strip():
        faults["why"] = [N_("Write why she stays.")]
    if until <= today:
        faults["until"] = [N_("Choose a day that is still to come.")]
    if faults:
        raise Invalid(faults)
    episode.stay_after_majority_until = until
    sealed = session.info["vault"].seal("episode", "stay_after_majority_why", episode.id, why.strip())
    episode.stay_after_majority_why = sealed
    record(session, actor, "majority.except", Subject("episode", episode.id), until=until.isoformat())


def _near_majority(
    session: Session, country: CountryProfile, branch_id: int, today: date, first: int
) -> list[tuple[Resident, BirthRange]]:
    # Whole years, since a row that is written on a day would tell the day; the first notice comes years before.
    latest_year = today.year + -(-first // 12) - country.country.majority_age
    query = (
        select(Resident, Identity.birth_earliest, Identity.birth_latest)
        .join(Episode, Episode.resident_id == Resident.id)
        .join(Identity, Identity.resident_id == Resident.id)
        .where(Episode.branch_id == branch_id, Episode.closed_at.is_(None))
        .where(Resident.birth_year.is_not(None), Resident.birth_year <= latest_year)
    )
    rows = session.execute(query).all()
    births = identity.open_births(session, [(resident.id, earliest, latest) for resident, earliest, latest in rows])
    return [(resident, birth) for (resident, *_ends), birth in zip(rows, births, strict=True)]


def _plan(session: Session, resident: Resident, adult_on: date, zone: str, first: int) -> None:
    """Ask for the transition plan until the day, give each notice until the next one, and ask for what the day asks."""
    days = [add_months(adult_on, -months) for months in (first, *NOTICES[1:])]
    title = N_("Transition plan before she comes of age")
    _task(session, resident, f"majority.{NOTICES[0]}", title, "social_worker", _between(days[0], adult_on, zone))
    title = N_("She comes of age soon")
    for months, day, following in zip(NOTICES[1:], days[1:], [*days[2:], adult_on], strict=True):
        due = _between(day, following, zone)
        _task(session, resident, f"majority.{months}", title, "social_worker", due)
    for code, title, role, data_class in _ON_THE_DAY:
        _task(session, resident, code, title, role, SealedDue(_midnight(adult_on, zone)), data_class)


def _take_back(session: Session, actor: Actor, branch_id: int, near: Collection[int]) -> None:
    """Cancel what was written before a birth date was corrected to a later year, or to none."""
    query = select(Task.source_id).where(
        Task.branch_id == branch_id, Task.source == _SOURCE, Task.done_at.is_(None), Task.sealed_due.is_not(None)
    )
    for resident_id in sorted(set(session.scalars(query)) - set(near)):
        agenda.cancel(session, actor, source=_SOURCE, source_id=resident_id)


def _stays_that_end(session: Session, branch_id: int, today: date) -> list[Episode]:
    query = select(Episode).where(
        Episode.branch_id == branch_id, Episode.closed_at.is_(None), Episode.stay_after_majority_until < today
    )
    return list(session.scalars(query.order_by(Episode.id)))


def _ask_again(session: Session, episode: Episode, zone: str) -> None:
    until = episode.stay_after_majority_until
    assert until is not None
    resident = session.get_one(Resident, episode.resident_id)
    title = N_("The time for which she stays as an adult is over: decide again")
    _task(session, resident, f"majority.until:{until.isoformat()}", title, "director", _midnight(until, zone))


_ON_THE_DAY = (
    ("majority.consents", N_("Ask for her own consents, as an adult"), "social_worker", "HDR"),
    ("majority.measure", N_("Review the measure: she has come of age"), "lawyer", "LEG-C"),
    ("majority.choice", N_("Decide with her: leave, adult programme, or stay for a time"), "director", "HDR"),
)


def _task(
    session: Session, resident: Resident, code: str, title: str, role: str, due: datetime | SealedDue,
    data_class: str = "HDR",
) -> None:  # fmt: skip
    agenda.add(
        session,
        branch_id=resident.branch_id,
        code=code,
        source=_SOURCE,
        source_id=resident.id,
        title=title,
        role=role,
        due_at=due,
        resident_id=resident.id,
        data_class=data_class,
    )


def _between(first: date, end: date, zone: str) -> SealedDue:
    return SealedDue(_midnight(first, zone), _midnight(end, zone))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))
