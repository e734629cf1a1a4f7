"""A report in the hands of the house: prepared from figures, sent with a receipt, or kept with the reason."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.branches.models import Branch
from core.canonical import canonical, digest
from core.errors import N_, Conflict, Invalid, NotFound
from core.obligations import owed as debts
from core.obligations.models import KEPT, PREPARED, SENT, ObligationDocument
from core.obligations.owed import Addressee, Due
from core.obligations.tables import as_data, fill
from core.reporting.periods import Period
from core.reporting.service import branch_of
from core.residents.house import text_faults
from plugins.contract.obligations import Obligation, Rhythm
from plugins.contract.text import LegalBasis, Text
from plugins.profile import CountryProfile

SOURCE = "obligation"
_LIMITS = {"receipt": 120, "reason": 300}
_SETTLED = N_("This report has left, or was kept, in the meantime.")


def prepare(
    session: Session, actor: Actor, country: CountryProfile, code: str, period: Period, partner_id: int | None
) -> ObligationDocument:
    """Fill a report of a period for an addressee; preparing it again makes a new version.

    :raises NotFound: if the branch owes no such report to such an addressee.
    :raises Invalid: if the period is not over.
    :raises Refused: if nothing may be told, or a small count could be worked out.
    """
    policies.require(actor, "obligation.prepare")
    branch = session.get_one(Branch, branch_of(actor))
    due = find(session, country, branch, code, partner_id)
    _need_period(due.obligation, period, branch)
    tables = fill(session, actor, country, branch.id, due.obligation, period)
    content = {**_head(due.obligation, due.addressee, period, branch), "tables": as_data(tables)}
    document = _new(session, actor, due, period, canonical(content))
    record(session, actor, "obligation.prepare", subject_of(document), obligation=code, period=str(period),
           version=document.version, hash=document.content_hash)  # fmt: skip
    return document


def send(session: Session, actor: Actor, document_id: int, on: date, receipt: str) -> None:
    """Note that a report left: on which day, and by what it can be proved.

    :raises Invalid: if the day is before the report was prepared or still to come, or nothing proves it.
    :raises Conflict: if it was settled already.
    """
    policies.require(actor, "obligation.send")
    document = get(session, actor, document_id)
    _need_open(document)
    zone = session.get_one(Branch, document.branch_id).time_zone
    if not document.created_at.astimezone(ZoneInfo(zone)).date() <= on <= clock.today(zone):
        raise Invalid({"settled_on": [N_("Write a day from its preparation until today.")]})
    document.receipt = _said("receipt", receipt, N_("Write what proves that they have it: a number, a seal, a name."))
    _settle(session, actor, document, SENT, on)


def keep(
    session: Session, actor: Actor, country: CountryProfile, code: str, period: Period, partner_id: int | None,
    reason: str,
) -> ObligationDocument:  # fmt: skip
    """Note that a report is kept and not sent, for instance because nobody is there to receive it.

    :raises Invalid: without a reason.
    :raises Conflict: if it was settled already.
    """
    policies.require(actor, "obligation.send")
    branch = session.get_one(Branch, branch_of(actor))
    due = find(session, country, branch, code, partner_id)
    document = latest(session, branch.id, code, period, partner_id)
    if document is None:
        _need_period(due.obligation, period, branch)
        content = {**_head(due.obligation, due.addressee, period, branch), "tables": []}
        document = _new(session, actor, due, period, canonical(content))
    _need_open(document)
    document.reason = _said("reason", reason, N_("Write why it is not sent."))
    _settle(session, actor, document, KEPT, clock.today(branch.time_zone))
    return document


def get(session: Session, actor: Actor, document_id: int) -> ObligationDocument:
    """Find a report of the actor's branch.

    :raises NotFound: if there is none, or she may not read it.
    """
    policies.require(actor, "obligation.read")
    document = session.get(ObligationDocument, document_id)
    if document is None or document.branch_id != actor.branch_id:
        raise NotFound()
    return document


def find(session: Session, country: CountryProfile, branch: Branch, code: str, partner_id: int | None) -> Due:
    """Find what a branch owes today, by its code and addressee.

    :raises NotFound: if it owes nothing of the kind.
    """
    found = (due for due in debts.list_due(session, country, branch, clock.today(branch.time_zone))
             if due.obligation.code == code and due.addressee.partner_id == partner_id)  # fmt: skip
    due = next(found, None)
    if due is None:
        raise NotFound()
    return due


def latest(
    session: Session, branch_id: int, code: str, period: Period, partner_id: int | None
) -> ObligationDocument | None:
    """Find the newest version of a report."""
    table = ObligationDocument
    query = select(table).where(
        table.branch_id == branch_id,
        table.code == code,
        table.period == str(period),
        table.partner_id.is_(None) if partner_id is None else table.partner_id == partner_id,
    )
    return session.scalars(query.order_by(table.version.desc()).limit(1)).first()


def content_of(document: ObligationDocument) -> dict[str, Any]:
    """Read what a report says."""
    content: dict[str, Any] = json.loads(document.content)
    return content


def task_code(code: str, period: Period | str, partner_id: int | None) -> str:
    """Name the task of a report: one for each period and addressee."""
    return f"{code}:{period}:{partner_id or ''}"


def _new(session: Session, actor: Actor, due: Due, period: Period, content: str) -> ObligationDocument:
    branch_id = branch_of(actor)
    last = latest(session, branch_id, due.obligation.code, period, due.addressee.partner_id)
    document = ObligationDocument(
        branch_id=branch_id,
        code=due.obligation.code,
        period=str(period),
        partner_id=due.addressee.partner_id,
        addressee=due.addressee.name,
        version=last.version + 1 if last else 1,
        state=PREPARED,
        content=content,
        content_hash=digest(content),
        prepared_by=actor.user_id,
        prepared_by_name=actor.name,
    )
    session.add(document)
    session.flush()  # the event carries its id
    return document


def _head(owed: Obligation, addressee: Addressee, period: Period, branch: Branch) -> dict[str, Any]:
    bases = dict.fromkeys([owed.basis, owed.rhythm_basis, *([owed.due.basis] if owed.due else [])])
    return {
        "title": owed.title.versions,
        "asked": owed.asked.versions,
        "addressee": addressee.name,
        "house": branch.public_name,
        "period": str(period),
        "bases": [_basis(each) for each in bases],
        "by_hand": [each.versions for each in owed.by_hand],
        "unverified": owed.unverified,
    }


def _basis(basis: LegalBasis) -> Mapping[str, Any]:
    return {"citation": basis.citation, "grade": basis.grade.value}


def _need_period(owed: Obligation, period: Period, branch: Branch) -> None:
    fits = owed.rhythm is Rhythm.REQUEST or owed.rhythm.value == period.kind
    if not fits or period.last < branch.opened_on:
        raise NotFound()
    if period.last >= clock.today(branch.time_zone):
        raise Invalid({"period": [N_("This period has not ended yet.")]})


def _need_open(document: ObligationDocument) -> None:
    if document.state != PREPARED:
        raise Conflict({"state": document.state}, _SETTLED)


def _said(field: str, text: str, message: str) -> str:
    said = text.strip()
    if not said:
        raise Invalid({field: [message]})
    if faults := text_faults({field: said}, {field: _LIMITS[field]}):
        raise Invalid(faults)
    return said


def _settle(session: Session, actor: Actor, document: ObligationDocument, state: str, on: date) -> None:
    now: datetime = clock.now()
    document.state, document.settled_on, document.settled_at = state, on, now
    document.settled_by_name = actor.name
    code = task_code(document.code, document.period, document.partner_id)
    agenda.close(session, actor, source=SOURCE, source_id=document.branch_id, code=code)
    record(session, actor, "obligation.send" if state == SENT else "obligation.keep", subject_of(document),
           obligation=document.code, period=document.period, hash=document.content_hash)  # fmt: skip


def subject_of(document: ObligationDocument) -> Subject:
    """Name a report in the audit chain."""
    return Subject("obligation", document.id)


def text_of(versions_kept: list[list[str]]) -> Text:
    """Read a text as it is kept in a report."""
    return Text(tuple((language, text) for language, text in versions_kept))
