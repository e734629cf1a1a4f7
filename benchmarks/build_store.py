"""Builds stores with many residents, to measure against: 100,000 in 40 houses of one country unless told otherwise.

    python benchmarks/build_store.py FOLDER [--residents N] [--years Y] [--branches B] [--countries CODES] [--store URL]

The folder gets keys and stores as an installation has them, which ABRIGO_HOME=FOLDER and
ABRIGO_KEY_FILE=FOLDER/keys/bench.key then open. What is there already is kept, and nothing is built twice.
"""

from contextlib import closing
from pathlib import Path
from time import perf_counter

import click
from sqlalchemy import func, select

from core import installation
from core.access.models import BranchListing
from core.db import load_models
from core.settings import Settings
from core.simulation.service import Simulation, simulate
from core.stores import Stores
from plugins.discovery import installed


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--residents", type=click.IntRange(1), default=100_000, show_default=True)
@click.option("--years", type=click.FloatRange(0.1, 40), default=8.0, show_default=True)
@click.option("--branches", type=click.IntRange(1, 900), default=40, show_default=True)
@click.option("--seed", default="benchmark", show_default=True)
@click.option("--countries", help="Codes with commas between them; the first installed country unless told.")
@click.option("--store", help="Folder or PostgreSQL URL of the stores; FOLDER/stores unless told.")
def main(
    folder: Path, residents: int, years: float, branches: int, seed: str, countries: str | None, store: str | None
) -> None:
    """Build stores with many residents to measure against."""
    load_models()
    settings = settings_in(folder, countries, store)
    installation.initialise(settings)
    with closing(Stores(settings)) as stores:
        if _is_built(stores):
            click.echo(f"{folder} is built already.")
            return
        begun = perf_counter()
        with click.progressbar(length=residents, label="Residents", show_eta=True, show_pos=True) as bar:
            plan = Simulation(seed, residents, years, branches)
            rows = simulate(stores, installation.profiles(settings), plan, bar.update)
        seconds = perf_counter() - begun
    click.echo(
        f"{rows} records in {seconds:.1f} s: {residents / seconds:.0f} residents/s, {rows / seconds:.0f} records/s"
    )


def settings_in(folder: Path, countries: str | None = None, store: str | None = None) -> Settings:
    """Make the settings of the stores in a folder."""
    codes = tuple(countries.split(",")) if countries else tuple(sorted(installed())[:1])
    key = folder / "keys" / "bench.key"
    return Settings(home=folder, store=store or str(folder / "stores"), countries=codes, key_file=key)


def _is_built(stores: Stores) -> bool:
    with stores.network.reading() as session:
        return bool(session.scalar(select(func.count()).select_from(BranchListing)))


if __name__ == "__main__":
    main()
