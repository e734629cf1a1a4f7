"""Measures figures at scale on one country's store: a house's month and quarter, a country's year, closing a month.

    python benchmarks/figures.py [--residents N] [--houses H] [--postgresql URL] [--no-sqlcipher] [--home FOLDER]

A million residents with twenty million services unless told otherwise: one simulated house, copied. Yardsticks are bare
scans in the same store, one pass over each table that figures are counted from, each row fetched: over the rows of the
period alone, by the best index, and over all rows of the house or country. A country's year is made of its houses'.
"""

import resource
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from typing import Any

import click
from ground import Plan, prepare, settings_for
from measure import Neighbours, progress
from multiply import multiply
from sqlalchemy import Column, Select, String, Table, and_, cast, func, select, true
from sqlalchemy.orm import Session

from core import clock, installation
from core.actor import Actor
from core.branches.models import Branch
from core.db import CountryBase
from core.reporting import catalogue as catalogues
from core.reporting import figures
from core.reporting.closings import close, scope_of
from core.reporting.periods import Period, containing
from core.reporting.rules import open_after
from core.reporting.sql import filter_only
from core.scope import ALL, set_branch_scope
from core.stores import Store
from plugins.profile import CountryProfile

#: What figures are counted from by a day of its own: a table, its day, its end where it lasts.
SOURCES = (
    ("episode", "admitted_on", "closed_on"), ("service", "on_day", None), ("assessment", "on_day", None),
    ("care_plan", "agreed_on", "closed_on"), ("care_plan_review", "on_day", None), ("schooling", "from_on", "until_on"),
    ("school_month", "month", None), ("family_contact", "on_day", None), ("legal_case", "filed_on", "closed_on"),
    ("legal_act", "on_day", None), ("legal_statement", "on_day", None), ("aftercare_plan", "opened_on", "closed_on"),
    ("follow_up", "due_on", None), ("referral", "requested_on", None), ("incident", "on_day", None),
)  # fmt: skip
#: Rows from before the period that its figures look at as well, by the days in between: of cohorts whose time ended in
#: it, and first measures of pairs. Quarters have admissions of a month ago alone.
EARLIER = {
    "A": {"episode": 760, "assessment": 395, "follow_up": 30, "legal_case": 365}, "Q": {"episode": 30}, "M": {},
}  # fmt: skip
#: What has no day of its own and hangs on a row that has: a table, its pointer, where that points to by which column.
#: All but the residents belong to stays of the period itself.
HANGING = (
    ("resident", "id", "episode", "resident_id"), ("measure_person", "resident_id", "stay", "resident_id"),
    ("measure", "id", "measure_person", "measure_id"), ("episode_fact", "episode_id", "stay", "id"),
    ("family_link", "resident_id", "stay", "resident_id"), ("case_member", "resident_id", "stay", "resident_id"),
    ("pregnancy", "resident_id", "stay", "resident_id"), ("care_plan_service", "plan_id", "care_plan", "id"),
    ("consent", "resident_id", "stay", "resident_id"),
)  # fmt: skip
#: The consent to counting a score: one of some that each resident has answered.
COUNTED = "estadistica"
#: Those that only a year asks for.
ONLY_YEARLY = (
    "service", "assessment", "care_plan_review", "schooling", "school_month", "family_contact", "legal_statement",
    "follow_up", "incident", "episode_fact", "family_link", "pregnancy", "care_plan_service", "consent",
)  # fmt: skip


def scan(session: Session, period: Period | None, branch: int | None) -> int:
    """Pass once over a period's rows, or all: of a house by its indexes, of a country as the tables lie there.

    :returns: how many rows were counted.
    """
    return _passed(session, scans(period, branch))


def scan_same(session: Session, period: Period, branch: int) -> int:
    """Pass once over every row that a period's figures of a house look at."""
    return _passed(session, scans_of_the_same(period, branch))


def _passed(session: Session, statements: Iterable[Select[*tuple[Any, ...]]]) -> int:
    return sum(int(session.execute(each).one()[0]) for each in statements)


def scans(period: Period | None, branch: int | None) -> Iterator[Select[*tuple[Any, ...]]]:
    """Give the statements of a bare scan."""
    for name, day, end in SOURCES:
        table = CountryBase.metadata.tables[name]
        if period is None:
            yield _counting(table).where(true() if branch is None else table.c.branch_id == branch)
        else:
            yield _counting(table).where(_in_period(table, day, end, period, branch, 0))


def scans_of_the_same(period: Period, branch: int) -> Iterator[Select[*tuple[Any, ...]]]:
    """Give those of a bare scan of what a period's figures look at, each table by the shortest way to its rows."""
    found = {}
    for name, day, end in SOURCES:
        table = CountryBase.metadata.tables[name]
        days = EARLIER[period.kind].get(name, 0)
        found[name] = select().select_from(table).where(_in_period(table, day, end, period, branch, days))
    stay = CountryBase.metadata.tables["episode"]
    found["stay"] = select().select_from(stay).where(_in_period(stay, "admitted_on", "closed_on", period, branch, 0))
    for name, pointer, to, column in HANGING:
        table, other = CountryBase.metadata.tables[name], CountryBase.metadata.tables[to] if to != "stay" else stay
        found[name] = found[to].join(table, table.c[pointer] == other.c[column])
    found["consent"] = found["consent"].where(CountryBase.metadata.tables["consent"].c.kind == COUNTED)
    del found["stay"]
    for name, rows in found.items():
        if period.kind == "A" or name not in ONLY_YEARLY:
            yield rows.with_only_columns(*_counting(CountryBase.metadata.tables[name]).selected_columns)


def _counting(table: Table) -> Select[*tuple[Any, ...]]:
    """Count rows and look into each: at a column that is in no index."""
    plain = next(each for each in reversed(table.c) if not _is_indexed(each))
    return select(func.count(), func.sum(func.length(cast(plain, String))))


def _is_indexed(column: Column[Any]) -> bool:
    return column.primary_key or any(column.name in each.columns for each in column.table.indexes)


def _in_period(table: Table, day: str, end: str | None, period: Period, branch: int | None, earlier: int) -> Any:
    whose = true() if branch is None else table.c.branch_id == branch
    first = period.first - timedelta(days=earlier)
    if end:
        return and_(open_after(table.c[end], first, whose), filter_only(table.c[day]) <= period.last)
    return and_(whose, table.c[day] >= first, table.c[day] <= period.last)


def compute(session: Session, country: CountryProfile, period: Period, branches: list[int]) -> int:
    """Compute a period's figures of some houses."""
    found = 0
    for branch in branches:
        scope = scope_of(session, country, branch, period)
        found += len(figures.compute(session, catalogues.current(), scope))
    return found


def close_month(store: Store, country: CountryProfile, period: Period) -> None:
    """Close a month of the first house, and take it back."""
    actor = Actor(1, "Benchmark", "director", branch_id=1)
    with store.transaction() as session:
        set_branch_scope(session, [1])
        close(session, actor, country, period, today=clock.today("UTC"))
        session.rollback()


def pairs(case: Callable[[], object], yardstick: Callable[[], object], rounds: int, label: str) -> None:
    """Run both in turn and tell the median of the pairs' ratios, by the clock and by this thread's processor time.

    A server's work is in the first alone; neighbours disturb the second less.
    """
    case()  # compiles the statements
    found = []
    with progress(rounds, label) as went_on:
        for _round in range(rounds):
            found.append((*_timed(case), *_timed(yardstick)))
            went_on(1)
    own, own_cpu, bare, bare_cpu = (median(each[place] for each in found) for place in range(4))
    ratios, cpu = sorted(each[0] / each[2] for each in found), sorted(each[1] / each[3] for each in found)
    click.echo(
        f"{label:44} {own:8.2f} s / {bare:8.2f} s = {median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
        f"   cpu {own_cpu:.2f} / {bare_cpu:.2f} = {median(cpu):.2f} ({cpu[0]:.2f}-{cpu[-1]:.2f})   {_memory()} MB"
    )


def measure(store: Store, country: CountryProfile, rounds: int) -> None:
    """Measure one database."""
    with store.reading() as session:
        set_branch_scope(session, ALL)
        houses = list(session.scalars(select(Branch.id).order_by(Branch.id)))
        for name in ("resident", "service"):
            click.echo(
                f"{name}: {session.scalar(select(func.count()).select_from(CountryBase.metadata.tables[name])):,}"
            )
        month = containing(clock.today("UTC"), "M").previous()
        for period in (month, containing(clock.today("UTC"), "Q").previous(), containing(month.first, "A").previous()):
            house = houses[len(houses) // 2]
            case = partial(compute, session, country, period, [house])
            marks = {
                "the same rows": partial(scan_same, session, period, house),
                "the period's rows": partial(scan, session, period, house),
                "all the house's rows": partial(scan, session, None, house),
            }
            for name, mark in marks.items():
                pairs(case, mark, rounds, f"a house's {period} / {name}")
        year = containing(month.first, "A").previous()
        whole = partial(compute, session, country, year, houses)
        pairs(whole, partial(scan, session, None, None), 1, f"a country's {year} / all rows")
    times = [_timed(partial(close_month, store, country, month)) for _round in range(rounds)]
    wall, cpu = (median(each[place] for each in times) for place in (0, 1))
    click.echo(f"{f'closing {month} of a house':44} {wall:8.2f} s, cpu {cpu:.2f} s   promised < 2 s")


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = perf_counter(), thread_time()
    call()
    return perf_counter() - wall, thread_time() - cpu


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@click.command()
@click.option("--residents", default=1_000_000, show_default=True, type=click.IntRange(1))
@click.option("--houses", default=40, show_default=True, type=click.IntRange(1, 200))
@click.option("--rounds", default=7, show_default=True)
@click.option("--home", default="var/benchmark-figures", type=click.Path(path_type=Path))
@click.option("--postgresql", help="A server on which a database may be made.")
@click.option("--no-sqlcipher", is_flag=True)
def main(residents: int, houses: int, rounds: int, home: Path, postgresql: str | None, *, no_sqlcipher: bool) -> None:
    """Measure figures at scale, on every database that was named."""
    for server in (*(() if no_sqlcipher else (None,)), *((postgresql,) if postgresql else ())):
        plan = Plan("gt", residents // houses, 1)
        place = prepare(settings_for(home.absolute(), plan, server), plan, server)
        with place.store.reading() as session:
            set_branch_scope(session, ALL)
            there = session.scalar(select(func.count()).select_from(Branch)) or 0
        if there < houses:
            with progress(houses - 1, f"{houses} houses of {residents // houses:,}") as went_on:
                multiply(place.store, houses, went_on)
        neighbours = Neighbours()
        click.echo("postgresql" if server else "sqlcipher")
        measure(place.store, installation.profiles(place.settings)[place.country], rounds)
        click.echo(f"other work took {neighbours.share() or 0:.0%} of the machine")
        place.stores.close()


if __name__ == "__main__":
    main()
