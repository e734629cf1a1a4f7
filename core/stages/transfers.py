"""Transfers between branches: what travels, sealed; both sides keep their own record, the sender's ends on the receipt.

Out: ``prepared`` → ``packed`` → ``in_transit`` → ``received`` or ``refused``. In: ``arrived`` → ``admitted`` or
``refused``. The package holds the listed parts and nothing else: process notes have no field to travel in.
"""

from base64 import b64encode
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.db import CountryBase
from core.errors import N_, Conflict, Damaged, Invalid, NotFound
from core.residents import consents, house, identity
from core.residents import service as residents
from core.residents.models import Consent, Resident
from core.stages import envelopes, episodes, steps
from core.stages.envelopes import Letter, PublicKeys
from core.stages.models import Episode, Transfer
from core.stages.packages import (
    OUT,
    RECEIVED,
    REFUSED,
    TEXTS,
    Counted,
    Leaving,
    Package,
    contents_of,
    in_state,
    keep,
    kept,
    need,
)
from plugins.profile import CountryProfile

__all__ = [
    "ASSENTS",
    "Counted",
    "Leaving",
    "Package",
    "awaiting",
    "call_off",
    "dispatch",
    "enclose_medical",
    "get",
    "list_open",
    "packed",
    "prepare",
    "read_receipt",
    "take_along",
]

ASSENTS = ("yes", "no", "mark", "oral")
_MOST_DOSES = 10_000
_LONGEST_MEDICAL = 8000


def prepare(session: Session, actor: Actor, resident: Resident, leaving: Leaving) -> Transfer:
    """Put together what goes with a resident whom an authority moves to another branch.

    :raises Invalid: with every field that cannot stand.
    :raises Conflict: if an exit or another transfer is under way for her.
    """
    policies.require(actor, "transfer.send")
    house.own(actor, resident)
    episode = episodes.get_open(session, resident.id)
    episodes.lock(session, episode)
    _refuse_second(session, episode)
    _check(session, actor, resident, leaving)
    transfer = Transfer(
        branch_id=resident.branch_id,
        resident_id=resident.id,
        episode_id=episode.id,
        direction=OUT,
        other_branch=leaving.receiver,
        envelope_id=str(uuid4()),
        state="prepared",
        order_measure_id=leaving.order_measure_id,
        assent=leaving.assent,
        contents=contents_of(leaving.package),
        created_by=actor.user_id or 0,
        created_by_name=actor.name,
    )
    session.add(transfer)
    session.flush()  # its id is part of what seals the package
    keep(session, transfer, {"package": asdict(leaving.package), "medical": None})
    record(session, actor, "transfer.prepare", Subject("transfer", transfer.id), receiver=leaving.receiver)
    return transfer


def enclose_medical(
    session: Session,
    actor: Actor,
    transfer: Transfer,
    text: str,
    *,
    country: CountryProfile,
    consent_id: int,
    receiver: PublicKeys,
    on_case: bool,
) -> None:
    """Enclose what only a doctor there may read, in a sealed part of its own, on her separate consent (MED-X).

    :raises Invalid: without a text, or if the consent is not hers or does not run today.
    """
    if not policies.writes(actor, "MED-X", on_case=on_case):
        raise NotFound()
    need(session, actor, transfer, "prepared")
    faults = house.text_faults({"text": text}, {"text": _LONGEST_MEDICAL})
    if not text.strip():
        faults["text"] = [N_("Please fill this in.")]
    if not _consents(session, actor, country, transfer, consent_id):
        faults["consent_id"] = [N_("Her own consent to this is needed, and it must still run.")]
    if faults:
        raise Invalid(faults)
    sealed = envelopes.seal_for(receiver, text.strip().encode())
    keep(session, transfer, kept(session, transfer) | {"medical": b64encode(sealed).decode()})
    transfer.contents = {**transfer.contents, "medical": consent_id}
    subject = Subject("transfer", transfer.id)
    record(session, actor, "transfer.enclose", subject, data_class="MED-X", purpose="transfer", consent=consent_id)


def dispatch(session: Session, actor: Actor, transfer: Transfer, receiver: PublicKeys) -> None:
    """Seal the package for the receiving branch; the courier takes it from here.

    :raises Conflict: if it has been sent already.
    """
    policies.require(actor, "transfer.send")
    need(session, actor, transfer, "prepared")
    if receiver.branch_code != transfer.other_branch:
        raise NotFound()
    resident = session.get_one(Resident, transfer.resident_id)
    content = {
        "id": transfer.envelope_id,
        "sender": actor.branch_code,
        "receiver": transfer.other_branch,
        "sent_at": clock.now().isoformat(),
        "assent": transfer.assent,
        "person": _person(session, resident),
        **kept(session, transfer),
    }
    payload = envelopes.seal(session, transfer.branch_id, content, receiver)
    transfer.package = session.info["vault"].seal_bytes("transfer", "package", transfer.id, payload)
    transfer.state = "packed"
    subject = Subject("transfer", transfer.id)
    record(session, actor, "transfer.dispatch", subject, data_class="ID", purpose="transfer", parts=_parts(transfer))


def call_off(session: Session, actor: Actor, transfer: Transfer) -> None:
    """Give up a transfer that has not been sent."""
    policies.require(actor, "transfer.send")
    need(session, actor, transfer, "prepared")
    transfer.state, transfer.package = "withdrawn", None
    record(session, actor, "transfer.call_off", Subject("transfer", transfer.id))


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
        transfer.state = "in_transit"


def awaiting(session: Session, branch_id: int) -> list[Transfer]:
    """List what was sent and has not been answered."""
    return [*in_state(session, branch_id, OUT, "packed"), *in_state(session, branch_id, OUT, "in_transit")]


def get(session: Session, actor: Actor, transfer_id: int) -> Transfer:
    """Find a transfer of the actor's house.

    :raises NotFound: if there is none, or the actor may not know of it.
    """
    if not (policies.may(actor, "transfer.send") or policies.may(actor, "transfer.receive")):
        raise NotFound()
    transfer = session.get(Transfer, transfer_id)
    if transfer is None or transfer.branch_id != actor.branch_id:
        raise NotFound()
    return transfer


def list_open(session: Session, actor: Actor) -> list[Transfer]:
    """List the house's transfers that wait for somebody, in or out."""
    if not (policies.may(actor, "transfer.send") or policies.may(actor, "transfer.receive")):
        raise NotFound()
    waiting = ("prepared", "packed", "in_transit", "arrived")
    query = select(Transfer).where(Transfer.branch_id == actor.branch_id, Transfer.state.in_(waiting))
    return list(session.scalars(query.order_by(Transfer.id)))


def read_receipt(session: Session, transfer: Transfer, receipt: bytes, receiver: PublicKeys) -> tuple[str, datetime]:
    """Tell what the other branch has signed: the outcome, and when she was received.

    :raises Damaged: if it is not that branch's receipt to this envelope.
    """
    content = envelopes.unseal(session, transfer.branch_id, receipt, receiver)
    if content.get("envelope") != transfer.envelope_id or content.get("outcome") not in (RECEIVED, REFUSED):
        raise Damaged
    return str(content["outcome"]), datetime.fromisoformat(content["at"])


def _refuse_second(session: Session, episode: Episode) -> None:
    pending = steps.find_pending(session, episode.id)
    prepared = select(Transfer.id).where(Transfer.episode_id == episode.id, Transfer.state == "prepared")
    if steps.transfer_under_way(session, episode.id) or session.scalar(prepared.limit(1)) is not None:
        raise Conflict(message=N_("A transfer is already under way for her."))
    if pending is not None and pending.kind == "exit":
        raise Conflict(message=N_("An exit is already under way for her."))


def _check(session: Session, actor: Actor, resident: Resident, leaving: Leaving) -> None:
    package = leaving.package
    faults = house.text_faults({name: getattr(package, name) for name in TEXTS}, TEXTS)
    if not package.order.strip():
        faults["order"] = [N_("Write which authority moves her, and by which order.")]
    if any(not 1 <= len(each.name.strip()) <= 120 or not _counts(each) for each in package.medicines):
        faults["medicines"] = [N_("Count every medicine: its name, how many doses, for how many days.")]
    if leaving.assent not in ASSENTS:
        faults["assent"] = [N_("Record what she herself says to it.")]
    if leaving.receiver in ("", actor.branch_code):
        faults["receiver"] = [N_("Choose another branch.")]
    if not _names_her(session, resident, leaving.order_measure_id):
        faults["order_measure_id"] = [N_("Choose the order that moves her.")]
    if faults:
        raise Invalid(faults)


def _counts(medicine: Counted) -> bool:
    return 0 <= medicine.doses <= _MOST_DOSES and 0 <= medicine.days <= _MOST_DOSES


def _names_her(session: Session, resident: Resident, measure_id: int) -> bool:
    # The room of measures stands above this one, so the table is asked by its name, as the foreign key does.
    table = CountryBase.metadata.tables["measure_person"]
    query = select(table.c.id).where(table.c.measure_id == measure_id, table.c.resident_id == resident.id)
    return session.scalar(query) is not None


def _consents(session: Session, actor: Actor, country: CountryProfile, transfer: Transfer, consent_id: int) -> bool:
    consent = session.get(Consent, consent_id)
    if consent is None or consent.resident_id != transfer.resident_id:
        return False
    running = consents.active(session, country, consent.resident_id, consent.kind, house.today(session, actor))
    return consent_id in {each.id for each in running}


def _parts(transfer: Transfer) -> list[str]:
    return sorted(transfer.contents)


def _person(session: Session, resident: Resident) -> dict[str, Any]:
    birth = identity.birth_of(session, resident)
    return {
        "house_name": resident.house_name,
        "sex": resident.sex,
        "languages": list(residents.languages_of(session, resident.id)),
        "interpreter_needed": resident.interpreter_needed,
        "nationality": resident.nationality,
        "birth_basis": resident.birth_basis,
        "birth": [day.isoformat() for day in (birth.earliest, birth.latest) if day],
    }
