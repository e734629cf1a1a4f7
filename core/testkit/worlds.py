"""Small worlds for figures: whole histories of a house written as rows, quickly and without asking any rule.

Figures must count whatever lies in a store, so tests need histories that no service would write.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core.aftercare.models import AftercarePlan, FollowUp
from core.branches.models import Branch, Licence
from core.legal.models import Measure, MeasurePerson
from core.partners.models import Partner, Referral
from core.residents.models import FamilyLink, Resident
from core.stages.models import Episode, EpisodeFact, ProgrammeStage, ProgrammeVersion

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Stay:
    """One episode; ``left_on`` None for an open one.

    :param purposes: pairs of list and code.
    :param elsewhere: so many days after its end a contact told that she lives in another shelter.
    """

    admitted_on: date
    left_on: date | None = None
    modality: str = "residential"
    referrer: str = "COURT"
    age: int | None = 14
    exit: str | None = "family"
    destination: str | None = "FAM_PERM"
    planned: bool | None = True
    again: bool = False
    purposes: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """One measure of a person, by instants in UTC; an end of None never comes."""

    start: datetime
    end: datetime | None = None
    covers_stay: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with her stays and measures; ``mother`` is the place of her mother in the world's list.

    :param links: how often the link to her mother was written.
    """

    stays: tuple[Stay, ...] = ()
    kind: str = "resident"
    sex: str = "F"
    birth_year: int | None = 2011
    covers: tuple[Cover, ...] = ()
    mother: int | None = None
    links: int = 1
    nationality: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """One referral."""

    requested_on: date
    state: str = "sent"
    direction: str = "out"
    answered_on: date | None = None
    served_on: date | None = None


@dataclass(frozen=True, slots=True)
class Licensed:
    """So many places, from a day until another one."""

    places: int
    from_on: date
    until_on: date | None = None


#: What entries of a country's lists mean in the region: list, entry, meaning.
Meanings = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class World:
    """A house with everybody who was ever in it.

    :param licences: one after the other; without any, ``places`` from its first day on.
    """

    people: tuple[Person, ...] = ()
    referrals: tuple[Sent, ...] = ()
    places: int = 8
    opened_on: date = date(2023, 1, 1)
    closed_on: date | None = None
    zone: str = "Etc/GMT+5"
    code: str = field(default_factory=lambda: f"W{next(_numbers):05}")
    purposes: Meanings = ()
    means: Meanings = ()
    licences: tuple[Licensed, ...] = ()

    @property
    def licensed(self) -> tuple[Licensed, ...]:
        """Its licences."""
        return self.licences or (Licensed(self.places, self.opened_on),)


def write(session: Session, world: World) -> int:
    """Write a world as a branch of its own.

    :returns: the branch's id.
    """
    branch = _branch(session, world)
    populate(session, branch, world)
    return branch


def populate(session: Session, branch: int, world: World) -> None:
    """Write everybody of a world into a branch that is there."""
    version, stage = _programme(session, branch, world)
    ids: list[int] = []
    for person in world.people:
        ids.append(_resident(session, branch, person))
        for stay in person.stays:
            _episode(session, branch, ids[-1], stay, version, stage, world.zone)
        for cover in person.covers:
            _measure(session, branch, ids[-1], cover)
    for place, person in enumerate(world.people):
        if person.mother is not None:
            values = {"resident_id": ids[person.mother], "relative_id": ids[place], "relation": "mother_of"}
            session.execute(insert(FamilyLink), [{"branch_id": branch, **values}] * person.links)
    _refer(session, branch, world.referrals)


def at(day: date, zone: str, hour: int = 10) -> datetime:
    """Give an instant on a local day."""
    return datetime.combine(day, time(hour), ZoneInfo(zone))


def days(first: date, last: date) -> Iterator[date]:
    """Give each day from the first to the last."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _insert(session: Session, model: Any, **values: Any) -> int:
    made: int = session.execute(insert(model).values(**values).returning(model.id)).scalar_one()
    return made


def _branch(session: Session, world: World) -> int:
    branch = _insert(
        session,
        Branch,
        code=world.code,
        name=world.code,
        public_name=world.code,
        time_zone=world.zone,
        formatting_locale="es",
        opened_on=world.opened_on,
        closed_on=world.closed_on,
    )
    for each in world.licensed:
        _insert(session, Licence, branch_id=branch, **asdict(each))
    return branch


def _programme(session: Session, branch: int, world: World) -> tuple[int, int]:
    version = _insert(session, ProgrammeVersion, branch_id=branch, number=9, name="1", valid_from=world.opened_on)
    stage = _insert(
        session,
        ProgrammeStage,
        branch_id=branch,
        version_id=version,
        code="a",
        label={"en": "A"},
        position=1,
        phase="x",
    )
    return version, stage


def _resident(session: Session, branch: int, person: Person) -> int:
    number = next(_numbers)
    return _insert(
        session,
        Resident,
        branch_id=branch,
        code=f"C{number:06}",
        external_code=f"X{number:06}",
        house_name="Alba",
        kind=person.kind,
        sex=person.sex,
        birth_year=person.birth_year,
        nationality=person.nationality,
    )


def _episode(session: Session, branch: int, resident: int, stay: Stay, version: int, stage: int, zone: str) -> None:
    closed = stay.left_on is not None
    episode = _insert(
        session,
        Episode,
        branch_id=branch,
        resident_id=resident,
        modality=stay.modality,
        state="closed" if closed else "active",
        entry_kind="x",
        referrer=stay.referrer,
        admitted_at=at(stay.admitted_on, zone),
        admitted_on=stay.admitted_on,
        received_by_name="Test",
        age_at_admission=stay.age,
        version_id=version,
        stage_id=stage,
        stage_since=stay.admitted_on,
        closed_at=at(stay.left_on, zone, 12) if stay.left_on else None,
        closed_on=stay.left_on,
        exit_canonical=stay.exit if closed else None,
        destination=stay.destination if closed else None,
        planned_exit=stay.planned if closed else None,
    )
    _mark(session, branch, episode, stay)
    if stay.left_on and stay.elsewhere:
        _follow(session, {"branch_id": branch, "resident_id": resident, "episode_id": episode}, stay.left_on, stay)


def _follow(session: Session, whose: dict[str, int], left: date, stay: Stay) -> None:
    writer = {"created_by": 1, "created_by_name": "Test", "revision": 1}
    plan = _insert(session, AftercarePlan, **whose, **writer, opened_on=left)
    for months, day in enumerate(stay.elsewhere, 1):
        on = left + timedelta(days=day)
        told = {"state": "reached", "readmitted_elsewhere": True, "made_on": on, "due_on": on, "window_days": 30}
        _insert(session, FollowUp, **whose, **told, plan_id=plan, months=months, revision=1)


def _mark(session: Session, branch: int, episode: int, stay: Stay) -> None:
    if stay.again:
        # Any earlier episode will do: a re-entry is known by having one.
        session.execute(Episode.__table__.update().where(Episode.id == episode).values(reentry_of=episode))  # type: ignore[attr-defined]
    for list_code, code in stay.purposes:
        values = {"branch_id": branch, "episode_id": episode, "list_code": list_code, "code": code, "regional": "_U"}
        session.execute(insert(EpisodeFact), [values])


def _measure(session: Session, branch: int, resident: int, cover: Cover) -> None:
    measure = _insert(
        session,
        Measure,
        branch_id=branch,
        kind="x",
        covers_stay=cover.covers_stay,
        validity="fixed",
        valid_from=cover.start,
        valid_until=cover.end,
        recorded_by=1,
        recorded_by_name="Test",
    )
    named = {"branch_id": branch, "measure_id": measure, "resident_id": resident}
    covers = {"covers_from": cover.start, "covers_until": cover.end, "covers_stay": cover.covers_stay}
    session.execute(insert(MeasurePerson), [{**named, **covers}])


def _refer(session: Session, branch: int, referrals: tuple[Sent, ...]) -> None:
    if not referrals:
        return
    partner = _insert(session, Partner, kind="x", name="Partner")
    for each in referrals:
        _insert(
            session,
            Referral,
            branch_id=branch,
            partner_id=partner,
            direction=each.direction,
            purpose="R1",
            state=each.state,
            requested_on=each.requested_on,
            answered_on=each.answered_on,
            served_on=each.served_on,
            created_by=1,
            created_by_name="Test",
        )
