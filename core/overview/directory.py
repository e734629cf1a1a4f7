"""The list of residents: one statement for fifty rows, whatever the house holds.

Rows are plain tuples, not entities: a list is read far more often than anything else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, case, exists, func, null, or_, select, true
from sqlalchemy.orm import Session, aliased

from core import clock
from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches.models import Bed, BedStay, Branch
from core.legal.cover import State
from core.legal.models import Measure, MeasurePerson
from core.residents import codes, house, identity, search
from core.residents import service as residents
from core.residents.ages import AgeRange
from core.residents.models import CaseMember, FamilyLink, Identity, Resident
from core.stages.models import Episode, ProgrammeStage

PAGE = 50
#: Counting stops here: beyond it the page says "more than".
COUNT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to.

    :param state: ``inside``, ``left`` or ``all``.
    :param stage: id of a programme stage.
    :param group: ``babies``, ``mothers`` or empty.
    :param mine: only the actor's caseload.
    """

    state: str = "inside"
    stage: int | None = None
    group: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One resident in the list.

    :param basis: how her stay stands, None where the actor may not know.
    :param why: why a search found her, or None.
    """

    code: str
    house_name: str
    kind: str
    age: AgeRange
    stage_id: int
    days_in_stage: int
    bed: str | None
    basis: State | None
    owner: str | None
    admitted_on: date
    closed_on: date | None
    why: search.Why | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list; ``older`` continues it."""

    lines: Sequence[Line]
    older: tuple[datetime, int] | None
    newer: tuple[datetime, int] | None


def page(
    session: Session, actor: Actor, filters: Filters, today: date, *,
    after: tuple[datetime, int] | None = None, before: tuple[datetime, int] | None = None,
) -> Page:  # fmt: skip
    """Read one page, newest admission first.

    :param after: the last row's key of the page before.
    :param before: the first row's key of the page after, to go back.
    """
    policies.require(actor, "resident.list")
    key = (Episode.admitted_at, Episode.id)
    query = _narrowed(session, _lines(session, actor), actor, filters)
    if before is not None:
        rows = session.execute(query.where(_ahead_of(key, before)).order_by(*key).limit(PAGE + 1)).all()
        rows, more_newer, more_older = list(reversed(rows[:PAGE])), len(rows) > PAGE, True
    else:
        narrowed = query.where(_beyond(key, after)) if after else query
        rows = list(session.execute(narrowed.order_by(*(column.desc() for column in key)).limit(PAGE + 1)).all())
        rows, more_newer, more_older = rows[:PAGE], after is not None, len(rows) > PAGE
    ends = ((rows[-1].admitted_at, rows[-1].id), (rows[0].admitted_at, rows[0].id)) if rows else (None, None)
    lines = [_line(session, row, today) for row in rows]
    return Page(lines, ends[0] if more_older else None, ends[1] if more_newer else None)


def count(session: Session, actor: Actor, filters: Filters) -> int:
    """Count the list, up to :data:`COUNT_LIMIT` and one."""
    policies.require(actor, "resident.list")
    ids = _narrowed(session, select(Episode.id).join(Resident, Resident.id == Episode.resident_id), actor, filters)
    return session.scalar(select(func.count()).select_from(ids.limit(COUNT_LIMIT + 1).subquery())) or 0


def find(session: Session, actor: Actor, asked: str, today: date, limit: int = 20) -> list[Line]:
    """Find residents by code, house name, and for those who may, by any of their names.

    Who may not see identities finds by code and house name alone, and gets the same answer for a hidden person as for
    nobody (NK-4).
    """
    policies.require(actor, "resident.list")
    why = _wanted(session, actor, asked, limit)
    if not why:
        return []
    rows = session.execute(_latest(_lines(session, actor).where(Resident.id.in_(why)))).all()
    found = {row.resident_id: _line(session, row, today, why[row.resident_id]) for row in rows}
    return [found[each] for each in why if each in found]


def search_noted(session: Session, actor: Actor, asked: str, today: date) -> list[Line]:
    """Find residents and, where names were opened for it, note that somebody searched, never for whom."""
    if policies.may(actor, "identity.search", on_case=True):
        subject = Subject("branch", actor.branch_id or 0)
        record(session, actor, "identity.search", subject, data_class="ID", words=len(asked.split()))
    return find(session, actor, asked, today)


def _wanted(session: Session, actor: Actor, asked: str, limit: int) -> dict[int, search.Why]:
    by_code = select(Resident.id).where(Resident.branch_id == actor.branch_id, Resident.code == codes.compact(asked))
    exact = dict.fromkeys(session.scalars(by_code), search.Why.SAME)
    return exact | {hit.resident_id: hit.why for hit in _hits(session, actor, asked, limit)}


def _hits(session: Session, actor: Actor, asked: str, limit: int) -> list[search.Hit]:
    branch_id = actor.branch_id or 0
    if not policies.may(actor, "identity.search", on_case=True):
        return search.find(session, branch_id, asked, limit, house_names_only=True)
    if not policies.caseload_only(actor, "ID"):
        return search.find(session, branch_id, asked, limit)
    return _own_or_by_house_name(session, actor, asked, limit)


def _own_or_by_house_name(session: Session, actor: Actor, asked: str, limit: int) -> list[search.Hit]:
    """Her own cases by every name, everybody else by house name alone: even why somebody was found tells nothing."""
    branch_id, own = actor.branch_id or 0, set(residents.caseload(session, actor))
    best = {hit.resident_id: hit for hit in search.find(session, branch_id, asked, limit, house_names_only=True)}
    for hit in search.find(session, branch_id, asked, None) if own else ():
        known = best.get(hit.resident_id)
        if hit.resident_id in own and (known is None or hit.score > known.score):
            best[hit.resident_id] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.resident_id))[:limit]


def _lines(session: Session, actor: Actor) -> Select[Any]:
    owner = aliased(CaseMember)
    columns = [
        Episode.id,
        Episode.resident_id,
        Episode.admitted_at,
        Episode.admitted_on,
        Episode.closed_on,
        Episode.stage_id,
        Episode.stage_since,
        Resident.code,
        Resident.house_name,
        Resident.kind,
        Identity.birth_earliest,
        Identity.birth_latest,
        Bed.label.label("bed"),
        owner.user_name.label("owner"),
        _basis(session, actor).label("basis"),
    ]
    return (
        select(*columns)
        .join(Resident, Resident.id == Episode.resident_id)
        .join(Identity, Identity.resident_id == Episode.resident_id)
        .outerjoin(BedStay, and_(BedStay.resident_id == Episode.resident_id, BedStay.until_at.is_(None)))
        .outerjoin(Bed, Bed.id == BedStay.bed_id)
        .outerjoin(
            owner,
            and_(owner.resident_id == Episode.resident_id, owner.owner.is_(True), owner.until_on.is_(None)),
        )
    )


def _basis(session: Session, actor: Actor) -> Any:
    """2 an order, 1 a provisional basis, 0 nothing, NULL where the actor may not know or she has left."""
    if not policies.reads(actor, "LEG-C", on_case=True):
        return null()
    now = clock.now()
    strength = case((Measure.provisional.is_(True), 1), else_=2)
    best = (
        select(func.max(strength))
        .select_from(MeasurePerson)
        .join(Measure, Measure.id == MeasurePerson.measure_id)
        .where(MeasurePerson.resident_id == Episode.resident_id, Measure.covers_stay.is_(True))
        .where(MeasurePerson.covers_from <= now)
        .where(or_(MeasurePerson.covers_until.is_(None), MeasurePerson.covers_until > now))
        .correlate(Episode)
        .scalar_subquery()
    )
    inside = Episode.closed_at.is_(None)
    return case((and_(inside, _known_to(session, actor)), func.coalesce(best, 0)))


def _known_to(session: Session, actor: Actor) -> Any:
    if not policies.caseload_only(actor, "LEG-C"):
        return true()
    return _on_team(session, actor)


def _narrowed(session: Session, query: Select[Any], actor: Actor, filters: Filters) -> Select[Any]:
    query = query.where(Episode.branch_id == actor.branch_id)
    if filters.state == "inside":
        query = query.where(Episode.closed_at.is_(None))
    else:
        query = _latest(query)
        query = query.where(Episode.closed_at.is_not(None)) if filters.state == "left" else query
    if filters.stage is not None:
        query = query.where(Episode.stage_id == filters.stage)
    if filters.group == "babies":
        query = query.where(Resident.kind == "baby")
    if filters.group == "mothers":
        query = query.where(exists(select(FamilyLink.id).where(FamilyLink.resident_id == Episode.resident_id,
                                                               FamilyLink.relation == "mother_of")))  # fmt: skip
    return query.where(_on_team(session, actor)) if filters.mine else query


def _latest(query: Select[Any]) -> Select[Any]:
    later = aliased(Episode)
    newer = select(later.id).where(later.resident_id == Episode.resident_id, later.admitted_at > Episode.admitted_at)
    return query.where(~exists(newer))


def _on_team(session: Session, actor: Actor) -> Any:
    return exists(
        select(CaseMember.id).where(
            CaseMember.resident_id == Episode.resident_id,
            CaseMember.user_id == actor.user_id,
            residents.on_team(house.today(session, actor)),
        )
    )


def _beyond(columns: tuple[Any, Any], key: tuple[datetime, int]) -> Any:
    first, second = columns
    return or_(first < key[0], and_(first == key[0], second < key[1]))


def _ahead_of(columns: tuple[Any, Any], key: tuple[datetime, int]) -> Any:
    first, second = columns
    return or_(first > key[0], and_(first == key[0], second > key[1]))


def _line(session: Session, row: Row[Any], today: date, why: search.Why | None = None) -> Line:
    birth = identity.open_birth(session, row.resident_id, row.birth_earliest, row.birth_latest)
    return Line(
        code=row.code,
        house_name=row.house_name,
        kind=row.kind,
        age=birth.age_on(row.closed_on or today),
        stage_id=row.stage_id,
        days_in_stage=((row.closed_on or today) - row.stage_since).days + 1,
        bed=row.bed,
        basis=_STATES.get(row.basis),
        owner=row.owner,
        admitted_on=row.admitted_on,
        closed_on=row.closed_on,
        why=why,
    )


_STATES: Mapping[int | None, State] = {0: State.NONE, 1: State.PROVISIONAL, 2: State.IN_FORCE}


def stage_labels(session: Session, branch_id: int) -> dict[int, dict[str, str]]:
    """Give the labels of every stage of a branch's programmes, by id."""
    query = select(ProgrammeStage.id, ProgrammeStage.label).where(ProgrammeStage.branch_id == branch_id)
    return {row.id: row.label for row in session.execute(query.order_by(ProgrammeStage.position))}


def branch(session: Session, actor: Actor) -> Branch:
    """Give the actor's branch."""
    return session.get_one(Branch, actor.branch_id)


def stage_rows(session: Session, branch_id: int | None) -> list[ProgrammeStage]:
    """List the stages of a branch's newest programme version."""
    newest = select(func.max(ProgrammeStage.version_id)).where(ProgrammeStage.branch_id == branch_id)
    query = select(ProgrammeStage).where(ProgrammeStage.version_id == newest.scalar_subquery())
    return list(session.scalars(query.order_by(ProgrammeStage.position)))
