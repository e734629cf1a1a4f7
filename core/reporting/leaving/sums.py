"""A branch's part in a round of masked sums: what it hides goes into a sum of several, and never stands alone.

Before it gives anything the branch makes sure that the office asks for nothing but what it hides itself, that a round
before it has run out, and that it answers each step once: two different answers could be subtracted.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.canonical import canonical, digest
from core.errors import N_, Invalid
from core.reporting import closings, masking
from core.reporting.closings import branch_of
from core.reporting.leaving import keys, package, sum_steps
from core.reporting.masking import FIRST, SECOND, Call, Masks, name_of
from core.reporting.models import Closing

FORMAT = "abrigo-sum-part"
OTHER_DEFINITIONS = N_("It asks by other definitions of the indicators than those that were signed.")
OTHER_VERSION = N_("It asks about another version of this period than the one that was signed last.")
NOT_HIDDEN = N_("It asks for a figure that this branch has not hidden.")
NOT_ASKED = N_("This branch is not asked, or by a key that is not its own.")
TOO_LATE = N_("The day until which one could take part is over.")
STILL_RUNNING = N_("An earlier round of this period has not run out yet.")
UNREADABLE = N_("This is no call for sums.")


def take_part(session: Session, actor: Actor, told: str, *, today: date) -> str:
    """Give the masked counts of what a call asks for, as one signed file.

    :param told: the office's call.
    :raises Invalid: with the reason why the branch does not take part.
    :raises Conflict: if it has taken part in another call of the same number.
    """
    policies.require(actor, "figures.sign")
    call = _read(told)
    closing = _closing(session, actor, call)
    _need_safe(session, actor, call, closing, today)
    masks = _masks(session, actor, call)
    values = {name_of(cell.key): cell.value for cell in closings.cells_of(closing)}
    sum_steps.note(session, actor, call, FIRST, call.digest)
    return _signed(session, actor, call, FIRST, masks.first(values))


def answer(session: Session, actor: Actor, told: str, settled: str, *, today: date) -> str:
    """Give what is left of the masks now that it is settled who took part, as one signed file.

    :param settled: what the office said of that.
    :raises Invalid: if the branch did not take part, or it is too late.
    :raises Conflict: if it has answered with others taking part.
    """
    policies.require(actor, "figures.sign")
    call = _read(told)
    there = _settled(settled, call)
    if actor.branch_code not in there or FIRST not in sum_steps.taken(session, actor, call.period, call.number):
        raise Invalid({"sums": [NOT_ASKED]})
    if today > date.fromisoformat(call.until):
        raise Invalid({"sums": [TOO_LATE]})
    sum_steps.note(session, actor, call, SECOND, digest(settled), call.of(str(actor.branch_code), there))
    return _signed(session, actor, call, SECOND, _masks(session, actor, call).second(there))


def steps_taken(session: Session, actor: Actor, period: str, number: int) -> set[int]:
    """Tell which steps of a round the actor's branch has taken."""
    policies.require(actor, "figures.read")
    return sum_steps.taken(session, actor, period, number)


def _read(told: str) -> Call:
    try:
        return masking.read(json.loads(told))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid({"sums": [UNREADABLE]}) from error


def _settled(told: str, call: Call) -> list[str]:
    try:
        content: Mapping[str, Any] = json.loads(told)
        fits = content["call"] == call.digest and set(content["alive"]) <= set(call.members)
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid({"sums": [UNREADABLE]}) from error
    if not fits:
        raise Invalid({"sums": [UNREADABLE]})
    return list(content["alive"])


def _closing(session: Session, actor: Actor, call: Call) -> Closing:
    """Find what was signed last of the period: that is what the office holds."""
    query = select(Closing).where(
        Closing.branch_id == branch_of(actor), Closing.period == call.period, Closing.package.is_not(None)
    )
    found = session.scalars(query.order_by(Closing.version.desc()).limit(1)).first()
    if found is None:
        raise Invalid({"sums": [NOT_ASKED]})
    if found.catalogue != call.catalogue:
        raise Invalid({"sums": [OTHER_DEFINITIONS]})
    return found


def _need_safe(session: Session, actor: Actor, call: Call, closing: Closing, today: date) -> None:
    own = str(actor.branch_code)
    if call.members.get(own) != masking.public_of(keys.masking_key(session, branch_of(actor))):
        raise Invalid({"sums": [NOT_ASKED]})
    if call.versions.get(own) != closing.version:
        raise Invalid({"sums": [OTHER_VERSION]})
    if today > date.fromisoformat(call.until):
        raise Invalid({"sums": [TOO_LATE]})
    hidden = {name_of(key) for key in closings.hidden_in(closing)}
    if not {name for name, branches in call.cells.items() if own in branches} <= hidden:
        raise Invalid({"sums": [NOT_HIDDEN]})
    if sum_steps.other_running(session, actor, call, today):
        raise Invalid({"sums": [STILL_RUNNING]})


def _masks(session: Session, actor: Actor, call: Call) -> Masks:
    return Masks(call, str(actor.branch_code), keys.masking_key(session, branch_of(actor)))


def _signed(session: Session, actor: Actor, call: Call, step: int, numbers: Mapping[str, int]) -> str:
    told = {
        "format": FORMAT, "branch": actor.branch_code, "period": call.period, "number": call.number, "step": step,
        "call": call.digest, "numbers": dict(numbers),
    }  # fmt: skip
    text = canonical(told)
    return package.envelope(text, package.sign(text, keys.private_key(session, branch_of(actor))))
