"""Destroys a file: everything sealed, everything that leads to somebody, and nothing that figures count."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Table, delete, func, select, update
from sqlalchemy.orm import Session

from core.db import CountryBase
from core.residents import codes, family, identity
from core.residents.models import Resident
from core.retention.models import ERASED, Erasure
from core.retention.skeleton import PLAN, SHARED, Fate, Treatment
from core.vault import sealed_columns

_TABLES = CountryBase.metadata.tables


def erase(session: Session, resident: Resident, today: date) -> dict[str, int]:
    """Destroy a resident's file but for its skeleton; the caller has asked whether it may be.

    :returns: how many rows of each table were emptied or taken away.
    """
    _overwrite(session)
    counts = dict(_shared(session, resident.id))
    counts["family_link"] = _other_links(session, resident.id)
    for name, treatment in PLAN.items():
        table = _TABLES[name]
        counts[name] = counts.get(name, 0) + _treat(session, table, treatment, _hers(table, treatment, resident.id))
    # Papers outside bear the code for outside: they lead here no longer.
    fresh = {"external_code": _free_code(session), "erased_on": today}
    session.execute(update(Resident).where(Resident.id == resident.id).values(fresh))
    # Names that lie in somebody's search in memory are dropped at her next search.
    _rewrite(session, "identity", {"change": identity.next_change(session)}, resident.id)
    _rewrite(session, "legal_hold", {"reason": None, "lifted_why": None}, resident.id)
    session.expire_all()
    return {name: count for name, count in counts.items() if count}


def _overwrite(session: Session) -> None:
    """Let SQLite write over what it frees; PostgreSQL takes it away when it next tidies up."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")


def _treat(session: Session, table: Table, treatment: Treatment, hers: ColumnElement[bool]) -> int:
    if treatment.fate is Fate.DELETE:
        return _rows(session.execute(delete(table).where(hers)))
    values: dict[str, Any] = {**dict.fromkeys(sealed_columns(table)), **treatment.blank}
    return _rows(session.execute(update(table).where(hers).values(values))) if values else 0


def _hers(table: Table, treatment: Treatment, resident_id: int) -> ColumnElement[bool]:
    """Find the rows of a table that are about her."""
    steps = [(column, _TABLES[parent]) for column, parent in treatment.path]
    if not steps:
        return table.c[treatment.key] == resident_id
    *between, (column, last) = steps
    inside: ColumnElement[bool] = last.c[treatment.key] == resident_id
    for before, parent in reversed(between):
        inside = parent.c[column].in_(select(last.c.id).where(inside))
        column, last = before, parent
    return table.c[column].in_(select(last.c.id).where(inside))


def _shared(session: Session, resident_id: int) -> Iterator[tuple[str, int]]:
    """Empty what names her and nobody else who has a file."""
    gone = select(Erasure.resident_id).where(Erasure.state == ERASED)
    for name, treatment in SHARED.items():
        naming, column = treatment.named_in
        who, what = _TABLES[naming].c.resident_id, _TABLES[naming].c[column]
        others = select(what).where(who != resident_id, who.not_in(gone))
        hers = select(what).where(who == resident_id, what.not_in(others))
        yield name, _treat(session, _TABLES[name], treatment, _TABLES[name].c[treatment.own].in_(hers))


def _other_links(session: Session, resident_id: int) -> int:
    """Take away her relatives and contacts, and empty what her mother's or her baby's link says of her."""
    table = _TABLES["family_link"]
    count = _rows(
        session.execute(delete(table).where(table.c.resident_id == resident_id, table.c.relation != family.MOTHER))
    )
    about_her = update(table).where(table.c.relative_id == resident_id)
    return count + _rows(session.execute(about_her.values(dict.fromkeys(sealed_columns(table)))))


def _rewrite(session: Session, name: str, values: dict[str, Any], resident_id: int) -> None:
    table = _TABLES[name]
    session.execute(update(table).where(table.c.resident_id == resident_id).values(values))


def _free_code(session: Session) -> str:
    while True:
        code = codes.new_code()
        taken = select(func.count()).where((Resident.code == code) | (Resident.external_code == code))
        if not session.scalar(taken):
            return code


def _rows(result: Any) -> int:
    assert isinstance(result, CursorResult)
    return result.rowcount
