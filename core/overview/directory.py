"""The list of residents: one statement for fifty rows, whatever the house holds."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from core.access import policies
from core.actor import Actor
from core.audit.service import Subject, record
from core.branches.models import Branch
from core.legal.cover import State
from core.overview import rows as statements
from core.overview.rows import COUNT_LIMIT, PAGE, Filters, Way
from core.residents import codes, identity, search
from core.residents import service as residents
from core.residents.ages import AgeRange, BirthRange
from core.residents.models import Resident
from core.stages.models import ProgrammeStage

__all__ = ["COUNT_LIMIT", "PAGE", "Filters", "Line", "Page", "find", "note_search", "page"]
_EVERYBODY = Filters(state="all")


class Line(NamedTuple):
    """One resident in the list.

    :param basis: how her stay stands, None where the actor may not know.
    :param why: why a search found her, or None.
    """

    resident_id: int
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


class Page(NamedTuple):
    """A page of the list; ``older`` continues it.

    :param total: how many the whole list has, up to :data:`COUNT_LIMIT` and one.
    """

    lines: Sequence[Line]
    total: int
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
    way = Way.NEWER if before else Way.OLDER if after else Way.NEWEST
    bound = {**statements.values(actor, filters, today), **statements.key_values(before or after)}
    found = session.connection().execute(statements.page(actor, filters, way), bound).all()
    rows, goes_on = found[:PAGE], len(found) > PAGE
    if way is Way.NEWER:
        rows = rows[::-1]
    more_newer, more_older = (goes_on, True) if before else (after is not None, goes_on)
    newest, oldest = ((row.admitted_at, row.id) for row in (rows[0], rows[-1])) if rows else (None, None)
    total = rows[0].total if rows else _count(session, filters, bound)
    return Page(_read(session, rows, today), total, oldest if more_older else None, newest if more_newer else None)


def _count(session: Session, filters: Filters, bound: Mapping[str, Any]) -> int:
    """Count a list of which this page has nobody: it is empty, or a link led beyond its end."""
    return session.connection().scalar(statements.counted(filters), bound) or 0


def find(session: Session, actor: Actor, asked: str, today: date, limit: int = 20) -> list[Line]:
    """Find residents by code, house name, and for those who may, by any of their names.

    Who may not see identities finds by code and house name alone, and gets the same answer for a hidden person as for
    nobody (NK-4).
    """
    policies.require(actor, "resident.list")
    why = _wanted(session, actor, asked, limit)
    if not why:
        return []
    bound = {**statements.values(actor, _EVERYBODY, today), "wanted": list(why)}
    rows = session.connection().execute(statements.of_people(actor), bound).all()
    found = {line.resident_id: line._replace(why=why[line.resident_id]) for line in _read(session, rows, today)}
    return [found[each] for each in why if each in found]


def note_search(session: Session, actor: Actor, asked: str) -> None:
    """Note that somebody searches where names will be opened for it, never for whom."""
    policies.require(actor, "resident.list")
    if policies.may(actor, "identity.search", on_case=True):
        subject = Subject("branch", actor.branch_id or 0)
        record(session, actor, "identity.search", subject, data_class="ID", words=len(asked.split()))


def _wanted(session: Session, actor: Actor, asked: str, limit: int) -> dict[int, search.Why]:
    by_code = select(Resident.id).where(Resident.branch_id == actor.branch_id, Resident.code == codes.compact(asked))
    by_code = by_code.where(Resident.erased_on.is_(None))
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


def _read(session: Session, rows: Sequence[Row[Any]], today: date) -> list[Line]:
    sealed = [(row.resident_id, row.birth_earliest, row.birth_latest) for row in rows]
    births = identity.open_births(session, sealed)
    return [_line(row, birth, row.closed_on or today) for row, birth in zip(rows, births, strict=True)]


def _line(row: Row[Any], birth: BirthRange, day: date) -> Line:
    return Line(
        resident_id=row.resident_id,
        code=row.code,
        house_name=row.house_name,
        kind=row.kind,
        age=birth.age_on(day),
        stage_id=row.stage_id,
        days_in_stage=(day - row.stage_since).days + 1,
        bed=row.bed,
        basis=_STATES.get(row.basis),
        owner=row.owner,
        admitted_on=row.admitted_on,
        closed_on=row.closed_on,
    )


_STATES: Mapping[int | None, State] = {0: State.NONE, 1: State.PROVISIONAL, 2: State.IN_FORCE}


def stage_labels(session: Session, branch_id: int) -> dict[int, Mapping[str, str]]:
    """Give the labels of every stage of a branch's programmes, by id."""
    return {row.id: row.label for row in session.connection().execute(_LABELS, {"branch": branch_id})}


_LABELS = (
    select(ProgrammeStage.id, ProgrammeStage.label)
    .where(ProgrammeStage.branch_id == bindparam("branch"))
    .order_by(ProgrammeStage.position)
)


def branch(session: Session, actor: Actor) -> Branch:
    """Give the actor's branch."""
    return session.get_one(Branch, actor.branch_id)


def stage_rows(session: Session, branch_id: int | None) -> list[ProgrammeStage]:
    """List the stages of a branch's newest programme version."""
    newest = select(func.max(ProgrammeStage.version_id)).where(ProgrammeStage.branch_id == branch_id)
    query = select(ProgrammeStage).where(ProgrammeStage.version_id == newest.scalar_subquery())
    return list(session.scalars(query.order_by(ProgrammeStage.position)))
