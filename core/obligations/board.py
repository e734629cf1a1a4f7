"""What a branch owes and how far it has come, on one page; read in a number of statements that does not grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.access import policies
from core.actor import Actor
from core.branches.models import Branch
from core.errors import N_
from core.forms.models import FormRecord
from core.obligations import owed as debts
from core.obligations.models import KEPT, SENT, ObligationDocument
from core.obligations.owed import Due
from core.reporting.service import branch_of
from plugins.contract.obligations import Rhythm
from plugins.profile import CountryProfile


class Standing(StrEnum):
    """How far a report has come; what is owed for each case, or on request, stands nowhere by itself."""

    OWED = "owed"
    PREPARED = "prepared"
    SENT = "sent"
    KEPT = "kept"
    OPEN = "open"
    CASES = "cases"


STANDING_WORDS = {
    Standing.OWED: N_("Owed"),
    Standing.PREPARED: N_("Prepared"),
    Standing.SENT: N_("Sent"),
    Standing.KEPT: N_("Kept, not sent"),
    Standing.OPEN: N_("When it is asked for"),
    Standing.CASES: N_("In each file"),
}
RHYTHM_WORDS = {
    Rhythm.MONTH: N_("every month"),
    Rhythm.QUARTER: N_("every quarter"),
    Rhythm.YEAR: N_("every year"),
    Rhythm.REQUEST: N_("when they ask"),
    Rhythm.CASE: N_("for each case"),
}
#: States of a form that counts no more.
_GONE = ("void", "replaced")


@dataclass(frozen=True, slots=True)
class Line:
    """One report that is owed.

    :param document: its newest version, where it is drawn from figures or was kept.
    :param form: the newest form of the period that carries it.
    """

    due: Due
    standing: Standing
    late: bool
    document: ObligationDocument | None
    form: FormRecord | None

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do."""
        return self.standing in (Standing.SENT, Standing.KEPT)

    @property
    def shape(self) -> str:
        """The shape that repeats the word."""
        return "late" if self.late else _SHAPES[self.standing]


_SHAPES = {
    Standing.OWED: "soon",
    Standing.PREPARED: "now",
    Standing.SENT: "done",
    Standing.KEPT: "off",
    Standing.OPEN: "wait",
    Standing.CASES: "wait",
}


def board(session: Session, actor: Actor, country: CountryProfile, today: date) -> list[Line]:
    """List what the actor's branch owes today."""
    policies.require(actor, "obligation.read")
    return lines(session, country, session.get_one(Branch, branch_of(actor)), today)


def lines(session: Session, country: CountryProfile, branch: Branch, today: date) -> list[Line]:
    """List what a branch owes today, with how far each report has come."""
    due = debts.list_due(session, country, branch, today)
    documents, forms = _documents(session, branch.id), _forms(session, branch.id, due)
    return [_line(each, documents, forms, branch, today) for each in due]


def history(session: Session, actor: Actor, limit: int = 50) -> list[ObligationDocument]:
    """List the reports that the actor's branch prepared last, newest first."""
    policies.require(actor, "obligation.read")
    query = select(ObligationDocument).where(ObligationDocument.branch_id == actor.branch_id)
    return list(session.scalars(query.order_by(ObligationDocument.id.desc()).limit(limit)))


_Key = tuple[str, str, int | None]


def _documents(session: Session, branch_id: int) -> dict[_Key, ObligationDocument]:
    query = select(ObligationDocument).where(ObligationDocument.branch_id == branch_id)
    ordered = session.scalars(query.order_by(ObligationDocument.version))
    return {(each.code, each.period, each.partner_id): each for each in ordered}


def _forms(session: Session, branch_id: int, due: Sequence[Due]) -> list[FormRecord]:
    keys = {key for each in due if each.period is not None for key in each.obligation.forms}
    query = select(FormRecord).where(
        FormRecord.branch_id == branch_id,
        FormRecord.resident_id.is_(None),
        FormRecord.form_key.in_(keys),
        FormRecord.state.not_in(_GONE),
    )
    return list(session.scalars(query.order_by(FormRecord.id)))


def _line(
    due: Due, documents: dict[_Key, ObligationDocument], forms: Sequence[FormRecord], branch: Branch, today: date
) -> Line:
    if due.period is None:
        standing = Standing.CASES if due.obligation.rhythm is Rhythm.CASE else Standing.OPEN
        return Line(due, standing, late=False, document=None, form=None)
    document = documents.get((due.obligation.code, str(due.period), due.addressee.partner_id))
    ended = calendar.end_of_day(due.period.last, branch.time_zone)
    mine = [each for each in forms if each.form_key in due.obligation.forms and each.created_at > ended]
    form = mine[-1] if mine else None
    standing = _standing(document, form)
    open_still = standing in (Standing.OWED, Standing.PREPARED)
    return Line(due, standing, open_still and _late(due.due_at, branch, today), document, form)


def _standing(document: ObligationDocument | None, form: FormRecord | None) -> Standing:
    if form is not None and form.delivered_on is not None:
        return Standing.SENT
    if document is not None and document.state in (SENT, KEPT):
        return Standing(document.state)
    return Standing.OWED if document is None and form is None else Standing.PREPARED


def _late(due_at: datetime | None, branch: Branch, today: date) -> bool:
    return due_at is not None and calendar.end_of_day(today, branch.time_zone) > due_at
