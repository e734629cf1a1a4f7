"""School and training for a trade, with the days of each month; and modules of education."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import slips
from core.actor import Actor
from core.audit.service import Subject, record
from core.care.files import open_file
from core.care.models import EducationModule, Schooling, SchoolMonth
from core.care.terms import MODULES, SCHOOL_KINDS, SCHOOL_RESULTS
from core.errors import N_, Conflict
from core.residents import house
from core.residents.models import Resident

_LIMITS = {"level": 60}
_CHOOSE = N_("Choose one of the list.")


@dataclass(frozen=True, slots=True)
class NewSchooling:
    """A place in a school as it is recorded."""

    kind: str
    from_on: date
    level: str = ""
    outside: bool = True
    compulsory: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """A place in a school with its months, newest first."""

    schooling: Schooling
    months: Sequence[SchoolMonth]


def enrol(session: Session, actor: Actor, resident: Resident, new: NewSchooling) -> Schooling:
    """Record that she has a place in a school or a training.

    :raises Invalid: with every field that cannot stand.
    """
    file = open_file(session, actor, resident, "school.write")
    faults = slips.day_faults(file.today, file.episode.admitted_on, from_on=new.from_on)
    if new.kind not in SCHOOL_KINDS:
        faults["kind"] = [_CHOOSE]
    slips.refuse(faults | house.text_faults({"level": new.level}, _LIMITS))
    made = Schooling(
        branch_id=resident.branch_id, resident_id=resident.id, episode_id=file.episode.id, kind=new.kind,
        level=new.level.strip(), outside=new.outside, compulsory=new.compulsory, from_on=new.from_on,
        created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event names its id
    record(session, actor, "school.enrol", Subject("schooling", made.id), kind=new.kind)
    return made


def end(session: Session, actor: Actor, schooling_id: int, on: date, result: str) -> Schooling:
    """Note that a place ended, and how.

    :raises Invalid: if its day or result cannot be.
    """
    found = get(session, actor, schooling_id)
    faults = slips.day_faults(house.today(session, actor), found.from_on, until_on=on)
    if result not in SCHOOL_RESULTS:
        faults["result"] = [_CHOOSE]
    slips.refuse(faults)
    found.until_on, found.result = on, result
    record(session, actor, "school.end", Subject("schooling", found.id), result=result)
    return found


def reopen(session: Session, actor: Actor, schooling_id: int) -> Schooling:
    """Undo that a place ended."""
    found = get(session, actor, schooling_id)
    if found.until_on is None:
        raise Conflict
    found.until_on, found.result = None, ""
    record(session, actor, "school.reopen", Subject("schooling", found.id))
    return found


def write_month(
    session: Session, actor: Actor, schooling_id: int, month: date, school_days: int, days_present: int
) -> SchoolMonth:
    """Write how many days of a month there was school and on how many she was there; a later word counts.

    :raises Invalid: if the days cannot be.
    """
    found = get(session, actor, schooling_id)
    first = month.replace(day=1)
    faults: dict[str, list[str]] = {}
    if first > house.today(session, actor) or _last(first) < found.from_on or (found.until_on or first) < first:
        faults["month"] = [N_("In this month she had no place there.")]
    if not 0 <= days_present <= school_days or not 1 <= school_days <= 31:
        faults["days_present"] = [N_("She cannot have been there on more days than there was school.")]
    slips.refuse(faults)
    query = select(SchoolMonth).where(SchoolMonth.schooling_id == found.id, SchoolMonth.month == first)
    row = session.scalar(query)
    if row is None:
        row = SchoolMonth(branch_id=found.branch_id, schooling_id=found.id, resident_id=found.resident_id, month=first)
        session.add(row)
    row.school_days, row.days_present = school_days, days_present
    record(session, actor, "school.month", Subject("schooling", found.id), month=first.isoformat()[:7])
    return row


def change(session: Session, actor: Actor, schooling_id: int, how: str) -> Schooling:
    """Strike a place out, or bring it back."""
    found = get(session, actor, schooling_id)
    (slips.strike if how == "strike" else slips.restore)(session, actor, found)
    return found


def list_all(session: Session, actor: Actor, resident: Resident) -> list[Shown]:
    """List a resident's places in schools with their months, newest first."""
    open_file(session, actor, resident, "school.read")
    query = select(Schooling).where(Schooling.resident_id == resident.id)
    places = list(session.scalars(query.order_by(Schooling.from_on.desc(), Schooling.id.desc())))
    asked = select(SchoolMonth).where(SchoolMonth.schooling_id.in_([each.id for each in places]))
    months = list(session.scalars(asked.order_by(SchoolMonth.month.desc())))
    return [Shown(each, [month for month in months if month.schooling_id == each.id]) for each in places]


def begin_module(session: Session, actor: Actor, resident: Resident, module: str, began_on: date) -> EducationModule:
    """Record that she takes part in a module of education.

    :raises Invalid: with every field that cannot stand.
    """
    file = open_file(session, actor, resident, "module.write")
    faults = slips.day_faults(file.today, file.episode.admitted_on, began_on=began_on)
    if module not in MODULES:
        faults["module"] = [_CHOOSE]
    slips.refuse(faults)
    made = EducationModule(
        branch_id=resident.branch_id, resident_id=resident.id, episode_id=file.episode.id, module=module,
        began_on=began_on, created_by=actor.user_id or 0, created_by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()  # the event names its id
    record(session, actor, "module.begin", Subject("education_module", made.id), module=module)
    return made


def end_module(session: Session, actor: Actor, module_id: int, on: date, *, completed: bool) -> EducationModule:
    """Note that she completed a module, or left it.

    :raises Conflict: if it ended already.
    """
    found = _module(session, actor, module_id)
    if found.completed_on or found.left_on:
        raise Conflict
    slips.refuse(slips.day_faults(house.today(session, actor), found.began_on, on=on))
    if completed:
        found.completed_on = on
    else:
        found.left_on = on
    record(session, actor, "module.end", Subject("education_module", found.id), completed=completed)
    return found


def change_module(session: Session, actor: Actor, module_id: int, how: str) -> EducationModule:
    """Strike a module out, or bring it back."""
    found = _module(session, actor, module_id)
    (slips.strike if how == "strike" else slips.restore)(session, actor, found)
    return found


def modules_of(session: Session, actor: Actor, resident: Resident) -> list[EducationModule]:
    """List a resident's modules, newest first."""
    open_file(session, actor, resident, "service.read")
    query = select(EducationModule).where(EducationModule.resident_id == resident.id)
    return list(session.scalars(query.order_by(EducationModule.began_on.desc(), EducationModule.id.desc())))


def get(session: Session, actor: Actor, schooling_id: int) -> Schooling:
    """Find a place in a school that the actor may write.

    :raises NotFound: if there is none for her.
    """
    found = slips.own(session, actor, Schooling, schooling_id)
    open_file(session, actor, session.get_one(Resident, found.resident_id), "school.write")
    return found


def _module(session: Session, actor: Actor, module_id: int) -> EducationModule:
    found = slips.own(session, actor, EducationModule, module_id)
    open_file(session, actor, session.get_one(Resident, found.resident_id), "module.write")
    return found


def _last(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
