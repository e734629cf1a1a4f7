"""``abrigo db``."""

import click

from core import installation
from core.settings import load


@click.group()
def db() -> None:
    """Bring the stores' tables up to date."""


@db.command()
def upgrade() -> None:
    """Run every migration that is due: the network's store first, then each country's."""
    installation.upgrade(load())
    click.echo("Tables are current.")
