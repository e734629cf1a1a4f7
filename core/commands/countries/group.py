"""The group that the commands about countries hang on."""

import click


@click.group()
def countries() -> None:
    """List, check, write and bring up to date the countries."""
