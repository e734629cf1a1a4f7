"""What came of a follow-up: reached, or not reached and why. Whoever was not reached stays in the count."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import slips
from core.actor import Actor
from core.aftercare import service
from core.aftercare.models import AftercarePlan, FollowUp
from core.aftercare.terms import (
    AT_RISK,
    DECEASED,
    DECLINED,
    DOMAINS,
    DUE,
    LOST,
    MODES,
    NOT_REACHED,
    OCCUPATIONS,
    REACHED,
    REEXPLOITED,
    SCORES,
    SOURCES,
)
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.errors import N_, Conflict, Message
from core.i18n import lazy
from core.i18n.formats import format_date
from core.residents import house
from core.stages import episodes

_LIMITS = {"note": 2000}
_CHOOSE = N_("Choose one of the list.")
_FAR = N_(
    "A contact counts for this follow-up up to %(days)s days before or after the day on which it was due. "
    "Once they are over note that she was not reached in time, and write her words below."
)
_BEFORE = N_("Nobody is looked for before %(day)s: a try counts for this follow-up from then on.")
_SURE = N_("A death ends her whole after-care. Tick that you are sure of it.")
_ENDED = N_("Her after-care has ended since. What ended it is undone first.")
_HERE_AGAIN = N_("She has come back since: nobody follows up somebody who lives here.")
#: What may be told of her, and how it stands where nobody has told it.
_BLANK: Mapping[str, object] = {
    "source": "", "mode": "", "lost_reason": "", "occupation": "", "reexploited": "", "readmitted_elsewhere": False,
}  # fmt: skip
#: What belongs to a state: of the dead nobody says that she is at school, nor of whom they met that nobody answered.
_TOLD: Mapping[str, Set[str]] = {
    REACHED: _BLANK.keys() - {"lost_reason"},
    NOT_REACHED: {"mode", "lost_reason", "readmitted_elsewhere"},
    DECLINED: {"source", "mode", "readmitted_elsewhere"},
    DECEASED: {"mode"},
    DUE: set(),
}
#: The state of a plan that a follow-up in one of these ended.
_ENDS: Mapping[str, str] = {DECLINED: DECLINED, DECEASED: "closed"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a follow-up.

    :param reached: whether there was a contact that counts; else why not.
    :param domains: score of each domain that was talked about.
    :param sure: that she has died is no slip of the hand: it ends everything.
    """

    state: str
    made_on: date
    source: str = ""
    mode: str = ""
    lost_reason: str = ""
    occupation: str = ""
    reexploited: str = ""
    readmitted_elsewhere: bool = False
    domains: Mapping[str, int] = field(default_factory=dict)
    note: str = ""
    sure: bool = False


def note(session: Session, actor: Actor, follow_up_id: int, outcome: Outcome) -> FollowUp:
    """Write what came of a follow-up: whoever was not reached stays in the count, with the reason.

    A try before the window is over leaves it due, and is counted. What does not belong to the state is not kept.

    :raises Invalid: with every field that cannot stand.
    """
    found = slips.own(session, actor, FollowUp, follow_up_id)
    belongs = service.writable(session, actor, found.plan_id)
    today = house.today(session, actor)
    _check(found, outcome, belongs, today)
    found.made_on, found.made_by, found.made_by_name = outcome.made_on, actor.user_id, actor.name
    found.tries += 1
    _tell(found, outcome.state, outcome)
    slips.seal(session, found, note=outcome.note)
    over = today > found.taken_until
    found.state = DUE if outcome.state == NOT_REACHED and not over else outcome.state
    if found.state != DUE:
        agenda.close(session, actor, source=service.SOURCE, source_id=found.id)
    if found.state in _ENDS:
        _stop(session, actor, belongs, found, outcome.made_on)
    _complete(session, belongs)
    record(session, actor, "follow_up.note", Subject("follow_up", found.id), state=found.state, tries=found.tries)
    return found


def get(session: Session, actor: Actor, follow_up_id: int) -> FollowUp:
    """Find a follow-up that the actor may write.

    :raises NotFound: if there is none for her.
    """
    found = slips.own(session, actor, FollowUp, follow_up_id)
    service.writable(session, actor, found.plan_id)
    return found


def is_told(belongs: AftercarePlan, found: FollowUp) -> bool:
    """Tell whether something was written about a follow-up itself that can be undone as its plan stands."""
    itself = found.state != DUE and found.made_on is not None and found.ended_with_id is None
    return itself and belongs.state in ("active", "completed", _ENDS.get(found.state))


def reopen(session: Session, actor: Actor, follow_up_id: int) -> FollowUp:
    """Undo what was written about a follow-up: it is due again, and so is all that ended with it.

    :raises Conflict: if nothing was written, or something that came later stands on it.
    """
    found = slips.own(session, actor, FollowUp, follow_up_id)
    belongs = service.writable(session, actor, found.plan_id)
    if not is_told(belongs, found):
        raise Conflict(message=None if found.state == DUE else _ENDED)
    last = episodes.find_last(session, found.resident_id)
    if last is None or last.id != found.episode_id:
        raise Conflict(message=_HERE_AGAIN)
    with_it = select(FollowUp).where(FollowUp.plan_id == belongs.id, FollowUp.ended_with_id == found.id)
    ended = list(session.scalars(with_it.order_by(FollowUp.due_on)))
    belongs.state, belongs.closed_on = "active", None
    _tell(found, DUE, None)
    found.made_on = None
    for each in (found, *ended):
        each.state, each.ended_with_id = DUE, None
        agenda.open_again(session, actor, source=service.SOURCE, source_id=each.id, code=f"follow_up:{each.months}")
        service.remind(session, actor, belongs, each)
        record(session, actor, "follow_up.reopen", Subject("follow_up", each.id))
    return found


def _tell(found: FollowUp, state: str, outcome: Outcome | None) -> None:
    for name, nothing in _BLANK.items():
        setattr(found, name, getattr(outcome, name) if outcome and name in _TOLD[state] else nothing)
    scores = dict(outcome.domains) if outcome and state == REACHED else {}
    found.domains, found.domains_scored = scores, len(scores)
    found.domains_at_risk = sum(score <= AT_RISK for score in scores.values())


def _stop(session: Session, actor: Actor, belongs: AftercarePlan, told: FollowUp, on: date) -> None:
    """Nobody is asked again who prefers no contact, and nobody who has died."""
    belongs.state, belongs.closed_on = _ENDS[told.state], house.today(session, actor)
    service.end_open(session, actor, belongs, told.state, on, told=told)


def _complete(session: Session, belongs: AftercarePlan) -> None:
    session.flush()  # what is still due is asked from the store
    query = select(FollowUp.id).where(FollowUp.plan_id == belongs.id, FollowUp.state == DUE).limit(1)
    if belongs.state == "active" and session.scalar(query) is None:
        belongs.state = "completed"


def _check(found: FollowUp, outcome: Outcome, belongs: AftercarePlan, today: date) -> None:
    faults: dict[str, Sequence[Message]] = {**slips.day_faults(today, belongs.opened_on, made_on=outcome.made_on)}
    if found.state != DUE:
        raise Conflict
    if outcome.state not in (REACHED, NOT_REACHED, DECLINED, DECEASED):
        faults["state"] = [_CHOOSE]
    if outcome.state == REACHED and not faults and not found.takes(outcome.made_on):
        faults["made_on"] = [lazy(_FAR, days=found.taken_days)]
    if outcome.state == NOT_REACHED and not faults and outcome.made_on < found.taken_from:
        faults["made_on"] = [lazy(_BEFORE, day=format_date(found.taken_from))]
    if outcome.state == REACHED:
        needed = (("source", SOURCES), ("mode", MODES), ("occupation", OCCUPATIONS), ("reexploited", REEXPLOITED))
        faults |= {name: [_CHOOSE] for name, known in needed if getattr(outcome, name) not in known}
    if outcome.state == NOT_REACHED and outcome.lost_reason not in LOST:
        faults["lost_reason"] = [_CHOOSE]
    if outcome.state == DECEASED and not outcome.sure:
        faults["sure"] = [_SURE]
    if set(outcome.domains) - set(DOMAINS) or set(outcome.domains.values()) - set(SCORES):
        faults["domains"] = [_CHOOSE]
    slips.refuse(faults | house.text_faults({"note": outcome.note}, _LIMITS))
