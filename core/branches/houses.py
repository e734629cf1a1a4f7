"""Houses, their rooms and beds."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import SYSTEM, Actor
from core.audit.service import Subject, record
from core.branches import licences, objections
from core.branches.models import Bed, BedStay, Branch, Room
from core.errors import N_, Conflict, Invalid, NotFound, Refused
from plugins.profile import CountryProfile

BED_KINDS = ("bed", "crib")
OCCUPANTS = ("minors", "adults", "mothers")
_LIMITS = {"name": 120, "public_name": 120, "public_telephone": 40}
_Row = TypeVar("_Row", Room, Bed)


@dataclass(frozen=True, slots=True)
class NewBranch:
    """A house as it is opened.

    :param code: the country's code in capitals and a number, ``ZZ-01``.
    :param name: what those who work there call it; ``public_name`` is what may be seen outside.
    :param address: sealed at once, class SEC.
    :param time_zone: the country's own where it is empty.
    """

    code: str
    name: str
    public_name: str
    opened_on: date
    modality: str = "residential"
    address: str = ""
    public_telephone: str = ""
    licensed_places: int = 0
    place_code: str | None = None
    time_zone: str = ""


def open_branch(session: Session, actor: Actor, country: CountryProfile, new: NewBranch) -> Branch:
    """Open a house; the caller then lists it in the network store, see :func:`listing_values`.

    :raises Invalid: if its code is taken or not of this country, or a name is missing.
    """
    if actor != SYSTEM:
        policies.require(actor, "branch.open")
    _check(session, country, new)
    branch = Branch(
        code=new.code,
        name=new.name.strip(),
        public_name=new.public_name.strip(),
        modality=new.modality,
        time_zone=new.time_zone or country.country.time_zone,
        formatting_locale=country.country.formatting_locale,
        place_code=new.place_code,
        public_telephone=new.public_telephone.strip(),
        opened_on=new.opened_on,
    )
    session.add(branch)
    session.flush()  # its id is part of what seals the address
    licences.write(session, branch.id, new.opened_on, new.licensed_places)
    _seal_address(session, branch, new.address)
    record(session, actor, "branch.open", Subject("branch", branch.id), code=branch.code)
    return branch


def listing_values(branch: Branch, country: CountryProfile) -> dict[str, Any]:
    """Give what the network store may know of a house: the columns of its listing, no address and no people."""
    shared = ("code", "public_name", "time_zone", "formatting_locale", "opened_on", "closed_on")
    return {
        **{name: getattr(branch, name) for name in shared},
        "country_code": country.code,
        "branch_id": branch.id,
    }


def get_branch(session: Session, actor: Actor) -> Branch:
    """Find the actor's own house.

    :raises NotFound: if she has none.
    """
    branch = session.get(Branch, actor.branch_id) if actor.branch_id is not None else None
    if branch is None:
        raise NotFound()
    return branch


def edit_branch(session: Session, actor: Actor, *, revision: int, **changes: Any) -> Branch:
    """Change names, public telephone or the address of the actor's house.

    :param revision: the one the editor had before her.
    :raises Conflict: if somebody else changed it meanwhile; ``changes`` says what it now holds.
    """
    policies.require(actor, "branch.edit")
    branch = get_branch(session, actor)
    address = changes.pop("address", None)
    different = {name: getattr(branch, name) for name, value in changes.items() if getattr(branch, name) != value}
    if branch.revision != revision:
        raise Conflict(different)
    _check_texts(changes)
    for name in different:
        setattr(branch, name, changes[name])
    if address is not None:
        _seal_address(session, branch, address)
    fields = sorted([*different, *(["address"] if address is not None else [])])
    record(session, actor, "branch.edit", Subject("branch", branch.id), fields=fields)
    return branch


def read_address(session: Session, actor: Actor, purpose: str) -> str:
    """Read where the house lies; every reading is an event (INV-28).

    :raises NotFound: unless the actor belongs to the address's audience (SE-1).
    """
    policies.require(actor, "branch.address")
    branch = get_branch(session, actor)
    record(session, actor, "branch.address", Subject("branch", branch.id), data_class="SEC", purpose=purpose)
    if not branch.address:
        return ""
    return str(session.info["vault"].open("branch", "address", branch.id, branch.address))


def add_room(session: Session, actor: Actor, branch_id: int, name: str, *, occupants: str = "minors") -> Room:
    """Add a room for one age group, or for mothers with their babies.

    :raises Invalid: if the name is empty, too long or taken, or the group unknown.
    """
    _require_own(actor, branch_id)
    label = name.strip()
    taken = select(Room.id).where(Room.branch_id == branch_id, Room.name == label)
    _check_label("name", label, 40, taken=session.scalar(taken) is not None)
    if occupants not in OCCUPANTS:
        raise Invalid({"occupants": [N_("Choose who sleeps here.")]})
    room = Room(branch_id=branch_id, name=label, occupants=occupants)
    session.add(room)
    session.flush()  # the event names its id
    record(session, actor, "room.add", Subject("room", room.id), occupants=occupants)
    return room


def add_bed(
    session: Session,
    actor: Actor,
    room_id: int,
    label: str,
    *,
    kind: str = "bed",
    accessible: bool = False,
    since: date | None = None,
) -> Bed:
    """Add a bed or a crib to a room.

    :param since: first day in service; today if None.
    :raises Invalid: if the label is empty, too long or taken in this house.
    """
    room = _own(session, actor, Room, room_id)
    text = label.strip()
    taken = select(Bed.id).where(Bed.branch_id == room.branch_id, Bed.label == text)
    _check_label("label", text, 16, taken=session.scalar(taken) is not None)
    if kind not in BED_KINDS:
        raise Invalid({"kind": [N_("Choose a bed or a crib.")]})
    bed = Bed(branch_id=room.branch_id, room_id=room.id, label=text, kind=kind, accessible=accessible,
              in_service_from=since or _today(session, room.branch_id))  # fmt: skip
    session.add(bed)
    session.flush()  # the event names its id
    record(session, actor, "bed.add", Subject("bed", bed.id), kind=kind)
    return bed


def plan(session: Session, actor: Actor) -> list[tuple[Room, list[Bed]]]:
    """List the rooms and beds of the actor's house as they are furnished, without anybody in them."""
    policies.require(actor, "branch.furnish")
    rooms = session.scalars(select(Room).where(Room.branch_id == actor.branch_id).order_by(Room.name, Room.id)).all()
    beds = session.scalars(select(Bed).where(Bed.branch_id == actor.branch_id).order_by(Bed.label)).all()
    return [(room, [bed for bed in beds if bed.room_id == room.id]) for room in rooms]


def close_bed(session: Session, actor: Actor, bed_id: int) -> Bed:
    """Take a bed out of service from today on.

    :raises Refused: if somebody sleeps in it or has it on hold.
    """
    bed = _own(session, actor, Bed, bed_id)
    later = or_(BedStay.until_at.is_(None), BedStay.until_at > clock.now())
    if session.scalar(select(BedStay.id).where(BedStay.bed_id == bed.id, later).limit(1)) is not None:
        raise Refused([objections.BED_IN_USE])
    bed.in_service_until = max(_today(session, bed.branch_id), bed.in_service_from)
    record(session, actor, "bed.close", Subject("bed", bed.id))
    return bed


def reopen_bed(session: Session, actor: Actor, bed_id: int) -> Bed:
    """Put a bed back into service."""
    bed = _own(session, actor, Bed, bed_id)
    bed.in_service_until = None
    record(session, actor, "bed.reopen", Subject("bed", bed.id))
    return bed


def _check(session: Session, country: CountryProfile, new: NewBranch) -> None:
    if not re.fullmatch(rf"{country.code.upper()}-\d{{2,3}}", new.code):
        raise Invalid({"code": [N_("A house's code is the country's letters, a hyphen and a number.")]})
    if session.scalar(select(Branch.id).where(Branch.code == new.code)) is not None:
        raise Invalid({"code": [N_("Another house has this code.")]})
    _check_texts({name: getattr(new, name) for name in _LIMITS})
    if new.modality not in {"residential", "ambulatory"}:
        raise Invalid({"modality": [N_("Choose how this house works.")]})


def _check_texts(values: dict[str, Any]) -> None:
    wrong = {
        name: [N_("This is too long, or empty.")]
        for name, limit in _LIMITS.items()
        if name in values
        and (len(values[name].strip()) > limit or (name != "public_telephone" and not values[name].strip()))
    }
    if wrong:
        raise Invalid(wrong)


def _check_label(field: str, text: str, limit: int, *, taken: bool) -> None:
    if not 1 <= len(text) <= limit:
        raise Invalid({field: [N_("This is too long, or empty.")]})
    if taken:
        raise Invalid({field: [N_("This house has one of that name already.")]})


def _seal_address(session: Session, branch: Branch, address: str) -> None:
    text = address.strip()
    branch.address = session.info["vault"].seal("branch", "address", branch.id, text) if text else None


def _require_own(actor: Actor, branch_id: int) -> None:
    if actor == SYSTEM:
        return
    policies.require(actor, "branch.furnish")
    if actor.branch_id != branch_id:
        raise NotFound()


def _own(session: Session, actor: Actor, kind: type[_Row], row_id: int) -> _Row:
    row = session.get(kind, row_id)
    if row is None:
        raise NotFound()
    _require_own(actor, row.branch_id)
    return row


def _today(session: Session, branch_id: int) -> date:
    return clock.today(session.get_one(Branch, branch_id).time_zone)
