"""``abrigo nightly``."""

import click

from core import installation
from core.nightly.turns import run_now
from core.settings import load
from core.stores import Stores


@click.command()
def nightly() -> None:
    """Do the day's due work for every branch. Running it again the same day changes nothing."""
    settings = load()
    stores = Stores(settings)
    try:
        done = run_now(stores, installation.profiles(settings))
    finally:
        stores.close()
    if not done:
        raise click.ClickException("Some of it could not be done; the log names the houses. Run it again.")
    click.echo("Done.")
