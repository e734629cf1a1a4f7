"""``abrigo nightly``."""

import click

from core import installation
from core.nightly import run
from core.settings import load
from core.stores import Stores


@click.command()
def nightly() -> None:
    """Do the day's due work for every branch. Running it again the same day changes nothing."""
    settings = load()
    stores = Stores(settings)
    try:
        run(stores, installation.profiles(settings))
    finally:
        stores.close()
    click.echo("Done.")
