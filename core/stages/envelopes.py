"""Sealed envelopes between branches: signed by the sender, encrypted to the receiver, answered by a signed receipt.

The network store carries them and cannot read them. Sending, receiving and answering the same envelope again changes
nothing, so that a courier who was interrupted simply begins anew; a file carries one to a node without a line.
"""

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyrage  # type: ignore[import-untyped]
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access.models import BranchKey, Envelope
from core.branches.models import BranchSecret
from core.errors import N_, Damaged, Invalid

SEALING, SIGNING = "envelope", "signing"
TRANSFER = "transfer"
SENT, ANSWERED = "sent", "answered"
_FILE = "abrigo-envelope"
_FILE_VERSION = 1


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What the network knows of a branch: where to seal for it, and whether it signed."""

    branch_code: str
    sealing: str
    signing: str


@dataclass(frozen=True, slots=True)
class Letter:
    """An envelope as it lies in the network store."""

    id: str
    sender: str
    receiver: str
    payload: bytes
    receipt: bytes | None = None


def ensure_key(session: Session, branch_id: int) -> str:
    """Give a branch the key under which others seal for it, unless it has one.

    :returns: the public half, for the network's list of branches.
    """
    secret = _find_secret(session, branch_id, SEALING)
    if secret is not None:
        return str(_sealing_identity(session, branch_id).to_public())
    fresh = pyrage.x25519.Identity.generate()
    secret = BranchSecret(branch_id=branch_id, purpose=SEALING, version=1)
    session.add(secret)
    session.flush()  # its id is part of what seals the key
    vault = session.info["vault"]
    secret.private_key = vault.seal_bytes("branch_secret", "private_key", secret.id, str(fresh).encode())
    return str(fresh.to_public())


def publish_key(network: Session, branch_code: str, public: str) -> None:
    """List a branch's sealing key in the network, once."""
    query = select(BranchKey.public_key).where(BranchKey.branch_code == branch_code, BranchKey.purpose == SEALING)
    listed = list(network.scalars(query))
    if public not in listed:
        version = len(listed) + 1
        network.add(BranchKey(branch_code=branch_code, purpose=SEALING, version=version, public_key=public))


def public_keys(network: Session, branch_code: str) -> PublicKeys:
    """Find what the network knows of a branch.

    :raises Invalid: if it has no keys yet.
    """
    query = (
        select(BranchKey.purpose, BranchKey.public_key)
        .where(BranchKey.branch_code == branch_code, BranchKey.retired_at.is_(None))
        .order_by(BranchKey.version)
    )
    found = {row.purpose: row.public_key for row in network.execute(query)}
    if not {SEALING, SIGNING} <= set(found):
        raise Invalid({"receiver": [N_("This branch cannot receive sealed envelopes yet.")]})
    return PublicKeys(branch_code, found[SEALING], found[SIGNING])


def seal(session: Session, branch_id: int, content: Mapping[str, Any], receiver: PublicKeys) -> bytes:
    """Sign content as the branch, and encrypt both for the receiver alone."""
    body = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    key = Ed25519PrivateKey.from_private_bytes(_secret(session, branch_id, SIGNING))
    signed = {"body": body, "signature": b64encode(key.sign(body.encode())).decode()}
    return seal_for(receiver, json.dumps(signed, ensure_ascii=False).encode())


def seal_for(receiver: PublicKeys, content: bytes) -> bytes:
    """Encrypt content for a branch alone."""
    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(receiver.sealing)]))


def unseal(session: Session, branch_id: int, sealed: bytes, sender: PublicKeys) -> dict[str, Any]:
    """Open what was sealed for the branch, and make sure who wrote it.

    :raises Damaged: if it is not for this branch, was changed, or bears another's signature.
    """
    try:
        signed = json.loads(unseal_own(session, branch_id, sealed))
        key = Ed25519PublicKey.from_public_bytes(b64decode(sender.signing))
        key.verify(b64decode(signed["signature"], validate=True), signed["body"].encode())
        content: dict[str, Any] = json.loads(signed["body"])
    except (InvalidSignature, NotBase64, ValueError, KeyError, TypeError) as error:
        raise Damaged from error
    return content


def unseal_own(session: Session, branch_id: int, sealed: bytes) -> bytes:
    """Open what was encrypted for the branch.

    :raises Damaged: if it is not for this branch, or was changed.
    """
    try:
        return bytes(pyrage.decrypt(sealed, [_sealing_identity(session, branch_id)]))
    except pyrage.DecryptError as error:
        raise Damaged from error


def post(network: Session, letter: Letter) -> None:
    """Hand an envelope to the network; one that lies there already stays as it is."""
    if network.get(Envelope, letter.id) is None:
        network.add(
            Envelope(
                id=letter.id, kind=TRANSFER, sender=letter.sender, receiver=letter.receiver, payload=letter.payload
            )
        )


def closed_ids(network: Session, branch_code: str) -> list[str]:
    """List the ids of the envelopes to a branch that have not been answered."""
    query = select(Envelope.id).where(
        Envelope.receiver == branch_code, Envelope.kind == TRANSFER, Envelope.receipt.is_(None)
    )
    return list(network.scalars(query))


def find(network: Session, envelope_id: str) -> Letter | None:
    """Find an envelope in the network."""
    row = network.get(Envelope, envelope_id)
    return None if row is None else _letter(row)


def waiting_for(network: Session, branch_code: str) -> list[Letter]:
    """List the envelopes to a branch that have not been answered."""
    query = select(Envelope).where(
        Envelope.receiver == branch_code, Envelope.kind == TRANSFER, Envelope.receipt.is_(None)
    )
    return [_letter(row) for row in network.scalars(query.order_by(Envelope.created_at, Envelope.id))]


def answer(network: Session, envelope_id: str, receipt: bytes) -> None:
    """Put the receipt to an envelope; the first one stands."""
    row = network.get(Envelope, envelope_id, with_for_update=True)
    if row is not None and row.receipt is None:
        row.receipt, row.state, row.answered_at = receipt, ANSWERED, clock.now()


def to_file(network: Session, envelope_id: str) -> bytes:
    """Write an envelope, with its receipt if there is one, as a file that may be carried.

    :raises Damaged: if there is no such envelope.
    """
    letter = find(network, envelope_id)
    if letter is None:
        raise Damaged
    content = {
        "format": _FILE,
        "version": _FILE_VERSION,
        "id": letter.id,
        "sender": letter.sender,
        "receiver": letter.receiver,
        "payload": b64encode(letter.payload).decode(),
        "receipt": b64encode(letter.receipt).decode() if letter.receipt else None,
    }
    return json.dumps(content, sort_keys=True, indent=1).encode()


def read_file(content: bytes) -> Letter:
    """Read an envelope, or the receipt to one, that came as a file; whose it is its seal tells, not the file.

    :raises Damaged: if the file is not one of ours.
    """
    try:
        read = json.loads(content)
        if read["format"] != _FILE or read["version"] != _FILE_VERSION:
            raise Damaged
        receipt = b64decode(read["receipt"], validate=True) if read["receipt"] else None
        payload = b64decode(read["payload"], validate=True)
        return Letter(_short(read["id"]), _short(read["sender"]), _short(read["receiver"]), payload, receipt)
    except (NotBase64, ValueError, KeyError, TypeError) as error:
        raise Damaged from error


def lay_down(network: Session, letter: Letter) -> None:
    """Keep an envelope that came as a file, with its receipt if it has one; what is there already stays."""
    post(network, letter)
    network.flush()  # the receipt is put to the row
    if letter.receipt is not None:
        answer(network, letter.id, letter.receipt)


def _short(text: object) -> str:
    if not isinstance(text, str) or not 1 <= len(text) <= 36:
        raise ValueError("Not an identifier.")
    return text


def _letter(row: Envelope) -> Letter:
    return Letter(row.id, row.sender, row.receiver, row.payload, row.receipt)


def _find_secret(session: Session, branch_id: int, purpose: str) -> BranchSecret | None:
    query = select(BranchSecret).where(BranchSecret.branch_id == branch_id, BranchSecret.purpose == purpose)
    return session.scalars(query.order_by(BranchSecret.version.desc()).limit(1)).first()


def _secret(session: Session, branch_id: int, purpose: str) -> bytes:
    secret = _find_secret(session, branch_id, purpose)
    if secret is None or secret.private_key is None:
        raise Invalid({"sender": [N_("This branch has no keys for sealed envelopes yet.")]})
    opened: bytes = session.info["vault"].open_bytes("branch_secret", "private_key", secret.id, secret.private_key)
    return opened


def _sealing_identity(session: Session, branch_id: int) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str(_secret(session, branch_id, SEALING).decode())
