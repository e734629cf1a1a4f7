"""``abrigo audit``."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from core.audit.checking import Head
from core.audit.witnesses import Seen, verify_all, witness
from core.i18n import gettext
from core.settings import load
from core.stores import Stores

_AT_MOST = 20


@click.group()
def audit() -> None:
    """Verify the record of access."""


@audit.command("verify")
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File with heads that 'abrigo audit witness' printed earlier.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def verify_command(against: Path | None, *, as_json: bool) -> None:
    """Check every link of every store's record. Exit code 1 if one was changed, removed, added, moved or cut off."""
    outside = [_seen(line) for line in against.read_text(encoding="utf-8").splitlines()] if against else []
    stores = Stores(load())
    try:
        found = verify_all(stores, outside)
    finally:
        stores.close()
    if as_json:
        click.echo(json.dumps({name: [asdict(each) for each in troubles] for name, troubles in found.items()}))
    for name, troubles in () if as_json else found.items():
        for each in troubles[:_AT_MOST]:
            click.echo(f"{name} {each.seq}: {gettext(each.words)}")
        click.echo(f"{name}: " + (f"{len(troubles)} problems" if troubles else "intact"))
    sys.exit(1 if any(found.values()) else 0)


@audit.command("witness")
def witness_command() -> None:
    """Note the last link of every record in the other stores, and print it, to be kept outside of this machine."""
    stores = Stores(load())
    try:
        for seen in witness(stores):
            click.echo(f"{seen.store} {seen.head.seq} {seen.head.hash.hex()}")
    finally:
        stores.close()


def _seen(line: str) -> Seen:
    try:
        store, seq, digest = line.split()
        return Seen(store, Head(int(seq), bytes.fromhex(digest)))
    except ValueError:
        raise click.ClickException("Each line of the file names a store, a number and a hash.") from None
