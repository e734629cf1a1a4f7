"""A new house: opened with its programme, its key and its director, then furnished step by step (CFG-9).

The steps are the acts that exist anyway; which are done is read from what they leave behind.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.access import devices, grants, listings, policies, users
from core.access import people as staff
from core.access.grants import NewGrant
from core.access.models import BranchListing
from core.access.users import NewUser
from core.actor import SYSTEM, Actor
from core.audit.models import CountryEvent
from core.audit.service import Subject, record
from core.branches import houses
from core.branches.houses import NewBranch
from core.branches.models import Bed, Branch, BranchSecret
from core.branches.recovery import RECOVERY
from core.configuration import versions
from core.configuration.kinds import MAIN, Kind
from core.configuration.models import ConfigurationVersion
from core.errors import Message
from core.i18n import lazy as _
from core.reporting.leaving import keys
from core.scope import set_branch_scope
from core.stages import programme
from core.studio.country_rules import COUNTRY_RULES
from core.studio.register import KINDS
from plugins.profile import CountryProfile

#: Who must be there before anybody is received: one who leads, one who watches over data, one who takes cases.
_NEEDED = frozenset({"director", "dpo", "social_worker"})
#: Kinds in the order in which a new house looks through them; without a change they count as they come.
_LOOKED_THROUGH = (
    "modules", "capacity", "clocks", "programme", "forms", "consent_texts", "retention", "terms", "indicators",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewHouse:
    """A house to be opened, and who leads it."""

    name: str
    public_name: str
    opened_on: date
    licensed_places: int
    director_name: str
    director_login: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do before a house receives anybody: where it is done, and whether it is.

    :param optional: without it the house works as the country brings it.
    """

    label: Message
    endpoint: str
    done: bool
    values: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False


def next_code(session: Session, country: CountryProfile) -> str:
    """Give the code that the country's next house gets."""
    prefix = f"{country.code.upper()}-"
    codes = session.scalars(select(Branch.code).where(Branch.code.startswith(prefix, autoescape=True)))
    numbers = [int(code.removeprefix(prefix)) for code in codes if code.removeprefix(prefix).isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1:02}"


def open_house(
    session: Session, network: Session, actor: Actor, country: CountryProfile, new: NewHouse
) -> tuple[str, str]:
    """Open a house with the country's programme, a signing key, and its director's account.

    The network is told before the country's transaction ends: a listing without its house is replaced the next time.

    :returns: the house's code, and the code for the director's first sign-in.
    :raises Invalid: if a name or the login does not hold.
    """
    if actor != SYSTEM:
        policies.require(actor, "branch.open")
    code = next_code(session, country)
    plan = NewBranch(code, new.name, new.public_name, new.opened_on, licensed_places=new.licensed_places)
    branch = houses.open_branch(session, actor, country, plan)
    set_branch_scope(session, [actor.branch_id or 0, branch.id])
    programme.seed(session, actor, country, branch.id, new.opened_on)
    public = keys.new_signing_key(session, branch.id)
    leads = listings.leader(network, country.code) in (None, code)
    network.merge(BranchListing(**houses.listing_values(branch, country), leads=leads))
    network.flush()  # the key and the role point to it
    keys.publish(network, actor, code, public)
    record(network, actor, "branch.open", Subject("branch", code))
    there = actor if actor == SYSTEM else replace(actor, branch_id=branch.id, branch_code=code)
    return code, _enrolled(network, there, NewUser(new.director_login, new.director_name, there.language), NewGrant(
        "director", new.opened_on, code, country.code))  # fmt: skip


def enrol(network: Session, branch_code: str, country: CountryProfile, day: date, name: str, login: str) -> str:
    """Give the first configuration administrator of a country her account, from the command line.

    :returns: the code for her first sign-in.
    """
    grant = NewGrant("config_admin", day, branch_code, country.code)
    return _enrolled(network, SYSTEM, NewUser(login, name, SYSTEM.language), grant)


def steps(session: Session, network: Session, actor: Actor, country: CountryProfile, today: date) -> list[Step]:
    """Tell what is done of what a house needs before it receives anybody."""
    policies.require(actor, "configuration.read")
    there = {each.role for each in staff.of_branch(network, actor.branch_code, today)}
    found, configured = dict(_found(session, actor)), _kinds(session, actor)
    live = (
        content["keeper"] for _kind, _key, content in versions.contents(session, actor.branch_id or 0, (RECOVERY.code,))
    )
    return [
        Step(_("Rooms, beds and cribs"), "branches.rooms", found["beds"]),
        Step(_("Director, data-protection officer and social worker have their accounts"), "access.users",
             there >= _NEEDED),
        Step(_("A key to sign the figures"), "reporting.index", found["key"]),
        Step(_("A device of the house is registered and in use"), "access.device_list", _devices(network, actor)),
        Step(RECOVERY.label, "studio.show", any(live), {"kind": RECOVERY.code, "key": MAIN}),
        Step(_("The rules of the country read by the director"), "rules.index", COUNTRY_RULES.code in configured),
        *(_in_studio(KINDS[code], country, configured) for code in _LOOKED_THROUGH),
        Step(_("A draft tried on invented people"), "studio.index", found["tried"]),
    ]  # fmt: skip


def _enrolled(network: Session, there: Actor, new: NewUser, grant: NewGrant) -> str:
    user = users.add_user(network, there, new)
    grants.give(network, there, user, grant)
    return users.new_enrolment(network, there, user)


def _in_studio(kind: Kind, country: CountryProfile, configured: Set[str]) -> Step:
    single = MAIN in kind.keys(country)
    values = {"kind": kind.code, "key": MAIN} if single else {}
    return Step(kind.label, "studio.show" if single else "studio.index", kind.code in configured, values, optional=True)


def _kinds(session: Session, actor: Actor) -> set[str]:
    query = select(ConfigurationVersion.kind).where(ConfigurationVersion.branch_id == actor.branch_id)
    return set(session.scalars(query.distinct()))


def _devices(network: Session, actor: Actor) -> bool:
    return any(each.enrolled_at and not each.ended_at for each in devices.of_branch(network, actor))


def _found(session: Session, actor: Actor) -> Iterator[tuple[str, bool]]:
    asked: dict[str, Select[Any]] = {
        "beds": select(func.count(Bed.id)).where(Bed.branch_id == actor.branch_id),
        "key": select(func.count(BranchSecret.id)).where(BranchSecret.branch_id == actor.branch_id),
        "tried": select(func.count(CountryEvent.seq)).where(
            CountryEvent.subject == "configuration_version",
            CountryEvent.action == "configuration.preview",
            CountryEvent.branch_code == actor.branch_code,
        ),
    }
    for name, query in asked.items():
        yield name, bool(session.scalar(query))
