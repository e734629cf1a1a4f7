"""Reads a house out of a store, row by row, into the plain worlds and records that the oracles look at."""

from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.aftercare.models import FollowUp
from core.branches.models import Branch, Licence
from core.legal.models import Measure, MeasurePerson
from core.partners.models import Referral
from core.reporting.populations import Scope
from core.residents.models import FamilyLink, Resident
from core.stages.models import Episode, EpisodeFact
from core.testkit.records import Records, Row
from core.testkit.worlds import Cover, Licensed, Person, Sent, Stay, World


@dataclass
class Stored(Records):
    """The records of a house that is there; each table is read once."""

    session: Session = field(kw_only=True)

    def of(self, model: Any) -> list[Row]:
        """Give a table's rows that nobody has struck out."""
        if model not in self.rows:
            found = self.session.scalars(
                select(model).where(model.branch_id == self.branch).order_by(*model.__table__.primary_key)
            ).all()
            self.rows[model] = [each for each in found if getattr(each, "voided_at", None) is None]
        return self.rows[model]


def world_of(session: Session, scope: Scope) -> World:
    """Tell of everybody who was ever in a house."""
    branch = session.get_one(Branch, scope.branch_id)
    people = _residents(session, scope)
    places = {each.id: place for place, each in enumerate(people)}
    mothers = {
        link.relative_id: places[link.resident_id]
        for link in session.scalars(select(FamilyLink).where(FamilyLink.relation == "mother_of"))
        if link.relative_id in places and link.resident_id in places
    }
    return World(
        tuple(_person(session, each, mothers.get(each.id)) for each in people),
        tuple(
            Sent(each.requested_on, each.state, each.direction, each.answered_on, each.served_on)
            for each in session.scalars(select(Referral).where(Referral.branch_id == scope.branch_id))
        ),
        opened_on=branch.opened_on, closed_on=branch.closed_on, zone=branch.time_zone, code=branch.code,
        purposes=scope.purposes, means=scope.means,
        licences=tuple(
            Licensed(each.places, each.from_on, each.until_on)
            for each in session.scalars(select(Licence).where(Licence.branch_id == scope.branch_id))
        ),
    )  # fmt: skip


def records_of(session: Session, scope: Scope, world: World) -> Records:
    """Tell what was done for and by a house."""
    made = Stored(Random(0), scope.period, scope.zone, scope.branch_id, session=session)
    people = _residents(session, scope)
    for resident, person in zip(people, world.people, strict=True):
        mother = None if person.mother is None else people[person.mother].id
        made.people.append(SimpleNamespace(id=resident.id, kind=person.kind, person=person, mother=mother))
        for episode, stay in zip(_episodes(session, resident), person.stays, strict=True):
            if stay.modality == "residential":
                made.stays.append(SimpleNamespace(id=episode.id, resident_id=resident.id, stay=stay, kind=person.kind))
    return made


def _residents(session: Session, scope: Scope) -> list[Resident]:
    return list(session.scalars(select(Resident).where(Resident.branch_id == scope.branch_id).order_by(Resident.id)))


def _episodes(session: Session, resident: Resident) -> list[Episode]:
    query = select(Episode).where(Episode.resident_id == resident.id).order_by(Episode.admitted_on, Episode.id)
    return list(session.scalars(query))


def _person(session: Session, resident: Resident, mother: int | None) -> Person:
    covers = session.execute(
        select(MeasurePerson.covers_from, MeasurePerson.covers_until, Measure.covers_stay)
        .join(Measure, Measure.id == MeasurePerson.measure_id)
        .where(MeasurePerson.resident_id == resident.id)
    )
    return Person(
        tuple(_stay(session, each) for each in _episodes(session, resident)),
        resident.kind, resident.sex, resident.birth_year, tuple(Cover(*each) for each in covers), mother,
        nationality=resident.nationality,
    )  # fmt: skip


def _stay(session: Session, episode: Episode) -> Stay:
    facts = session.scalars(select(EpisodeFact).where(EpisodeFact.episode_id == episode.id))
    contacts = session.scalars(select(FollowUp).where(FollowUp.episode_id == episode.id)).all()
    told = [each.made_on for each in contacts if each.readmitted_elsewhere and each.made_on]
    return Stay(
        episode.admitted_on, episode.closed_on, episode.modality, episode.referrer, episode.age_at_admission,
        episode.exit_canonical, episode.destination, episode.planned_exit, episode.reentry_of is not None,
        tuple((each.list_code, each.code) for each in facts),
        tuple((day - episode.closed_on).days for day in told if episode.closed_on),
    )  # fmt: skip
