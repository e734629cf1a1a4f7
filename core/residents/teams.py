"""Case teams: who works with a resident; caseload access begins and ends with it (NK-1)."""

from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core.access import policies
from core.access.matrix import CASE_ROLES
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Invalid
from core.residents import house
from core.residents.models import CaseMember, Resident


def on_case(session: Session, actor: Actor, resident_id: int) -> bool:
    """Tell whether the actor is on the resident's case team today (NK-1)."""
    query = select(CaseMember.id).where(
        CaseMember.resident_id == resident_id,
        CaseMember.branch_id == actor.branch_id,
        CaseMember.user_id == actor.user_id,
        on_team(house.today(session, actor)),
    )
    return session.scalar(query.limit(1)) is not None


def on_team(today: date) -> ColumnElement[bool]:
    """A place on a case team that counts on a day of the house; it ends with the day on which it was ended (NK-1)."""
    return (CaseMember.from_on <= today) & or_(CaseMember.until_on.is_(None), CaseMember.until_on > today)


def caseload(session: Session, actor: Actor) -> list[int]:
    """Give the ids of the residents on whose team the actor is."""
    query = select(CaseMember.resident_id).where(
        CaseMember.branch_id == actor.branch_id,
        CaseMember.user_id == actor.user_id,
        on_team(house.today(session, actor)),
    )
    return list(session.scalars(query))


def join_team(
    session: Session,
    actor: Actor,
    resident: Resident,
    member: Actor,
    *,
    owner: bool = False,
    from_on: date | None = None,
) -> None:
    """Put somebody on a resident's case team; it is what opens her file to that person.

    A team has one owner at a time: a new one takes the place of the old one, who stays on it.

    :raises Invalid: if the person does not work here, or in a role that takes no part in cases.
    """
    policies.require(actor, "team.write")
    house.own(actor, resident)
    if member.role not in CASE_ROLES or member.branch_code not in (None, actor.branch_code):
        raise Invalid({"user_id": [N_("Choose somebody of this house who takes part in cases.")]})
    day = from_on or house.today(session, actor)
    if owner:
        _end_ownership(session, resident)
    present = _place(session, resident.id, member.user_id, day)
    if present is not None:
        present.owner = present.owner or owner
        return
    session.add(
        CaseMember(
            branch_id=resident.branch_id,
            resident_id=resident.id,
            user_id=member.user_id,
            user_name=member.name,
            role=member.role,
            owner=owner,
            from_on=day,
        )
    )
    record(session, actor, "team.join", Subject("resident", resident.id), member=member.user_id, role=member.role)


def _end_ownership(session: Session, resident: Resident) -> None:
    for member in session.scalars(
        select(CaseMember).where(CaseMember.resident_id == resident.id, CaseMember.owner.is_(True))
    ):
        member.owner = False


def _place(session: Session, resident_id: int, user_id: int | None, day: date) -> CaseMember | None:
    whose = (CaseMember.resident_id == resident_id, CaseMember.user_id == user_id)
    still = or_(CaseMember.until_on.is_(None), CaseMember.until_on > day)
    return session.scalars(select(CaseMember).where(*whose, still).limit(1)).first()


def leave_team(session: Session, actor: Actor, resident: Resident, user_id: int) -> None:
    """End somebody's place on the team: her access ends with it."""
    policies.require(actor, "team.write")
    house.own(actor, resident)
    day = house.today(session, actor)
    member = _place(session, resident.id, user_id, day)
    if member is None:
        return
    member.until_on = max(day, member.from_on)
    record(session, actor, "team.leave", Subject("resident", resident.id), member=user_id)


def team(session: Session, resident_id: int) -> list[CaseMember]:
    """List the case team: everybody whose place has not been ended."""
    query = select(CaseMember).where(CaseMember.resident_id == resident_id, CaseMember.until_on.is_(None))
    return list(session.scalars(query.order_by(CaseMember.owner.desc(), CaseMember.id)))
