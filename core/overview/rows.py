"""The statements of the directory, each built once in every shape it takes: building one costs more than running it.

What differs from reader to reader and from day to day is bound when a statement runs, see :func:`values`. Rows are
plain tuples, not entities, and the size of a page is written out: PostgreSQL plans without knowing what is bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased

from core import clock
from core.access import policies
from core.actor import Actor
from core.branches.models import Bed, BedStay
from core.db import UtcDateTime
from core.legal.models import Measure, MeasurePerson
from core.residents import service as residents
from core.residents.models import CaseMember, FamilyLink, Identity, Resident
from core.stages.models import ERASED, Episode, ProgrammeStage

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


class Knows(StrEnum):
    """Of whom the reader may know how the stay stands."""

    NOBODY = "nobody"
    HER_CASES = "her_cases"
    EVERYBODY = "everybody"


class Way(StrEnum):
    """Where a page begins: at the newest, or next to a key in one direction."""

    NEWEST = "newest"
    OLDER = "older"
    NEWER = "newer"


_ACTOR_BRANCH = bindparam("branch", type_=Integer)
_ACTOR_USER = bindparam("user", type_=Integer)
_STAGE = bindparam("stage", type_=Integer)
_NOW = bindparam("now", type_=UtcDateTime)
_TODAY: Any = bindparam("today", type_=Date)
_KEY = tuple_(bindparam("key_at", type_=UtcDateTime), bindparam("key_id", type_=Integer))
_WANTED: Any = bindparam("wanted", expanding=True)


def page(actor: Actor, filters: Filters, way: Way) -> Select[Any]:
    """Give the statement for one page, and one row more; each row carries the whole list's ``total``.

    One question to the store instead of two: what a page costs on a database server is the way there and back.
    """
    return _page(_knows(actor), filters.state, filters.stage is not None, filters.group, filters.mine, way)


def counted(filters: Filters) -> Select[Any]:
    """Give the statement that counts the list, up to the limit and one."""
    return _counted(filters.state, filters.stage is not None, filters.group, filters.mine)


def of_people(actor: Actor) -> Select[Any]:
    """Give the statement for the lines of some people, whose ids are bound as ``wanted``."""
    return _of_people(_knows(actor))


def values(actor: Actor, filters: Filters, today: date) -> dict[str, Any]:
    """Give what any of the statements binds."""
    return {
        "branch": actor.branch_id,
        "user": actor.user_id,
        "stage": filters.stage,
        "now": clock.now(),
        "today": today,
    }


def key_values(key: tuple[datetime, int] | None) -> Mapping[str, Any]:
    """Give what a page binds that begins next to a key."""
    return {} if key is None else {"key_at": key[0], "key_id": key[1]}


def _knows(actor: Actor) -> Knows:
    if not policies.reads(actor, "LEG-C", on_case=True):
        return Knows.NOBODY
    return Knows.HER_CASES if policies.caseload_only(actor, "LEG-C") else Knows.EVERYBODY


@cache
def _page(knows: Knows, state: str, staged: bool, group: str, mine: bool, way: Way) -> Select[Any]:
    key = (Episode.admitted_at, Episode.id)
    total = _counted(state, staged, group, mine).scalar_subquery().label("total")
    query = _narrowed(_lines(knows).add_columns(total), state, group, staged=staged, mine=mine)
    if way is Way.NEWER:
        query = query.where(tuple_(*key) > _KEY).order_by(*key)
    else:
        narrowed = query.where(tuple_(*key) < _KEY) if way is Way.OLDER else query
        query = narrowed.order_by(*(column.desc() for column in key))
    return query.limit(literal_column(str(PAGE + 1)))


@cache
def _counted(state: str, staged: bool, group: str, mine: bool) -> Select[Any]:
    ids = select(Episode.id)
    if group == "babies":  # else what the index of stays holds is enough
        ids = ids.join(Resident, Resident.id == Episode.resident_id)
    limited = _narrowed(ids, state, group, staged=staged, mine=mine).limit(literal_column(str(COUNT_LIMIT + 1)))
    return select(func.count()).select_from(limited.subquery())


@cache
def _of_people(knows: Knows) -> Select[Any]:
    return _latest(_lines(knows).where(Resident.id.in_(_WANTED), Episode.state != ERASED))


def _lines(knows: Knows) -> Select[Any]:
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
        _basis(knows).label("basis"),
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


def _basis(knows: Knows) -> ColumnElement[Any]:
    """2 an order, 1 a provisional basis, 0 nothing, NULL where the actor may not know or she has left."""
    if knows is Knows.NOBODY:
        return null()
    strength = case((Measure.provisional.is_(True), 1), else_=2)
    best = (
        select(func.max(strength))
        .select_from(MeasurePerson)
        .join(Measure, Measure.id == MeasurePerson.measure_id)
        .where(MeasurePerson.resident_id == Episode.resident_id, Measure.covers_stay.is_(True))
        .where(MeasurePerson.covers_from <= _NOW)
        .where(or_(MeasurePerson.covers_until.is_(None), MeasurePerson.covers_until > _NOW))
        .correlate(Episode)
        .scalar_subquery()
    )
    known = _on_team() if knows is Knows.HER_CASES else true()
    return case((and_(Episode.closed_at.is_(None), known), func.coalesce(best, 0)))


def _narrowed(query: Select[Any], state: str, group: str, *, staged: bool, mine: bool) -> Select[Any]:
    query = query.where(Episode.branch_id == _ACTOR_BRANCH)
    if state == "inside":
        query = query.where(Episode.closed_at.is_(None))
    else:
        query = _latest(query).where(Episode.state != ERASED)
        query = query.where(Episode.closed_at.is_not(None)) if state == "left" else query
    if staged:
        query = query.where(Episode.stage_id.in_(_same_stage()))
    if group == "babies":
        query = query.where(Resident.kind == "baby")
    if group == "mothers":
        query = query.where(exists(select(FamilyLink.id).where(FamilyLink.resident_id == Episode.resident_id,
                                                               FamilyLink.relation == "mother_of")))  # fmt: skip
    return query.where(_on_team()) if mine else query


def _same_stage() -> Select[Any]:
    """The stage that was asked for, in whichever programme version a stay runs."""
    asked, same = aliased(ProgrammeStage), aliased(ProgrammeStage)
    code = select(asked.code).where(asked.id == _STAGE).scalar_subquery()
    return select(same.id).where(same.branch_id == _ACTOR_BRANCH, same.code == code)


def _latest(query: Select[Any]) -> Select[Any]:
    later = aliased(Episode)
    newer = select(later.id).where(later.resident_id == Episode.resident_id, later.admitted_at > Episode.admitted_at)
    return query.where(~exists(newer))


def _on_team() -> ColumnElement[bool]:
    return exists(
        select(CaseMember.id).where(
            CaseMember.resident_id == Episode.resident_id,
            CaseMember.user_id == _ACTOR_USER,
            residents.on_team(_TODAY),
        )
    )
