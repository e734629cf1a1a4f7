"""A house with one resident admitted, places, and the people who fill and sign her forms."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core.actor import SYSTEM, Actor
from core.forms import service
from core.forms.models import FormRecord
from core.partners import service as partners
from core.places.models import Place
from core.residents import service as residents
from core.residents.ages import BirthRange
from core.residents.identity import NewIdentity
from core.residents.models import Resident
from core.residents.service import NewResident
from core.scope import ALL, set_branch_scope
from core.stages import episodes, programme
from core.stages.episodes import NewEpisode
from core.testkit.houses import NOON, House, copied
from core.testkit.stores import Furnish, StoreFactory
from plugins.profile import CountryProfile

#: A complete admission form of Zedland, as it is stored.
ANSWERS: dict[str, Any] = {
    "given_names": "María José",
    "sex": "female",
    "civil_number": "1234561",
    "language": "es",
    "nationality": "PE",
    "province": "A",
    "town": "A01",
    "address": "Calle 5",
    "admitted_on": "2026-03-16",
    "arrived_at": "2026-03-16T15:30:00+00:00",
    "belongings": [{"item": "Mochila", "amount": 1, "value": "12.50"}, {"item": "Suéter"}],
    "accompanied": True,
    "companion": "Agente de turno",
    "notes": "Llega tranquila.\nPide agua.",
    "done_at": {"place": "Arenal", "day": "2026-03-16"},
}


@dataclass
class Desk:
    """A house, a resident in it, and short ways to work on her forms."""

    house: House
    resident_id: int

    @property
    def country(self) -> CountryProfile:
        """The house's country."""
        return self.house.country

    def actor(self, role: str = "social_worker", **more: Any) -> Actor:
        """Give somebody who works here; an educator is on her shift."""
        return self.house.actor(role, **{"on_duty": role == "educator", **more})

    def resident(self, session: Session) -> Resident:
        """Give the resident."""
        return session.get_one(Resident, self.resident_id)

    def begin(self, key: str = "zz_admission", role: str = "social_worker", *, about_house: bool = False) -> int:
        """Begin a form about the resident, or about the house, and give its id."""
        with self.house.work() as session:
            about = None if about_house else self.resident(session)
            return service.create(session, self.actor(role), self.country, about, key).id

    def save(
        self, record_id: int, answers: dict[str, Any], *, base: int | None = None, role: str = "social_worker"
    ) -> None:
        """Save answers on the newest version, or on another one."""
        with self.house.work() as session:
            on = base or session.get_one(FormRecord, record_id).current
            service.save(session, self.actor(role), self.country, record_id, answers, base=on)

    def filled(self, answers: dict[str, Any] | None = None) -> int:
        """Begin an admission form and fill it in."""
        record_id = self.begin()
        self.save(record_id, answers or ANSWERS)
        return record_id


def open_desk(store_factory: StoreFactory, country: CountryProfile, furnish: Furnish) -> Desk:
    """Give a desk in a copy of what somebody has furnished.

    :param furnish: a function of a module that opens a house, admits somebody and tells of both by :func:`told`.
    """
    stores, known = store_factory.furnished(furnish, country.code)
    about = dict(known)
    resident_id = about.pop("resident_id")
    return Desk(copied(stores.country(country.code), country, about), resident_id)


def told(house: House, resident_id: int) -> dict[str, Any]:
    """Tell of a house with somebody in it what is the same in every copy."""
    return {**house.told(), "resident_id": resident_id}


def admit(house: House) -> int:
    """Admit somebody into a house and give her id; three disciplines are on her team."""
    with house.store.transaction() as session:
        set_branch_scope(session, ALL)
        _write_places(session, house.country)
        partners.seed(session, house.country)
        programme.seed(session, SYSTEM, house.country, house.id, date(2025, 1, 1))
    worker = house.actor("social_worker")
    with house.work() as session:
        resident, _doubts = residents.register(session, worker, house.country, _somebody(house.country))
        new = NewEpisode(
            next(iter(house.country.entry_kinds)), NOON, date(2026, 3, 16), age=15, brought_by="La policía"
        )
        episodes.open_episode(session, worker, house.country, resident, new)
        for role in ("social_worker", "lawyer", "psychologist"):
            residents.join_team(session, house.actor("director"), resident, house.actor(role))
        return resident.id


def _somebody(country: CountryProfile) -> NewResident:
    known = NewIdentity(
        given_names="Xóchitl Marcadora",
        surnames="Quej Ixcoy",
        birth=BirthRange.exactly(date(2011, 2, 3)),
        documents={"civil_number": "123-456-1"} if "civil_number" in country.identity_documents else {},
    )
    return NewResident(
        house_name="Luna",
        sex="F",
        languages=(next(iter(country.languages)),),
        interpreter_needed=False,
        birth_basis="document",
        identity=known,
        nationality="PE",
    )


def _write_places(session: Session, country: CountryProfile) -> None:
    for level in country.place_levels:
        session.add_all(
            Place(code=each.code, parent_code=each.parent, level=each.level, name=each.name)
            for each in country.places()
            if each.level == level
        )
        session.flush()  # a place points to the one above it
