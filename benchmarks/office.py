"""Measures the regional office over ten million figures: its board, a chart, and its files, in time and memory.

python benchmarks/office.py [--branches N] [--years Y] [--home FOLDER] [--postgresql URL]
"""

import csv
import io
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import click
from callers import Browser
from ground import Place, Plan, fresh, settings_for
from measure import Neighbours, progress
from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from core import clock
from core.access import sessions
from core.access.models import BranchListing, Grant, User
from core.actor import Actor
from core.hq import exports, newest, rows
from core.hq.models import Figure, Newest, Submission
from core.hq.service import ended_periods
from core.reporting import catalogue as catalogues
from core.reporting.periods import Period, containing

ANALYST = Actor(1, "Benchmark", "hq_analyst")
#: A package of a month is of about this size.
_PACKAGE = "x" * 2000
_PROMISED = 250
_CELL = [
    "submission_id", "indicator", "breakdown", "code", "component", "value", "status", "confidential", "grade",
    "evidence",
]  # fmt: skip


def fill(session: Session, branches: int, period: Period) -> int:
    """Write what so many branches would have sent of a period.

    :returns: how many figures.
    """
    keys = catalogues.current().keys(period.kind)
    last = session.scalar(select(func.max(Submission.id))) or 0
    at = clock.now() - timedelta(days=(clock.today("UTC") - period.last).days - 5)
    session.execute(insert(Submission), [_submission(period, branch, at) for branch in range(branches)])
    for indicator, breakdown, code, component in keys:
        row = select(
            Submission.id, literal(indicator), literal(breakdown), literal(code), literal(component),
            (Submission.id * 7) % 90 + 5, literal("A"), literal("F"), literal("A"), literal("E1"),
        ).where(Submission.id > last)  # fmt: skip
        session.execute(insert(Figure).from_select(_CELL, row))
    session.execute(insert(Newest).from_select(*_newest(last, len(keys))))
    return branches * len(keys)


def _submission(period: Period, branch: int, at: Any) -> dict[str, Any]:
    return {
        "branch_code": f"B-{branch:03}", "country_code": f"c{branch % 20}", "period": str(period), "version": 1,
        "catalogue": catalogues.current().label, "package": _PACKAGE, "package_hash": f"{branch}{period}",
        "signature": "", "received_at": at, "received_by": "file",
    }  # fmt: skip


def _newest(last: int, cells: int) -> tuple[list[str], Any]:
    names = ["period", "branch_code", "country_code", "submission_id", "version", "catalogue", "first_received_at"]
    own = (
        Submission.period, Submission.branch_code, Submission.country_code, Submission.id, Submission.version,
        Submission.catalogue, Submission.received_at,
    )  # fmt: skip
    row = select(*own, literal(cells), literal("received")).where(Submission.id > last)
    return [*names, "cells", "state"], row


def scanned(session: Session, periods: list[Period]) -> int:
    """Count cells as the board did before: through every version and cell of some periods."""
    query = (
        select(Submission.branch_code, Submission.period, func.max(Submission.version), func.count(Figure.id))
        .join(Figure, Figure.submission_id == Submission.id)
        .where(Submission.period.in_([str(each) for each in periods]))
        .group_by(Submission.branch_code, Submission.period)
    )
    return len(session.execute(query).all())


def whole_scan(session: Session) -> int:
    """Go through every figure."""
    return len(session.execute(select(Figure.indicator, func.sum(Figure.value)).group_by(Figure.indicator)).all())


def token(place: Place) -> str:
    """Sign an analyst in."""
    with place.stores.network.transaction() as session:
        user = session.scalars(select(User).where(User.login == "bench")).first()
        if user is None:
            user = User(login="bench", name="Benchmark")
            session.add(user)
            session.flush()
            session.add(Grant(user_id=user.id, role="hq_analyst", valid_from=date(2020, 1, 1), approved_at=clock.now()))
            session.flush()
        grant = session.scalars(select(Grant).where(Grant.user_id == user.id)).one()
        _token, visit = sessions.begin(session, user_id=user.id)
        return sessions.rotate(session, visit, grant_id=grant.id)[0]


def raw_rows(session: Session, period: Period) -> Iterator[Any]:
    """Give the driver's own cursor over the rows of the regional file."""
    query = (
        select(Newest.branch_code, Newest.country_code, Newest.period, Newest.version, Figure.indicator,
               Figure.breakdown, Figure.code, Figure.component, Figure.value, Figure.status, Figure.confidential,
               Figure.grade, Figure.evidence)
        .join(Figure, Figure.submission_id == Newest.submission_id)
        .where(Newest.period == str(period))
        .order_by(Newest.branch_code, Figure.indicator, Figure.breakdown, Figure.code, Figure.component)
    )  # fmt: skip
    connection = session.connection()
    text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]
    cursor.execute(text)
    return iter(cursor)


def raw_csv(session: Session, period: Period) -> int:
    """Write them with a bare ``csv.writer``."""
    target = io.StringIO()
    writer = csv.writer(target)
    number = 0
    for row in raw_rows(session, period):
        writer.writerow(row)
        number += 1
        if number % 500 == 0:
            target.seek(0)
            target.truncate()
    return number


def raw_xlsx(session: Session, period: Period) -> int:
    """Write them with a bare XlsxWriter in constant memory."""
    from xlsxwriter import Workbook

    with Workbook(io.BytesIO(), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(raw_rows(session, period)):
            for column, value in enumerate(row):
                (sheet.write_number if isinstance(value, int) else sheet.write_string)(number, column, value)
    return number


def own_csv(session: Session, period: Period) -> int:
    """Write them as the office's page does."""
    return sum(len(each) for each in exports.as_csv(rows.in_blocks(session, ANALYST, period)))


def own_xlsx(session: Session, period: Period) -> int:
    """The same as a workbook."""
    return sum(len(each) for each in exports.as_xlsx(rows.in_blocks(session, ANALYST, period), str(period), "es"))


def compare(case: Callable[[], object], mark: Callable[[], object], rounds: int, label: str) -> None:
    """Run both in turn and tell the median of the pairs."""
    pairs = []
    with progress(rounds, label) as went_on:
        for _round in range(rounds):
            pairs.append((timed(case), timed(mark)))
            went_on(1)
    ours, other = (median(each[place] for each in pairs) for place in (0, 1))
    speed = sorted(one[1] / one[0] for one in pairs)
    click.echo(
        f"{label:44} {ours * 1000:9.1f} ms   yardstick {other * 1000:9.1f} ms   speed {median(speed):.2f}"
        f" ({speed[0]:.2f}-{speed[-1]:.2f})"
    )


def timed(call: Callable[[], object]) -> float:
    """Tell how long it takes, in seconds."""
    begun = perf_counter()
    call()
    return perf_counter() - begun


def peak(call: Callable[[], object]) -> int:
    """Tell by how many kilobytes memory grows at most."""
    tracemalloc.start()
    call()
    found = tracemalloc.get_traced_memory()[1] // 1024
    tracemalloc.stop()
    return found


def measure(place: Place, rounds: int) -> None:
    """Measure one database."""
    browser = Browser(place.app, token(place))
    pages = {"board": browser.request("/hq"), "chart": browser.request("/hq/charts?indicator=RES-001")}
    periods, year = ended_periods("M", 12), containing(clock.today("UTC"), "A").previous()
    with place.stores.hq.reading() as session:
        click.echo(f"figures: {session.scalar(select(func.count()).select_from(Figure)):,}")
        with_scan = partial(scanned, session, periods)
        for name, page in pages.items():
            answer = page()
            assert answer.status == 200, answer.status
            times = [timed(page) for _round in range(rounds)]
            click.echo(
                f"{name} page, {len(answer.body):,} bytes: {median(times) * 1000:.1f} ms, promised < {_PROMISED}"
            )
        compare(partial(newest.of, session, [str(each) for each in periods]), with_scan, 3, "board's rows / its scan")
        click.echo(f"{'scan of all figures':44} {timed(partial(whole_scan, session)) * 1000:9.1f} ms")
        compare(partial(own_csv, session, year), partial(raw_csv, session, year), rounds, "CSV / raw csv.writer")
        compare(partial(own_xlsx, session, year), partial(raw_xlsx, session, year), 3, "XLSX / raw XlsxWriter")
        for name, write in (("CSV", own_csv), ("XLSX", own_xlsx)):
            small, large = (peak(partial(write, session, each)) for each in (periods[0], year))
            click.echo(f"{name} peak memory: {small:,} kB for a month, {large:,} kB for a year")


@click.command()
@click.option("--branches", default=500, show_default=True, type=click.IntRange(1, 999))
@click.option("--years", default=26, show_default=True, type=click.IntRange(1, 26))
@click.option("--rounds", default=7, show_default=True)
@click.option("--home", default="var/benchmark-office", type=click.Path(path_type=Path))
@click.option("--postgresql", help="A server on which a database may be made.")
@click.option("--no-sqlcipher", is_flag=True)
def main(branches: int, years: int, rounds: int, home: Path, postgresql: str | None, *, no_sqlcipher: bool) -> None:
    """Measure the regional office over many figures, on every database that was named."""
    last = clock.today("UTC").year - 1
    whole = [Period(year, "A") for year in range(last - years + 1, last + 1)]
    periods = [each for year in whole for each in (*year.parts("M"), *year.parts("Q"), year)]
    periods += list(islice(ended_periods("M", 12), clock.today("UTC").month - 1))[::-1]
    for server in (*(() if no_sqlcipher else (None,)), *((postgresql,) if postgresql else ())):
        place = fresh(settings_for(home.absolute(), Plan("gt", 0, 0), server), server)
        with place.stores.network.transaction() as session:
            session.add_all(_listing(branch) for branch in range(branches))
        cells = sum(len(catalogues.current().keys(each.kind)) for each in periods) * branches
        with progress(cells, f"{cells:,} figures") as went_on:
            for period in periods:
                with place.stores.network.transaction() as session:
                    went_on(fill(session, branches, period))
        neighbours = Neighbours()
        click.echo("postgresql" if server else "sqlcipher")
        measure(place, rounds)
        click.echo(f"other work took {neighbours.share() or 0:.0%} of the machine")
        place.stores.close()


def _listing(branch: int) -> BranchListing:
    return BranchListing(
        code=f"B-{branch:03}", country_code=f"c{branch % 20}", branch_id=branch, public_name=f"House {branch}",
        time_zone="America/Guatemala", formatting_locale="es", opened_on=date(2000, 1, 1),
    )  # fmt: skip


if __name__ == "__main__":
    main()
