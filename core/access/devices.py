"""The devices of a house: registered by whoever configures it, enrolled on the spot with a code that works once.

A registered device knows whose it is: it locks as its kind asks, and lets only the roles work that it is for.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.access.matrix import REGIONAL, ROLES
from core.access.models import Device, Grant
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Invalid, NotFound
from core.i18n import lazy as _

#: How long a code waits for its device.
CODE_LASTS = timedelta(hours=24)
LONGEST_NAME = 60
# No letter that can be taken for a digit: the codes are copied by hand.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
#: Who can be let work on a device of a house.
WORKERS = tuple(role for role in ROLES if role not in REGIONAL)


@dataclass(frozen=True, slots=True)
class DeviceKind:
    """What a device is, and after how many minutes it locks (practice 4.0).

    :param shared: whether several people use it, so that leaving the window hides the page.
    """

    label: Any
    lock_minutes: int
    shared: bool


KINDS: Mapping[str, DeviceKind] = {
    "tablet": DeviceKind(_("Tablet that the shift shares"), 3, shared=True),
    "computer": DeviceKind(_("Computer that several share"), 5, shared=True),
    "office": DeviceKind(_("Computer in a closed office"), 10, shared=False),
}


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A device as it is registered."""

    name: str
    kind: str
    roles: Sequence[str] = ()


def register(session: Session, actor: Actor, new: NewDevice) -> tuple[Device, str]:
    """Register a device of the actor's house.

    :returns: the device, and the code to be typed on it once.
    :raises Invalid: if it has no name, or one that is taken.
    """
    policies.require(actor, "device.manage")
    name = new.name.strip()
    taken = name in {each.name for each in of_branch(session, actor) if each.ended_at is None}
    if not 1 <= len(name) <= LONGEST_NAME or taken:
        raise Invalid({"name": [N_("Give it a name of its own, in 1 to 60 characters.")]})
    device = Device(branch_code=actor.branch_code, name=name, kind=new.kind, roles=sorted(new.roles),
                    registered_by_name=actor.name)  # fmt: skip
    session.add(device)
    session.flush()  # the event names its id
    record(session, actor, "device.add", Subject("device", device.id), kind=device.kind)
    return device, _new_code(device)


def new_code(session: Session, actor: Actor, device_id: int) -> tuple[Device, str]:
    """Give a registered device another code; what was enrolled with it before ends."""
    policies.require(actor, "device.manage")
    device = _get(session, actor, device_id)
    device.token_hash, device.enrolled_at = None, None
    record(session, actor, "device.code", Subject("device", device.id))
    return device, _new_code(device)


def end(session: Session, actor: Actor, device_id: int) -> None:
    """Let nobody work on a device any more: it was lost, or is given away."""
    policies.require(actor, "device.manage")
    device = _get(session, actor, device_id)
    device.ended_at, device.token_hash, device.code_hash = clock.now(), None, None
    record(session, actor, "device.end", Subject("device", device.id))


def enrol(session: Session, typed: str) -> tuple[Device, str] | None:
    """Take a device into use with its code, which is thereby used up.

    :returns: the device and the token that it keeps, or None if no code fits.
    """
    code = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    query = select(Device).where(
        Device.code_hash == _hash(code), Device.ended_at.is_(None), Device.code_until.is_not(None)
    )
    device = session.scalar(query.with_for_update())
    if device is None or device.code_until is None or device.code_until <= clock.now():
        return None
    token = secrets.token_urlsafe(32)
    device.token_hash, device.enrolled_at = _hash(token), clock.now()
    device.code_hash, device.code_until = None, None
    there = Actor(None, device.name, "system", branch_code=device.branch_code)
    record(session, there, "device.enrol", Subject("device", device.id))
    return device, token


def find(session: Session, token: str) -> Device | None:
    """Find the device that a browser proves to be."""
    if not token:
        return None
    return session.scalar(select(Device).where(Device.token_hash == _hash(token), Device.ended_at.is_(None)))


def of_branch(session: Session, actor: Actor) -> list[Device]:
    """List the devices of the actor's house, those in use first."""
    policies.require(actor, "device.read")
    query = select(Device).where(Device.branch_code == actor.branch_code)
    return list(session.scalars(query.order_by(Device.ended_at.is_not(None), Device.name, Device.id)))


def lets_work(device: Device | None, grant: Grant) -> bool:
    """Tell whether a role at a house may be worn on a device; one that nobody registered keeps nobody out."""
    if device is None:
        return True
    return grant.branch_code == device.branch_code and (not device.roles or grant.role in device.roles)


def _new_code(device: Device) -> str:
    code = "".join(secrets.choice(_SIGNS) for _place in range(12))
    device.code_hash, device.code_until = _hash(code), clock.now() + CODE_LASTS
    return "-".join(code[place : place + 4] for place in range(0, 12, 4))


def _get(session: Session, actor: Actor, device_id: int) -> Device:
    device = session.get(Device, device_id)
    if device is None or device.branch_code != actor.branch_code or device.ended_at is not None:
        raise NotFound()
    return device


def _hash(secret: str) -> bytes:
    # A code and a token are drawn at random and are long: nobody could try them all.
    return hashlib.sha256(secret.encode()).digest()
