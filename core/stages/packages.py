"""What travels with a transfer: the listed parts and nothing else, and how it is kept on either side."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.errors import Conflict, NotFound
from core.residents import house
from core.residents.ages import BirthRange
from core.residents.cards import Health
from core.stages.models import Transfer

IN, OUT = "in", "out"
RECEIVED, REFUSED = "received", "refused"
#: Parts that are texts, and how long each may be.
TEXTS = {"order": 4000, "school_record": 4000, "plan_summary": 4000, "escort": 120}
#: Parts that tell of her life so far: they stay behind if she has said that her file does not go.
OF_HER_FILE = ("school_record", "plan_summary")
WANTED, ENCLOSED, READ = "wanted", "enclosed", "read"


@dataclass(frozen=True, slots=True)
class Counted:
    """A medicine that travels with her, counted before she leaves."""

    name: str
    doses: int
    days: int


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that is put together for the journey; the emergency card joins it when the package is sealed.

    :param order: authority, number and wording of the order that moves her.
    :param escort: name and post of whoever accompanies her; no hour and no way.
    """

    order: str
    medicines: tuple[Counted, ...] = ()
    school_record: str = ""
    plan_summary: str = ""
    escort: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A transfer as it is proposed.

    :param receiver: code of the branch that she goes to.
    :param assent: what she herself says to it, one of :data:`core.stages.transfers.ASSENTS`.
    :param residents_view: her own words.
    :param medical: whether health staff shall enclose what only health staff over there may read.
    """

    receiver: str
    order_measure_id: int
    assent: str
    reason: str
    residents_view: str
    package: Package
    medical: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a receiving branch learns: the person as an admission needs her, and the package."""

    house_name: str
    kind: str
    sex: str
    languages: tuple[str, ...]
    interpreter_needed: bool
    nationality: str | None
    birth_basis: str
    birth: BirthRange
    health: Health
    assent: str
    package: Package
    has_medical: bool


def need(session: Session, actor: Actor, transfer: Transfer, *states: str) -> None:
    """Stop unless a transfer of this house is in one of some states; two who act on it come one after the other.

    :raises Conflict: if somebody was faster.
    """
    house.own(actor, transfer)
    session.flush()  # reading the row anew would undo what this session has changed of it
    session.refresh(transfer, with_for_update=True)
    if transfer.state not in states:
        raise Conflict({"state": transfer.state})


def contents_of(package: Package) -> dict[str, Any]:
    """List what travels, as a receipt counts it: names of parts and doses, no text."""
    listed: dict[str, Any] = {name: True for name in TEXTS if getattr(package, name).strip()}
    listed["health_card"] = True
    if package.medicines:
        listed["doses"] = sum(each.doses for each in package.medicines)
    return listed


def package_of(content: Mapping[str, Any]) -> Package:
    """Read the listed parts."""
    package = dict(content["package"])
    return Package(**{**package, "medicines": tuple(Counted(**each) for each in package["medicines"])})


def arrival_of(content: Mapping[str, Any]) -> Arrival:
    """Read a package as the receiving branch needs it."""
    person = dict(content["person"])
    ends = [date.fromisoformat(day) for day in person.pop("birth")]
    health = Health(**person.pop("health"))
    return Arrival(
        **{**person, "languages": tuple(person["languages"])},
        birth=BirthRange(*ends),
        health=health,
        assent=content["assent"],
        package=package_of(content),
        has_medical=content["medical"] is not None,
    )


def keep(session: Session, transfer: Transfer, content: Mapping[str, Any]) -> None:
    """Keep a package sealed in the branch's own store."""
    text = json.dumps(content, ensure_ascii=False)
    transfer.package = session.info["vault"].seal("transfer", "package", transfer.id, text)


def kept(session: Session, transfer: Transfer) -> dict[str, Any]:
    """Open a package that the branch keeps; the caller has asked whether the actor may."""
    if transfer.package is None:
        raise NotFound()
    content: dict[str, Any] = json.loads(
        session.info["vault"].open("transfer", "package", transfer.id, transfer.package)
    )
    return content


def in_state(session: Session, branch_id: int, direction: str, state: str) -> list[Transfer]:
    """List a branch's transfers one way in one state."""
    query = select(Transfer).where(
        Transfer.branch_id == branch_id, Transfer.direction == direction, Transfer.state == state
    )
    return list(session.scalars(query.order_by(Transfer.id)))
