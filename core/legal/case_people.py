"""Whom a case is about."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.legal.models import LegalCasePerson
from core.residents.models import Resident


def of_case(session: Session, case_id: int) -> list[tuple[Resident, str]]:
    """List whom a case is about."""
    query = (
        select(Resident, LegalCasePerson.role)
        .join(LegalCasePerson, LegalCasePerson.resident_id == Resident.id)
        .where(LegalCasePerson.case_id == case_id)
        .order_by(Resident.code)
    )
    return [(resident, role) for resident, role in session.execute(query)]
