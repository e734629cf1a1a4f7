"""What is written of an absence, sealed."""

from sqlalchemy.orm import Session

from core.absences.models import Absence


def seal(session: Session, absence: Absence, column: str, text: str) -> None:
    """Seal a text of an absence; nothing is written for none."""
    if text.strip():
        setattr(absence, column, session.info["vault"].seal("absence", column, absence.id, text.strip()))


def opened(session: Session, absence: Absence, column: str) -> str:
    """Open a text of an absence; who asks has been asked for the right."""
    sealed = getattr(absence, column)
    return str(session.info["vault"].open("absence", column, absence.id, sealed)) if sealed else ""
