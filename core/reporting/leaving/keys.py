"""A branch's keys: the private half sealed in its store, the public half known to the network.

It signs with one, and masks its counts with another, whose public half travels in each signed package.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from core import clock
from core.access.models import BranchKey
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches.models import BranchSecret
from core.errors import N_, Invalid
from core.reporting import masking
from core.reporting.leaving import package

SIGNING, MASKING = "signing", "masking"


def new_signing_key(session: Session, branch_id: int) -> str:
    """Draw a branch's signing key and keep its private half sealed; an earlier one stays readable but signs no more.

    :returns: the public half, for the network's list of branches.
    """
    private, public = package.new_key()
    _keep(session, branch_id, SIGNING, private)
    return public


def masking_key(session: Session, branch_id: int) -> bytes:
    """Open a branch's key for masks; the first time it is drawn. Nobody but the branch ever has it."""
    found = _newest(session, branch_id, MASKING)
    if found is not None:
        return found
    private, _public = masking.new_key()
    _keep(session, branch_id, MASKING, private)
    return private


def publish(session: Session, actor: Actor, branch: str, public: str) -> None:
    """Let the network know a branch's new public key; from now on only this one is believed.

    :param session: of the network store.
    """
    known = session.scalars(
        select(BranchKey).where(BranchKey.branch_code == branch, BranchKey.purpose == SIGNING)
    ).all()
    for key in known:
        key.retired_at = key.retired_at or clock.now()
    version = max((key.version for key in known), default=0) + 1
    session.add(BranchKey(branch_code=branch, purpose=SIGNING, version=version, public_key=public))
    record(session, actor, "branch.signing_key", Subject("branch", branch), version=version)


def private_key(session: Session, branch_id: int) -> bytes:
    """Open a branch's newest signing key.

    :raises Invalid: if it has none.
    """
    found = _newest(session, branch_id, SIGNING)
    if found is None:
        raise Invalid({"signature": [N_("This branch has no key to sign with yet.")]})
    return found


def _newest(session: Session, branch_id: int, purpose: str) -> bytes | None:
    query = select(BranchSecret).where(*_of(branch_id, purpose)).order_by(BranchSecret.version.desc()).limit(1)
    secret = session.scalars(query).first()
    if secret is None or secret.private_key is None:
        return None
    opened: bytes = session.info["vault"].open_bytes("branch_secret", "private_key", secret.id, secret.private_key)
    return opened


def _keep(session: Session, branch_id: int, purpose: str, private: bytes) -> None:
    newest = select(func.max(BranchSecret.version)).where(*_of(branch_id, purpose))
    secret = BranchSecret(branch_id=branch_id, purpose=purpose, version=(session.scalar(newest) or 0) + 1)
    session.add(secret)
    session.flush()  # its id is part of what seals the key
    secret.private_key = session.info["vault"].seal_bytes("branch_secret", "private_key", secret.id, private)


def _of(branch_id: int, purpose: str) -> tuple[ColumnElement[bool], ...]:
    return BranchSecret.branch_id == branch_id, BranchSecret.purpose == purpose
