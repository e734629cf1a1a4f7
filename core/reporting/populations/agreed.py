"""Whose scores may be counted: a score is taken for her care, and counts in a figure only if she, or whoever agrees for
her, has said yes to that. A refusal changes nothing else, and what is done for her is counted all the same.

The day of a period is its last: what she said later changes no figure of before. Case management platforms of the
sector leave a whole case out of their reports where the consent to reporting is missing (Primero); here the house still
answers for how many it serves, so that only scores are left out.
"""

from typing import Any

from sqlalchemy import distinct, exists, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from core.care.models import Assessment
from core.reporting.populations.scope import Scope
from core.reporting.populations.terms import Terms
from core.reporting.sql.rules import flow
from core.residents.models import Consent, Resident
from plugins.contract.consent import Giver


def count_left_out(session: Session, scope: Scope) -> int:
    """Count those with a score of the period that nobody agreed to count (companion of EVD-001)."""
    query = select(func.count(distinct(Assessment.resident_id))).where(
        Assessment.branch_id == scope.branch_id, Assessment.voided_at.is_(None), Assessment.state == "scored",
        Assessment.score.is_not(None), flow(Assessment.on_day, scope), ~to_counting(Assessment, scope),
    )  # fmt: skip
    return session.scalar(query) or 0


def to_counting(score: Any, terms: Terms | Scope) -> ColumnElement[bool]:
    """Agreed to the counting of a score: by the last day, not taken back by then, its term not over when it was taken.

    What others agreed to for her ends with her majority (INV-16). Her day of birth is sealed: it counts no more from
    the year on in which she comes of age.

    :param score: the mapped class, or an alias, with ``resident_id`` and ``on_day``.
    """
    minor = or_(Resident.birth_year.is_(None), Resident.birth_year + terms.majority > terms.year)
    agreed = (
        select(Consent.id)
        .join(Resident, Resident.id == Consent.resident_id)
        .where(
            Consent.resident_id == score.resident_id,
            Consent.kind.in_(terms.statistics),
            Consent.answer == "given",
            Consent.given_on <= terms.last,
            or_(Consent.ended_on.is_(None), Consent.ended_on > terms.last, Consent.ended_why == "expired"),
            or_(Consent.valid_until.is_(None), Consent.valid_until >= score.on_day),
            or_(Consent.giver == Giver.RESIDENT, minor),
        )
    )
    return exists(agreed.correlate(score))
