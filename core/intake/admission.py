"""Admission: resident, vault, episode, bed, legal basis, emergency card and tasks, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import clock
from core.access import policies
from core.actor import Actor
from core.aftercare import service as aftercare
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.branches import house_rules
from core.branches import service as branches
from core.errors import N_, Invalid, Refused
from core.intake import tasks
from core.legal import alerts, measures
from core.legal.measures import NewMeasure
from core.residents import family, house, teams
from core.residents import service as residents
from core.residents.identity import NewIdentity
from core.residents.models import Resident
from core.residents.service import Health, NewResident
from core.stages import episodes
from core.stages.episodes import NewEpisode
from core.stages.models import Episode
from plugins.contract.legal import Validity
from plugins.contract.stages import AdmissionView, Severity
from plugins.contract.text import Text
from plugins.profile import CountryProfile

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Basis:
    """What the first night rests on; ``kind`` empty where there is nothing yet."""

    kind: str = ""
    valid_until: datetime | None = None
    authority_id: int | None = None
    scan: bytes = b""


@dataclass(frozen=True, slots=True)
class Admission:
    """The facts needed tonight, and nothing that can wait.

    :param resident: an earlier resident who returns; None for somebody new.
    :param mother: the resident whose baby this is, or None.
    :param must_not_know: who must not learn where she is; becomes a contact she is kept from.
    :param confirmed: codes of warnings that were confirmed.
    """

    house_name: str
    sex: str
    languages: tuple[str, ...]
    interpreter_needed: bool
    identity: NewIdentity
    birth_basis: str
    entry_kind: str
    brought_by: str
    admitted_at: datetime
    basis: Basis
    health: Health
    bed_id: int | None = None
    must_not_know: str = ""
    with_baby: bool = False
    pregnant: bool | None = None
    resident: Resident | None = None
    mother: Resident | None = None
    nationality: str | None = None
    modality: str = "residential"
    facts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Admitted:
    """What an admission wrote; ``view`` is what the country may be told after the commit."""

    resident: Resident
    episode: Episode
    view: AdmissionView
    doubts: Sequence[Text]


def admit(session: Session, actor: Actor, country: CountryProfile, new: Admission) -> Admitted:
    """Admit a resident.

    :raises Invalid: with every field that cannot stand.
    :raises Refused: with every objection of the country; warnings too, until they are confirmed.
    """
    policies.require(actor, "resident.admit")
    if new.mother is not None:
        policies.require(actor, "baby.admit")
    zone = branches.time_zone(session, actor)
    _check(session, actor, country, new)
    resident, doubts = _resident(session, actor, country, new)
    view = _view(new, resident, zone, house_rules.settings_in_force(session, resident.branch_id, country))
    _refuse(country, view, new.confirmed)
    episode = episodes.open_episode(session, actor, country, resident, _episode(new, view))
    if new.resident:
        aftercare.end_by_return(session, actor, resident.id, episode.admitted_on)
    _basis(session, actor, country, new, resident)
    health = residents.with_earlier(session, resident, new.health) if new.resident else new.health
    residents.write_health(session, actor, resident, health, action="emergency.record_at_admission")
    _bed(session, actor, country, new, resident, view)
    _links(session, actor, new, resident)
    stay = tasks.NewStay(resident, episode, zone)
    tasks.after_admission(session, country, stay)
    if new.with_baby and "baby.admit" in actor.closed:
        tasks.with_baby_elsewhere(session, stay)
    if not new.basis.kind:
        alerts.refresh(session, actor, country, resident.branch_id, [resident.id])
    record(session, actor, "resident.admit", Subject("resident", resident.id), reentry=view.reentry)
    return Admitted(resident, episode, view, doubts)


def _check(session: Session, actor: Actor, country: CountryProfile, new: Admission) -> None:
    known = [each for each in (new.resident, new.mother) if each is not None]
    house.own(actor, *known)
    faults: dict[str, list[str]] = {}
    if new.admitted_at > clock.now() + timedelta(minutes=5):
        faults["admitted_at"] = [N_("That instant has not come yet.")]
    if new.mother is not None and episodes.find_open(session, new.mother.id) is None:
        faults["mother"] = [N_("The mother is not in the house.")]
    if new.basis.kind and not _covers_stay(country, new.basis.kind):
        faults["basis"] = [N_("Choose the legal basis.")]
    faults |= house.text_faults({"brought_by": new.brought_by}, {"brought_by": _LONGEST_NAME})
    if faults:
        raise Invalid(faults)


def _covers_stay(country: CountryProfile, code: str) -> bool:
    kind = country.measure_kinds.get(code)
    return kind is not None and kind.covers_stay


def _resident(
    session: Session, actor: Actor, country: CountryProfile, new: Admission
) -> tuple[Resident, Sequence[Text]]:
    if new.resident is not None:
        _bring_up_to_date(session, actor, country, new, new.resident)
        return new.resident, ()
    known = NewResident(
        house_name=new.house_name,
        sex=new.sex,
        languages=new.languages,
        interpreter_needed=new.interpreter_needed,
        birth_basis=new.birth_basis,
        identity=new.identity,
        kind="baby" if new.mother else "resident",
        nationality=new.nationality,
    )
    return residents.register(session, actor, country, known)


def _bring_up_to_date(
    session: Session, actor: Actor, country: CountryProfile, new: Admission, resident: Resident
) -> None:
    residents.return_of(
        session,
        actor,
        country,
        resident,
        house_name=new.house_name,
        sex=new.sex,
        languages=new.languages,
        interpreter_needed=new.interpreter_needed,
        nationality=new.nationality or resident.nationality,
    )


def _view(new: Admission, resident: Resident, zone: str, settings: Mapping[str, Any]) -> AdmissionView:
    admitted_at = new.admitted_at.astimezone(ZoneInfo(zone))
    age = new.identity.birth.age_on(admitted_at.date())
    return AdmissionView(
        resident_code=resident.code,
        admitted_at=admitted_at,
        youngest_age=age.youngest,
        oldest_age=age.oldest,
        sex=new.sex,
        nationality=new.nationality,
        entry_kind=new.entry_kind,
        basis=new.basis.kind or None,
        languages=new.languages,
        interpreter_needed=new.interpreter_needed,
        pregnant=new.pregnant,
        with_baby=new.with_baby,
        baby_of=new.mother.code if new.mother else None,
        reentry=new.resident is not None,
        settings=settings,
    )


def _refuse(country: CountryProfile, view: AdmissionView, confirmed: tuple[str, ...]) -> None:
    objections = country.check_admission(view)
    if any(each.severity is Severity.BLOCKING or each.code not in confirmed for each in objections):
        raise Refused(objections)


def _episode(new: Admission, view: AdmissionView) -> NewEpisode:
    return NewEpisode(
        entry_kind=new.entry_kind,
        admitted_at=new.admitted_at,
        admitted_on=view.admitted_on,
        age=view.youngest_age,
        modality=new.modality,
        brought_by=new.brought_by,
        facts=new.facts,
    )


def _basis(session: Session, actor: Actor, country: CountryProfile, new: Admission, resident: Resident) -> None:
    if not new.basis.kind:
        return
    validities = country.measure_kinds[new.basis.kind].validities
    lasting = [each for each in validities if each is not Validity.FIXED]
    validity = Validity.FIXED if new.basis.valid_until or not lasting else lasting[-1]
    measure = NewMeasure(
        kind=new.basis.kind,
        valid_from=new.admitted_at,
        persons=(resident.id,),
        validity=validity,
        valid_until=new.basis.valid_until,
        authority_id=new.basis.authority_id,
        scan=new.basis.scan,
    )
    measures.add(session, actor, country, measure, action="measure.record_at_admission")


def _bed(
    session: Session, actor: Actor, country: CountryProfile, new: Admission, resident: Resident, view: AdmissionView
) -> None:
    if new.bed_id is None:
        return
    adult = view.youngest_age is not None and view.youngest_age >= country.country.majority_age
    branches.assign_bed(
        session, actor, resident_id=resident.id, bed_id=new.bed_id, at=new.admitted_at, reason="", adult=adult
    )


def _links(session: Session, actor: Actor, new: Admission, resident: Resident) -> None:
    if not teams.team(session, resident.id):
        # Whoever receives her leads the case until somebody else does: else nobody could complete what waited.
        teams.join_team(session, actor, resident, actor, owner=True)
    if new.mother is not None:
        family.link_mother(session, actor, new.mother, resident)
    if new.must_not_know.strip():
        family.keep_from(session, actor, resident, new.must_not_know)
    if new.resident is not None:
        agenda.cancel(session, actor, source="aftercare", source_id=resident.id)
