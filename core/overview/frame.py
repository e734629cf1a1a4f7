"""The head of every page about one resident: what her whole team may know at a glance, and which tabs there are."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.absences import outings
from core.absences import service as absences
from core.absences.models import AWAY, Absence, Outing
from core.access import policies
from core.actor import Actor
from core.aftercare import service as aftercare
from core.branches.models import Bed, BedStay
from core.i18n import lazy as _
from core.i18n.messages import LazyString
from core.legal import measures
from core.legal.cover import Standing
from core.residents import identity
from core.residents import service as residents
from core.residents.ages import AgeRange
from core.residents.cards import Told
from core.residents.models import CaseMember, FamilyLink, Identity, Resident
from core.stages import episodes, programme
from core.stages.models import Episode, ProgrammeStage


@dataclass(frozen=True, slots=True)
class Relative:
    """A mother or baby who is a resident too."""

    code: str
    house_name: str
    is_baby: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What the head shows.

    :param absence: the one that lasts, while she is missing.
    :param outing: from which she is not back yet.
    :param standing: how the stay stands, None where the actor may not know or she has left.
    """

    resident: Resident
    on_case: bool
    age: AgeRange
    minor: bool
    episode: Episode | None
    stages: list[ProgrammeStage]
    bed: str | None
    standing: Standing | None
    instructions: list[Told]
    team: list[CaseMember]
    relatives: list[Relative]
    absence: Absence | None
    outing: Outing | None
    tabs: tuple[tuple[LazyString, str], ...]


_AFTERCARE = (_("After-care"), "aftercare.of_resident", "aftercare.read")
#: Tabs of a resident's page: label, endpoint, the action that opens it. What the actor may not open does not appear.
TABS = (
    (_("Summary"), "home.resident", "resident.read"),
    (_("Stage"), "stages.stage", "move.read"),
    (_("Plan"), "care.plan", "plan.read"),
    (_("Services"), "care.list_services", "service.read"),
    (_("School"), "care.list_school", "school.read"),
    (_("Assessments"), "care.list_assessments", "assessment.read"),
    (_("Reserved health"), "care.list_health", "health.read"),
    (_("Basis of the stay"), "legal.measures", "measure.read"),
    (_("Legal cases"), "cases.of_resident", "case.read"),
    (_("Legal forms"), "forms.index", "resident.read"),
    (_("Family"), "residents.family", "family.read"),
    (_("Consents"), "residents.consents", "consent.read"),
    (_("Referrals"), "partners.referrals_of", "referral.read"),
    (_("Transfers"), "transfers.of_resident", "transfer.read"),
    _AFTERCARE,
)


def frame(session: Session, actor: Actor, resident: Resident, today: date, majority_age: int) -> Frame:
    """Gather the head of a resident's page in a fixed number of statements."""
    on_case = residents.on_case(session, actor, resident.id)
    episode = episodes.find_last(session, resident.id)
    birth = identity.birth_range(session, session.get_one(Identity, resident.id))
    return Frame(
        resident=resident,
        on_case=on_case,
        age=birth.age_on(today),
        minor=birth.is_minor(today, majority_age),
        episode=episode,
        stages=programme.stages_of(session, episode.version_id) if episode else [],
        bed=_bed(session, resident.id),
        standing=_standing(session, actor, episode, on_case=on_case),
        instructions=residents.instructions(session, resident.id),
        team=residents.team(session, resident.id),
        relatives=_relatives(session, resident.id),
        absence=_absence(session, episode),
        outing=outings.find_open(session, resident.id) if episode and episode.closed_at is None else None,
        tabs=_tabs(session, actor, episode, on_case=on_case),
    )


def _tabs(
    session: Session, actor: Actor, episode: Episode | None, *, on_case: bool
) -> tuple[tuple[LazyString, str], ...]:
    found = [(label, endpoint) for label, endpoint, action in TABS if policies.may(actor, action, on_case=on_case)]
    left = episode is not None and episode.closed_at is not None
    if episode is not None and left and not on_case and policies.may(actor, _AFTERCARE[2], on_case=True):
        mine = aftercare.accompanies(session, actor, episode.resident_id)
        found += [_AFTERCARE[:2]] if mine and _AFTERCARE[:2] not in found else []
    return tuple(found)


def _bed(session: Session, resident_id: int) -> str | None:
    query = select(Bed.label).join(BedStay, BedStay.bed_id == Bed.id)
    return session.scalar(query.where(BedStay.resident_id == resident_id, BedStay.until_at.is_(None)))


def _standing(session: Session, actor: Actor, episode: Episode | None, *, on_case: bool) -> Standing | None:
    if episode is None or episode.closed_at is not None or not policies.reads(actor, "LEG-C", on_case=on_case):
        return None
    admitted = {episode.resident_id: episode.admitted_at}
    return measures.standings(session, admitted, clock.now())[episode.resident_id]


def _absence(session: Session, episode: Episode | None) -> Absence | None:
    """Find since when she is missing; the stay itself says whether there is anything to ask for."""
    return absences.find_open(session, episode.resident_id) if episode and episode.state in AWAY else None


def _relatives(session: Session, resident_id: int) -> list[Relative]:
    babies = (
        select(Resident.code, Resident.house_name, FamilyLink.id)
        .join(FamilyLink, FamilyLink.relative_id == Resident.id)
        .where(FamilyLink.resident_id == resident_id, FamilyLink.relation == "mother_of")
    )
    mothers = (
        select(Resident.code, Resident.house_name, FamilyLink.id)
        .join(FamilyLink, FamilyLink.resident_id == Resident.id)
        .where(FamilyLink.relative_id == resident_id, FamilyLink.relation == "mother_of")
    )
    found = [Relative(code, name, is_baby=True) for code, name, _id in session.execute(babies)]
    return found + [Relative(code, name, is_baby=False) for code, name, _id in session.execute(mothers)]
