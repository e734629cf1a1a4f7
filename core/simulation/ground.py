"""The houses of a simulated network: opened, furnished and staffed before anybody moves in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from core import clock
from core.access import listings
from core.access import service as access
from core.access.models import BranchKey, BranchListing, User
from core.access.service import NewGrant, NewUser
from core.actor import SYSTEM, Actor
from core.audit.service import Subject, record
from core.branches import houses
from core.branches.houses import NewBranch, listing_values
from core.branches.models import Bed, Branch, Room, StaffClearance
from core.places.models import Place
from core.reporting import service as reporting
from core.simulation.rules import as_json
from core.stages import programme
from core.stages.models import ProgrammeStage
from plugins.profile import CountryProfile

#: Marks a branch in its settings: no real work may begin in it, and simulation may go on in its store.
MARK = "demonstration"
BEDS_IN_ROOM = 4


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works in a house."""

    id: int
    name: str
    role: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class HousePlan:
    """A house before it is opened.

    :param pairs: beds of mothers, each with a crib.
    :param staff: who works there, as login, name and role.
    """

    code: str
    name: str
    opened_on: date
    beds: int
    pairs: int
    staff: tuple[tuple[str, str, str], ...]
    address: str = ""
    telephone: str = "555-0100"


@dataclass(frozen=True, slots=True)
class Step:
    """A move that a stage allows; ``disciplines`` as the store keeps them."""

    target: int
    disciplines: tuple[str, ...]
    required: str
    forms: tuple[str, ...]
    backwards: bool


@dataclass(frozen=True, slots=True)
class StageGround:
    """A stage of the house's programme, its criteria as they stand when all are met, and when one is not."""

    id: int
    days: int
    met: str
    unmet: str
    steps: tuple[Step, ...]


@dataclass(slots=True)
class Ground:
    """A house as the simulation sees it.

    :param beds: ids of beds for minors; ``pairs`` of a mother's bed and its crib.
    """

    id: int
    code: str
    zone: str
    version_id: int
    stages: tuple[StageGround, ...]
    staff: Mapping[str, tuple[Member, ...]]
    beds: list[int] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)

    def actor(self, role: str, country: str) -> Actor:
        """Give the first member in a role as somebody who acts."""
        member = self.staff[role][0]
        return Actor(member.id, member.name, role, self.id, self.code, country, on_duty=True)


def hire(
    network: Session, plans: Sequence[HousePlan], country: str, password_hash: str | None
) -> dict[str, list[Member]]:
    """Give everybody who works in the houses an account and her hat; accounts that are there stay as they are."""
    there = access.find_users(network, [login for plan in plans for login, _name, _role in plan.staff])
    found: dict[str, list[Member]] = {plan.code: [] for plan in plans}
    for plan in plans:
        for login, name, role in plan.staff:
            hat = NewGrant(role, plan.opened_on, plan.code, country)
            user = there.get(login) or _hire(network, login, name, hat, password_hash)
            found[plan.code].append(Member(user.id, user.name, role, login))
    return found


@dataclass(frozen=True, slots=True)
class Opened:
    """A house that has been opened, and its public signing key."""

    ground: Ground
    listing: Mapping[str, object]
    key: str


def open_house(session: Session, country: CountryProfile, plan: HousePlan, members: Sequence[Member]) -> Opened:
    """Open, furnish and staff one house."""
    branch = _open(session, country, plan)
    version = programme.seed(session, SYSTEM, country, branch.id, plan.opened_on)
    session.flush()  # the stages are read from the store
    staff: dict[str, tuple[Member, ...]] = {}
    for member in members:
        staff[member.role] = (*staff.get(member.role, ()), member)
    stages = _stages(programme.stages_of(session, version.id))
    ground = Ground(branch.id, branch.code, branch.time_zone, version.id, stages, staff)
    _furnish(session, ground, plan)
    certify(session, country, ground)
    return Opened(ground, listing_values(branch, country), reporting.new_signing_key(session, branch.id))


def certify(session: Session, country: CountryProfile, ground: Ground) -> None:
    """Record the certificates that the country asks of the staff; the last who was hired has let hers end."""
    today = clock.today(ground.zone)
    members = [member for row in ground.staff.values() for member in row]
    for kind in country.clearances.values():
        for number, member in enumerate(members, start=1):
            until = today - timedelta(days=10) if number == len(members) else today + timedelta(days=20 + 7 * number)
            made = StaffClearance(
                branch_id=ground.id, user_id=member.id, user_name=member.name, kind=kind.code,
                valid_from=until - timedelta(days=30 * (kind.months or 12)), valid_until=until,
                document="Constancia de ejemplo", recorded_by_name=members[0].name,
            )  # fmt: skip
            session.add(made)
            session.flush()  # its id is part of what seals the number
            made.number = session.info["vault"].seal("staff_clearance", "number", made.id, f"EJEMPLO-{number:04}")


def announce(network: Session, country: CountryProfile, opened: Sequence[Opened]) -> None:
    """List opened houses in the network with their keys, in place of what an interrupted attempt has left."""
    codes = [each.ground.code for each in opened]
    network.execute(delete(BranchKey).where(BranchKey.branch_code.in_(codes)))
    network.execute(delete(BranchListing).where(BranchListing.code.in_(codes)))
    led = listings.leader(network, country.code) is not None
    rows = [{**each.listing, "leads": not led and each is opened[0]} for each in opened]
    network.execute(insert(BranchListing), rows)
    network.execute(
        insert(BranchKey),
        [
            {"branch_code": each.ground.code, "purpose": reporting.SIGNING, "version": 1, "public_key": each.key}
            for each in opened
        ],
    )
    record(network, SYSTEM, "simulation.open", Subject("country", country.code), branches=len(codes))


def _hire(network: Session, login: str, name: str, hat: NewGrant, password_hash: str | None) -> User:
    user = access.add_user(network, SYSTEM, NewUser(login, name, demonstration=True))
    user.password_hash = password_hash
    access.grant(network, SYSTEM, user, hat)
    return user


def _open(session: Session, country: CountryProfile, plan: HousePlan) -> Branch:
    public = country.country.name.in_language(country.country.default_language)
    leaf = list(country.place_levels)[-1]
    new = NewBranch(
        plan.code,
        plan.name,
        f"Programa de ejemplo {public} {plan.code[-2:]}",
        plan.opened_on,
        address=plan.address or "Calle de ejemplo 0-00",
        public_telephone=plan.telephone,
        licensed_places=plan.beds + plan.pairs,
        place_code=session.scalar(select(func.min(Place.code)).where(Place.level == leaf)),
    )
    branch = houses.open_branch(session, SYSTEM, country, new)
    branch.settings = {MARK: True}
    return branch


def _furnish(session: Session, ground: Ground, plan: HousePlan) -> None:
    """Rooms of four for minors, and one for each two mothers with their cribs."""
    minors = list(_rooms(plan.beds, BEDS_IN_ROOM))
    mothers = list(_rooms(plan.pairs, 2))
    rooms = [Room(branch_id=ground.id, name=str(n)) for n in range(1, len(minors) + 1)]
    others = [
        Room(branch_id=ground.id, name=str(len(minors) + n), occupants="mothers") for n in range(1, len(mothers) + 1)
    ]
    session.add_all([*rooms, *others])
    session.flush()  # beds carry their ids
    beds = [_bed(ground, room, letter, plan) for room, row in zip(rooms, minors, strict=True) for letter in row]
    pairs = [
        (_bed(ground, room, letter, plan), _bed(ground, room, letter.lower(), plan, kind="crib"))
        for room, row in zip(others, mothers, strict=True)
        for letter in row
    ]
    session.add_all([*beds, *(bed for pair in pairs for bed in pair)])
    session.flush()  # stays carry their ids
    ground.beds = [bed.id for bed in beds]
    ground.pairs = [(bed.id, crib.id) for bed, crib in pairs]
    record(session, SYSTEM, "branch.furnish", Subject("branch", ground.id), beds=plan.beds, cribs=plan.pairs)


def _rooms(beds: int, size: int) -> Iterator[str]:
    for start in range(0, beds, size):
        yield "ABCDEFGH"[: min(size, beds - start)]


def _bed(ground: Ground, room: Room, letter: str, plan: HousePlan, *, kind: str = "bed") -> Bed:
    return Bed(
        branch_id=ground.id,
        room_id=room.id,
        label=f"{room.name}-{letter}",
        kind=kind,
        accessible=room.name == "1" and letter == "A",
        in_service_from=plan.opened_on,
    )


def _stages(rows: Sequence[ProgrammeStage]) -> tuple[StageGround, ...]:
    places = {row.code: place for place, row in enumerate(rows)}
    return tuple(_stage(row, places) for row in rows)


def _stage(row: ProgrammeStage, places: Mapping[str, int]) -> StageGround:
    steps = tuple(
        Step(places[each["target"]], tuple(each["disciplines"]), as_json(each["disciplines"]), tuple(each["forms"]),
             bool(each["backwards"]))
        for each in row.transitions
    )  # fmt: skip
    days = max(row.minimum_days or 0, (row.expected_days or 60) // 2, 20)
    return StageGround(row.id, days, _standings(row, met=True), _standings(row, met=False), steps)


def _standings(row: ProgrammeStage, *, met: bool) -> str:
    """Write how criteria stand; one that only a person can attest is the one that is not met."""
    attested = [each["code"] for each in row.criteria if each["check"] == "attested"]
    missing = attested[-1:] if not met else []
    return as_json(
        [
            {
                "code": each["code"],
                "label": each["label"],
                "met": each["code"] not in missing,
                "known": each["check"] != "attested",
            }
            for each in row.criteria
        ]
    )
