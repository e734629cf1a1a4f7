"""How well the figures stand: what is recorded of those in the house, and which figures somebody else has confirmed."""

from dataclasses import replace

from sqlalchemy import case, literal, select

from core.reporting.models import FigureEvidence
from core.reporting.populations.base import of_branch, recorded
from core.reporting.populations.counted import Counted, Rows, rows
from core.reporting.populations.presence import inside_at_end
from core.reporting.populations.terms import Terms
from core.residents.models import Resident
from core.stages.models import Episode

#: Sex, age, who referred, purpose, nationality (EVD-001).
CORE_FIELDS = 5
#: From this level on a figure is confirmed from outside (EVD-002).
OUTSIDE = "E3"


def fields_expected(terms: Terms) -> Counted:
    """The core fields of everybody in the house at the end."""
    return replace(inside_at_end(terms), amount=literal(CORE_FIELDS))


def fields_filled(terms: Terms) -> Counted:
    """Those of them that say something."""
    filled = (
        Resident.sex != "_U", Resident.birth_year.is_not(None), Episode.referrer != "_U",
        Resident.nationality.is_not(None), recorded(terms.purposes),
    )  # fmt: skip
    amount = sum((case((each, 1), else_=0) for each in filled), literal(0))
    return replace(inside_at_end(terms), amount=amount)


def figures_sent(terms: Terms) -> Counted:
    """Indicators that the period's submission holds."""
    return _figures(len(terms.due))


def figures_verified(terms: Terms) -> tuple[Counted, ...]:
    """Those of them that somebody from outside has confirmed: by what they are, or by evidence of this period."""
    shown = (
        of_branch(FigureEvidence, terms),
        FigureEvidence.period == terms.period,
        FigureEvidence.level >= OUTSIDE,
        FigureEvidence.indicator.in_([code for code, level in terms.due if level < OUTSIDE]),
    )
    by_evidence = Counted(rows("evidence", FigureEvidence, where=shown), once=FigureEvidence.indicator)
    return _figures(sum(level >= OUTSIDE for _code, level in terms.due)), by_evidence


def _figures(number: int) -> Counted:
    """So many figures of the one submission, which is no table."""
    return Counted(Rows("submission", select()), amount=literal(number))
