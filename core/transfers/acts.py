"""What the reader may do with a transfer as it stands now, and which parts of it she may read."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.residents import service as residents
from core.stages.models import TRAVELLING, UNSENT, Transfer
from core.stages.packages import ENCLOSED, IN, OUT, READ, Package
from core.transfers.words import PARTS


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose case it is, and what may be done."""

    on_case: bool
    acts: frozenset[str]


def standing(session: Session, actor: Actor, transfer: Transfer) -> Standing:
    """Tell what the actor may do with a transfer."""
    hers = transfer.resident_id is not None and residents.on_case(session, actor, transfer.resident_id)
    allowed = _out(actor, transfer, on_case=hers) if transfer.direction == OUT else _in(actor, transfer, on_case=hers)
    return Standing(hers, frozenset(act for act, may in allowed.items() if may))


def texts(package: Package | None, contents: Mapping[str, object], actor: Actor, *, on_case: bool) -> dict[str, object]:
    """Give each part that goes along, with its text where the actor may read it and the house still can."""
    found: dict[str, object] = {}
    for name, (_label, data_class) in PARTS.items():
        if name in contents:
            readable = package is not None and policies.reads(actor, data_class, on_case=on_case)
            found[name] = getattr(package, "medicines" if name == "doses" else name, "") if readable else ""
    return found


def _out(actor: Actor, transfer: Transfer, *, on_case: bool) -> dict[str, bool]:
    sends = policies.may(actor, "transfer.send", on_case=on_case)
    unsent = transfer.state in UNSENT
    decides = policies.may(actor, "transfer.authorise") and transfer.created_by != actor.user_id
    return {
        "decide": decides and transfer.state == "proposed",
        "send": sends and transfer.state == "authorised",
        "call_off": sends and unsent,
        "enclose": policies.writes(actor, "MED-X", on_case=on_case) and unsent,
        "take_file": sends and transfer.state in TRAVELLING,
        "again": sends and transfer.state in ("returned", "refused"),
    }


def _in(actor: Actor, transfer: Transfer, *, on_case: bool) -> dict[str, bool]:
    receives = policies.may(actor, "transfer.receive")
    announced, answered = transfer.state == "arrived", transfer.state in ("admitted", "refused")
    return {
        "receive": receives and announced and policies.may(actor, "resident.admit"),
        "refuse": receives and announced,
        "open": receives and transfer.package is not None,
        "take_file": receives and answered,
        "read_medical": policies.writes(actor, "MED-X", on_case=on_case)
        and transfer.direction == IN
        and transfer.state == "admitted"
        and transfer.medical in (ENCLOSED, READ),
    }
