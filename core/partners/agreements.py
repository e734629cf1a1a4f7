"""Agreements: what a house and a partner have agreed, and where each stands on a day."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from core.access import policies
from core.access.matrix import VERY_HIGH
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches import clocks
from core.errors import N_, Conflict, Invalid, NotFound
from core.partners import directory
from core.partners.models import Agreement

FIELDS = ("purpose", "signed_on", "valid_from", "valid_until", "data_sharing", "shared_classes")
#: Classes that an annex may name; what is of the very high ones never leaves by an agreement (practice 3.10).
SHAREABLE = tuple(code for code in ("HDR", "SOC", "PSY-S", "MED-E", "MED-C", "LEG-C") if code not in VERY_HIGH)


class AgreementState(StrEnum):
    """Where an agreement stands."""

    DRAFT = "draft"
    AHEAD = "ahead"
    SIGNED = "signed"
    EXPIRING = "expiring"
    ENDED = "ended"


STATE_WORDS: Mapping[AgreementState, str] = {
    AgreementState.DRAFT: N_("Draft, not signed"),
    AgreementState.AHEAD: N_("Signed, begins later"),
    AgreementState.SIGNED: N_("Signed, in force"),
    AgreementState.EXPIRING: N_("Ends soon"),
    AgreementState.ENDED: N_("Ended"),
}


def state_on(agreement: Agreement, day: date, soon: timedelta | None = None) -> AgreementState:
    """Tell where an agreement stands on a day; its last day counts as in force.

    :param soon: how long before its end the house is told, by its clock; None for the usual.
    """
    ends = min((end for end in (agreement.valid_until, agreement.ended_on) if end is not None), default=None)
    if ends is not None and (ends < day or agreement.ended_on == day):
        return AgreementState.ENDED
    if agreement.signed_on is None or agreement.signed_on > day:
        return AgreementState.DRAFT
    if agreement.valid_from > day:
        return AgreementState.AHEAD
    near = soon or clocks.usual("agreement_notice")
    return AgreementState.EXPIRING if ends is not None and ends - day <= near else AgreementState.SIGNED


def add(session: Session, actor: Actor, partner_id: int, values: Mapping[str, Any]) -> Agreement:
    """Write down an agreement, signed or not yet.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "partner.write")
    partner = directory.get(session, actor, partner_id)
    agreement = Agreement(branch_id=actor.branch_id, partner_id=partner.id, **_clean(values))
    session.add(agreement)
    session.flush()  # the event names its id
    record(session, actor, "agreement.add", Subject("agreement", agreement.id), classes=agreement.shared_classes)
    return agreement


def edit(session: Session, actor: Actor, agreement_id: int, values: Mapping[str, Any], *, revision: int) -> Agreement:
    """Change an agreement.

    :raises Conflict: if somebody else changed it meanwhile; ``changes`` says what the differing fields now hold.
    """
    policies.require(actor, "partner.write")
    agreement = get(session, actor, agreement_id)
    clean = _clean(values)
    different = {name: getattr(agreement, name) for name, value in clean.items() if getattr(agreement, name) != value}
    if agreement.revision != revision:
        raise Conflict(different)
    for name in different:
        setattr(agreement, name, clean[name])
    if different:
        record(session, actor, "agreement.edit", Subject("agreement", agreement.id), fields=sorted(different))
    return agreement


def end(session: Session, actor: Actor, agreement_id: int, on: date) -> Agreement:
    """End an agreement before its time; undone by :func:`resume`."""
    policies.require(actor, "partner.write")
    agreement = get(session, actor, agreement_id)
    agreement.ended_on = on
    record(session, actor, "agreement.end", Subject("agreement", agreement.id))
    return agreement


def resume(session: Session, actor: Actor, agreement_id: int) -> Agreement:
    """Undo that an agreement was ended."""
    policies.require(actor, "partner.write")
    agreement = get(session, actor, agreement_id)
    agreement.ended_on = None
    record(session, actor, "agreement.resume", Subject("agreement", agreement.id))
    return agreement


def get(session: Session, actor: Actor, agreement_id: int) -> Agreement:
    """Find an agreement of the actor's house.

    :raises NotFound: if there is none.
    """
    policies.require(actor, "partner.read")
    agreement = session.get(Agreement, agreement_id)
    if agreement is None or agreement.branch_id != actor.branch_id:
        raise NotFound()
    return agreement


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    clean = {name: values.get(name) for name in FIELDS}
    clean["purpose"] = str(clean["purpose"] or "").strip()
    clean["data_sharing"] = bool(clean["data_sharing"])
    clean["shared_classes"] = sorted(clean["shared_classes"] or []) if clean["data_sharing"] else []
    faults = dict(_faults(clean))
    if faults:
        raise Invalid(faults)
    return clean


def _faults(clean: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    until, since = clean["valid_until"], clean["valid_from"]
    checks = (
        ("purpose", not 1 <= len(clean["purpose"]) <= 300, N_("Write what it is for in 1 to 300 characters.")),
        ("valid_from", since is None, N_("Please fill this in.")),
        ("valid_until", bool(until and since and until < since), N_("It cannot end before it begins.")),
        (
            "shared_classes",
            clean["data_sharing"] and not clean["shared_classes"],
            N_("Say which classes of data may be shared."),
        ),
        (
            "shared_classes",
            not set(clean["shared_classes"]) <= set(SHAREABLE),
            N_("This class of data never leaves the house."),
        ),
    )
    return [(field, [message]) for field, wrong, message in checks if wrong]
