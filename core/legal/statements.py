"""What a case is for somebody in it: the statement she gave and how she was protected, and reparation that is owed.

Never what she said. Whatever is changed later leaves a line in the case's history.
"""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import slips
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict
from core.legal import acts, case_people, history
from core.legal.case_terms import DELIVERED, MODALITIES
from core.legal.models import LegalCase, LegalReparation, LegalStatement
from core.residents import house
from core.residents.models import Resident

_CHOOSE = N_("Choose one of the list.")


def state_given(
    session: Session, actor: Actor, case_id: int, resident_id: int, on_day: date, *, lawyer: bool, modality: str,
    once_only: bool,
) -> LegalStatement:  # fmt: skip
    """Record that somebody gave a statement and how she was protected; never what she said.

    :raises Invalid: with every field that cannot stand.
    """
    case = acts.writable(session, actor, case_id)
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


def given_before(session: Session, actor: Actor, case_id: int) -> list[tuple[Resident, date]]:
    """List who has a statement in a case already that counts, each with the day of the last one.

    :raises NotFound: if the case is none that the actor may write.
    """
    acts.writable(session, actor, case_id)
    last = (
        select(LegalStatement.resident_id, func.max(LegalStatement.on_day).label("day"))
        .where(LegalStatement.case_id == case_id, LegalStatement.voided_at.is_(None))
        .group_by(LegalStatement.resident_id)
        .subquery()
    )
    query = select(Resident, last.c.day).join(last, last.c.resident_id == Resident.id).order_by(Resident.code)
    return [(resident, day) for resident, day in session.execute(query)]


def correct_statement(
    session: Session, actor: Actor, statement_id: int, on_day: date, *, lawyer: bool, modality: str, once_only: bool
) -> LegalStatement:
    """Put a statement right by a new record; the old one is struck out and stays readable.

    :raises Invalid: with every field that cannot stand.
    :raises Conflict: if it is struck out.
    """
    old = get_statement(session, actor, statement_id)
    before = history.state_of(old)
    made = state_given(
        session, actor, old.case_id, old.resident_id, on_day, lawyer=lawyer, modality=modality, once_only=once_only
    )
    slips.correct(session, actor, made, old.id)
    history.note(session, actor, made, before, history.state_of(made))
    return made


def order_reparation(
    session: Session, actor: Actor, case_id: int, resident_id: int, ordered_on: date
) -> LegalReparation:
    """Record that reparation was ordered for somebody.

    :raises Invalid: with every field that cannot stand.
    """
    case = acts.writable(session, actor, case_id)
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
    """Note that reparation was paid or delivered, in part or in whole; how it stood before is kept.

    :raises Invalid: if its day or share cannot be.
    :raises Conflict: if it is struck out.
    """
    found = get_reparation(session, actor, reparation_id)
    if found.voided_at is not None:
        raise Conflict
    faults = slips.day_faults(house.today(session, actor), found.ordered_on, delivered_on=on)
    if how not in DELIVERED or not how:
        faults["delivered"] = [_CHOOSE]
    slips.refuse(faults)
    before = history.state_of(found)
    found.delivered, found.delivered_on = how, found.delivered_on or on
    history.note(session, actor, found, before, history.state_of(found))
    record(session, actor, "reparation.deliver", Subject("legal_reparation", found.id), delivered=how)
    return found


def correct_reparation(
    session: Session, actor: Actor, reparation_id: int, ordered_on: date, delivered: str, delivered_on: date | None
) -> LegalReparation:
    """Put a reparation right by a new record; the old one is struck out and stays readable.

    :raises Invalid: with every field that cannot stand.
    :raises Conflict: if it is struck out.
    """
    old = get_reparation(session, actor, reparation_id)
    faults = slips.day_faults(house.today(session, actor), ordered_on, delivered_on=delivered_on)
    if delivered not in DELIVERED:
        faults["delivered"] = [_CHOOSE]
    elif bool(delivered) != (delivered_on is not None):
        faults["delivered_on"] = [N_("Write how much was delivered and on which day, or neither.")]
    slips.refuse(faults)
    before = history.state_of(old)
    made = order_reparation(session, actor, old.case_id, old.resident_id, ordered_on)
    made.delivered, made.delivered_on = delivered, delivered_on
    slips.correct(session, actor, made, old.id)
    history.note(session, actor, made, before, history.state_of(made))
    return made


def change(session: Session, actor: Actor, kind: str, row_id: int, how: str) -> int:
    """Strike a statement or a reparation out, or bring it back.

    :param kind: ``statement`` or ``reparation``.
    :returns: the case's id.
    """
    find = get_statement if kind == history.STATEMENT else get_reparation
    found = find(session, actor, row_id)
    before = history.state_of(found)
    (slips.strike if how == "strike" else slips.restore)(session, actor, found)
    history.note(session, actor, found, before, history.state_of(found))
    return found.case_id


def get_statement(session: Session, actor: Actor, statement_id: int) -> LegalStatement:
    """Find a statement that the actor may write.

    :raises NotFound: if there is none for her.
    """
    found = slips.own(session, actor, LegalStatement, statement_id)
    acts.writable(session, actor, found.case_id)
    return found


def get_reparation(session: Session, actor: Actor, reparation_id: int) -> LegalReparation:
    """Find a reparation that the actor may write.

    :raises NotFound: if there is none for her.
    """
    found = slips.own(session, actor, LegalReparation, reparation_id)
    acts.writable(session, actor, found.case_id)
    return found


def _person_faults(session: Session, case: LegalCase, resident_id: int) -> dict[str, list[str]]:
    known = {each.id for each, _role in case_people.of_case(session, case.id)}
    return {} if resident_id in known else {"resident_id": [N_("Choose whom the case is about.")]}
