"""Approves that a work or a story leaves: the data-protection officer, who has not written it, looks at just this.

She sees no more than what would leave: not whose it is. Other words need another approval, and what she refuses or
takes back is given to nobody, is offered to no report, and is taken down where it is shown.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core import clock, slips
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Invalid, Refused
from core.residents import house, recalls, telltales, works
from core.residents.models import APPROVED, REFUSED, WAITING, Resident, Work, WorkUse
from core.residents.works import PICTURE, STORY, Shelved
from plugins.profile import CountryProfile

_ANYWHERE = ("no_name", "no_house", "no_place", "no_date")
#: What she has looked at before she approves, by kind; each is ticked.
CHECKS: Mapping[str, tuple[str, ...]] = {
    STORY: (*_ANYWHERE, "heard", "agrees"),
    PICTURE: ("seen", "no_face", *_ANYWHERE, "agrees"),
}
_COMMENT = 300


def listed(session: Session, actor: Actor, country: CountryProfile) -> list[Shelved]:
    """List the works of the house without whose they are: those that wait first, then the newest."""
    policies.require(actor, "work.decide")
    newest = select(Work).where(*_of_house(actor)).order_by(Work.state != WAITING, Work.id.desc())
    return works.shelved(session, country, list(session.scalars(newest)), house.today(session, actor))


def count_waiting(session: Session, actor: Actor) -> int:
    """Count what waits for the actor."""
    policies.require(actor, "work.decide")
    waiting = select(func.count()).select_from(Work).where(*_of_house(actor), Work.state == WAITING)
    return session.scalar(waiting) or 0


def get(session: Session, actor: Actor, country: CountryProfile, work_id: int) -> Shelved:
    """Open a work to decide on it.

    :raises NotFound: if there is none in the house.
    """
    policies.require(actor, "work.decide")
    work = slips.own(session, actor, Work, work_id)
    return works.shelved(session, country, [work], house.today(session, actor))[0]


def approve(
    session: Session, actor: Actor, country: CountryProfile, work_id: int, checked: Collection[str], *, revision: int
) -> Work:
    """Let a work leave as it stands.

    :param checked: what she has looked at, of :data:`CHECKS`.
    :param revision: the one she has read.
    :raises Refused: if she has written any of its words.
    :raises Conflict: if it was decided or has other words meanwhile, her consent has ended, or it would lead to her by
        what is known of her today.
    :raises Invalid: with everything she has not ticked.
    """
    work = _locked(session, actor, work_id)
    if actor.user_id in work.writers:
        raise Refused(message=N_("You have written it: another person decides."))
    if work.state != WAITING or work.revision != revision:
        raise Conflict(message=N_("It was changed or decided meanwhile. Read it again."))
    if works.until(session, country, work, house.today(session, actor)) is None:
        raise Conflict(message=N_("Her consent to this runs no longer: it cannot leave."))
    known = telltales.of(session, session.get_one(Resident, work.resident_id))
    if any(known.stand_in(slips.opened(session, work, each)) for each in ("title", "text")):
        raise Conflict(message=N_("By what is known today it would lead to somebody. Refuse it, to be written anew."))
    slips.refuse({each: [N_("Look at this, and tick it.")] for each in CHECKS[work.kind] if each not in checked})
    _decide(work, actor, APPROVED)
    record(session, actor, "work.approve", Subject("work", work.id), data_class="ID", checked=list(CHECKS[work.kind]))
    return work


def refuse(session: Session, actor: Actor, work_id: int, why: str, *, revision: int) -> Work:
    """Let a work not leave, or no longer; where it is shown it is taken down.

    :raises Invalid: without a reason.
    :raises Conflict: if it is refused already, or has other words meanwhile.
    """
    work = _locked(session, actor, work_id)
    if work.state == REFUSED or work.revision != revision:
        raise Conflict(message=N_("It was changed or decided meanwhile. Read it again."))
    if not 0 < len(why.strip()) <= _COMMENT:
        raise Invalid({"comment": [N_("Write in at most 300 characters why.")]})
    _decide(work, actor, REFUSED)
    slips.seal(session, work, comment=why)
    record(session, actor, "work.refuse", Subject("work", work.id))
    for use in session.scalars(select(WorkUse).where(WorkUse.work_id == work.id, WorkUse.down_on.is_(None))):
        recalls.take_down(session, actor, use)
    return work


def _of_house(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Leave out those whose file was destroyed: nothing is left of them but what they were called outside."""
    return Work.branch_id == actor.branch_id, Work.title.is_not(None)


def _decide(work: Work, actor: Actor, state: str) -> None:
    work.state, work.decided_at, work.decided_by_name = state, clock.now(), actor.name


def _locked(session: Session, actor: Actor, work_id: int) -> Work:
    policies.require(actor, "work.decide")
    work = slips.own(session, actor, Work, work_id)
    session.refresh(work, with_for_update=True)
    return work
