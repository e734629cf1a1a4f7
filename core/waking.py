"""Lets whoever records an hour have the due work looked at then, without knowing who does it."""

from datetime import datetime

from sqlalchemy import column, table, update
from sqlalchemy.orm import Session

from core.db import UtcDateTime

_PASS = table("night_pass", column("next_at", UtcDateTime))


def look_by(network: Session, at: datetime) -> None:
    """See that somebody looks for due work at an instant, if nobody would before."""
    network.execute(update(_PASS).where(_PASS.c.next_at > at).values(next_at=at))
