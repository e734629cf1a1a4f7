"""Transfers of a house as they are listed: what waits for the reader first, in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, desc, exists, false, func, or_, select
from sqlalchemy.orm import Session

from core import people
from core.access import policies
from core.actor import Actor
from core.residents import house
from core.residents.models import CaseMember
from core.residents.teams import on_team
from core.stages.models import TRAVELLING, UNSENT, Transfer, TransferStep
from core.stages.packages import ENCLOSED, IN, OUT, WANTED

PAGE = 50
#: Far more than ever wait at once in a house.
_MOST_OPEN = 200
_COLUMNS = (Transfer.id, Transfer.direction, Transfer.other_branch, Transfer.state, Transfer.created_at)
_OPEN = (*UNSENT, *TRAVELLING, "arrived")


@dataclass(frozen=True, slots=True)
class Listed:
    """A transfer as it is listed.

    :param mine: whether it waits for the reader.
    :param since: when it came where it stands.
    :param resident_code: whom it is about; nobody, as long as she has not been received here.
    """

    id: int
    direction: str
    other_branch: str
    state: str
    created_at: datetime
    since: datetime | None
    mine: bool
    resident_code: str | None
    house_name: str | None


def waits_for(actor: Actor, today: date) -> ColumnElement[bool]:
    """Narrow transfers to those on which the actor has to act."""
    out, came = Transfer.direction == OUT, Transfer.direction == IN
    announced = and_(came, Transfer.state == "arrived")
    hers = _on_case(actor, today)
    by_role: dict[str, ColumnElement[bool]] = {
        "director": or_(announced, and_(out, Transfer.state == "proposed", Transfer.created_by != actor.user_id)),
        "social_worker": or_(announced, and_(out, Transfer.state == "authorised", hers)),
        "nurse": and_(
            hers,
            or_(
                and_(out, Transfer.state.in_(UNSENT), Transfer.medical == WANTED),
                and_(came, Transfer.state == "admitted", Transfer.medical == ENCLOSED),
            ),
        ),
    }
    return by_role.get(actor.role, false())


def count_waiting(session: Session, actor: Actor, today: date) -> int:
    """Count the transfers that wait for the actor."""
    policies.require(actor, "transfer.read")
    query = select(func.count()).where(Transfer.branch_id == actor.branch_id, waits_for(actor, today))
    return session.scalar(query) or 0


def list_open(session: Session, actor: Actor) -> list[Listed]:
    """List what is under way or waits for the actor, her own first."""
    mine = waits_for(actor, house.today(session, actor))
    query = _select(session, actor).where(or_(Transfer.state.in_(_OPEN), mine))
    return _rows(session, query.order_by(desc("mine"), Transfer.id.desc()).limit(_MOST_OPEN))


def list_ended(
    session: Session, actor: Actor, *, after: tuple[int] | None = None, before: tuple[int] | None = None
) -> list[Listed]:
    """List what has come to an end, newest first; one more than a page if the list goes on."""
    query = _select(session, actor).where(Transfer.state.not_in(_OPEN))
    if after is not None:
        query = query.where(Transfer.id < after[0])
    if before is not None:
        query = query.where(Transfer.id > before[0])
    found = _rows(session, query.order_by(Transfer.id if before else Transfer.id.desc()).limit(PAGE + 1))
    return found[::-1] if before else found


def of_resident(session: Session, actor: Actor, resident_id: int) -> list[Listed]:
    """List a resident's transfers, newest first."""
    query = _select(session, actor).where(Transfer.resident_id == resident_id)
    return _rows(session, query.order_by(Transfer.id.desc()))


def unopened(session: Session, actor: Actor, envelope_ids: Sequence[str]) -> int:
    """Count the envelopes that lie in the network for this house and could not be opened here."""
    policies.require(actor, "transfer.receive")
    query = select(Transfer.envelope_id).where(
        Transfer.branch_id == actor.branch_id, Transfer.envelope_id.in_(envelope_ids)
    )
    return len(set(envelope_ids) - set(session.scalars(query))) if envelope_ids else 0


def _on_case(actor: Actor, today: date) -> ColumnElement[bool]:
    member = select(CaseMember.id).where(
        CaseMember.resident_id == Transfer.resident_id,
        CaseMember.branch_id == actor.branch_id,
        CaseMember.user_id == actor.user_id,
        on_team(today),
    )
    return exists(member)


def _select(session: Session, actor: Actor) -> Select[Any]:
    policies.require(actor, "transfer.read")
    about = people.residents()
    since = select(func.max(TransferStep.at)).where(TransferStep.transfer_id == Transfer.id).scalar_subquery()
    mine = waits_for(actor, house.today(session, actor))
    columns: list[ColumnElement[Any]] = [since.label("since"), mine.label("mine"), *people.naming(actor)]
    return (
        select(*_COLUMNS, *columns)
        .outerjoin(about, about.c.id == Transfer.resident_id)
        .where(Transfer.branch_id == actor.branch_id)
    )


def _rows(session: Session, query: Select[Any]) -> list[Listed]:
    return [Listed(**row._asdict()) for row in session.execute(query)]
