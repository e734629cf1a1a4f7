"""Hats: roles at branches in time. A role that reads the most sensitive data needs a second person's approval."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.access.matrix import MATRIX, REGIONAL, ROLES, VERY_HIGH
from core.access.models import BranchListing, Grant, User
from core.actor import SYSTEM, Actor
from core.audit.service import Subject, record
from core.errors import N_, Invalid, NotFound, Refused

#: Roles that read a very high class, and the one that gives others their access (ASVS 5.0 2.3.5).
TWO_PERSON = frozenset(
    role
    for role, cells in MATRIX.items()
    if role == "config_admin" or any(cells.get(each, "")[:1] in {"W", "R", "A"} for each in VERY_HIGH)
)
_APPROVERS = tuple(role for role in ROLES if role in (policies.ACTIONS["users.approve"].roles))
_MINE_TO_APPROVE = N_("Whoever gives a role, or receives it, cannot approve it.")


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A hat to be given: a role at a branch from a day on; the regional office's roles have no branch."""

    role: str
    valid_from: date
    branch_code: str | None = None
    country_code: str | None = None
    valid_until: date | None = None
    reason: str = ""


def holds(valid_from: date, valid_until: date | None, approved_at: datetime | None, today: date) -> bool:
    """Tell whether a grant counts on a day."""
    return approved_at is not None and valid_from <= today and (valid_until is None or valid_until >= today)


def in_force(on: date) -> tuple[ColumnElement[bool], ...]:
    """Give the conditions under which grants count on a day."""
    return (
        Grant.valid_from <= on,
        or_(Grant.valid_until.is_(None), Grant.valid_until >= on),
        Grant.approved_at.is_not(None),
        Grant.ended_at.is_(None),
    )


def hats_of(session: Session, user_id: int) -> list[tuple[Grant, BranchListing | None]]:
    """List the hats a user may wear now, each by the day of its branch."""
    query = (
        select(Grant, BranchListing)
        .outerjoin(BranchListing, BranchListing.code == Grant.branch_code)
        .where(Grant.user_id == user_id, Grant.ended_at.is_(None))
        .order_by(Grant.id)
    )
    found = [(grant, listing) for grant, listing in session.execute(query)]
    return [(grant, listing) for grant, listing in found if _counts(grant, listing)]


def give(session: Session, actor: Actor, user: User, new: NewGrant) -> Grant:
    """Give somebody a role, from a day to a day; it counts at once unless a second person has to approve it.

    :raises NotFound: if the actor may not, or not there.
    :raises Invalid: if the role, the days or the place do not fit.
    """
    _require(actor, "users.manage", new.branch_code)
    _check(session, actor, user, new)
    made = Grant(
        user_id=user.id,
        role=new.role,
        country_code=new.country_code,
        branch_code=new.branch_code,
        valid_from=new.valid_from,
        valid_until=new.valid_until,
        granted_by=actor.user_id,
        reason=new.reason.strip(),
    )
    waits = new.role in TWO_PERSON and not user.demonstration and _somebody_else(session, actor, user, new.branch_code)
    made.approved_at = None if waits else clock.now()
    session.add(made)
    session.flush()  # the event carries its id
    record(session, actor, "grant.add", Subject("grant", made.id), role=new.role, branch=new.branch_code, waits=waits)
    return made


def approve(session: Session, actor: Actor, grant: Grant) -> None:
    """Approve a grant as the second person.

    :raises Refused: if the actor gave it or receives it.
    """
    _require(actor, "users.approve", grant.branch_code)
    if actor.user_id in (grant.granted_by, grant.user_id):
        raise Refused(message=_MINE_TO_APPROVE)
    if grant.approved_at is None and grant.ended_at is None:
        grant.approved_by, grant.approved_at = actor.user_id, clock.now()
        record(session, actor, "grant.approve", Subject("grant", grant.id), role=grant.role)


def end(session: Session, actor: Actor, grant: Grant) -> None:
    """End a grant now; the caller ends the sessions in which it is worn."""
    _require(actor, "users.manage", grant.branch_code)
    if grant.ended_at is None:
        grant.ended_at = clock.now()
        record(session, actor, "grant.end", Subject("grant", grant.id), role=grant.role)


def get(session: Session, actor: Actor, grant_id: int) -> Grant:
    """Find a grant of the actor's own branch.

    :raises NotFound: if there is none.
    """
    grant = session.get(Grant, grant_id)
    if grant is None or not _reaches(actor, grant.branch_code):
        raise NotFound()
    return grant


def at_branch(session: Session, branch_code: str | None) -> list[tuple[Grant, User]]:
    """List the grants of a branch that have not ended, with their people."""
    lately = clock.now().date() - timedelta(days=1)
    query = (
        select(Grant, User)
        .join(User, User.id == Grant.user_id)
        .where(
            Grant.branch_code == branch_code if branch_code else Grant.branch_code.is_(None),
            Grant.ended_at.is_(None),
            or_(Grant.valid_until.is_(None), Grant.valid_until >= lately),
        )
        .order_by(User.name, Grant.id)
    )
    return [(grant, user) for grant, user in session.execute(query)]


def _counts(grant: Grant, listing: BranchListing | None) -> bool:
    today = clock.today(listing.time_zone if listing else "UTC")
    return holds(grant.valid_from, grant.valid_until, grant.approved_at, today)


def _check(session: Session, actor: Actor, user: User, new: NewGrant) -> None:
    faults: dict[str, list[Any]] = {}
    if new.role not in ROLES:
        faults["role"] = [N_("Choose a role.")]
    elif (new.role in REGIONAL) != (new.branch_code is None):
        faults["role"] = [N_("This role does not belong here.")]
    if new.valid_until is not None and new.valid_until < new.valid_from:
        faults["valid_until"] = [N_("The last day is before the first.")]
    if new.branch_code and actor != SYSTEM:
        listing = session.get(BranchListing, new.branch_code)
        if listing is None or listing.country_code != new.country_code:
            faults["branch_code"] = [N_("There is no such house.")]
    if user.id == actor.user_id:
        faults["role"] = [N_("Nobody gives herself a role.")]
    if faults:
        raise Invalid(faults)


def _require(actor: Actor, action: str, branch_code: str | None) -> None:
    if actor == SYSTEM:
        return
    policies.require(actor, action)
    if not _reaches(actor, branch_code):
        raise NotFound()


def _reaches(actor: Actor, branch_code: str | None) -> bool:
    return actor == SYSTEM or actor.branch_code == branch_code


def _somebody_else(session: Session, actor: Actor, user: User, branch_code: str | None) -> bool:
    """Tell whether there is a second person; the first accounts of an installation have nobody to ask."""
    query = (
        select(Grant.id)
        .join(User, User.id == Grant.user_id)
        .where(
            Grant.role.in_(_APPROVERS),
            Grant.branch_code == branch_code,
            Grant.user_id.not_in([each for each in (actor.user_id, user.id) if each is not None]),
            User.ended_at.is_(None),
            *in_force(clock.now().date()),
        )
    )
    return session.scalar(query.limit(1)) is not None
