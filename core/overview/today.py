"""What needs doing now, for one role: at most ten facts and the first task, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.absences.models import AWAY, Outing
from core.access import policies
from core.actor import Actor
from core.branches import clocks
from core.branches.models import Bed, BedStay
from core.legal.models import Measure, MeasurePerson
from core.partners.models import Referral
from core.residents import approvals
from core.residents.models import Resident
from core.retention.models import PROPOSED, Erasure
from core.stages.models import Approval, Episode, StageMove
from core.transfers import listing as transfers


@dataclass(frozen=True, slots=True)
class Fact:
    """One number with its meaning.

    :param code: what it counts; the template words it.
    :param urgent: whether it is shown first and marked.
    :param within: days ahead for which it counts.
    """

    code: str
    value: int
    of: int | None = None
    urgent: bool = False
    within: int | None = None


def facts(session: Session, actor: Actor, today: date) -> list[Fact]:
    """Gather the facts that the actor's role may know, urgent ones first."""
    found: list[Fact] = []
    if policies.may(actor, "resident.count"):
        found += _census(session, actor)
    if policies.reads(actor, "LEG-C", on_case=True) and not policies.caseload_only(actor, "LEG-C"):
        found += _basis(session, actor)
    if policies.may(actor, "bed.read"):
        found.append(_beds(session, actor, today))
    if policies.may(actor, "move.sign") or policies.may(actor, "move.approve"):
        found.append(Fact("moves", _moves_waiting(session, actor)))
    if policies.may(actor, "referral.read"):
        found.append(Fact("referrals", _referrals_open(session, actor)))
    if policies.may(actor, "retention.decide") and (files := _files_waiting(session, actor)):
        found.append(Fact("files", files))
    if policies.may(actor, "work.decide"):
        found.append(Fact("works", approvals.count_waiting(session, actor)))
    if policies.may(actor, "transfer.read"):
        found.append(Fact("transfers", transfers.count_waiting(session, actor, today)))
    return sorted(found, key=lambda fact: not fact.urgent)


def _census(session: Session, actor: Actor) -> list[Fact]:
    missing = func.count().filter(Episode.state.in_(AWAY))
    query = (
        select(func.count(), func.count().filter(Resident.kind == "baby"), missing)
        .select_from(Episode)
        .join(Resident, Resident.id == Episode.resident_id)
        .where(Episode.branch_id == actor.branch_id, Episode.closed_at.is_(None))
    )
    everyone, babies, gone = session.execute(query).one()
    late = _late(session, actor)
    found = [Fact("residents", everyone - babies)]
    if babies or policies.may(actor, "baby.read"):
        found.append(Fact("babies", babies))
    alarms = (Fact("missing", gone, urgent=True), Fact("late", late, urgent=True))
    return [*(each for each in alarms if each.value), *found]


def _late(session: Session, actor: Actor) -> int:
    """Count who is not back from an outing at the hour she was expected, and not looked for yet."""
    query = select(func.count()).where(
        Outing.branch_id == actor.branch_id,
        Outing.returned_at.is_(None),
        Outing.absence_id.is_(None),
        Outing.expected_at < clock.now(),
    )
    return session.scalar(query) or 0


def _basis(session: Session, actor: Actor) -> list[Fact]:
    now = clock.now()
    lapsing_days = clocks.length(session, actor.branch_id or 0, "measure_lapsing")
    lapsing = timedelta(days=lapsing_days)
    covers = and_(
        MeasurePerson.resident_id == Episode.resident_id,
        MeasurePerson.covers_from <= now,
        or_(MeasurePerson.covers_until.is_(None), MeasurePerson.covers_until > now),
    )
    named = select(MeasurePerson.id).join(Measure, Measure.id == MeasurePerson.measure_id)
    covered = exists(named.where(covers, Measure.covers_stay.is_(True)))
    lasting = exists(
        named.where(
            covers,
            Measure.covers_stay.is_(True),
            or_(
                MeasurePerson.covers_until.is_(None),
                MeasurePerson.covers_until > now + lapsing,
            ),
        )
    )
    query = (
        select(func.count().filter(~covered), func.count().filter(and_(covered, ~lasting)))
        .select_from(Episode)
        .where(Episode.branch_id == actor.branch_id, Episode.closed_at.is_(None))
    )
    without, ending = session.execute(query).one()
    return [Fact("without_basis", without, urgent=without > 0), Fact("lapsing", ending, within=lapsing_days)]


def _beds(session: Session, actor: Actor, today: date) -> Fact:
    in_service = select(func.count()).where(
        Bed.branch_id == actor.branch_id,
        Bed.in_service_from <= today,
        or_(Bed.in_service_until.is_(None), Bed.in_service_until > today),
    )
    taken = select(func.count()).where(BedStay.branch_id == actor.branch_id, BedStay.until_at.is_(None))
    beds, used = session.execute(select(in_service.scalar_subquery(), taken.scalar_subquery())).one()
    return Fact("beds_free", max(0, beds - used), of=beds)


def _moves_waiting(session: Session, actor: Actor) -> int:
    mine = exists(
        select(Approval.id).where(
            Approval.move_id == StageMove.id,
            or_(Approval.user_id == actor.user_id, Approval.discipline == actor.role),
        )
    )
    query = select(func.count()).where(StageMove.branch_id == actor.branch_id, StageMove.state == "proposed", ~mine)
    return session.scalar(query) or 0


def _files_waiting(session: Session, actor: Actor) -> int:
    """Count the files whose destruction somebody else has proposed."""
    others = (Erasure.branch_id == actor.branch_id, Erasure.state == PROPOSED, Erasure.proposed_by != actor.user_id)
    return session.scalar(select(func.count()).select_from(Erasure).where(*others)) or 0


def _referrals_open(session: Session, actor: Actor) -> int:
    query = select(func.count()).where(
        Referral.branch_id == actor.branch_id, Referral.state.in_(("requested", "sent", "accepted"))
    )
    return session.scalar(query) or 0
