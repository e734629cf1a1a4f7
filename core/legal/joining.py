"""Who joins a case later, who turns out not to be part of it, and whose part is another than was thought."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import slips
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Conflict
from core.legal import acts, history, planned, preparation
from core.legal.case_terms import ROLES
from core.legal.models import LegalAct, LegalCase, LegalCasePerson, LegalReparation, LegalStatement
from core.residents import service as residents

_CHOOSE = N_("Choose one of the list.")
_LAST = N_("A case is about somebody: add whom it is about before you take the last one out.")
_SPOKEN = N_("There is a statement or a reparation of hers in this case. Strike it out first if it is a mistake.")


def join(session: Session, actor: Actor, case_id: int, resident_id: int, role: str) -> LegalCasePerson:
    """Let a case be about somebody else too; she goes along to what is planned.

    :raises Invalid: if she is not of this house, or her part is none.
    :raises Conflict: if she is in it already.
    """
    case = acts.writable(session, actor, case_id)
    found = residents.by_ids(session, [resident_id])
    faults = {} if role in ROLES else {"role": [_CHOOSE]}
    if not found or found[0].branch_id != actor.branch_id:
        faults["resident_id"] = [_CHOOSE]
    slips.refuse(faults)
    if _find(session, case.id, resident_id) is not None:
        raise Conflict
    made = LegalCasePerson(branch_id=case.branch_id, case_id=case.id, resident_id=resident_id, role=role)
    session.add(made)
    for act in _planned(session, case):
        planned.send_out(session, actor, act, resident_id)
    _note(session, actor, case, resident_id, "", role)
    return made


def change_role(session: Session, actor: Actor, case_id: int, resident_id: int, role: str) -> LegalCasePerson:
    """Write another part of somebody in a case.

    :raises Invalid: if the part is none.
    :raises Conflict: if she is not in it, or has it already.
    """
    case = acts.writable(session, actor, case_id)
    slips.refuse({} if role in ROLES else {"role": [_CHOOSE]})
    person = _find(session, case.id, resident_id)
    if person is None or person.role == role:
        raise Conflict
    before, person.role = person.role, role
    _note(session, actor, case, resident_id, before, role)
    return person


def take_out(session: Session, actor: Actor, case_id: int, resident_id: int) -> None:
    """Take somebody out of a case whom it is not about; that she was in it stays in its history.

    :raises Conflict: if nobody would be left, or she has given a statement in it or is owed reparation.
    """
    case = acts.writable(session, actor, case_id)
    person = _find(session, case.id, resident_id)
    if person is None:
        raise Conflict
    if _count_others(session, case.id, resident_id) == 0:
        raise Conflict(message=_LAST)
    if _has_record(session, case.id, resident_id):
        raise Conflict(message=_SPOKEN)
    for act in _planned(session, case):
        planned.stay_in(session, actor, act.id, resident_id)
        preparation.leave(session, actor, act.id, resident_id)
    _note(session, actor, case, resident_id, person.role, "")
    session.delete(person)


def _note(session: Session, actor: Actor, case: LegalCase, resident_id: int, before: str, after: str) -> None:
    history.note_person(session, actor, (case.branch_id, case.id), resident_id, before, after)
    record(session, actor, "case.people", Subject("legal_case", case.id), before=before, after=after)


def _find(session: Session, case_id: int, resident_id: int) -> LegalCasePerson | None:
    query = select(LegalCasePerson).where(LegalCasePerson.case_id == case_id)
    return session.scalar(query.where(LegalCasePerson.resident_id == resident_id))


def _count_others(session: Session, case_id: int, resident_id: int) -> int:
    query = select(LegalCasePerson.id).where(LegalCasePerson.case_id == case_id)
    return len(session.scalars(query.where(LegalCasePerson.resident_id != resident_id)).all())


def _has_record(session: Session, case_id: int, resident_id: int) -> bool:
    for table in (LegalStatement, LegalReparation):
        query = select(table.id).where(table.case_id == case_id, table.resident_id == resident_id)
        if session.scalar(query.where(table.voided_at.is_(None)).limit(1)) is not None:
            return True
    return False


def _planned(session: Session, case: LegalCase) -> Sequence[LegalAct]:
    query = select(LegalAct).where(LegalAct.case_id == case.id, LegalAct.state == "planned")
    return session.scalars(query.where(LegalAct.voided_at.is_(None))).all()
