"""What shows that a figure of a period holds: recorded by the branch, and sent with the figures."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.errors import N_, Invalid
from core.reporting import catalogue as catalogues
from core.reporting.closings import branch_of
from core.reporting.models import Closing, FigureEvidence
from core.reporting.periods import Period

LONGEST_REFERENCE = 300
#: Levels that somebody has to show; below them a figure stands by itself.
SHOWN = ("E2", "E3", "E4")


def show(session: Session, actor: Actor, period: Period, indicator: str, level: str, reference: str) -> FigureEvidence:
    """Record by what a figure of a period was confirmed.

    :raises Invalid: if there is no such figure or level, or nothing to look it up by.
    """
    policies.require(actor, "figures.close")
    problems: dict[str, list[str]] = {}
    if indicator not in {each.id for each in catalogues.current().due(period.kind)}:
        problems["indicator"] = [N_("This period has no such figure.")]
    if level not in SHOWN:
        problems["level"] = [N_("Choose a level from E2 to E4.")]
    if not 0 < len(reference.strip()) <= LONGEST_REFERENCE:
        problems["reference"] = [N_("Write by which document or look it was confirmed.")]
    if problems:
        raise Invalid(problems)
    made = FigureEvidence(
        branch_id=branch_of(actor), period=str(period), indicator=indicator, level=level, reference=reference.strip(),
        recorded_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event carries its id
    record(session, actor, "figures.evidence", Subject("figure_evidence", made.id), indicator=indicator, level=level)
    return made


def of_period(session: Session, branch_id: int, period: Period) -> list[FigureEvidence]:
    """List what was recorded of a period, in the order in which it was."""
    query = select(FigureEvidence).where(FigureEvidence.branch_id == branch_id, FigureEvidence.period == str(period))
    return list(session.scalars(query.order_by(FigureEvidence.id)))


def levels_of(session: Session, branch_id: int, period: Period) -> dict[str, str]:
    """Give the level of every figure of a period: its own, or what was shown of it if that is more."""
    found = {each.id: each.meaning.evidence for each in catalogues.current().due(period.kind)}
    for each in of_period(session, branch_id, period):
        if each.indicator in found:
            found[each.indicator] = max(found[each.indicator], each.level)
    return found


def levels(session: Session, closing: Closing) -> dict[str, str]:
    """Give the level of every figure of a closing."""
    return levels_of(session, closing.branch_id, Period.parse(closing.period))
