"""Whose something is: a signature by the key that a branch has today, and nothing else, says so."""

from datetime import datetime, timedelta
from typing import Any

from marshmallow import Schema
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access.models import BranchKey
from core.errors import N_
from core.hq.receiving.reading import open_envelope, parsed, refused
from core.reporting.leaving import package as packages

FORGED = N_("Its signature does not fit: it was changed, or somebody else made it.")
STALE = N_("It was signed at another time, or the clock of the branch goes wrong.")
#: How far the instant that a branch has signed may be from the office's clock.
FRESH = timedelta(minutes=10)


def is_signed(session: Session, branch: str, sealed: dict[str, Any]) -> bool:
    """Tell whether a branch's key of today signed a package."""
    keys = select(BranchKey.public_key).where(
        BranchKey.branch_code == branch, BranchKey.purpose == "signing", BranchKey.retired_at.is_(None)
    )
    package, signature = sealed["package"], sealed["signature"]
    return any(packages.is_signed_by(package, signature, key) for key in session.scalars(keys))


def of_a_branch(session: Session, schema: Schema, envelope: str, lasts: timedelta = FRESH) -> dict[str, Any]:
    """Read what a branch asks or announces: it holds the instant of asking, so that a copy of it is of no use later.

    :param session: of the network store, which knows the branches' keys.
    :param lasts: how long it is good for.
    :raises Invalid: if it is unreadable, forged or old.
    """
    sealed = open_envelope(envelope)
    told = parsed(schema, sealed["package"])
    if not is_signed(session, told["branch"], sealed):
        raise refused(FORGED)
    if not -FRESH <= clock.now() - datetime.fromisoformat(told["at"]) <= lasts:
        raise refused(STALE)
    return told
