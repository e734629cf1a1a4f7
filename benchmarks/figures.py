"""Measures figures at scale on one country's store: a house's month, quarter, year; a country's year; closing a month.

    python benchmarks/figures.py [--residents N] [--services N] [--houses H] [--postgresql URL] [--no-sqlcipher]
        [--home FOLDER]

A million residents with twenty million services unless told otherwise: one simulated house, copied. Yardsticks are bare
scans in the same store (:mod:`scans`). A country's year is that of each of its houses, as their directors see it; its
yardstick is the scan of the same rows, house by house by its indexes, which is faster than going through whole tables.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import click
import reads
from ground import Place, Plan, analyse, prepare, settings_for
from measure import Neighbours, progress
from multiply import multiply, thicken
from scans import scan_dated, scan_same
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock, installation
from core.actor import Actor
from core.branches.models import Branch
from core.db import CountryBase
from core.reporting import service
from core.reporting.periods import Period, containing
from core.scope import ALL, set_branch_scope
from core.stores import Store
from plugins.profile import CountryProfile

#: Months that are closed before the one whose closing is measured: its checks look at them.
_MONTHS_BEFORE = 12


@contextmanager
def at_work(store: Store, house: int) -> Iterator[Session]:
    """Open the store as a house's director does, who sees no other."""
    with store.reading() as session:
        set_branch_scope(session, [house])
        yield session


def director(house: int) -> Actor:
    """Give a house's director."""
    return Actor(1, "Benchmark", "director", branch_id=house)


def compute(store: Store, country: CountryProfile, period: Period, houses: list[int]) -> int:
    """Compute a period's figures of some houses, as the page of figures does.

    :returns: how many figures they are.
    """
    found = 0
    for house in one_by_one(houses, f"{period}"):
        with at_work(store, house) as session:
            found += len(service.preview(session, director(house), country, period))
    return found


def scan(
    store: Store, period: Period, houses: list[int], each_house: Callable[[Session, Period, int], int] = scan_same
) -> int:
    """Scan a period's rows of some houses.

    :returns: how many rows they are.
    """
    found = 0
    for house in one_by_one(houses, "scan"):
        with at_work(store, house) as session:
            found += each_house(session, period, house)
    return found


def one_by_one(houses: list[int], label: str) -> Iterator[int]:
    """Give houses, and show how many have been done where they are many."""
    if len(houses) == 1:
        yield from houses
        return
    with progress(len(houses), f"{label} of {len(houses)} houses") as went_on:
        for house in houses:
            yield house
            went_on(1)


def close_month(store: Store, country: CountryProfile, house: int, period: Period, *, keep: bool = False) -> None:
    """Close a month of a house, and take it back unless it is kept."""
    with store.transaction() as session:
        set_branch_scope(session, [house])
        service.close(session, director(house), country, period, today=clock.today("UTC"))
        if not keep:
            session.rollback()


def pairs(place: Place, case: Callable[[], object], yardstick: Callable[[], object], rounds: int, label: str) -> None:
    """Run both in turn and tell the median of the pairs' ratios, by the clock and by the processor.

    Neighbours disturb the second less.
    """
    case()  # compiles the statements
    before = reads.memory()
    reads.forget_peak()
    found = []
    for _round in range(rounds):
        found.append((*_timed(place, case), *_timed(place, yardstick)))
    own, own_cpu, bare, bare_cpu = (median(each[part] for each in found) for part in range(4))
    ratios, cpu = sorted(each[0] / each[2] for each in found), sorted(each[1] / each[3] for each in found)
    click.echo(
        f"{label:40} {own:8.2f} s / {bare:8.2f} s = {median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
        f"   cpu {own_cpu:.2f} / {bare_cpu:.2f} = {median(cpu):.2f} ({cpu[0]:.2f}-{cpu[-1]:.2f})"
        f"   {before} MB before, {reads.peak()} MB at most"
    )


def measure(place: Place, country: CountryProfile, rounds: int) -> None:
    """Measure one database."""
    store = place.store
    with store.reading() as session:
        set_branch_scope(session, ALL)
        houses = list(session.scalars(select(Branch.id).order_by(Branch.id)))
        for name in ("resident", "service"):
            table = CountryBase.metadata.tables[name]
            click.echo(f"{name}: {session.scalar(select(func.count()).select_from(table)):,}")
    month = containing(clock.today("UTC"), "M").previous()
    quarter, year = (containing(day, kind).previous() for day, kind in ((clock.today("UTC"), "Q"), (month.first, "A")))
    house = houses[len(houses) // 2]
    closing(place, country, house, month, rounds)
    for period in (month, quarter, year):
        case = partial(compute, store, country, period, [house])
        pairs(place, case, partial(scan, store, period, [house]), rounds, f"a house's {period} / the same rows")
        dated = partial(scan, store, period, [house], scan_dated)
        pairs(place, case, dated, rounds, f"a house's {period} / the period's rows")
    for period in (quarter, year):
        whole = partial(compute, store, country, period, houses)
        bare = partial(scan, store, period, houses)
        pairs(place, whole, bare, max(1, rounds // 2), f"the country's {period} / the same rows")


def closing(place: Place, country: CountryProfile, house: int, month: Period, rounds: int) -> None:
    """Measure the closing of a month: how long it takes, and what it reads."""
    store, before = place.store, [month]
    for _month in range(_MONTHS_BEFORE):
        before.append(before[-1].previous())
    with progress(_MONTHS_BEFORE, "closing the months before") as went_on:
        for each in reversed(before[1:]):
            close_month(store, country, house, each, keep=True)
            went_on(1)
    case = partial(close_month, store, country, house, month)
    times = [_timed(place, case) for _round in range(rounds)]
    wall, cpu = (sorted(each[part] for each in times) for part in (0, 1))
    click.echo(
        f"closing {month} of a house: {median(wall):.2f} s ({wall[0]:.2f}-{wall[-1]:.2f}), cpu {median(cpu):.2f} s"
    )
    for name, call in (("closing it", case), ("a scan of the same rows", partial(scan, store, month, [house]))):
        for line in reads.told(place, call):
            click.echo(f"  {name} reads {line}")


def _timed(place: Place, call: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = perf_counter(), reads.processor(place)
    call()
    return perf_counter() - wall, reads.processor(place) - cpu


def built(plan: Plan, services: int, houses: int, home: Path, server: str | None) -> Place:
    """Open the store that is measured, with so many houses and services; what was built earlier is taken up again."""
    place = prepare(settings_for(home.absolute(), plan, server), plan, server)
    with place.store.reading() as session:
        set_branch_scope(session, ALL)
        there = session.scalar(select(func.count()).select_from(Branch)) or 0
    if there < houses:
        if there == 1:
            thicken(place.store, services // houses)
        with progress(houses - 1, f"{houses} houses of {plan.residents:,}") as went_on:
            multiply(place.store, houses, went_on)
        analyse(server)
    return place


@click.command()
@click.option("--residents", default=1_000_000, show_default=True, type=click.IntRange(1))
@click.option("--services", default=20_000_000, show_default=True, type=click.IntRange(1))
@click.option("--houses", default=40, show_default=True, type=click.IntRange(1, 200))
@click.option("--rounds", default=7, show_default=True)
@click.option("--home", default="var/benchmark-figures", type=click.Path(path_type=Path))
@click.option("--postgresql", help="A server on which a database may be made.")
@click.option("--no-sqlcipher", is_flag=True)
def main(
    residents: int, services: int, houses: int, rounds: int, home: Path, postgresql: str | None, *, no_sqlcipher: bool
) -> None:
    """Measure figures at scale, on every database that was named."""
    for server in (*(() if no_sqlcipher else (None,)), *((postgresql,) if postgresql else ())):
        place = built(Plan("gt", residents // houses, 1), services, houses, home, server)
        neighbours = Neighbours()
        click.echo("postgresql" if server else "sqlcipher")
        measure(place, installation.profiles(place.settings)[place.country], rounds)
        click.echo(f"other work took {neighbours.share() or 0:.0%} of the machine")
        place.stores.close()


if __name__ == "__main__":
    main()
