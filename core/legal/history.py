"""What was changed later about the statements, the reparations and the people of a case: who, when, and how it was.

Only codes and days stand here, never what somebody said. A line is written once. What a closed period says does not
change with it: the page of figures tells that records have changed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.actor import Actor
from core.legal.models import LegalChange, LegalReparation, LegalStatement
from core.residents.models import Resident

STATEMENT, REPARATION, PERSON = "statement", "reparation", "person"
_FIELDS: Mapping[str, tuple[str, ...]] = {
    STATEMENT: ("on_day", "modality", "lawyer", "once_only"),
    REPARATION: ("ordered_on", "delivered", "delivered_on"),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A change as a page shows it, with whom it is about."""

    line: LegalChange
    code: str
    house_name: str


def state_of(row: LegalStatement | LegalReparation) -> dict[str, Any]:
    """Tell how a statement or a reparation stands, in codes and days; nothing of one that is struck out."""
    if row.voided_at is not None:
        return {}
    names = _FIELDS[STATEMENT if isinstance(row, LegalStatement) else REPARATION]
    return {name: _plain(getattr(row, name)) for name in names}


def note(
    session: Session, actor: Actor, row: LegalStatement | LegalReparation, before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:  # fmt: skip
    """Write how a statement or a reparation was before a change, and how it is now."""
    about = STATEMENT if isinstance(row, LegalStatement) else REPARATION
    _write(session, actor, (about, row.id), (row.branch_id, row.case_id, row.resident_id), (before, after))


def note_person(
    session: Session, actor: Actor, where: tuple[int, int], resident_id: int, before: str, after: str
) -> None:
    """Write which part somebody had in a case before a change, and which she has now; empty for none.

    :param where: the house's and the case's id.
    """
    _write(session, actor, (PERSON, resident_id), (*where, resident_id), (_role(before), _role(after)))


def of_case(session: Session, case_id: int) -> list[Changed]:
    """List what was changed about a case, the newest first; the caller has asked whether the actor may read it."""
    query = (
        select(LegalChange, Resident.code, Resident.house_name)
        .join(Resident, Resident.id == LegalChange.resident_id)
        .where(LegalChange.case_id == case_id)
        .order_by(LegalChange.id.desc())
    )
    return [Changed(*row) for row in session.execute(query)]


def _write(
    session: Session, actor: Actor, about: tuple[str, int], whose: tuple[int, int, int],
    states: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> None:  # fmt: skip
    branch_id, case_id, resident_id = whose
    session.add(LegalChange(
        branch_id=branch_id, case_id=case_id, resident_id=resident_id, about=about[0], row_id=about[1],
        before=dict(states[0]), after=dict(states[1]), created_by=actor.user_id or 0, created_by_name=actor.name,
    ))  # fmt: skip


def _role(role: str) -> dict[str, str]:
    return {"role": role} if role else {}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
