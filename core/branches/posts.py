"""Posts of the staff: who holds which, how much of a full week, and what speaks for her. Nothing is edited."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.access.matrix import ROLES
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches.beds import time_zone
from core.branches.models import StaffPost
from core.errors import N_, Conflict, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post as it is recorded.

    :param qualified: whether her qualification for it is proved.
    :param safeguarding_on: when she was last trained to protect children.
    """

    role: str
    from_on: date
    fte_percent: int = 100
    with_children: bool = True
    qualified: bool = False
    safeguarding_on: date | None = None


def add(session: Session, actor: Actor, member: Actor, new: NewPost) -> StaffPost:
    """Record the post of somebody who works in the actor's house; what changes is a new one, which ends the old.

    :raises NotFound: if the actor may not, or she does not work there.
    :raises Invalid: with every fault by field.
    """
    policies.require(actor, "post.write")
    if member.branch_code != actor.branch_code or member.user_id is None:
        raise NotFound()
    _check(new, clock.today(time_zone(session, actor)))
    for before in _running(session, actor, member.user_id, new):
        before.until_on = new.from_on
    made = StaffPost(
        branch_id=actor.branch_id, user_id=member.user_id, user_name=member.name, role=new.role,
        fte_percent=new.fte_percent, with_children=new.with_children, qualified=new.qualified,
        safeguarding_on=new.safeguarding_on, from_on=new.from_on, created_by=actor.user_id or 0,
        created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event names its id
    record(session, actor, "post.add", Subject("staff_post", made.id), role=new.role)
    return made


def end(session: Session, actor: Actor, post_id: int, on: date) -> StaffPost:
    """Note that somebody holds a post no longer.

    :raises Conflict: if it has ended already.
    """
    found = get(session, actor, post_id)
    if found.until_on is not None:
        raise Conflict
    found.until_on = max(on, found.from_on)
    record(session, actor, "post.end", Subject("staff_post", found.id))
    return found


def get(session: Session, actor: Actor, post_id: int) -> StaffPost:
    """Find a post of the actor's house.

    :raises NotFound: if there is none, or she may not.
    """
    policies.require(actor, "post.write")
    found = session.get(StaffPost, post_id)
    if found is None or found.branch_id != actor.branch_id:
        raise NotFound()
    return found


def of_member(session: Session, actor: Actor, user_id: int) -> list[StaffPost]:
    """List the posts of somebody, newest first."""
    policies.require(actor, "post.write")
    query = select(StaffPost).where(StaffPost.branch_id == actor.branch_id, StaffPost.user_id == user_id)
    return list(session.scalars(query.order_by(StaffPost.from_on.desc(), StaffPost.id.desc())))


def _running(session: Session, actor: Actor, user_id: int, new: NewPost) -> list[StaffPost]:
    query = select(StaffPost).where(
        StaffPost.branch_id == actor.branch_id, StaffPost.user_id == user_id, StaffPost.role == new.role,
        StaffPost.voided_at.is_(None), or_(StaffPost.until_on.is_(None), StaffPost.until_on > new.from_on),
    )  # fmt: skip
    return list(session.scalars(query))


def _check(new: NewPost, today: date) -> None:
    faults: dict[str, list[str]] = {}
    if new.role not in ROLES:
        faults["role"] = [N_("Choose one of the list.")]
    if not 1 <= new.fte_percent <= 100:
        faults["fte_percent"] = [N_("Write a number up to 100.")]
    if new.safeguarding_on is not None and new.safeguarding_on > today:
        faults["safeguarding_on"] = [N_("This day is still to come.")]
    if faults:
        raise Invalid(faults)
