"""Bare scans in the same store, the yardsticks of figures: each row is fetched, once, by the shortest way to it."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, FromClause, Select, String, Table, and_, cast, func, select
from sqlalchemy.orm import Session

from core.db import CountryBase
from core.reporting.periods import Period
from core.reporting.sql.expressions import filter_only
from core.reporting.sql.rules import open_after

#: What figures are counted from by a day of its own: a table, its day, its end where it lasts.
SOURCES = (
    ("episode", "admitted_on", "closed_on"), ("service", "on_day", None), ("assessment", "on_day", None),
    ("care_plan", "agreed_on", "closed_on"), ("care_plan_review", "on_day", None), ("school_month", "month", None),
    ("family_contact", "on_day", None), ("legal_case", "filed_on", "closed_on"), ("legal_act", "on_day", None),
    ("legal_statement", "on_day", None), ("aftercare_plan", "opened_on", "closed_on"), ("follow_up", "due_on", None),
    ("referral", "requested_on", None), ("incident", "on_day", None),
)  # fmt: skip
#: Rows from before the period that its figures look at as well, by the days in between: of cohorts whose time ended in
#: it. Quarters have admissions of a month ago alone.
EARLIER = {"A": {"episode": 760, "follow_up": 30, "legal_case": 365}, "Q": {"episode": 30}, "M": {}}
#: What has no day of its own and hangs on a row that has: a table, its pointer, where that points to by which column.
HANGING = (
    ("resident", "id", "stay", "resident_id"), ("measure_person", "resident_id", "stay", "resident_id"),
    ("measure", "id", "measure_person", "measure_id"), ("episode_fact", "episode_id", "stay", "id"),
    ("family_link", "resident_id", "stay", "resident_id"), ("case_member", "resident_id", "stay", "resident_id"),
    ("pregnancy", "resident_id", "stay", "resident_id"), ("schooling", "resident_id", "stay", "resident_id"),
    ("care_plan_service", "plan_id", "care_plan", "id"), ("consent", "resident_id", "stay", "resident_id"),
)  # fmt: skip
#: What else leads to the rows that are looked at: the consent to counting a score, one of some that each resident has
#: answered; and a column of an index that has it before the day.
NARROWED = {"consent": ("kind", ("estadistica",)), "referral": ("direction", ("in", "out"))}
#: A later score is held against the first of its kind.
FIRST, LATER = ("intake", "exit"), ("month6", "after12")
#: Tables that a month's figures look at; and those that only a year's do.
MONTHLY = ("episode", "resident", "measure_person", "measure", "referral")
ONLY_YEARLY = (
    "service", "assessment", "care_plan_review", "schooling", "school_month", "family_contact", "legal_statement",
    "follow_up", "incident", "episode_fact", "family_link", "pregnancy", "care_plan_service", "consent",
)  # fmt: skip


def scan_same(session: Session, period: Period, branch: int) -> int:
    """Pass once over every row that a period's figures of a house look at.

    :returns: how many rows were counted.
    """
    return _passed(session, scans_of_the_same(period, branch))


def scan_dated(session: Session, period: Period, branch: int) -> int:
    """Pass once over the rows that have a day of their own in a period.

    :returns: how many rows were counted.
    """
    return _passed(session, scans_of_the_dated(period, branch))


def _passed(session: Session, statements: Iterable[Select[*tuple[Any, ...]]]) -> int:
    return sum(int(session.execute(each).one()[0]) for each in statements)


def scans_of_the_dated(period: Period, branch: int) -> Iterator[Select[*tuple[Any, ...]]]:
    """Give the statements of a bare scan of what has a day in a period."""
    for name, day, end in SOURCES:
        table = CountryBase.metadata.tables[name]
        yield _looked_into(_narrowed(table, select(), _in_period(table, day, end, period, branch, 0)), table)


def scans_of_the_same(period: Period, branch: int) -> Iterator[Select[*tuple[Any, ...]]]:
    """Give those of a bare scan of what a period's figures look at, each table by the shortest way to its rows."""
    tables, found = CountryBase.metadata.tables, {}
    for name, day, end in SOURCES:
        which = _in_period(tables[name], day, end, period, branch, EARLIER[period.kind].get(name, 0))
        found[name] = _narrowed(tables[name], select().select_from(tables[name]), which)
    stay = tables["episode"]
    found["stay"] = select().select_from(stay).where(_in_period(stay, "admitted_on", "closed_on", period, branch, 0))
    for name, pointer, to, column in HANGING:
        table, other = tables[name], stay if to == "stay" else tables[to]
        found[name] = _narrowed(table, found[to].join(table, table.c[pointer] == other.c[column]))
    for name, rows in found.items():
        if name == "assessment" and period.kind == "A":
            yield _with_first_scores(rows)
        elif name in tables and _is_looked_at(name, period):
            yield _looked_into(rows, tables[name])


def _is_looked_at(name: str, period: Period) -> bool:
    return period.kind == "A" or name in MONTHLY or (period.kind == "Q" and name not in ONLY_YEARLY)


def _with_first_scores(scores: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Scores with those that the later ones of them are held against."""
    table = CountryBase.metadata.tables["assessment"]
    first = table.alias()
    held_against = and_(
        first.c.episode_id == table.c.episode_id, table.c.time_point.in_(LATER), first.c.time_point.in_(FIRST)
    )
    return _looked_into(scores.outerjoin(first, held_against), table, first)


def _narrowed(table: Table, rows: Select[*tuple[Any, ...]], *which: Any) -> Select[*tuple[Any, ...]]:
    column, values = NARROWED.get(table.name, ("", ()))
    return rows.where(*which, *([table.c[column].in_(values)] if column else []))


def _looked_into(rows: Select[*tuple[Any, ...]], table: Table, *aliases: FromClause) -> Select[*tuple[Any, ...]]:
    """Count rows and look into each: at a column that is in no index."""
    plain = next(each.name for each in reversed(table.c) if not _is_indexed(each))
    looks = (func.sum(func.length(cast(each.c[plain], String))) for each in (table, *aliases))
    return rows.with_only_columns(func.count(), *looks)


def _is_indexed(column: Column[Any]) -> bool:
    return column.primary_key or any(column.name in each.columns for each in column.table.indexes)


def _in_period(table: Table, day: str, end: str | None, period: Period, branch: int, earlier: int) -> Any:
    whose = table.c.branch_id == branch
    first = period.first - timedelta(days=earlier)
    if end:
        return and_(open_after(table.c[end], first, whose), filter_only(table.c[day]) <= period.last)
    return and_(whose, table.c[day] >= first, table.c[day] <= period.last)
