"""From the street into the house: the team says that somebody wants to come, and tells whoever receives her.

Until the team has said so, nobody but the team learns a nickname.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.errors import N_, Conflict, NotFound
from core.outreach.models import OutreachContact, StreetPerson
from core.outreach.terms import ADMITTED, COMING

SOURCE, CODE = "street_person", "coming"
_PREPARE = N_("Somebody from the street wants to come: prepare her admission")
_SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody who wants to come.

    :param needs: codes of what she needed, the latest first.
    """

    person: StreetPerson
    nickname: str
    needs: tuple[str, ...]


def wants_to_come(session: Session, actor: Actor, person_id: int) -> StreetPerson:
    """Note that somebody wants to come into the house; noting it again takes it back.

    :raises Conflict: if she lives there already.
    """
    policies.require(actor, "outreach.write")
    found = slips.own(session, actor, StreetPerson, person_id)
    if found.state == ADMITTED:
        raise Conflict
    coming = found.state != COMING
    found.state = COMING if coming else "engaged" if found.engaged_on else "known"
    if coming:
        agenda.add(
            session, branch_id=found.branch_id, code=CODE, source=SOURCE, source_id=found.id, title=_PREPARE,
            role="social_worker", due_at=clock.now() + _SOON, data_class="OUT", urgent=True, actor=actor,
        )  # fmt: skip
    else:
        agenda.cancel(session, actor, source=SOURCE, source_id=found.id)
    record(session, actor, "contact.coming", Subject(SOURCE, found.id), coming=coming)
    return found


def who_comes(session: Session, actor: Actor) -> list[Coming]:
    """List who wants to come, for whoever receives; nobody for anybody else."""
    if not policies.may(actor, "resident.admit") or not policies.may(actor, "outreach.read"):
        return []
    query = select(StreetPerson).where(StreetPerson.branch_id == actor.branch_id, StreetPerson.state == COMING)
    people = list(session.scalars(query.order_by(StreetPerson.id)))
    names, needs = slips.opened_many(session, people, "nickname"), _needs(session, [each.id for each in people])
    return [Coming(each, names.get(each.id, ""), tuple(needs.get(each.id, ()))) for each in people]


def find(session: Session, actor: Actor, person_id: int) -> Coming:
    """Find somebody who wants to come.

    :raises NotFound: if she does not, or the actor receives nobody.
    """
    found = next((each for each in who_comes(session, actor) if each.person.id == person_id), None)
    if found is None:
        raise NotFound()
    return found


def _needs(session: Session, people: Sequence[int]) -> dict[int, list[str]]:
    query = select(OutreachContact.person_id, OutreachContact.need).where(
        OutreachContact.person_id.in_(people), OutreachContact.need != "", OutreachContact.voided_at.is_(None)
    )
    found: dict[int, list[str]] = {}
    for person, need in session.execute(query.order_by(OutreachContact.met_at.desc(), OutreachContact.id.desc())):
        if need not in found.setdefault(person, []):
            found[person].append(need)
    return found
