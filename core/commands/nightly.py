"""``abrigo nightly``."""

import click

from core import installation
from core.nightly import turns
from core.settings import load
from core.stores import Stores


@click.command()
def nightly() -> None:
    """Do the day's due work for every branch. Running it again the same day changes nothing."""
    settings = load()
    stores = Stores(settings)
    try:
        done = turns.run(stores, installation.profiles(settings), again=True)
    finally:
        stores.close()
    if not done:
        raise click.ClickException("Some of it could not be done; the log names the houses. Run it again.")
    click.echo("Done.")
