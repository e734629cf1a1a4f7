"""The demonstration network: a house in each country as its package describes it, and a regional office."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import passwords
from core.access import service as access
from core.access.models import Grant, User
from core.access.service import NewGrant, NewUser
from core.actor import SYSTEM
from core.audit.models import NetworkEvent
from core.audit.service import Subject, record
from core.branches.duty import start_duty
from core.branches.models import Branch
from core.scope import ALL, set_branch_scope
from core.simulation import sink
from core.simulation.days import Days
from core.simulation.ground import HousePlan
from core.simulation.handover import MONTHS, close_periods, hand_over
from core.simulation.house_life import HouseLife
from core.simulation.house_work import write_house
from core.simulation.personas import Persona, read_persona
from core.simulation.scene import Scene
from core.simulation.service import Builder, require_unreal, write
from core.simulation.staffing import plain
from core.simulation.words import words
from core.stores import Stores
from plugins.profile import CountryProfile

YEARS = 4
#: Everybody of the past has left by so many days ago, but for those who came since and have left again.
_LONG_AGO, _RECENT_SHARE = 430, 0.2
_MARK = Subject("installation", "demonstration")
_WORDS = 4

Progress = Callable[[int], object]
#: Role, login and branch.
Account = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What a visitor needs: accounts as role, login and branch, and the one password of all of them."""

    accounts: tuple[Account, ...]
    password: str
    fresh: bool


@dataclass(frozen=True, slots=True)
class Described:
    """A house of the demonstration, and who lives in it."""

    plan: HousePlan
    residents: tuple[Persona, ...]
    past: int


def load_demonstration(
    stores: Stores, profiles: Mapping[str, CountryProfile], progress: Progress = lambda _done: None,
    months: int = MONTHS,
) -> Demonstration:  # fmt: skip
    """Load the demonstration network; where it is loaded already, nothing is done.

    Killed half-way, it goes on the next time: each country is loaded as a whole or not at all.

    :param progress: told how many residents have been written since it was told last.
    :param months: how many of the last months each house has closed and handed over.
    :raises Refused: if a store holds a house that is not of a demonstration.
    """
    password = password_of(stores)
    fresh = not is_loaded(stores)
    if fresh:
        for code in profiles:
            require_unreal(stores.country(code))
        hashed, now = passwords.hash_secret(password), clock.now()
        for number, country in enumerate(profiles.values()):
            _load_country(stores, country, _Common(hashed, now, months, first=not number), progress)
        _open_office(stores, hashed, now)
    return Demonstration(accounts(stores), password, fresh)


def is_loaded(stores: Stores) -> bool:
    """Tell whether the demonstration network is complete."""
    with stores.network.reading() as session:
        query = select(NetworkEvent.seq).where(
            NetworkEvent.subject == _MARK.kind, NetworkEvent.subject_id == str(_MARK.id)
        )
        return session.scalar(query.limit(1)) is not None


def accounts(stores: Stores) -> tuple[Account, ...]:
    """List the accounts that can sign in: role, login and branch."""
    with stores.network.reading() as session:
        query = (
            select(Grant.role, User.login, Grant.branch_code)
            .join(User, User.id == Grant.user_id)
            .where(User.demonstration.is_(True), User.password_hash.is_not(None))
        )
        return tuple((role, login, branch) for role, login, branch in session.execute(query.order_by(Grant.id)))


def password_of(stores: Stores) -> str:
    """Give the demonstration's password: the same at every start of this installation, and another in each."""
    drawn = hmac.digest(stores.network.web_key, b"demonstration", "sha256")
    listed = sorted({plain(word) for word in words()["house_name"]})
    return "-".join(listed.pop(sign % len(listed)) for sign in drawn[:_WORDS])


def describe(country: CountryProfile, now: datetime) -> Described:
    """Read the house that a country's package describes in ``data/demonstration.yaml``."""
    plugin = country.manager.get_plugin(country.code)
    text = (files(str(getattr(plugin, "__package__", ""))) / "data" / "demonstration.yaml").read_text(encoding="utf-8")
    entry: dict[str, Any] = yaml.safe_load(text)
    house = entry["house"]
    plan = HousePlan(
        code=f"{country.code.upper()}-01",
        name=house["name"],
        opened_on=Days.until(now, YEARS, country.country.time_zone).first,
        beds=house["beds"] - house["cribs"],
        pairs=house["cribs"],
        staff=tuple((each["login"], each["name"], each["role"]) for each in entry["staff"]),
    )
    return Described(plan, tuple(read_persona(each) for each in entry["residents"]), entry["past"])


def expected_residents(profiles: Mapping[str, CountryProfile]) -> int:
    """Tell how many residents loading will write, for a progress bar."""
    now = clock.now()
    return sum(each.past + len(each.residents) for each in (describe(country, now) for country in profiles.values()))


@dataclass(frozen=True, slots=True)
class _Common:
    """What is the same for all countries, and whether one is the first of them."""

    hashed: str
    now: datetime
    months: int
    first: bool


def _load_country(stores: Stores, country: CountryProfile, common: _Common, progress: Progress) -> None:
    described, store = describe(country, common.now), stores.country(country.code)
    code = described.plan.code
    with store.transaction() as session:
        set_branch_scope(session, ALL)
        if session.scalar(select(Branch.id).where(Branch.code == code)) is not None:
            return
        builder = Builder(stores, country, common.now, YEARS, "demonstration", progress)
        (scene,) = builder.open_houses(session, [described.plan], common.hashed)
        people = _live(scene, described)
        write(session, country, people, scene.tables.take())
        handed = close_periods(session, country, scene, common.months, first=common.first)
        _begin_shift(session, country, scene)
    # Once the house is there for good: its keys are in its packages, and those of a loading that failed are lost.
    with stores.network.transaction() as network:
        hand_over(network, handed)
    sink.settle_sequences(store, stores.settings)
    progress(people)


def _live(scene: Scene, described: Described) -> int:
    recent = round(described.past * _RECENT_SHARE)
    today = scene.days.today
    people = sum(HouseLife(scene, described.past - recent, left_by=today - _LONG_AGO).play())
    life = HouseLife(scene, recent, first=today - 300, left_by=today - 3)
    life.settle(described.residents)
    people += sum(life.play()) + len(described.residents)
    write_house(scene)
    return people


def _begin_shift(session: Session, country: CountryProfile, scene: Scene) -> None:
    for role in ("educator", "nursery_aide"):
        if role in scene.staff:
            start_duty(session, scene.ground.actor(role, country.code), country)


def _open_office(stores: Stores, hashed: str, now: datetime) -> None:
    """Give the regional office its accounts, and mark the demonstration as complete."""
    since = (now - timedelta(days=round(YEARS * 365.25))).date()
    office = yaml.safe_load((files("core.simulation") / "data" / "office.yaml").read_text(encoding="utf-8"))
    with stores.network.transaction() as session:
        for login, name, role in office:
            if access.find_user(session, login) is None:
                user = access.add_user(session, SYSTEM, NewUser(login, name, demonstration=True))
                user.password_hash = hashed
                access.grant(session, SYSTEM, user, NewGrant(role, since))
        record(session, SYSTEM, "demonstration.load", _MARK)
