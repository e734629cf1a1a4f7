"""``abrigo erasures``: the register of destroyed files, copied beside the backups."""

from contextlib import closing
from pathlib import Path

import click

from core.retention import register
from core.settings import load
from core.stores import Stores


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def erasures(folder: Path) -> None:
    """Write the sealed register of destroyed files of every country into FOLDER, to be kept apart from the backups."""
    settings = load()
    with closing(Stores(settings)) as stores:
        for code in settings.countries:
            target = folder / register.place(Path(), code).name
            own = register.read(stores.country(code), register.place(settings.home, code))
            count = register.write(stores.country(code), target, own, empty=True)
            click.echo(f"{code}: {count} destroyed files, {target}")
