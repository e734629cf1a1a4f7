"""Legal cases: opened with whom they are about; stage and last movement follow the acts that are done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, not_, or_, select, true
from sqlalchemy.orm import Session

from core import reminders, slips
from core.access import policies
from core.actor import Actor
from core.agenda import service as agenda
from core.audit.service import Subject, record
from core.errors import N_, NotFound
from core.legal import case_people
from core.legal.case_terms import ACTS, EXPLOITATION, PARTS, ROLES, STILL_DAYS, TRACKS
from core.legal.models import LegalAct, LegalCase, LegalCasePerson
from core.partners.models import Partner
from core.residents import house
from core.residents import service as residents
from core.residents.models import Resident

SOURCE = "legal_case"
_DECIDED = "S6"
_STILL = N_("A legal case has not moved for 180 days")
_LIMITS = {"authority_name": 200, "file_number": 100, "strategy": 4000}
_CHOOSE = N_("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case as it is opened.

    :param people: residents it is about, with the part of each.
    :param filed_on: the day of the complaint; None while it is prepared.
    """

    track: str
    part: str
    people: Mapping[int, str]
    filed_on: date | None = None
    exploitation: str = "_U"
    authority_id: int | None = None
    authority_name: str = ""
    file_number: str = ""
    strategy: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A case on the list, with whom it is about and how many days it has not moved."""

    case: LegalCase
    people: Sequence[tuple[str, str]]
    still: int

    @property
    def stands_still(self) -> bool:
        """Whether nothing has moved for too long in a case that waits for a decision."""
        return waits(self.case) and self.still > STILL_DAYS


def open_case(session: Session, actor: Actor, new: NewCase) -> LegalCase:
    """Open a case; a complaint that was filed is its first act.

    :raises Invalid: with every field that cannot stand.
    """
    policies.require(actor, "case.write")
    today = house.today(session, actor)
    _check(session, actor, new, today)
    case = LegalCase(
        branch_id=actor.branch_id, track=new.track, part=new.part, authority_id=new.authority_id,
        authority_name=new.authority_name.strip(), numbered=bool(new.file_number.strip()), filed_on=new.filed_on,
        exploitation=new.exploitation, last_act_on=new.filed_on or today, lawyer_id=actor.user_id,
        lawyer_name=actor.name, created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(case)
    session.flush()  # people, acts and sealed texts carry its id
    slips.seal(session, case, file_number=new.file_number, strategy=new.strategy)
    for resident_id, role in new.people.items():
        session.add(LegalCasePerson(branch_id=case.branch_id, case_id=case.id, resident_id=resident_id, role=role))
    if new.filed_on is not None:
        _, stage, moves = ACTS["complaint"]
        session.add(LegalAct(
            branch_id=case.branch_id, case_id=case.id, kind="complaint", stage=stage, on_day=new.filed_on, moves=moves,
            created_by=actor.user_id or 0, created_by_name=actor.name,
        ))  # fmt: skip
    follow(session, actor, case)
    record(session, actor, "case.open", Subject("legal_case", case.id), track=new.track, people=len(new.people))
    return case


def number(session: Session, actor: Actor, case_id: int, file_number: str) -> LegalCase:
    """Write the number under which the authority keeps a case.

    :raises Invalid: if it is empty or too long.
    """
    policies.require(actor, "case.write")
    case = get(session, actor, case_id)
    faults = house.text_faults({"file_number": file_number}, _LIMITS)
    if not file_number.strip():
        faults["file_number"] = [N_("Please fill this in.")]
    slips.refuse(faults)
    case.numbered = True
    slips.seal(session, case, file_number=file_number)
    record(session, actor, "case.number", Subject("legal_case", case.id))
    return case


def change(session: Session, actor: Actor, case_id: int, how: str) -> LegalCase:
    """Strike a case out, or bring it back."""
    policies.require(actor, "case.write")
    case = get(session, actor, case_id)
    if how == "strike":
        slips.strike(session, actor, case)
        agenda.cancel(session, actor, source=SOURCE, source_id=case.id)
    else:
        slips.restore(session, actor, case)
        follow(session, actor, case)
    return case


def follow(session: Session, actor: Actor, case: LegalCase) -> None:
    """Let a case's stage and last movement follow its acts that are done; a standstill becomes a task."""
    session.flush()  # its acts are asked from the store
    query = select(LegalAct).where(LegalAct.case_id == case.id, LegalAct.voided_at.is_(None), LegalAct.state == "done")
    acts = list(session.scalars(query.order_by(LegalAct.on_day, LegalAct.id)))
    reached = [each for each in acts if each.stage]
    case.stage = max((each.stage for each in reached), default="")
    case.stage_on = next((each.on_day for each in reached if each.stage == case.stage), None)
    moved = [each.on_day for each in acts if each.moves]
    case.last_act_on = max(moved, default=case.filed_on or case.created_at.date())
    case.closed_on = next((each.on_day for each in acts if each.kind == "closing"), None)
    case.state = "closed" if case.closed_on else "open"
    still = case.last_act_on + timedelta(days=STILL_DAYS) if waits(case) else None
    reminders.remind_once(
        session, actor, branch_id=case.branch_id, source=SOURCE, source_id=case.id, kind="still", day=still,
        title=_STILL, role="lawyer", data_class="LEG-C",
    )  # fmt: skip


def waits(case: LegalCase) -> bool:
    """Tell whether a case that was filed waits for the authority: it is open and not finally decided."""
    return case.state == "open" and case.filed_on is not None and case.stage < _DECIDED


def get(session: Session, actor: Actor, case_id: int) -> LegalCase:
    """Find a case that the actor may read.

    :raises NotFound: if there is none for her.
    """
    query = select(LegalCase).where(LegalCase.id == case_id, LegalCase.branch_id == actor.branch_id)
    found = session.scalar(query.where(_visible(session, actor)))
    if found is None:
        raise NotFound()
    return found


def list_page(
    session: Session, actor: Actor, *, closed: bool = False, after: tuple[Any, ...] | None = None,
    before: tuple[Any, ...] | None = None,
) -> list[Listed]:  # fmt: skip
    """List the house's cases, those that have not moved for longest first; one more than a page."""
    query = select(LegalCase).where(
        LegalCase.branch_id == actor.branch_id, _over() if closed else not_(_over()),
        LegalCase.voided_at.is_(None), _visible(session, actor),
    )  # fmt: skip
    key = (LegalCase.last_act_on, LegalCase.id)
    rows = [row[0] for row in slips.page(session, query, key, after=after, before=before, rising=True)]
    return _listed(session, actor, rows)


def of_resident(session: Session, actor: Actor, resident: Resident) -> list[Listed]:
    """List the cases that are about a resident, newest first."""
    house.own(actor, resident)
    policies.require(actor, "case.read", on_case=residents.on_case(session, actor, resident.id))
    mine = select(LegalCasePerson.case_id).where(LegalCasePerson.resident_id == resident.id)
    query = select(LegalCase).where(LegalCase.id.in_(mine)).order_by(LegalCase.id.desc())
    return _listed(session, actor, list(session.scalars(query)))


def visible_ids(session: Session, actor: Actor) -> Select[int]:
    """Give the ids of the cases that the actor may read, for a query."""
    return select(LegalCase.id).where(LegalCase.branch_id == actor.branch_id, _visible(session, actor))


def file_number(session: Session, case: LegalCase) -> str:
    """Open the number of a case that the actor has been given."""
    return slips.opened(session, case, "file_number")


def strategy(session: Session, actor: Actor, case_id: int) -> str:
    """Open what the lawyer plans in a case; that it was read is an event (INV-28)."""
    case = get(session, actor, case_id)
    on_case = any(residents.on_case(session, actor, each.id) for each, _role in case_people.of_case(session, case.id))
    policies.require(actor, "case.strategy", on_case=on_case or case.lawyer_id == actor.user_id)
    record(session, actor, "case.strategy", Subject("legal_case", case.id), data_class="LEG-S")
    return slips.opened(session, case, "strategy")


def funnel(session: Session, actor: Actor) -> dict[str, int]:
    """Count the house's criminal cases that were filed: all, moved in 180 days, charged, decided."""
    policies.require(actor, "case.read", on_case=True)
    today = house.today(session, actor)
    moved = LegalCase.last_act_on >= today - timedelta(days=STILL_DAYS)
    parts: dict[str, ColumnElement[bool]] = {
        "filed": true(), "moved": moved, "charged": _reached("S3"), "sentenced": _reached("S5"),
    }  # fmt: skip
    counts = [func.count().filter(each).label(name) for name, each in parts.items()]
    query = select(*counts).where(
        LegalCase.branch_id == actor.branch_id, LegalCase.track == "criminal", LegalCase.filed_on.is_not(None),
        LegalCase.voided_at.is_(None),
    )  # fmt: skip
    return {name: int(value) for name, value in session.execute(query).one()._asdict().items()}


def _over() -> ColumnElement[bool]:
    return or_(LegalCase.state == "closed", LegalCase.stage >= _DECIDED)


def _reached(stage: str) -> ColumnElement[bool]:
    """Whether a case ever came so far; one that was closed without a decision may have been charged before."""
    return (
        select(LegalAct.id)
        .where(LegalAct.case_id == LegalCase.id, LegalAct.voided_at.is_(None), LegalAct.state == "done")
        .where(LegalAct.stage >= stage, LegalAct.stage < "S8")
        .exists()
    )


def _visible(session: Session, actor: Actor) -> ColumnElement[bool]:
    if not policies.may(actor, "case.read", on_case=True):
        raise NotFound()
    if not policies.caseload_only(actor, "LEG-C"):
        return true()
    mine = select(LegalCasePerson.case_id).where(LegalCasePerson.resident_id.in_(residents.caseload(session, actor)))
    return LegalCase.id.in_(mine)


def _listed(session: Session, actor: Actor, cases: Sequence[LegalCase]) -> list[Listed]:
    query = (
        select(LegalCasePerson.case_id, Resident.code, Resident.house_name)
        .join(Resident, Resident.id == LegalCasePerson.resident_id)
        .where(LegalCasePerson.case_id.in_([each.id for each in cases]))
        .order_by(Resident.code)
    )
    people: dict[int, list[tuple[str, str]]] = {}
    for case_id, code, name in session.execute(query):
        people.setdefault(case_id, []).append((code, name))
    today = house.today(session, actor)
    return [Listed(each, people.get(each.id, []), (today - (each.last_act_on or today)).days) for each in cases]


def _check(session: Session, actor: Actor, new: NewCase, today: date) -> None:
    faults = slips.day_faults(today, None, filed_on=new.filed_on)
    checks = (("track", TRACKS), ("part", PARTS), ("exploitation", EXPLOITATION))
    faults |= {name: [_CHOOSE] for name, known in checks if getattr(new, name) not in known}
    if new.authority_id is not None and session.get(Partner, new.authority_id) is None:
        faults["authority_id"] = [_CHOOSE]
    found = residents.by_ids(session, list(new.people))
    if not found or len(found) != len(new.people) or any(each.branch_id != actor.branch_id for each in found):
        faults["victims"] = [N_("Choose whom the case is about.")]
    if set(new.people.values()) - set(ROLES):
        faults["people"] = [_CHOOSE]
    texts = {name: getattr(new, name) for name in _LIMITS}
    slips.refuse(faults | house.text_faults(texts, _LIMITS))
