"""Measures the regional office over ten million figures: its pages and its files, in time and memory.

python benchmarks/office.py [--branches N] [--years Y] [--home FOLDER] [--postgresql URL]

The store is written once and kept for the next run.
"""

import csv
import io
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import takewhile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import click
from callers import Browser, Request
from ground import Place
from measure import Neighbours, progress
from office_store import prepare
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.access import sessions
from core.access.models import Grant, User
from core.actor import Actor
from core.hq import exports, release
from core.hq.formats import FORMATS, page, report
from core.hq.models import Figure, Newest, Submission
from core.hq.service import ended_periods
from core.hq.tables import newest
from core.hq.tables.table import SIDE_BY_SIDE
from core.reporting.periods import Period, containing
from plugins.contract.exports import ExportFormat

ANALYST = Actor(1, "Benchmark", "hq_analyst")
_PROMISED = 250


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
    return sum(len(each) for each in exports.as_csv(release.in_blocks(session, ANALYST, period)))


def own_xlsx(session: Session, period: Period) -> int:
    """The same as a workbook."""
    return sum(len(each) for each in exports.as_xlsx(release.in_blocks(session, ANALYST, period), str(period), "es"))


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


def resident(call: Callable[[], object]) -> int | None:
    """Tell the same of all memory of the process, its libraries' too, on Linux."""
    state, forget = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not forget.exists():
        return None
    forget.write_text("5")  # the highest so far is forgotten
    before = _highest(state)
    call()
    return _highest(state) - before


def _highest(state: Path) -> int:
    return int(state.read_text().partition("VmHWM:")[2].split()[0])


def written(session: Session, format_: ExportFormat, period: Period) -> int:
    """Write a period in a format, and tell its bytes."""
    return sum(len(each) for each in release.written(session, ANALYST, period, format_, "es"))


def of_some(session: Session, format_: ExportFormat, period: Period) -> int:
    """Write a period of as many branches as stand side by side."""
    told = release.release(session, ANALYST, period, "es")
    few = {each.code for each in told.branches[:SIDE_BY_SIDE]}
    found = takewhile(lambda each: each.branch in few, release.figures(session, ANALYST, period))
    return sum(len(each) for each in format_.write(told, found))


def measure_pages(browser: Browser, month: Period, year: Period, rounds: int) -> None:
    """Measure pages as a whole: what is asked of the store, laid out and written."""
    chart = "/hq/charts?indicator=RES-001"
    addresses = {
        "board": "/hq", "board, third page": "/hq?after=B-199", "board of years": "/hq?kind=A",
        "chart": chart, "chart, thirteenth page": f"{chart}&after=B-095", "chart of a country": f"{chart}&country=c3",
        "table of a month": f"/hq/periods/{month}", "table of a year": f"/hq/periods/{year}",
        "dashboard of a month": f"/hq/dashboard?period={month}", "dashboard of a year": f"/hq/dashboard?period={year}",
        "table of a country": f"/hq/periods/{year}?country=c3",
        "dashboard of a country": f"/hq/dashboard?period={year}&country=c3",
    }  # fmt: skip
    click.echo(f"promised < {_PROMISED} ms at the median")
    for name, address in addresses.items():
        _tell(name, browser.request(address), rounds)


def _tell(name: str, page: Request, rounds: int) -> None:
    begun = perf_counter()
    answer = page()
    first = (perf_counter() - begun) * 1000
    assert answer.status == 200, answer.status
    walls, own = [], []
    for _round in range(rounds):
        before = process_time()
        walls.append(timed(page) * 1000)
        own.append((process_time() - before) * 1000)
    own_time = f"{median(own):.1f} of the processor, first {first:.0f} ms"
    took = f"{median(walls):8.1f} ms ({min(walls):.0f}-{max(walls):.0f}), {own_time}"
    click.echo(f"{name:24} {len(answer.body):9,} bytes {took}")


def measure_files(session: Session, month: Period, year: Period) -> None:
    """Measure how much memory files take: those of a month, those of a year, and what is laid out side by side."""
    bare: dict[str, Callable[[Period], int]] = {"CSV": partial(own_csv, session), "XLSX": partial(own_xlsx, session)}
    formats = {code: partial(written, session, each) for code, each in FORMATS.items()}
    with progress(len(bare) + len(formats), "files") as went_on:
        told = {}
        for name, write in (bare | formats).items():
            write(month)  # what is loaded and drawn up once
            told[name] = [peak(partial(write, each)) for each in (month, year)]
            went_on(1)
    for name, (small, large) in told.items():
        click.echo(f"{name:16} peak memory: {small:7,} kB for a month, {large:7,} kB for a year")
    for each in (page.FORMAT, report.FORMAT):
        write = partial(of_some, session, each, year)
        size, seconds = write(), timed(write)
        held = f"{peak(write):,} kB, {resident(write) or 0:,} kB resident"
        click.echo(f"{each.code} of a year of {SIDE_BY_SIDE} branches: {size:,} bytes in {seconds:.1f} s, {held}")


def measure(place: Place, rounds: int) -> None:
    """Measure one database."""
    periods, year = ended_periods("M", 12), containing(clock.today("UTC"), "A").previous()
    with place.stores.hq.reading() as session:
        click.echo(f"figures: {session.scalar(select(func.count()).select_from(Figure)):,}")
        measure_pages(Browser(place.app, token(place)), periods[0], year, rounds)
        with_scan = partial(scanned, session, periods)
        compare(partial(newest.of, session, [str(each) for each in periods]), with_scan, 3, "board's rows / its scan")
        click.echo(f"{'scan of all figures':44} {timed(partial(whole_scan, session)) * 1000:9.1f} ms")
        compare(partial(own_csv, session, year), partial(raw_csv, session, year), rounds, "CSV / raw csv.writer")
        compare(partial(own_xlsx, session, year), partial(raw_xlsx, session, year), 3, "XLSX / raw XlsxWriter")
        measure_files(session, periods[0], year)


@click.command()
@click.option("--branches", default=500, show_default=True, type=click.IntRange(1, 999))
@click.option("--years", default=26, show_default=True, type=click.IntRange(1, 26))
@click.option("--rounds", default=7, show_default=True)
@click.option("--home", default="var/benchmark-office", type=click.Path(path_type=Path))
@click.option("--postgresql", help="A server on which a database may be made.")
@click.option("--no-sqlcipher", is_flag=True)
def main(branches: int, years: int, rounds: int, home: Path, postgresql: str | None, *, no_sqlcipher: bool) -> None:
    """Measure the regional office over many figures, on every database that was named."""
    for server in (*(() if no_sqlcipher else (None,)), *((postgresql,) if postgresql else ())):
        place = prepare(home.absolute(), branches, years, server)
        neighbours = Neighbours()
        click.echo("postgresql" if server else "sqlcipher")
        measure(place, rounds)
        click.echo(f"other work took {neighbours.share() or 0:.0%} of the machine")
        place.stores.close()


if __name__ == "__main__":
    main()
