"""Services by discipline, for one person or a group; read by whoever may read the discipline's class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core import slips
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.care import offered, plans
from core.care.files import open_file
from core.care.models import Service
from core.care.terms import ATTENDANCE, ATTENDED, DISCIPLINES, MEDICAL_KINDS, MODES, SERVICE_KINDS
from core.errors import N_, NotFound
from core.residents import house
from core.residents import service as residents
from core.residents.models import Resident
from core.stages import episodes
from core.stages.models import Episode

_NOTE = 2000
_MINUTES = (1, 720)
#: Over how many days the file compares what was planned with what was had.
SPAN = 30


@dataclass(frozen=True, slots=True)
class NewService:
    """A service as it is recorded.

    :param partner_id: the institution that gave it, or None for somebody of the house.
    """

    discipline: str
    on_day: date
    minutes: int
    kind: str = "session"
    mode: str = "individual"
    attendance: str = ATTENDED
    partner_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What she had of a discipline in the last days, and what her plan asks for in that time."""

    discipline: str
    had: int
    planned: int


def may_record(actor: Actor, discipline: str) -> bool:
    """Tell whether somebody records services of a discipline."""
    known = DISCIPLINES.get(discipline)
    return known is not None and actor.role in known.roles and policies.may(actor, "service.record")


def disciplines_of(actor: Actor) -> list[str]:
    """List the disciplines that the actor records."""
    return [code for code in DISCIPLINES if may_record(actor, code)]


def recorded_here(session: Session, actor: Actor) -> list[str]:
    """List the disciplines that the actor records and her house gives."""
    given = offered.given(session, actor.branch_id or 0)
    return [code for code in disciplines_of(actor) if code in given]


def add(session: Session, actor: Actor, resident: Resident, new: NewService, *, corrects: int | None = None) -> Service:
    """Record a service to one person.

    :param corrects: a record of hers that this one takes the place of.
    :raises Invalid: with every field that cannot stand.
    """
    file = open_file(session, actor, resident, "service.record")
    if corrects is None:
        _need_given(session, actor, new)
    _check(actor, new, file.today, _first_day(session, resident))
    made = _written(session, actor, file.resident, file.episode, new)
    slips.correct(session, actor, made, corrects)
    record(session, actor, "service.add", Subject("service", made.id), discipline=new.discipline, kind=new.kind)
    return made


def add_group(session: Session, actor: Actor, people: Sequence[int], new: NewService) -> list[Service]:
    """Record a group session: one row for each person who came.

    :param people: ids of residents who live in the house.
    :raises Invalid: with every field that cannot stand, also if nobody came.
    """
    policies.require(actor, "service.record")
    _need_given(session, actor, new)
    _check(actor, new, house.today(session, actor), None)
    stays = _stays(session, actor, people, new.on_day)
    if not stays or len(stays) != len(set(people)):
        slips.refuse({"people": [N_("Choose who came: people who lived in the house on that day.")]})
    made: list[Service] = []
    for resident, episode in stays:
        made.append(_written(session, actor, resident, episode, new, group_id=made[0].id if made else None))
    made[0].group_id = made[0].id
    record(session, actor, "service.add", Subject("service", made[0].id), discipline=new.discipline, people=len(made))
    return made


def _need_given(session: Session, actor: Actor, new: NewService) -> None:
    """Stop where a service is recorded that the house gives no more; what corrects an older record may be."""
    if new.discipline in DISCIPLINES and new.discipline not in offered.given(session, actor.branch_id or 0):
        slips.refuse({"discipline": [N_("The house does not give this service.")]})


def get(session: Session, actor: Actor, service_id: int) -> Service:
    """Find a service that the actor may read.

    :raises NotFound: if there is none for her.
    """
    found = slips.own(session, actor, Service, service_id)
    on_case = residents.on_case(session, actor, found.resident_id)
    if not _readable(actor, found, on_case=on_case):
        raise NotFound()
    return found


def change(session: Session, actor: Actor, service_id: int, how: str) -> Service:
    """Strike a service out, or bring it back: whoever records the discipline may.

    :param how: ``strike`` or ``restore``.
    """
    found = get(session, actor, service_id)
    if not may_record(actor, found.discipline):
        raise NotFound()
    (slips.strike if how == "strike" else slips.restore)(session, actor, found)
    return found


def list_page(
    session: Session, actor: Actor, resident: Resident, discipline: str = "", *,
    after: tuple[date, int] | None = None, before: tuple[date, int] | None = None,
) -> list[Service]:  # fmt: skip
    """List a resident's services of the disciplines that the actor may read, newest first; one more than a page."""
    file = open_file(session, actor, resident, "service.read")
    shown = _shown(actor, on_case=file.on_case)
    chosen = [discipline] if discipline in shown else [] if discipline else shown
    query = select(Service).where(Service.resident_id == resident.id)
    query = query.where(or_(Service.discipline.in_(chosen), Service.provider_id == actor.user_id))
    _note_read(session, actor, resident, chosen)
    return _services(slips.page(session, query, (Service.on_day, Service.id), after=after, before=before))


def own_page(
    session: Session, actor: Actor, *, after: tuple[date, int] | None = None, before: tuple[date, int] | None = None
) -> list[tuple[Service, int]]:
    """List the sessions that the actor has given, newest first, each with how many came."""
    policies.require(actor, "service.record")
    first = or_(Service.group_id.is_(None), Service.group_id == Service.id)
    query = select(Service).where(Service.branch_id == actor.branch_id, Service.provider_id == actor.user_id, first)
    rows = _services(slips.page(session, query, (Service.on_day, Service.id), after=after, before=before))
    groups = [each.id for each in rows if each.group_id]
    counted = (
        select(Service.group_id, func.count()).where(Service.group_id.in_(groups), _counts()).group_by(Service.group_id)
    )
    came: dict[int | None, int] = {row[0]: int(row[1]) for row in session.execute(counted)}
    return [(each, came.get(each.id, 1)) for each in rows]


def balance(session: Session, actor: Actor, resident: Resident) -> list[Balance]:
    """Compare what her plan asks for with what she had in the last thirty days, in the disciplines the actor reads."""
    file = open_file(session, actor, resident, "service.read")
    shown = _shown(actor, on_case=file.on_case)
    since = file.today - timedelta(days=SPAN)
    query = select(Service.discipline, func.count()).where(
        Service.resident_id == resident.id, Service.on_day > since, Service.on_day <= file.today, _counts()
    )
    had = {str(code): int(number) for code, number in session.execute(query.group_by(Service.discipline))}
    asked = plans.asked_of(session, file.episode.id, file.today)
    return [Balance(code, had.get(code, 0), asked.get(code, 0)) for code in shown if code in had or code in asked]


def inside(session: Session, actor: Actor) -> list[tuple[int, str, str]]:
    """List who lives in the house, as somebody who takes attendance must know."""
    policies.require(actor, "service.record")
    return episodes.inside(session, actor)


def notes(session: Session, services: Sequence[Service]) -> Mapping[int, str]:
    """Open the notes of services that the actor has been given."""
    return slips.opened_many(session, services, "note")


def _check(actor: Actor, new: NewService, today: date, first: date | None) -> None:
    faults = slips.day_faults(today, first, on_day=new.on_day)
    if not may_record(actor, new.discipline):
        faults["discipline"] = [N_("Choose a discipline that you record.")]
    if new.kind not in SERVICE_KINDS or (new.kind in MEDICAL_KINDS and new.discipline != "MEDICAL"):
        faults["kind"] = [N_("Only medical care has this kind of service.")]
    if new.mode not in MODES:
        faults["mode"] = [N_("Choose one of the list.")]
    if new.attendance not in ATTENDANCE:
        faults["attendance"] = [N_("Choose one of the list.")]
    if not _MINUTES[0] <= new.minutes <= _MINUTES[1]:
        faults["minutes"] = [N_("Write how long it took, in minutes, up to twelve hours.")]
    slips.refuse(faults | house.text_faults({"note": new.note}, {"note": _NOTE}))


def _written(
    session: Session, actor: Actor, resident: Resident, episode: Episode, new: NewService, group_id: int | None = None
) -> Service:
    ours = new.partner_id is None
    made = Service(
        branch_id=resident.branch_id, resident_id=resident.id, episode_id=_stay_on(episode, new.on_day),
        discipline=new.discipline, kind=new.kind, mode=new.mode, group_id=group_id, on_day=new.on_day,
        minutes=new.minutes, provider_id=actor.user_id if ours else None, provider_name=actor.name if ours else "",
        provider_role=actor.role if ours else "", partner_id=new.partner_id, attendance=new.attendance,
        planned=new.discipline in plans.asked_of(session, episode.id, new.on_day),
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # its id is part of what seals the note, and names the group
    slips.seal(session, made, note=new.note)
    return made


def _stay_on(episode: Episode, on: date) -> int | None:
    over = episode.closed_on is not None and episode.closed_on < on
    return None if over else episode.id


def _stays(session: Session, actor: Actor, people: Sequence[int], on: date) -> list[tuple[Resident, Episode]]:
    query = (
        select(Resident, Episode)
        .join(Episode, Episode.resident_id == Resident.id)
        .where(Resident.id.in_(people), Episode.branch_id == actor.branch_id, Episode.admitted_on <= on)
        .where(or_(Episode.closed_on.is_(None), Episode.closed_on >= on))
        .order_by(Resident.id)
    )
    return list({resident.id: (resident, episode) for resident, episode in session.execute(query)}.values())


def _first_day(session: Session, resident: Resident) -> date | None:
    return min((each.admitted_on for each in episodes.list_all(session, resident.id)), default=None)


def _shown(actor: Actor, *, on_case: bool) -> list[str]:
    return [code for code, each in DISCIPLINES.items() if policies.reads(actor, each.data_class, on_case=on_case)]


def _readable(actor: Actor, service: Service, *, on_case: bool) -> bool:
    return service.provider_id == actor.user_id or service.discipline in _shown(actor, on_case=on_case)


def _counts() -> Any:
    return (Service.attendance == ATTENDED) & Service.voided_at.is_(None)


def _services(rows: Sequence[Any]) -> list[Service]:
    return [row[0] for row in rows]


def _note_read(session: Session, actor: Actor, resident: Resident, chosen: Sequence[str]) -> None:
    """Every read of a very high class is an event (INV-28)."""
    if "ADDICTION" in chosen:
        record(session, actor, "service.read", Subject("resident", resident.id), data_class="MED-X")
