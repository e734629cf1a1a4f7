"""Acts of a legal case: planned, postponed, done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.branches import service as branches
from core.errors import N_, Conflict
from core.legal import cases, planned, preparation
from core.legal.case_terms import ACTS, DECIDING, MODALITIES, RESULTS
from core.legal.models import LegalAct, LegalCase, LegalPreparation, LegalReparation, LegalStatement
from core.residents import house

_LIMITS = {"note": 2000}
_CHOOSE = N_("Choose one of the list.")
_HOW = N_("Write how it was decided.")
_NO_RESULT = N_("Only a decision that was taken has a result.")
_NOT_YET = N_(
    "The hour for which it is planned has not come yet. If it was done before, call it off and write a new act."
)


@dataclass(frozen=True, slots=True)
class NewAct:
    """An act as it is recorded: one that was done on a day, or one that is planned for an hour.

    :param modality: how she is heard, where that is agreed before; ``support`` goes along with her.
    :param prepare: whether she is got ready for it, in the steps of :data:`core.legal.case_terms.STEPS`.
    """

    kind: str
    on_day: date | None = None
    at: datetime | None = None
    result: str = ""
    note: str = ""
    modality: str = ""
    leaves_at: datetime | None = None
    returns_at: datetime | None = None
    support: Actor | None = None
    prepare: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a case, opened.

    :param steps: of getting her ready, by act.
    """

    acts: list[tuple[LegalAct, str]]
    steps: Mapping[int, list[LegalPreparation]]
    statements: list[LegalStatement]
    reparations: list[LegalReparation]


def add(session: Session, actor: Actor, case_id: int, new: NewAct, *, corrects: int | None = None) -> LegalAct:
    """Record an act that was done, or plan one; a planned one becomes tasks, for the shift without a word on why.

    :raises Invalid: with every field that cannot stand.
    """
    case = writable(session, actor, case_id)
    _check(session, actor, case, new)
    _words, stage, moves = ACTS[new.kind]
    made = LegalAct(
        branch_id=case.branch_id, case_id=case.id, kind=new.kind, stage=stage, on_day=_day(session, actor, new),
        at=new.at, state="planned" if new.at else "done", result=new.result, moves=moves, modality=new.modality,
        leaves_at=new.leaves_at, returns_at=new.returns_at, support_id=new.support.user_id if new.support else None,
        support_name=new.support.name if new.support else "", created_by=actor.user_id or 0,
        created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its id is part of what seals the note, and names the tasks
    slips.seal(session, made, note=new.note)
    if new.kind == "complaint" and new.at is None and case.filed_on is None:
        case.filed_on = made.on_day
    if corrects is not None:
        slips.correct(session, actor, made, corrects)
    planned.plan(session, actor, made)
    if new.prepare:
        preparation.begin(session, actor, made, preparation.people(session, made))
    cases.follow(session, actor, case)
    record(session, actor, "act.add", Subject("legal_act", made.id), kind=new.kind, state=made.state)
    return made


def hold(session: Session, actor: Actor, act_id: int, on_day: date, result: str = "") -> LegalAct:
    """Note that a planned act was done, on the day for which it was planned or on another.

    :raises Invalid: with every field that cannot stand, also if the hour for which it is planned has not come yet.
    """
    act, case = _planned(session, actor, act_id)
    faults = slips.day_faults(house.today(session, actor), case.filed_on, on_day=on_day)
    if act.at is not None and act.at > clock.now():
        faults["on_day"] = [_NOT_YET]
    if result and (result not in RESULTS or act.kind not in DECIDING):
        faults["result"] = [_NO_RESULT]
    if act.kind == "final_decision" and not result:
        faults["result"] = [_HOW]
    slips.refuse(faults)
    act.state, act.on_day, act.result = "done", on_day, result
    agenda.close(session, actor, source=planned.SOURCE, source_id=act.id)
    preparation.follow(session, actor, act)
    cases.follow(session, actor, case)
    record(session, actor, "act.hold", Subject("legal_act", act.id))
    return act


def take_back(session: Session, actor: Actor, act_id: int) -> LegalAct:
    """Undo that a planned act was noted as done: it is planned again, with all that was agreed for it.

    :raises NotFound: if there is none for her.
    :raises Conflict: if it never was planned, or is not noted as done.
    """
    act = slips.own(session, actor, LegalAct, act_id)
    case = writable(session, actor, act.case_id)
    if act.state != "done" or act.at is None or act.voided_at is not None:
        raise Conflict
    act.state, act.on_day, act.result = "planned", _day_of(session, actor, act.at), ""
    planned.plan_again(session, actor, act)
    preparation.follow(session, actor, act)
    cases.follow(session, actor, case)
    record(session, actor, "act.take_back", Subject("legal_act", act.id))
    return act


def postpone(session: Session, actor: Actor, act_id: int, at: datetime) -> LegalAct:
    """Put a planned act off: a new one takes its place with all that was agreed for it, and the chain stays.

    She leaves and comes back as long before and after it as had been agreed, who goes along and the steps that get her
    ready move with it.

    :returns: the new one.
    """
    act, case = _planned(session, actor, act_id)
    if act.at is not None and at <= act.at:
        slips.refuse({"at": [N_("Write an hour after the one it had.")]})
    agenda.cancel(session, actor, source=planned.SOURCE, source_id=act.id)
    made = add(session, actor, case.id, _put_off(session, act, at))
    preparation.move(session, actor, act, made)
    act.state, act.replaced_by_id = "postponed", made.id
    record(session, actor, "act.postpone", Subject("legal_act", act.id))
    return made


def get(session: Session, actor: Actor, act_id: int) -> LegalAct:
    """Find an act that the actor may write.

    :raises NotFound: if there is none for her.
    """
    act = slips.own(session, actor, LegalAct, act_id)
    writable(session, actor, act.case_id)
    return act


def call_off(session: Session, actor: Actor, act_id: int) -> LegalAct:
    """Note that a planned act does not take place."""
    act, _case_of = _planned(session, actor, act_id)
    act.state = "cancelled"
    agenda.cancel(session, actor, source=planned.SOURCE, source_id=act.id)
    preparation.follow(session, actor, act)
    record(session, actor, "act.call_off", Subject("legal_act", act.id))
    return act


def change(session: Session, actor: Actor, act_id: int, how: str) -> LegalAct:
    """Strike an act out, or bring it back; the case follows."""
    act = slips.own(session, actor, LegalAct, act_id)
    case = writable(session, actor, act.case_id)
    if how == "strike":
        slips.strike(session, actor, act)
        agenda.cancel(session, actor, source=planned.SOURCE, source_id=act.id)
    else:
        slips.restore(session, actor, act)
        planned.plan(session, actor, act)
    preparation.follow(session, actor, act)
    cases.follow(session, actor, case)
    return act


def course(session: Session, actor: Actor, case_id: int) -> Course:
    """Read the course of a case, newest act first, in a fixed number of statements."""
    case = cases.get(session, actor, case_id)
    query = select(LegalAct).where(LegalAct.case_id == case.id).order_by(LegalAct.on_day.desc(), LegalAct.id.desc())
    acts = list(session.scalars(query))
    notes = slips.opened_many(session, acts, "note")
    said = select(LegalStatement).where(LegalStatement.case_id == case.id).order_by(LegalStatement.on_day.desc())
    owed = select(LegalReparation).where(LegalReparation.case_id == case.id).order_by(LegalReparation.ordered_on.desc())
    return Course(
        [(each, notes.get(each.id, "")) for each in acts],
        preparation.of_acts(session, [each.id for each in acts]),
        list(session.scalars(said)),
        list(session.scalars(owed)),
    )


def upcoming(session: Session, actor: Actor, limit: int = 20) -> list[LegalAct]:
    """List the house's planned acts, the next first: a code and an hour, no names."""
    policies.require(actor, "case.read", on_case=True)
    query = select(LegalAct).where(
        LegalAct.branch_id == actor.branch_id, LegalAct.state == "planned", LegalAct.voided_at.is_(None),
        LegalAct.at.is_not(None),
    )  # fmt: skip
    query = query.where(LegalAct.case_id.in_(cases.visible_ids(session, actor)))
    return list(session.scalars(query.order_by(LegalAct.at, LegalAct.id).limit(limit)))


def writable(session: Session, actor: Actor, case_id: int) -> LegalCase:
    """Find a case that the actor may write.

    :raises NotFound: if there is none for her.
    """
    policies.require(actor, "case.write")
    return cases.get(session, actor, case_id)


def _planned(session: Session, actor: Actor, act_id: int) -> tuple[LegalAct, LegalCase]:
    act = slips.own(session, actor, LegalAct, act_id)
    case = writable(session, actor, act.case_id)
    if act.state != "planned" or act.voided_at is not None:
        raise Conflict
    return act, case


def _check(session: Session, actor: Actor, case: LegalCase, new: NewAct) -> None:
    faults = slips.day_faults(house.today(session, actor), case.filed_on, on_day=new.on_day)
    if new.kind not in ACTS:
        faults["kind"] = [_CHOOSE]
    if (new.on_day is None) == (new.at is None):
        faults["on_day"] = [N_("Write the day on which it was done, or the hour for which it is planned.")]
    if new.at is not None and new.at <= clock.now():
        faults["at"] = [N_("What is planned lies ahead; write the day of what was done.")]
    if new.result and (new.result not in RESULTS or new.kind not in DECIDING or new.at):
        faults["result"] = [_NO_RESULT]
    faults |= _way_faults(new)
    if new.kind == "final_decision" and new.at is None and not new.result:
        faults["result"] = [_HOW]
    slips.refuse(faults | house.text_faults({"note": new.note}, _LIMITS))


def _way_faults(new: NewAct) -> dict[str, list[str]]:
    """Find what cannot be of how she is heard and comes there: only what is planned is agreed before."""
    faults: dict[str, list[str]] = {}
    if new.modality and new.modality not in MODALITIES:
        faults["modality"] = [_CHOOSE]
    if new.at is None and (new.leaves_at or new.returns_at or new.support or new.prepare):
        faults["at"] = [N_("Write the hour for which it is planned.")]
    elif (new.leaves_at is None) != (new.returns_at is None):
        faults["returns_at"] = [N_("Write both, when she leaves and when she returns.")]
    elif new.at and new.leaves_at and new.returns_at and not new.leaves_at <= new.at < new.returns_at:
        faults["returns_at"] = [N_("She leaves before the act and returns after it.")]
    return faults


def _put_off(session: Session, act: LegalAct, at: datetime) -> NewAct:
    later = at - act.at if act.at else timedelta()
    leaves, returns = (each + later if each else None for each in (act.leaves_at, act.returns_at))
    support = Actor(act.support_id, act.support_name, "") if act.support_name else None
    note = slips.opened(session, act, "note")
    return NewAct(
        act.kind, at=at, note=note, modality=act.modality, leaves_at=leaves, returns_at=returns, support=support
    )


def _day(session: Session, actor: Actor, new: NewAct) -> date:
    if new.on_day is not None or new.at is None:
        return new.on_day or house.today(session, actor)
    return _day_of(session, actor, new.at)


def _day_of(session: Session, actor: Actor, at: datetime) -> date:
    return at.astimezone(ZoneInfo(branches.time_zone(session, actor))).date()
