"""``abrigo db``."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from core import installation, relocation
from core.enabled import need_enabled
from core.relocation import Passage
from core.settings import is_postgresql, load


@click.group()
def db() -> None:
    """Bring the stores' tables up to date, or a country's store to another place."""


@db.command()
def upgrade() -> None:
    """Run every migration that is due: the network's store first, then each country's."""
    installation.upgrade(load())
    click.echo("Tables are current.")


@db.command()
@click.argument("code")
@click.option("--to", "place", required=True, help="Folder or postgresql:// URL; - reads it from the standard input.")
@click.option("--owner", help="URL of the role that owns the tables there, if the platform signs in as another.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with the fingerprint of every table.")
def move(code: str, place: str, owner: str | None, *, as_json: bool) -> None:
    """Move the store of the country CODE to another place, and compare it there to the last row.

    Nobody can write in the country meanwhile. The old place keeps what it holds and is not served any more: set the
    variable that is printed and start the servers again.
    """
    settings = load()
    need_enabled(settings, code)
    way = relocation.passage(settings, installation.profiles(settings)[code], _location(place), owner)
    with click.progressbar(length=relocation.size(way), label="Rows", file=sys.stderr, show_pos=True) as bar:
        prints = relocation.move(way, bar.update)
    told = {name: asdict(found) for name, found in prints.items()}
    click.echo(json.dumps(_described(way, told)) if as_json else _words(way, told))


def _location(place: str) -> str:
    """Take the place as it stands, or from the standard input: a command line is there for all to read."""
    given = sys.stdin.readline().strip() if place == "-" else place
    if is_postgresql(given):
        return given
    if not given or "://" in given:
        raise click.BadParameter("must be a folder or a postgresql:// URL", param_hint="--to")
    return str(Path(given).expanduser().absolute())


def _described(way: Passage, tables: dict[str, Any]) -> dict[str, Any]:
    name, value = relocation.setting(way)
    return {"store": way.code, "rows": _rows(tables), "tables": tables, "setting": {name: value}}


def _words(way: Passage, tables: dict[str, Any]) -> str:
    name, value = relocation.setting(way)
    return (
        f"{_rows(tables)} rows in {len(tables)} tables are the same on both sides; the record of access is intact.\n"
        f"Now set {name}={value} and start the servers again."
    )


def _rows(tables: dict[str, Any]) -> int:
    return sum(found["rows"] for found in tables.values())
