"""What the night does about files at the end of their term: it tells who decides. It destroys nothing."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.actor import Actor
from core.agenda import service as agenda
from core.errors import N_
from core.retention import holds, terms
from plugins.profile import CountryProfile

SOURCE = "retention"
#: Those who decide; each is told, and two of them decide together.
DECIDING = ("director", "dpo")
WITHIN = timedelta(days=30)
_TITLE = N_("Files have come to the end of their term: see under Files at their end (%(count)s)")


def refresh(session: Session, actor: Actor, country: CountryProfile, *, zone: str, today: date) -> None:
    """Hold the files of the dead, and write for the month how many files wait to be decided on, or take that back."""
    holds.hold_the_dead(session, actor)
    branch_id = actor.branch_id or 0
    files = terms.over(session, country, branch_id, today)
    waiting = [each for each in files if not each.obstacles and not each.proposed]
    month = today.isoformat()[:7]
    for role in DECIDING:
        if not waiting:
            agenda.close(session, actor, source=SOURCE, source_id=branch_id, code=f"due:{role}:*")
            continue
        known = agenda.find(session, branch_id, SOURCE, branch_id, f"due:{role}:{month}")
        if known is not None:
            continue  # once a month is often enough for what may wait
        agenda.close(session, actor, source=SOURCE, source_id=branch_id, code=f"due:{role}:*")
        agenda.add(
            session,
            branch_id=branch_id,
            code=f"due:{role}:{month}",
            source=SOURCE,
            source_id=branch_id,
            title=_TITLE,
            params={"count": len(waiting)},
            role=role,
            due_at=datetime.combine(today + WITHIN, time(12), ZoneInfo(zone)),
            data_class="HDR",
            actor=actor,
        )
