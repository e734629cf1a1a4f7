"""A way in without the door, for places where everybody is invented: who has a role at a house is simply let in."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import sessions
from core.access.models import BranchListing, Grant, User
from core.actor import Actor
from core.errors import NotFound


def enter_as(session: Session, branch_code: str, role: str) -> tuple[str, Actor]:
    """Begin a session for the invented account that has a role at a house.

    :returns: the token for the cookie, and who it is.
    :raises NotFound: if nobody has the role there, or the account belongs to somebody real.
    """
    query = (
        select(User, Grant)
        .join(Grant, Grant.user_id == User.id)
        .where(Grant.branch_code == branch_code, Grant.role == role, User.demonstration.is_(True))
    )
    found = session.execute(query.order_by(Grant.id).limit(1)).first()
    if found is None:
        raise NotFound()
    user, grant = found
    _token, visit = sessions.begin(session, user_id=user.id)
    token, _visit = sessions.rotate(session, visit, grant_id=grant.id)
    branch_id = branch_id_of(session, branch_code)
    return token, Actor(user.id, user.name, role, branch_id, branch_code, grant.country_code, user.language)


def branch_id_of(session: Session, branch_code: str) -> int:
    """Tell the id that a house has in its country's store."""
    return session.get_one(BranchListing, branch_code).branch_id
