"""Transfers on their way out: the part for health staff enclosed, all of it sealed, and the receipt read."""

from base64 import b64encode
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Damaged, Invalid, NotFound
from core.residents import cards, consents, house, identity, teams
from core.residents import service as residents
from core.residents.models import Consent, Resident
from core.stages import envelopes, transfers
from core.stages.envelopes import Letter, PublicKeys
from core.stages.models import UNSENT, Transfer
from core.stages.packages import ENCLOSED, OUT, RECEIVED, REFUSED, WANTED, in_state, keep, kept, need
from core.stages.transfer_steps import advance
from plugins.contract.consent import Use
from plugins.profile import CountryProfile

_LONGEST_MEDICAL = 8000
_NOT_HERS = N_("Her own consent to this is needed, and it must still run.")
#: Who had the envelope once it was handed over.
NETWORK = "Abrigo"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the other branch has signed.

    :param by_role: who signed there, by role: people stay unnamed on what leaves a house (PS-3).
    """

    outcome: str
    at: datetime
    by_role: str
    reason: str


def consents_to_medical(
    session: Session, actor: Actor, country: CountryProfile, resident_id: int | None
) -> list[Consent]:
    """List her running consents to sending what only health staff may read."""
    if resident_id is None:
        return []  # she is in the other house
    today, kinds = house.today(session, actor), country.consents.values()
    wanted = [each.code for each in kinds if each.use is Use.TRANSFER_MEDICAL]
    return [found for code in wanted for found in consents.active(session, country, resident_id, code, today)]


def enclose_medical(
    session: Session, actor: Actor, country: CountryProfile, transfer: Transfer, text: str, receiver: PublicKeys
) -> None:
    """Enclose what only health staff there may read, in a sealed part of its own, on her separate consent (MED-X).

    :raises Invalid: without a text, or without her running consent to just this.
    """
    if not policies.writes(actor, "MED-X", on_case=teams.on_case(session, actor, transfer.resident_id or 0)):
        raise NotFound()
    need(session, actor, transfer, *UNSENT)
    if receiver.branch_code != transfer.other_branch:
        raise NotFound()
    faults = house.text_faults({"text": text}, {"text": _LONGEST_MEDICAL})
    if not text.strip():
        faults["text"] = [N_("Please fill this in.")]
    agreed = consents_to_medical(session, actor, country, transfer.resident_id)
    if not agreed:
        faults["consent"] = [_NOT_HERS]
    if faults:
        raise Invalid(faults)
    sealed = envelopes.seal_for(receiver, text.strip().encode())
    keep(session, transfer, kept(session, transfer) | {"medical": b64encode(sealed).decode()})
    transfer.medical, transfer.contents = ENCLOSED, {**transfer.contents, "medical": agreed[0].id}
    subject = Subject("transfer", transfer.id)
    record(session, actor, "transfer.enclose", subject, data_class="MED-X", purpose="transfer", consent=agreed[0].id)


def dispatch(
    session: Session, actor: Actor, country: CountryProfile, transfer: Transfer, receiver: PublicKeys,
    *, without_medical: bool = False,
) -> None:  # fmt: skip
    """Seal the package for the receiving branch; the courier takes it from here.

    :param without_medical: leave the part for health staff behind.
    :raises Conflict: if it has been sent already, or nobody has authorised it.
    :raises Invalid: if the order runs no longer, or the part for health staff is missing or no longer consented to.
    """
    transfers.send_right(session, actor, transfer.resident_id)
    need(session, actor, transfer, "authorised")
    if receiver.branch_code != transfer.other_branch:
        raise NotFound()
    _check_ready(session, actor, country, transfer, without_medical=without_medical)
    resident = session.get_one(Resident, transfer.resident_id)
    content = kept(session, transfer) | ({"medical": None} if without_medical else {})
    if without_medical:
        transfer.medical = ""
        transfer.contents = {name: value for name, value in transfer.contents.items() if name != "medical"}
    content |= {
        "id": transfer.envelope_id,
        "sender": actor.branch_code,
        "receiver": transfer.other_branch,
        "sent_at": clock.now().isoformat(),
        "assent": transfer.assent,
        "person": _person(session, actor, resident),
    }
    payload = envelopes.seal(session, transfer.branch_id, content, receiver)
    transfer.package = session.info["vault"].seal_bytes("transfer", "package", transfer.id, payload)
    advance(session, transfer, "packed", actor.name, role=actor.role)
    subject, parts = Subject("transfer", transfer.id), sorted(transfer.contents)
    record(session, actor, "transfer.dispatch", subject, data_class="ID", purpose="transfer", parts=parts)


def packed(session: Session, sender: str, branch_id: int) -> list[tuple[Transfer, Letter]]:
    """List what waits for the courier, as envelopes."""
    rows = in_state(session, branch_id, OUT, "packed")
    vault = session.info["vault"]
    return [
        (row, Letter(str(row.envelope_id), sender, row.other_branch,
                     vault.open_bytes("transfer", "package", row.id, row.package)))
        for row in rows
    ]  # fmt: skip


def take_along(session: Session, transfer_id: int) -> None:
    """Note that the network has the envelope."""
    transfer = session.get_one(Transfer, transfer_id, with_for_update=True)
    if transfer.state == "packed":
        advance(session, transfer, "in_transit", NETWORK)


def awaiting(session: Session, branch_id: int) -> list[Transfer]:
    """List what was sent and has not been answered."""
    return [*in_state(session, branch_id, OUT, "packed"), *in_state(session, branch_id, OUT, "in_transit")]


def note_file(session: Session, actor: Actor, transfer: Transfer) -> None:
    """Note that the sealed envelope, or the receipt to it, was taken along as a file."""
    house.own(actor, transfer)
    record(session, actor, "transfer.take_file", Subject("transfer", transfer.id), direction=transfer.direction)


def find_sent(session: Session, branch_id: int, envelope_id: str) -> Transfer | None:
    """Find what the house has sent under an envelope's id."""
    query = select(Transfer).where(
        Transfer.branch_id == branch_id, Transfer.direction == OUT, Transfer.envelope_id == envelope_id
    )
    return session.scalar(query)


def read_receipt(session: Session, transfer: Transfer, receipt: bytes, receiver: PublicKeys) -> Receipt:
    """Tell what the other branch has signed.

    :raises Damaged: if it is not that branch's receipt to this envelope.
    """
    content = envelopes.unseal(session, transfer.branch_id, receipt, receiver)
    if content.get("envelope") != transfer.envelope_id or content.get("outcome") not in (RECEIVED, REFUSED):
        raise Damaged
    try:
        at = datetime.fromisoformat(content["at"])
        return Receipt(content["outcome"], at, str(content["by_role"]), str(content["reason"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged from error


def _check_ready(
    session: Session, actor: Actor, country: CountryProfile, transfer: Transfer, *, without_medical: bool
) -> None:
    faults: dict[str, list[str]] = {}
    if not transfers.names_her(session, transfer.resident_id, transfer.order_measure_id):
        faults["ready"] = [N_("The order that moves her runs no longer.")]
    if transfer.medical == WANTED and not without_medical:
        faults["without_medical"] = [N_("The part for health staff is not enclosed yet: wait, or send it without.")]
    running = {each.id for each in consents_to_medical(session, actor, country, transfer.resident_id)}
    if transfer.medical == ENCLOSED and transfer.contents["medical"] not in running and not without_medical:
        faults["without_medical"] = [N_("She has ended her consent to the part for health staff: send it without.")]
    if faults:
        raise Invalid(faults)


def _person(session: Session, actor: Actor, resident: Resident) -> dict[str, Any]:
    birth = identity.birth_of(session, resident)
    return {
        "house_name": resident.house_name,
        "kind": resident.kind,
        "sex": resident.sex,
        "languages": list(residents.languages_of(session, resident.id)),
        "interpreter_needed": resident.interpreter_needed,
        "nationality": resident.nationality,
        "birth_basis": resident.birth_basis,
        "birth": [day.isoformat() for day in (birth.earliest, birth.latest) if day],
        "health": asdict(cards.read_health(session, actor, resident)),
    }
