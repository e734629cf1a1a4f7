"""What has left a branch is written down for ever, and the audit chain has the hash of each line of it."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from core.audit.service import noted
from core.errors import N_, Refused

TAMPERED = N_("The record of what has left before was changed. No figures can leave until that is explained.")


def need_intact(session: Session, branch_id: int, kind: str, action: str, hashes: Mapping[int, str]) -> None:
    """Hold a branch's lines against the audit chain.

    :param kind: what they are there, and ``action`` by which each of them was noted.
    :param hashes: of what each line says now, by its id.
    :raises Refused: if they differ, or one is not in the other.
    """
    of_branch = ((number, told) for number, told in noted(session, kind, action) if told["branch_id"] == branch_id)
    if {int(number): told["hash"] for number, told in of_branch} != hashes:
        raise Refused(message=TAMPERED)
