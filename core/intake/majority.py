"""Coming of age: planned, with notices before and tasks on the day, and never an automatic exit (AGE-3 to AGE-6)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.errors import N_, Invalid, NotFound
from core.residents import consents, house, identity
from core.residents.ages import BirthRange, add_months
from core.residents.models import Identity, Resident
from core.stages.models import Episode
from plugins.profile import CountryProfile

#: Months before the birthday at which the house is told (CLK-21); the first asks for the transition plan.
NOTICES = (12, 6, 3, 1)
_LONGEST_REASON = 1000


def run(session: Session, actor: Actor, country: CountryProfile, branch_id: int, zone: str, today: date) -> None:
    """Write due notices, and on the day end what guardians agreed to and ask for her own word; once, however often."""
    for resident, birth in _near_majority(session, country, branch_id, today):
        adult_on = birth.majority_on(country.country.majority_age)
        if adult_on is None:
            continue
        if adult_on <= today:
            _come_of_age(session, actor, country, resident, adult_on, zone)
        else:
            _notices(session, resident, adult_on, zone, today)
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
    session: Session, country: CountryProfile, branch_id: int, today: date
) -> list[tuple[Resident, BirthRange]]:
    # The year in clear narrows it down, so that only few birth dates are opened.
    latest_year = today.year + 2 - country.country.majority_age
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


def _notices(session: Session, resident: Resident, adult_on: date, zone: str, today: date) -> None:
    """Ask for the transition plan, and give the latest of the notices: who comes late does not get all of them."""
    due = {months: add_months(adult_on, -months) for months in NOTICES}
    passed = [months for months in NOTICES if due[months] <= today]
    if passed:
        title = N_("Transition plan before she comes of age")
        _task(session, resident, f"majority.{NOTICES[0]}", title, "social_worker", due[NOTICES[0]], zone)
    if len(passed) > 1:
        title = N_("She comes of age soon")
        _task(session, resident, f"majority.{passed[-1]}", title, "social_worker", due[passed[-1]], zone)


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
    _task(session, resident, f"majority.until:{until.isoformat()}", title, "director", until, zone)


def _come_of_age(
    session: Session, actor: Actor, country: CountryProfile, resident: Resident, adult_on: date, zone: str
) -> None:
    for code, title, role, data_class in _ON_THE_DAY:
        _task(session, resident, code, title, role, adult_on, zone, data_class)
    for months in NOTICES:
        agenda.cancel(session, actor, source="majority", source_id=resident.id, code=f"majority.{months}")
    consents.end_at_majority(session, actor, country, resident, adult_on)


_ON_THE_DAY = (
    ("majority.consents", N_("Ask for her own consents, as an adult"), "social_worker", "HDR"),
    ("majority.measure", N_("Review the measure: she has come of age"), "lawyer", "LEG-C"),
    ("majority.choice", N_("Decide with her: leave, adult programme, or stay for a time"), "director", "HDR"),
)


def _task(
    session: Session, resident: Resident, code: str, title: str, role: str, on: date, zone: str,
    data_class: str = "HDR",
) -> None:  # fmt: skip
    agenda.add(
        session,
        branch_id=resident.branch_id,
        code=code,
        source="majority",
        source_id=resident.id,
        title=title,
        role=role,
        due_at=datetime.combine(on, time(), ZoneInfo(zone)),
        resident_id=resident.id,
        data_class=data_class,
    )
