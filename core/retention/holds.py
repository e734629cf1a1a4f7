"""Legal holds: put on a file by whoever answers for it, lifted with a reason; a death puts one by itself (INV-21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches.models import Branch
from core.errors import N_, Invalid, NotFound, Refused
from core.i18n import lazy
from core.i18n import lazy as _
from core.residents import house
from core.residents.models import Resident
from core.retention.models import LegalHold

DEATH = "death"
#: Why a file is held; nobody chooses a death, it is noted by itself.
GROUNDS: Mapping[str, Any] = {
    "proceeding": _("A proceeding is open or expected"),
    "request": _("An authority asks for the file"),
    "complaint": _("A complaint about the house"),
    "hers": _("She asks that it be kept"),
}
LABELS: Mapping[str, Any] = {**GROUNDS, DEATH: _("She died in our care")}
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold with its words opened."""

    row: LegalHold
    reason: str
    lifted_why: str


def of_resident(session: Session, actor: Actor, resident: Resident) -> list[Hold]:
    """List the holds on a file, newest first, and note that their reasons were read."""
    policies.require(actor, "retention.read")
    house.own(actor, resident)
    query = select(LegalHold).where(LegalHold.resident_id == resident.id).order_by(LegalHold.id.desc())
    found = [Hold(each, _open(session, each, "reason"), _open(session, each, "lifted_why"))
             for each in session.scalars(query)]  # fmt: skip
    if found:
        record(session, actor, "hold.read", Subject("resident", resident.id), data_class="LEG-C")
    return found


def put(session: Session, actor: Actor, resident: Resident, ground: str, reason: str) -> LegalHold:
    """Hold a file: nothing of it is destroyed until the hold is lifted.

    :raises Invalid: without a ground of the list or a reason.
    """
    policies.require(actor, "retention.hold")
    house.own(actor, resident)
    faults: dict[str, list[Any]] = {}
    if ground not in GROUNDS:
        faults["ground"] = [N_("Choose one of the options.")]
    _check("reason", reason, faults)
    if faults:
        raise Invalid(faults)
    # Whoever decides about the end of a file waits here, or is waited for.
    session.get_one(Branch, resident.branch_id, with_for_update=True)
    return _put(session, actor, resident, ground, reason)


def lift(session: Session, actor: Actor, resident: Resident, hold_id: int, why: str) -> LegalHold:
    """Lift a hold; its reason and who put it stay on record until the file itself goes.

    :raises NotFound: if it is not one of this file.
    :raises Refused: if it was lifted already.
    :raises Invalid: without a reason.
    """
    policies.require(actor, "retention.hold")
    house.own(actor, resident)
    found = session.get(LegalHold, hold_id)
    if found is None or found.resident_id != resident.id:
        raise NotFound()
    if found.lifted_at is not None:
        raise Refused(message=lazy("This hold was lifted already."))
    faults: dict[str, list[Any]] = {}
    _check("why", why, faults)
    if faults:
        raise Invalid(faults)
    found.lifted_at, found.lifted_by, found.lifted_by_name = clock.now(), actor.user_id, actor.name
    found.lifted_why = session.info["vault"].seal("legal_hold", "lifted_why", found.id, why.strip())
    record(session, actor, "hold.lift", Subject("resident", resident.id), ground=found.ground)
    return found


def hold_the_dead(session: Session, actor: Actor) -> None:
    """Put a hold on the file of everybody who died in the house and has never had one (INV-21)."""
    held = select(LegalHold.resident_id)
    query = select(Resident).where(
        Resident.branch_id == actor.branch_id, Resident.deceased_on.is_not(None), Resident.id.not_in(held)
    )
    for resident in session.scalars(query).all():
        _put(session, actor, resident, DEATH, "")


def _put(session: Session, actor: Actor, resident: Resident, ground: str, reason: str) -> LegalHold:
    made = LegalHold(
        branch_id=resident.branch_id, resident_id=resident.id, ground=ground, put_at=clock.now(),
        put_by=actor.user_id, put_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its id is part of what seals its reason
    if reason.strip():
        made.reason = session.info["vault"].seal("legal_hold", "reason", made.id, reason.strip())
    record(session, actor, "hold.put", Subject("resident", resident.id), ground=ground)
    return made


def _check(name: str, text: str, faults: dict[str, list[Any]]) -> None:
    if not text.strip():
        faults[name] = [N_("Please fill this in.")]
    elif len(text.strip()) > LONGEST:
        faults[name] = [N_("This text is too long.")]


def _open(session: Session, hold: LegalHold, name: str) -> str:
    blob = getattr(hold, name)
    return session.info["vault"].open("legal_hold", name, hold.id, blob) if blob else ""
