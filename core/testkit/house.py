"""A small house ready for every service's test: furnished, listed, with a programme, people to act and residents.

``house(store_factory)`` opens one on Zedland; several numbers give several houses of one network.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from core import clock, defaults
from core.access.matrix import ROLES
from core.access.models import BranchKey, BranchListing
from core.actor import SYSTEM, Actor
from core.branches import service as branches
from core.branches.houses import listing_values
from core.branches.models import Branch
from core.intake.admission import Admission, Admitted, Basis, admit
from core.partners import seeding as partners
from core.places import service as places
from core.reporting import service as reporting
from core.residents import service as residents
from core.residents.ages import BirthRange
from core.residents.identity import NewIdentity
from core.residents.service import Health
from core.scope import ALL, set_branch_scope
from core.stages import programme
from core.stores import Stores
from core.testkit.houses import NOON, OPENED, House, open_house
from core.testkit.stores import StoreFactory
from plugins.discovery import load
from plugins.profile import CountryProfile

#: One member of staff per role, the same in every house; a second social worker has 101, and so on.
STAFF: Mapping[str, int] = {role: number for number, role in enumerate(ROLES, start=1)}
_SECOND = 100


@dataclass
class Home(House):
    """A house with everything that admission, moves and figures need.

    :param signing_key: the branch's public key, as the regional office knows it.
    """

    stores: Stores = field(kw_only=True)
    signing_key: str = ""

    @property
    def branch_id(self) -> int:
        """The house's id in its store."""
        return self.id

    def actor(
        self, role: str = "social_worker", *, on_duty: bool = True, language: str = "es", second: bool = False
    ) -> Actor:
        """Give somebody who works here, on shift unless told otherwise.

        :param second: another person in the same role.
        """
        user = STAFF[role] + (_SECOND if second else 0)
        name = f"{role} {self.code}" + (" II" if second else "")
        place = (self.id, self.code, self.country.code)
        return Actor(user, name, role, *place, language, on_duty, leads=self.code.endswith("-01"))

    def transaction(self) -> AbstractContextManager[Session]:
        """Open a transaction that sees this house alone."""
        return self.work()

    def reading(self) -> AbstractContextManager[Session]:
        """Open a session that reads this house alone."""
        return self.look()

    def admit(self, *, team: tuple[str, ...] = ("social_worker",), **changes: object) -> Admitted:
        """Admit somebody in a transaction of its own, an hour ago and in the first free bed unless told otherwise.

        :param team: roles whose member here joins her case team.
        :param changes: fields of :class:`core.intake.admission.Admission`; ``birth`` and ``names`` for her identity.
        """
        with self.transaction() as session:
            return self.admit_in(session, team=team, **changes)

    def admit_in(self, session: Session, *, team: tuple[str, ...] = ("social_worker",), **changes: object) -> Admitted:
        """Admit somebody in a transaction that is open."""
        worker = self.actor("social_worker")
        done = admit(session, worker, self.country, self._admission(session, changes))
        for role in team:
            residents.join_team(session, worker, done.resident, self.actor(role), owner=role == "social_worker")
        session.flush()  # tests look at the rows that were written
        return done

    def _admission(self, session: Session, changes: dict[str, object]) -> Admission:
        birth = changes.pop("birth", BirthRange.in_year(clock.now().year - 15))
        names: tuple[str, str] = changes.pop("names", ("Flor", "de la Colina"))  # type: ignore[assignment]
        plain = Admission(
            house_name="Flor",
            sex="F",
            languages=("es",),
            interpreter_needed=False,
            identity=NewIdentity(*names, birth=birth),  # type: ignore[arg-type]
            birth_basis="estimate",
            entry_kind=next(iter(self.country.entry_kinds)),
            brought_by="",
            admitted_at=clock.now() - timedelta(hours=1),
            basis=Basis(_provisional(self.country)),
            health=Health(),
            bed_id=self._free_bed(session, baby="mother" in changes) if "bed_id" not in changes else None,
        )
        return replace(plain, **changes)  # type: ignore[arg-type]

    def _free_bed(self, session: Session, *, baby: bool) -> int | None:
        today = clock.today(branches.time_zone(session, self.actor()))
        kind = "crib" if baby else "bed"
        free = branches.free_beds(session, self.actor(), today, kind=kind, adult=False)
        return free[0].id if free else None


def house(store_factory: StoreFactory, country: CountryProfile | None = None, *, number: int = 1) -> Home:
    """Open a house in fresh stores; Zedland's first one at noon is furnished once and copied from then on."""
    if country is None and number == 1 and clock.now() == NOON:
        return furnished(store_factory, _first_house)
    profile = country or zedland()
    return open_home(store_factory(profile.code), profile, number=number)


def furnished(store_factory: StoreFactory, furnish: Callable[[Stores], dict[str, Any]]) -> Home:
    """Give a house of Zedland that somebody has opened before.

    :param furnish: opens it, and tells what :func:`known` tells of it.
    """
    stores, told = store_factory.furnished(furnish, "zz")
    return home_in(stores, told)


def home_in(stores: Stores, told: Mapping[str, Any]) -> Home:
    """Give a house of Zedland in a copy of stores.

    :param told: what :func:`known` told of the first.
    """
    return Home(stores=stores, store=stores.country("zz"), country=zedland(), **deepcopy(dict(told)))


def known(home: Home) -> dict[str, Any]:
    """Tell of a house what is the same in every copy of it."""
    return {**home.told(), "signing_key": home.signing_key}


def _first_house(stores: Stores) -> dict[str, Any]:
    return known(open_home(stores, zedland()))


def open_home(stores: Stores, country: CountryProfile, *, number: int = 1) -> Home:
    """Open another house in stores that are there."""
    store = stores.country(country.code)
    plain = open_house(store, country, number)
    home = Home(**vars(plain), stores=stores)
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        _seed(session, country)
        programme.seed(session, SYSTEM, country, home.id, OPENED)
        home.signing_key = reporting.new_signing_key(session, home.id)
        listing = listing_values(session.get_one(Branch, home.id), country)
    _list(stores, listing, home.signing_key)
    return home


def _seed(session: Session, country: CountryProfile) -> None:
    places.seed(session, country)
    partners.seed(session, country)


def _list(stores: Stores, listing: Mapping[str, object], signing_key: str) -> None:
    key = {"branch_code": listing["code"], "purpose": reporting.SIGNING, "version": 1, "public_key": signing_key}
    with stores.network.transaction() as session:
        session.execute(insert(BranchListing).values(**listing, leads=str(listing["code"]).endswith("-01")))
        session.execute(insert(BranchKey).values(**key))


def _provisional(country: CountryProfile) -> str:
    return next(kind.code for kind in country.measure_kinds.values() if kind.provisional)


@cache
def zedland() -> CountryProfile:
    """Give the imaginary country as its package declares it."""
    from core.testkit.zz import plugin

    return load("zz", plugin, (defaults,))
