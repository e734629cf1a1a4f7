"""The people of a branch as others see them: name and role, nothing of their accounts."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.access.grants import in_force
from core.access.models import Grant, User
from core.actor import Actor
from core.i18n import lazy as _
from core.i18n.messages import LazyString

ROLE_LABELS: dict[str, LazyString] = {
    "director": _("Branch director"),
    "config_admin": _("Configuration administrator"),
    "social_worker": _("Social worker"),
    "psychologist": _("Psychologist"),
    "educator": _("Educator"),
    "nurse": _("Nurse"),
    "lawyer": _("Lawyer"),
    "facilitator": _("Facilitator"),
    "outreach": _("Outreach team"),
    "nursery_aide": _("Nursery aide"),
    "reception": _("Reception"),
    "training_officer": _("Training and advocacy officer"),
    "finance": _("Finance assistant"),
    "me_officer": _("Monitoring and evaluation officer"),
    "dpo": _("Data-protection officer"),
    "hq_analyst": _("Regional analyst"),
    "evaluator": _("External evaluator"),
    "auditor": _("Auditor"),
    "system": _("The system"),
    "self": _("Own account"),
}


def role_label(role: str) -> LazyString | str:
    """Name a role."""
    return ROLE_LABELS.get(role, role)


def of_branch(session: Session, branch_code: str | None, on: date) -> list[Actor]:
    """List who works at a branch on a day, by name and role."""
    query = (
        select(User.id, User.name, Grant.role)
        .join(Grant, Grant.user_id == User.id)
        .where(Grant.branch_code == branch_code, User.ended_at.is_(None), *in_force(on))
        .order_by(User.name, Grant.id)
    )
    return [Actor(user_id, name, role, branch_code=branch_code) for user_id, name, role in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody in a role at a branch, from a day to a day, both worked.

    :param until: None while nobody has set an end.
    """

    user_id: int
    name: str
    role: str
    since: date
    until: date | None

    def on(self, day: date) -> bool:
        """Tell whether she held it on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def posts(session: Session, branch_code: str | None, first: date, last: date, zone: str) -> list[Post]:
    """List the posts that were held at a branch between two days, with those that ended meanwhile.

    :param zone: of the branch, by whose day somebody left who was ended before her time.
    """
    query = (
        select(User.id, User.name, Grant.role, Grant.valid_from, Grant.valid_until, Grant.ended_at)
        .join(Grant, Grant.user_id == User.id)
        .where(Grant.branch_code == branch_code, Grant.approved_at.is_not(None), Grant.valid_from <= last)
        .where(or_(Grant.valid_until.is_(None), Grant.valid_until >= first))
        .order_by(User.name, Grant.id)
    )
    found = []
    for user_id, name, role, since, until, ended_at in session.execute(query):
        ended_on = ended_at.astimezone(ZoneInfo(zone)).date() if ended_at else None
        ends = min((day for day in (until, ended_on) if day), default=None)
        if ends is None or ends >= first:
            found.append(Post(user_id, name, role, since, ends))
    return found
