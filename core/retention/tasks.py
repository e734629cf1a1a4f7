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
#: Whose task it is. The data-protection officer has no agenda, and is told on the day's page of what waits for her.
ROLE = "director"
WITHIN = timedelta(days=30)
_TITLE = N_("Files have come to the end of their term: see under Files at their end (%(count)s)")


def refresh(session: Session, actor: Actor, country: CountryProfile, *, zone: str, today: date) -> None:
    """Hold the files of the dead, and write for the month how many files wait to be decided on, or take that back."""
    holds.hold_the_dead(session, actor)
    branch_id = actor.branch_id or 0
    files = terms.over(session, country, branch_id, today)
    waiting = [each for each in files if not each.obstacles and not each.proposed]
    code = f"due:{today.isoformat()[:7]}"
    if waiting and agenda.find(session, branch_id, SOURCE, branch_id, code) is not None:
        return  # once a month is often enough for what may wait
    agenda.close(session, actor, source=SOURCE, source_id=branch_id, code="due:*")
    if waiting:
        agenda.add(
            session,
            branch_id=branch_id,
            code=code,
            source=SOURCE,
            source_id=branch_id,
            title=_TITLE,
            params={"count": len(waiting)},
            role=ROLE,
            due_at=datetime.combine(today + WITHIN, time(12), ZoneInfo(zone)),
            data_class="HDR",
            actor=actor,
        )
