"""How well the figures stand: what is recorded of those in the house, and which figures somebody else has confirmed."""

from sqlalchemy import case, exists, literal, select, union_all

from core.reporting.models import FigureEvidence
from core.reporting.populations.base import Counted, Scope, recorded
from core.reporting.populations.presence import inside_at_end
from core.residents.models import Resident
from core.stages.models import Episode

#: Sex, age, who referred, purpose, nationality (EVD-001).
CORE_FIELDS = 5
#: From this level on a figure is confirmed from outside (EVD-002).
OUTSIDE = "E3"


def fields_expected(scope: Scope) -> Counted:
    """The core fields of everybody in the house at the end."""
    return inside_at_end(scope).with_only_columns(literal(CORE_FIELDS).label("amount"))


def fields_filled(scope: Scope) -> Counted:
    """Those of them that say something."""
    purpose = exists(recorded(scope.purposes))
    filled = (
        Resident.sex != "_U", Resident.birth_year.is_not(None), Episode.referrer != "_U",
        Resident.nationality.is_not(None), purpose,
    )  # fmt: skip
    amount = sum((case((each, 1), else_=0) for each in filled), literal(0))
    return inside_at_end(scope).with_only_columns(amount.label("amount"))


def figures_sent(scope: Scope) -> Counted:
    """Indicators that the period's submission holds."""
    return select(literal(len(scope.due)).label("amount"))


def figures_verified(scope: Scope) -> Counted:
    """Those of them that somebody from outside has confirmed: by what they are, or by evidence of this period."""
    always = literal(sum(level >= OUTSIDE for level in scope.due.values())).label("amount")
    shown = (
        select(literal(1).label("amount"), FigureEvidence.indicator)
        .where(
            FigureEvidence.branch_id == scope.branch_id,
            FigureEvidence.period == str(scope.period),
            FigureEvidence.level >= OUTSIDE,
            FigureEvidence.indicator.in_([code for code, level in scope.due.items() if level < OUTSIDE]),
        )
        .distinct()
        .subquery()
    )
    return select(union_all(select(always), select(shown.c.amount)).subquery().c.amount)
