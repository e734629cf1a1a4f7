"""Packages that were turned away: when, by which way, and for which one reason; the package itself is not kept."""

import json
import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.hq.models import TurnedAway
from core.reporting.leaving import package as packages

#: How many the office looks at.
SHOWN = 20
_CODE, _PERIOD = re.compile(r"[A-Z0-9_-]{1,16}"), re.compile(r"(P3Y)?20\d{2}(-(0[1-9]|1[0-2])|Q[1-4])?")
_OFFICE = Actor(None, "Abrigo", "system")


def note(session: Session, envelope: str, by: str, reason: str) -> None:
    """Note that a package was refused; the same one for the same reason is noted once."""
    digest = packages.digest(envelope.encode("utf-8", "replace").decode())
    known = select(TurnedAway.id).where(TurnedAway.package_hash == digest, TurnedAway.reason == reason)
    if session.scalars(known).first() is not None:
        return
    branch, period = _claims(envelope)
    made = TurnedAway(
        at=clock.now(), came_by=by, reason=reason, package_hash=digest, size=len(envelope), claimed_branch=branch,
        claimed_period=period,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event carries its id
    record(session, _OFFICE, "hq.refuse", Subject("turned_away", made.id), by=by, hash=digest)


def newest(session: Session, actor: Actor) -> list[TurnedAway]:
    """List what was refused last."""
    policies.require(actor, "hq.read")
    return list(session.scalars(select(TurnedAway).order_by(TurnedAway.id.desc()).limit(SHOWN)))


def _claims(envelope: str) -> tuple[str, str]:
    """Read whose it says it is, where that can be read at all; nothing of it is believed."""
    try:
        told: Any = json.loads(json.loads(envelope)["package"])
        branch, period = str(told["branch"]), str(told["period"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return "", ""
    return (branch if _CODE.fullmatch(branch) else ""), (period if _PERIOD.fullmatch(period) else "")
