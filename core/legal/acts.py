"""Acts of a legal case: planned, postponed, done; statements with their protection, and reparation."""

from dataclasses import dataclass
from datetime import date, datetime
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
from core.legal import cases
from core.legal.case_terms import ACTS, DECIDING, DELIVERED, MODALITIES, RESULTS
from core.legal.models import LegalAct, LegalCase, LegalReparation, LegalStatement
from core.residents import house

SOURCE = "legal_act"
_HEARING = N_("An act of a legal case: be there")
_OUTSIDE = N_("She goes out to an appointment")
_LIMITS = {"note": 2000}
_CHOOSE = N_("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class NewAct:
    """An act as it is recorded: one that was done on a day, or one that is planned for an hour."""

    kind: str
    on_day: date | None = None
    at: datetime | None = None
    result: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """The course of a case, opened."""

    acts: list[tuple[LegalAct, str]]
    statements: list[LegalStatement]
    reparations: list[LegalReparation]


def add(session: Session, actor: Actor, case_id: int, new: NewAct, *, corrects: int | None = None) -> LegalAct:
    """Record an act that was done, or plan one; a planned one becomes tasks, for the shift without a word on why.

    :raises Invalid: with every field that cannot stand.
    """
    case = _case(session, actor, case_id)
    _check(session, actor, case, new)
    _words, stage, moves = ACTS[new.kind]
    made = LegalAct(
        branch_id=case.branch_id, case_id=case.id, kind=new.kind, stage=stage, on_day=_day(session, actor, new),
        at=new.at, state="planned" if new.at else "done", result=new.result, moves=moves,
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its id is part of what seals the note, and names the tasks
    slips.seal(session, made, note=new.note)
    if new.kind == "complaint" and new.at is None and case.filed_on is None:
        case.filed_on = made.on_day
    if corrects is not None:
        slips.correct(session, actor, made, corrects)
    _plan(session, actor, case, made)
    cases.follow(session, actor, case)
    record(session, actor, "act.add", Subject("legal_act", made.id), kind=new.kind, state=made.state)
    return made


def hold(session: Session, actor: Actor, act_id: int, result: str = "") -> LegalAct:
    """Note that a planned act was done."""
    act, case = _planned(session, actor, act_id)
    if result and (result not in RESULTS or act.kind not in DECIDING):
        slips.refuse({"result": [_CHOOSE]})
    act.state, act.result = "done", result
    agenda.close(session, actor, source=SOURCE, source_id=act.id)
    cases.follow(session, actor, case)
    record(session, actor, "act.hold", Subject("legal_act", act.id))
    return act


def postpone(session: Session, actor: Actor, act_id: int, at: datetime) -> LegalAct:
    """Put a planned act off: a new one takes its place, and the chain stays.

    :returns: the new one.
    """
    act, case = _planned(session, actor, act_id)
    if act.at is not None and at <= act.at:
        slips.refuse({"at": [N_("Write an hour after the one it had.")]})
    agenda.cancel(session, actor, source=SOURCE, source_id=act.id)
    made = add(session, actor, case.id, NewAct(act.kind, at=at, note=slips.opened(session, act, "note")))
    act.state, act.replaced_by_id = "postponed", made.id
    record(session, actor, "act.postpone", Subject("legal_act", act.id))
    return made


def get(session: Session, actor: Actor, act_id: int) -> LegalAct:
    """Find an act that the actor may write.

    :raises NotFound: if there is none for her.
    """
    act = slips.own(session, actor, LegalAct, act_id)
    _case(session, actor, act.case_id)
    return act


def call_off(session: Session, actor: Actor, act_id: int) -> LegalAct:
    """Note that a planned act does not take place."""
    act, _case_of = _planned(session, actor, act_id)
    act.state = "cancelled"
    agenda.cancel(session, actor, source=SOURCE, source_id=act.id)
    record(session, actor, "act.call_off", Subject("legal_act", act.id))
    return act


def change(session: Session, actor: Actor, act_id: int, how: str) -> LegalAct:
    """Strike an act out, or bring it back; the case follows."""
    act = slips.own(session, actor, LegalAct, act_id)
    case = _case(session, actor, act.case_id)
    if how == "strike":
        slips.strike(session, actor, act)
        agenda.cancel(session, actor, source=SOURCE, source_id=act.id)
    else:
        slips.restore(session, actor, act)
        _plan(session, actor, case, act)
    cases.follow(session, actor, case)
    return act


def state_given(
    session: Session, actor: Actor, case_id: int, resident_id: int, on_day: date, *, lawyer: bool, modality: str,
    once_only: bool,
) -> LegalStatement:  # fmt: skip
    """Record that somebody gave a statement and how she was protected; never what she said.

    :raises Invalid: with every field that cannot stand.
    """
    case = _case(session, actor, case_id)
    faults = slips.day_faults(house.today(session, actor), case.filed_on, on_day=on_day)
    if modality not in MODALITIES:
        faults["modality"] = [_CHOOSE]
    slips.refuse(faults | _person_faults(session, case, resident_id))
    made = LegalStatement(
        branch_id=case.branch_id, case_id=case.id, resident_id=resident_id, on_day=on_day, lawyer=lawyer,
        modality=modality, once_only=once_only, created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event names its id
    record(session, actor, "statement.add", Subject("legal_statement", made.id), modality=modality)
    return made


def order_reparation(
    session: Session, actor: Actor, case_id: int, resident_id: int, ordered_on: date
) -> LegalReparation:
    """Record that reparation was ordered for somebody.

    :raises Invalid: with every field that cannot stand.
    """
    case = _case(session, actor, case_id)
    faults = slips.day_faults(house.today(session, actor), case.filed_on, ordered_on=ordered_on)
    slips.refuse(faults | _person_faults(session, case, resident_id))
    made = LegalReparation(
        branch_id=case.branch_id, case_id=case.id, resident_id=resident_id, ordered_on=ordered_on,
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event names its id
    record(session, actor, "reparation.order", Subject("legal_reparation", made.id))
    return made


def deliver(session: Session, actor: Actor, reparation_id: int, on: date, how: str) -> LegalReparation:
    """Note that reparation was paid or delivered, in part or in whole.

    :raises Invalid: if its day or share cannot be.
    """
    found = slips.own(session, actor, LegalReparation, reparation_id)
    _case(session, actor, found.case_id)
    faults = slips.day_faults(house.today(session, actor), found.ordered_on, delivered_on=on)
    if how not in DELIVERED or not how:
        faults["delivered"] = [_CHOOSE]
    slips.refuse(faults)
    found.delivered, found.delivered_on = how, found.delivered_on or on
    record(session, actor, "reparation.deliver", Subject("legal_reparation", found.id), delivered=how)
    return found


def change_other(session: Session, actor: Actor, kind: str, row_id: int, how: str) -> int:
    """Strike a statement or a reparation out, or bring it back.

    :param kind: ``statement`` or ``reparation``.
    :returns: the case's id.
    """
    table: type[LegalStatement | LegalReparation] = LegalStatement if kind == "statement" else LegalReparation
    found = slips.own(session, actor, table, row_id)
    _case(session, actor, found.case_id)
    (slips.strike if how == "strike" else slips.restore)(session, actor, found)
    return found.case_id


def course(session: Session, actor: Actor, case_id: int) -> Course:
    """Read the course of a case, newest act first, in a fixed number of statements."""
    case = cases.get(session, actor, case_id)
    query = select(LegalAct).where(LegalAct.case_id == case.id).order_by(LegalAct.on_day.desc(), LegalAct.id.desc())
    acts = list(session.scalars(query))
    notes = slips.opened_many(session, acts, "note")
    said = select(LegalStatement).where(LegalStatement.case_id == case.id).order_by(LegalStatement.on_day.desc())
    owed = select(LegalReparation).where(LegalReparation.case_id == case.id).order_by(LegalReparation.ordered_on.desc())
    return Course(
        [(each, notes.get(each.id, "")) for each in acts], list(session.scalars(said)), list(session.scalars(owed))
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


def _case(session: Session, actor: Actor, case_id: int) -> LegalCase:
    policies.require(actor, "case.write")
    return cases.get(session, actor, case_id)


def _planned(session: Session, actor: Actor, act_id: int) -> tuple[LegalAct, LegalCase]:
    act = slips.own(session, actor, LegalAct, act_id)
    case = _case(session, actor, act.case_id)
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
        faults["result"] = [N_("Only a decision that was taken has a result.")]
    if new.kind == "final_decision" and new.at is None and not new.result:
        faults["result"] = [N_("Write how it was decided.")]
    slips.refuse(faults | house.text_faults({"note": new.note}, _LIMITS))


def _person_faults(session: Session, case: LegalCase, resident_id: int) -> dict[str, list[str]]:
    known = {each.id for each, _role in cases.people_of(session, case.id)}
    return {} if resident_id in known else {"resident_id": [N_("Choose whom the case is about.")]}


def _day(session: Session, actor: Actor, new: NewAct) -> date:
    if new.on_day is not None or new.at is None:
        return new.on_day or house.today(session, actor)
    return new.at.astimezone(ZoneInfo(branches.time_zone(session, actor))).date()


def _plan(session: Session, actor: Actor, case: LegalCase, act: LegalAct) -> None:
    if act.state != "planned" or act.at is None:
        return
    agenda.add(
        session, branch_id=case.branch_id, code="act.be_there", source=SOURCE, source_id=act.id, title=_HEARING,
        role="lawyer", due_at=act.at, data_class="LEG-C", actor=actor,
    )  # fmt: skip
    for resident, _role in cases.people_of(session, case.id):
        agenda.add(
            session, branch_id=case.branch_id, code=f"act.outside:{resident.id}", source=SOURCE, source_id=act.id,
            title=_OUTSIDE, role="educator", due_at=act.at, resident_id=resident.id, data_class="HDR", actor=actor,
        )  # fmt: skip
