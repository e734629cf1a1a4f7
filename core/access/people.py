"""The people of a branch as others see them: name and role, nothing of their accounts."""

from datetime import date

from sqlalchemy import select
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
