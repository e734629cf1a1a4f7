"""``abrigo backup`` and ``abrigo restore``."""

import json
from pathlib import Path

import click

from core import backup as backups
from core import installation
from core.retention import register
from core.settings import load
from core.stores import Stores


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--recipient", "-r", multiple=True, required=True, help="Age public key that can open the copy.")
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
def backup(target: Path, recipient: tuple[str, ...], *, as_json: bool) -> None:
    """Write an encrypted, verified copy of every store to TARGET, while the stores are in use."""
    stores = Stores(load())
    try:
        manifest = backups.backup(stores, target, list(recipient))
    finally:
        stores.close()
    click.echo(json.dumps(manifest, default=str) if as_json else f"Written and verified: {target}")


@click.command()
@click.argument("archive", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--identity", type=click.Path(path_type=Path, exists=True), required=True, help="File of the age identity."
)
@click.option(
    "--erasures",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the register of destroyed files that was kept beside the copies.",
)
def restore(archive: Path, identity: Path, erasures: Path | None) -> None:
    """Put the copy ARCHIVE back into the empty place that the settings name, verified to the last row.

    Files that were destroyed since the copy was made are destroyed again, by the register in ABRIGO_HOME and the one
    in the folder of --erasures.
    """
    settings = load()
    backups.restore(
        archive, identity.read_text().strip(), settings, passphrase=settings.passphrase, key_file=settings.key_file
    )
    click.echo("Restored and verified.")
    installation.upgrade(settings)  # a file is destroyed in the tables of today
    for code, count in register.settle_all(settings, erasures).items():
        click.echo(f"{code}: {count} files destroyed again.")
