"""Complaints, cases, decisions, statements and reparation: the funnel of criminal justice."""

from typing import Any

from sqlalchemy import case, exists, func, literal, select
from sqlalchemy.orm import aliased

from core.legal.models import LegalAct, LegalCase, LegalReparation, LegalStatement
from core.reporting.populations.base import Counted, Scope, also_counts, counts, of_branch
from core.reporting.rules import MONTHS_6, MONTHS_12, MONTHS_24, cohort, flow, stock, unduplicated, within
from core.reporting.sql import days_between, filter_only

_RESULTS = {
    "conviction_trafficking": "CONV_TRAFF", "conviction_other": "CONV_OTHER", "acquittal": "ACQUITTAL",
    "closed": "CLOSED",
}  # fmt: skip
_DELAYS = ((MONTHS_6, "M0T5"), (MONTHS_12, "M6T11"), (MONTHS_24, "M12T23"), (1095, "M24T35"))
_OURS = ("filed", "joined")


def complaints_filed(scope: Scope) -> Counted:
    """Complaints with a number that the network filed or joined."""
    return _complaints(scope).where(flow(LegalCase.filed_on, scope))


def complaints_a_year_old(scope: Scope) -> Counted:
    """Complaints whose twelve months ended in the period."""
    return _complaints(scope).where(cohort(LegalCase.filed_on, scope, MONTHS_12))


def complaints_investigated(scope: Scope) -> Counted:
    """Those of them with a first act of investigation in that time."""
    act = select(LegalAct.id).where(
        LegalAct.case_id == LegalCase.id,
        _done(LegalAct),
        LegalAct.kind == "investigation",
        within(LegalCase.filed_on, LegalAct.on_day, MONTHS_12),
    )
    return complaints_a_year_old(scope).where(exists(act))


def cases_open(scope: Scope) -> Counted:
    """Criminal cases open at the end by the latest stage that an act had reached by then."""
    latest = (
        select(func.max(LegalAct.stage))
        .where(LegalAct.case_id == LegalCase.id, _done(LegalAct), LegalAct.on_day <= scope.last)
        .scalar_subquery()
    )
    stage = case((latest.like("S%"), latest), else_="S1")
    return select(literal(1).label("amount"), stage.label("LEGAL_STAGE")).where(
        also_counts(LegalCase, scope),
        LegalCase.track == "criminal",
        stock(LegalCase.filed_on, LegalCase.closed_on, scope.last, of_branch(LegalCase, scope)),
    )


def final_decisions(scope: Scope) -> Counted:
    """Final decisions by what they came to; a case that was closed without one is one of its kind."""
    result = case(
        (LegalAct.kind == "closing", "CLOSED"), *((LegalAct.result == code, name) for code, name in _RESULTS.items())
    )
    return _acts(scope).where(LegalAct.kind.in_(("final_decision", "closing")), result.is_not(None)).with_only_columns(
        literal(1).label("amount"), result.label("RESULT")
    )  # fmt: skip


def charged(scope: Scope) -> Counted:
    """Cases first charged in the period, by the time since the complaint."""
    sooner = aliased(LegalAct)
    before = select(sooner.id).where(
        sooner.case_id == LegalAct.case_id, _done(sooner), sooner.kind == "charge", _comes_before(sooner, LegalAct)
    )
    days = days_between(LegalCase.filed_on, LegalAct.on_day)
    delay: Any = case(*((days < limit, code) for limit, code in _DELAYS), else_="M_GE36")
    return (
        _acts(scope)
        .where(LegalAct.kind == "charge", LegalCase.filed_on.is_not(None), ~exists(before))
        .with_only_columns(literal(1).label("amount"), delay.label("DELAY"))
    )


def heard(scope: Scope) -> Counted:
    """Children who gave a statement in the period, each once."""
    rows = select(literal(1).label("amount"), LegalStatement.resident_id, LegalStatement.on_day, LegalStatement.id)
    statements = rows.where(counts(LegalStatement, scope), flow(LegalStatement.on_day, scope))
    newest = (LegalStatement.on_day.desc(), LegalStatement.id.desc())
    return unduplicated(statements, LegalStatement.resident_id, *newest)


def heard_protected(scope: Scope) -> Counted:
    """Those of them all of whose statements were given with a lawyer, protected and once only."""
    child = heard(scope).subquery()
    bare = select(LegalStatement.id).where(
        also_counts(LegalStatement, scope),
        LegalStatement.resident_id == child.c.resident_id,
        flow(filter_only(LegalStatement.on_day), scope),
        ~(LegalStatement.lawyer & LegalStatement.once_only & (LegalStatement.modality != "open")),
    )
    return select(child.c.amount).where(~exists(bare))


def reparation_ordered(scope: Scope) -> Counted:
    """Children for whom reparation was ordered whose twenty-four months ended in the period, each once."""
    return _reparation(scope).distinct()


def reparation_paid(scope: Scope) -> Counted:
    """Those of them to whom something of it was paid or delivered in that time."""
    delivered = within(LegalReparation.ordered_on, LegalReparation.delivered_on, MONTHS_24)
    return _reparation(scope).where(LegalReparation.delivered != "", delivered).distinct()


def _complaints(scope: Scope) -> Counted:
    return select(literal(1).label("amount"), LegalCase.exploitation.label("CRIME")).where(
        counts(LegalCase, scope),
        LegalCase.track == "criminal",
        LegalCase.part.in_(_OURS),
        LegalCase.numbered.is_(True),
    )


def _acts(scope: Scope) -> Counted:
    return (
        select(literal(1).label("amount"))
        .select_from(LegalAct)
        .join(LegalCase, LegalCase.id == LegalAct.case_id)
        .where(LegalAct.branch_id == scope.branch_id, _done(LegalAct), flow(LegalAct.on_day, scope))
        .where(also_counts(LegalCase, scope), LegalCase.track == "criminal")
    )


def _done(act: Any) -> Any:
    return act.voided_at.is_(None) & (act.state == "done")


def _comes_before(one: Any, other: Any) -> Any:
    return (one.on_day < other.on_day) | ((one.on_day == other.on_day) & (one.id < other.id))


def _reparation(scope: Scope) -> Counted:
    return select(literal(1).label("amount"), LegalReparation.resident_id).where(
        counts(LegalReparation, scope), cohort(LegalReparation.ordered_on, scope, MONTHS_24)
    )
