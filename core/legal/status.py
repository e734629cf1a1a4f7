"""How far the protection of somebody has come before the authority, as a report tells it of many."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.legal.models import LegalAct, LegalCase, LegalCasePerson

PENDING, DECIDED = "pending", "decided"
_DECISIONS = ("decision", "final_decision")


def of_protection(session: Session, resident_id: int, on: date, *, ordered: bool) -> str:
    """Tell whether an authority has decided on somebody's protection by the end of a day; the caller may know of it.

    :param ordered: a measure stands, which an authority gave or is asked for.
    :returns: ``decided`` once a decision was taken in a case of protection that names her, ``pending`` while there is a
        case or a measure without one, and nothing where neither is recorded.
    """
    named = (
        select(LegalCase.id)
        .join(LegalCasePerson, LegalCasePerson.case_id == LegalCase.id)
        .where(LegalCasePerson.resident_id == resident_id, LegalCase.track == "protection")
        .where(LegalCase.voided_at.is_(None))
    )
    cases = list(session.scalars(named))
    decided = select(LegalAct.id).where(
        LegalAct.case_id.in_(cases), LegalAct.kind.in_(_DECISIONS), LegalAct.state == "done",
        LegalAct.on_day <= on, LegalAct.voided_at.is_(None),
    )  # fmt: skip
    if cases and session.scalar(decided.limit(1)) is not None:
        return DECIDED
    return PENDING if cases or ordered else ""
