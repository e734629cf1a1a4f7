"""Complaints, cases, decisions, statements and reparation: the funnel of criminal justice."""

from typing import Any

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import aliased

from core.legal.models import LegalAct, LegalCase, LegalReparation, LegalStatement
from core.reporting.populations.base import also_counts, counts, of_branch
from core.reporting.populations.counted import Condition, Counted, rows
from core.reporting.populations.terms import Terms
from core.reporting.sql.expressions import days_between, filter_only
from core.reporting.sql.rules import MONTHS_6, MONTHS_12, MONTHS_24, cohort, flow, stock, within

_RESULTS = {
    "conviction_trafficking": "CONV_TRAFF", "conviction_other": "CONV_OTHER", "acquittal": "ACQUITTAL",
    "closed": "CLOSED",
}  # fmt: skip
_DELAYS = ((MONTHS_6, "M0T5"), (MONTHS_12, "M6T11"), (MONTHS_24, "M12T23"), (1095, "M24T35"))
_OURS = ("filed", "joined")


def complaints_filed(terms: Terms) -> Counted:
    """Complaints with a number that the network filed or joined."""
    return _complaints("complaint", terms, flow(LegalCase.filed_on, terms))


def complaints_a_year_old(terms: Terms) -> Counted:
    """Complaints whose twelve months ended in the period."""
    return _complaints("complaint of a year ago", terms, cohort(LegalCase.filed_on, terms, MONTHS_12))


def complaints_investigated(terms: Terms) -> Counted:
    """Those of them with a first act of investigation in that time."""
    act = select(LegalAct.id).where(
        LegalAct.case_id == LegalCase.id,
        _done(LegalAct),
        LegalAct.kind == "investigation",
        within(LegalCase.filed_on, LegalAct.on_day, MONTHS_12),
    )
    return complaints_a_year_old(terms).where(exists(act))


def cases_open(terms: Terms) -> Counted:
    """Criminal cases open at the end by the latest stage that an act had reached by then."""
    latest = (
        select(func.max(LegalAct.stage))
        .where(LegalAct.case_id == LegalCase.id, _done(LegalAct), LegalAct.on_day <= terms.last)
        .where(LegalAct.stage.like("S%"))
        .scalar_subquery()
    )
    then_open = (
        also_counts(LegalCase, terms),
        LegalCase.track == "criminal",
        stock(LegalCase.filed_on, LegalCase.closed_on, terms.last, of_branch(LegalCase, terms)),
    )
    return Counted(rows("open case", LegalCase, where=then_open), by={"LEGAL_STAGE": func.coalesce(latest, "S1")})


def final_decisions(terms: Terms) -> Counted:
    """Final decisions by what they came to; a case that was closed without one is one of its kind."""
    result = case(
        (LegalAct.kind == "closing", "CLOSED"), *((LegalAct.result == code, name) for code, name in _RESULTS.items())
    )
    final = LegalAct.kind.in_(("final_decision", "closing"))
    return _acts(terms).divided(RESULT=result).where(final, result.is_not(None))


def charged(terms: Terms) -> Counted:
    """Cases first charged in the period, by the time since the complaint."""
    sooner = aliased(LegalAct)
    before = select(sooner.id).where(
        sooner.case_id == LegalAct.case_id, _done(sooner), sooner.kind == "charge", _comes_before(sooner, LegalAct)
    )
    days = days_between(LegalCase.filed_on, LegalAct.on_day)
    delay: Any = case(*((days < limit, code) for limit, code in _DELAYS), else_="M_GE36")
    first = (LegalAct.kind == "charge", LegalCase.filed_on.is_not(None), ~exists(before))
    return _acts(terms).divided(DELAY=delay).where(*first)


def heard(terms: Terms) -> Counted:
    """Children who gave a statement in the period, each once."""
    given_then = (counts(LegalStatement, terms), flow(LegalStatement.on_day, terms))
    return Counted(rows("statement", LegalStatement, where=given_then), once=LegalStatement.resident_id)


def heard_protected(terms: Terms) -> Counted:
    """Those of them all of whose statements were given with a lawyer, protected and once only.

    What is ticked is not enough: whoever is heard twice in a case by the end of the period was not heard once only.
    """
    other, again = aliased(LegalStatement), aliased(LegalStatement)
    twice = select(again.id).where(
        also_counts(again, terms),
        again.resident_id == other.resident_id,
        again.case_id == other.case_id,
        again.id != other.id,
        filter_only(again.on_day) <= terms.last,
    )
    bare = select(other.id).where(
        also_counts(other, terms),
        other.resident_id == LegalStatement.resident_id,
        flow(filter_only(other.on_day), terms),
        or_(~(other.lawyer & other.once_only & (other.modality != "open")), exists(twice.correlate(other))),
    )
    return heard(terms).where(~exists(bare))


def reparation_ordered(terms: Terms) -> Counted:
    """Children for whom reparation was ordered whose twenty-four months ended in the period, each once."""
    ordered = (counts(LegalReparation, terms), cohort(LegalReparation.ordered_on, terms, MONTHS_24))
    return Counted(rows("reparation", LegalReparation, where=ordered), once=LegalReparation.resident_id)


def reparation_paid(terms: Terms) -> Counted:
    """Those of them to whom something of it was paid or delivered in that time."""
    delivered = within(LegalReparation.ordered_on, LegalReparation.delivered_on, MONTHS_24)
    return reparation_ordered(terms).where(LegalReparation.delivered != "", delivered)


def _complaints(name: str, terms: Terms, filed: Condition) -> Counted:
    ours = (LegalCase.track == "criminal", LegalCase.part.in_(_OURS), LegalCase.numbered.is_(True))
    found = rows(name, LegalCase, where=(counts(LegalCase, terms), filed, *ours))
    return Counted(found, by={"CRIME": LegalCase.exploitation})


def _acts(terms: Terms) -> Counted:
    done = (LegalAct.branch_id == terms.branch_id, _done(LegalAct), flow(LegalAct.on_day, terms))
    of_cases = (also_counts(LegalCase, terms), LegalCase.track == "criminal")
    of_a_case = (LegalCase, LegalCase.id == LegalAct.case_id)
    return Counted(rows("act", LegalAct, of_a_case, where=(*done, *of_cases)))


def _done(act: Any) -> Any:
    return act.voided_at.is_(None) & (act.state == "done")


def _comes_before(one: Any, other: Any) -> Any:
    return (one.on_day < other.on_day) | ((one.on_day == other.on_day) & (one.id < other.id))
