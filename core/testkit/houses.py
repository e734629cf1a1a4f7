"""A small house of the imaginary country to work in: three rooms, five beds, a crib, and people to act."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from core.actor import SYSTEM, Actor
from core.branches import houses
from core.branches.houses import NewBranch
from core.branches.models import Branch
from core.residents import codes
from core.residents.models import Resident
from core.scope import ALL, set_branch_scope
from core.stores import Store
from plugins.profile import CountryProfile

#: Noon of a day in Zedland, and the day on which its houses opened.
NOON = datetime(2026, 3, 16, 16, 0, tzinfo=UTC)
OPENED = date(2025, 1, 1)
ROOMS = (
    ("1", "minors", (("1-A", "bed", False), ("1-B", "bed", True))),
    ("2", "adults", (("2-A", "bed", False),)),
    ("4", "mothers", (("4-A", "bed", False), ("4-a", "crib", False))),
)
_USERS = {"director": 1, "social_worker": 2, "psychologist": 3, "educator": 4, "nurse": 5, "lawyer": 6}


@dataclass
class House:
    """A house, its beds by label, and the store that it lies in."""

    store: Store = field(repr=False)
    country: CountryProfile = field(repr=False)
    id: int
    code: str
    beds: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)

    def actor(self, role: str = "social_worker", *, on_duty: bool = False, language: str = "es") -> Actor:
        """Give somebody who works here."""
        user = _USERS.get(role, 90)
        return Actor(user, f"{role} {self.code}", role, self.id, self.code, self.country.code, language, on_duty)

    @contextmanager
    def work(self) -> Iterator[Session]:
        """Open a transaction that sees this house alone."""
        with self.store.transaction() as session:
            set_branch_scope(session, [self.id])
            yield session

    @contextmanager
    def look(self) -> Iterator[Session]:
        """Open a session that reads this house alone."""
        with self.store.reading() as session:
            set_branch_scope(session, [self.id])
            yield session

    def told(self) -> dict[str, Any]:
        """Tell of the house what is the same in every copy of its store."""
        return {name: getattr(self, name) for name in ("id", "code", "beds", "rooms")}

    def resident(self, house_name: str, *, kind: str = "resident", birth_year: int | None = 2011) -> int:
        """Register somebody, without an admission."""
        with self.work() as session:
            person = Resident(
                branch_id=self.id,
                code=codes.new_code(),
                external_code=codes.new_code(),
                house_name=house_name,
                kind=kind,
                sex="F",
                birth_year=birth_year,
            )
            session.add(person)
            session.flush()  # her id goes back to the test
            return person.id


def copied(store: Store, country: CountryProfile, told: Mapping[str, Any]) -> House:
    """Give the house in a copy of a store.

    :param told: what :meth:`House.told` told of the first.
    """
    return House(store, country, **deepcopy(dict(told)))


def open_house(store: Store, country: CountryProfile, number: int = 1) -> House:
    """Open and furnish a house."""
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        branch = _branch(session, country, number)
        house = House(store, country, branch.id, branch.code)
        for name, occupants, beds in ROOMS:
            house.rooms[name] = houses.add_room(session, SYSTEM, branch.id, name, occupants=occupants).id
            for label, kind, accessible in beds:
                bed = houses.add_bed(
                    session, SYSTEM, house.rooms[name], label, kind=kind, accessible=accessible, since=OPENED
                )
                house.beds[label] = bed.id
    return house


def _branch(session: Session, country: CountryProfile, number: int) -> Branch:
    code = f"{country.code.upper()}-{number:02}"
    new = NewBranch(code, f"Casa Ceiba {number}", f"Programa {number}", OPENED, public_telephone="555-0199",
                    address="Calle Oculta 5", licensed_places=6)  # fmt: skip
    return houses.open_branch(session, SYSTEM, country, new)
