"""What the regional catalogue asks for beside some figures, and what does not leave the house: told on its own page."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from core.advocacy.models import PolicyInstrument, PolicyStep
from core.advocacy.service import DROPPED
from core.care.models import Complaint, Service
from core.education.models import Training, TrainingPerson
from core.evidence import survival
from core.legal.models import LegalAct, LegalCase
from core.partners.models import Referral
from core.reporting.counting.passes import Asked, count
from core.reporting.populations.base import BABY, RESIDENTIAL, counts
from core.reporting.populations.care import EXAM_DAYS
from core.reporting.populations.cohorts import MOTHER_OF
from core.reporting.populations.scope import Scope
from core.reporting.sql.rules import cohort, flow, stock, within
from core.residents.models import FamilyLink, Resident
from core.stages.models import Episode


@dataclass(frozen=True, slots=True)
class Beside:
    """Of one year, each beside the figure of that name.

    :param without_pair: trainees who lack one of both tests (EDU-003).
    :param from_untrained: referrals received from units of which nobody was trained in the year before (EDU-005).
    :param moved_back: causes at an earlier stage at the end than at the start (POL-002).
    :param unsafe: residents at the end with contact that is assessed as unsafe (RES-010).
    :param complaints: received (RES-013).
    :param declined: admissions with an examination that was declined in the first week (MHH-007).
    :param filed: complaints filed by the end.
    :param to_charges: days after which half of the complaints filed by the end had come to charges, counting those that
        have not; None while that is not known (LEG-005).
    """

    year: int
    without_pair: int
    from_untrained: int
    moved_back: int
    unsafe: int
    complaints: int
    declined: int
    filed: int
    to_charges: int | None


def beside(session: Session, scope: Scope) -> Beside:
    """Count what stands beside the figures of a year; exact, for the house alone."""
    charged = _to_charges(session, scope)
    return Beside(
        year=scope.year, without_pair=_without_pair(session, scope), from_untrained=_from_untrained(session, scope),
        moved_back=_moved_back(session, scope), unsafe=_unsafe(session, scope),
        complaints=_number(session, Complaint, counts(Complaint, scope), flow(Complaint.received_on, scope)),
        declined=_declined(session, scope), filed=len(charged), to_charges=survival.median(charged),
    )  # fmt: skip


def _without_pair(session: Session, scope: Scope) -> int:
    """The trainings are those of the figure: with a pass mark, ended in the year."""
    return _number(
        session, TrainingPerson, counts(TrainingPerson, scope), Training.id == TrainingPerson.training_id,
        Training.voided_at.is_(None), Training.pass_mark.is_not(None), flow(Training.until_on, scope),
        or_(TrainingPerson.pre_score.is_(None), TrainingPerson.post_score.is_(None)),
    )  # fmt: skip


def _from_untrained(session: Session, scope: Scope) -> int:
    """All that units sent, without those that the figure counts."""
    sent = (Referral.direction == "in", Referral.state != "undone", Referral.partner_id.is_not(None))
    received = _number(
        session, Referral, Referral.branch_id == scope.branch_id, *sent, flow(Referral.requested_on, scope)
    )
    trained = Asked("referrals_from_trained")
    return received - count(session, scope, (trained,))[trained]


def _moved_back(session: Session, scope: Scope) -> int:
    """A cause that was given up is none of them: it has no stage any more."""
    query = (
        select(PolicyStep)
        .join(PolicyInstrument, PolicyInstrument.id == PolicyStep.instrument_id)
        .where(counts(PolicyStep, scope), PolicyInstrument.voided_at.is_(None), PolicyStep.on_day <= scope.last)
        .where(stock(PolicyInstrument.opened_on, PolicyInstrument.closed_on, scope.eve))
        .order_by(PolicyStep.on_day, PolicyStep.id)
    )
    then: dict[int, PolicyStep] = {}
    now: dict[int, PolicyStep] = {}
    for step in session.scalars(query):
        now[step.instrument_id] = step
        if step.on_day <= scope.eve:
            then[step.instrument_id] = step
    followed = [(before, now[which]) for which, before in then.items() if before.to_stage != DROPPED]
    return sum(after.to_stage != DROPPED and after.position < before.position for before, after in followed)


def _unsafe(session: Session, scope: Scope) -> int:
    """As the assessment stands today: it bears no date."""
    link = select(FamilyLink.id).where(
        FamilyLink.resident_id == Episode.resident_id, FamilyLink.relation != MOTHER_OF, FamilyLink.safety == "unsafe",
        or_(FamilyLink.ended_on.is_(None), FamilyLink.ended_on > scope.last),
    )  # fmt: skip
    return _number(
        session, Episode, *_residents(scope), stock(Episode.admitted_on, Episode.closed_on, scope.last), exists(link)
    )


def _declined(session: Session, scope: Scope) -> int:
    house = (Episode.branch_id == scope.branch_id, Episode.modality == RESIDENTIAL)
    week_over = cohort(Episode.admitted_on, scope, EXAM_DAYS)
    return _number(session, Episode, *house, week_over, _exam("declined"), ~_exam("attended"))


def _exam(attendance: str) -> ColumnElement[bool]:
    found = select(Service.id).where(
        Service.resident_id == Episode.resident_id,
        Service.voided_at.is_(None),
        Service.kind == "exam",
        Service.attendance == attendance,
        within(Episode.admitted_on, Service.on_day, EXAM_DAYS),
    )
    return exists(found)


def _to_charges(session: Session, scope: Scope) -> list[tuple[int, bool]]:
    """Days of each criminal case from its complaint to its first charges, or until it was closed or the year ended."""
    first: Any = (  # there may be none
        select(func.min(LegalAct.on_day))
        .where(LegalAct.case_id == LegalCase.id, LegalAct.kind == "charge", LegalAct.state == "done")
        .where(LegalAct.voided_at.is_(None), LegalAct.on_day <= scope.last)
        .scalar_subquery()
    )
    query = select(LegalCase.filed_on, first, LegalCase.closed_on).where(
        counts(LegalCase, scope), LegalCase.track == "criminal", LegalCase.filed_on <= scope.last
    )
    found: list[tuple[int, bool]] = []
    for filed, charged, closed in session.execute(query):
        if filed is not None:
            until = min(closed or scope.last, scope.last) if charged is None else charged
            found.append(((until - filed).days, charged is not None))
    return found


def _residents(scope: Scope) -> tuple[Any, ...]:
    resident = select(Resident.id).where(Resident.id == Episode.resident_id, Resident.kind != BABY)
    return Episode.branch_id == scope.branch_id, Episode.modality == RESIDENTIAL, exists(resident)


def _number(session: Session, table: Any, *conditions: Any) -> int:
    return session.scalar(select(func.count(table.id)).where(*conditions)) or 0
