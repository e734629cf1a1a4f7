"""``abrigo countries new``, ``revision`` and ``messages``: for whoever writes a country."""

from pathlib import Path

import click

from core import clock, defaults, migrate, revisions
from core.commands.countries.group import countries
from core.i18n import building, cldr, preparing
from plugins import discovery, scaffold
from plugins.profile import CountryProfile


@countries.command("new")
@click.argument("code")
@click.option("--name", required=True, help="The country's name, as its people write it.")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="Folder; abrigo-country-CODE if not said."
)
def new(code: str, name: str, into: Path | None) -> None:
    """Write an installable package for the country of the two letters CODE, with its tests.

    Money, time zone, week and languages come from the CLDR; every rule of law in it is marked as unverified.
    """
    if code in discovery.installed():
        raise click.ClickException(f"'{code}' is installed already.")
    folder = into or Path(f"abrigo-country-{code}")
    country = scaffold.NewCountry(code=code, name=name, today=clock.now().date(), **cldr.facts_of(code))
    try:
        written = scaffold.write(country, folder)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    except FileExistsError:
        raise click.ClickException(f"{folder} is not empty.") from None
    click.echo(f"{len(written)} files in {folder}. Next:")
    click.echo(f"    pip install --editable {folder}\n    abrigo countries check {code}")


@countries.command("revision")
@click.argument("code")
@click.argument("message")
def revision(code: str, message: str) -> None:
    """Write a revision with what the models of the country CODE have and its revisions have not."""
    lineages = migrate.lineages_of(_country(code))
    if not lineages:
        raise click.ClickException(f"'{code}' declares no revisions: see declare_migrations in plugins/HOOKS.md.")
    click.echo(str(revisions.revision(code, message, lineages[0])))


@countries.group("messages")
def messages() -> None:
    """Work on a country's own words."""


@messages.command("extract")
@click.argument("code")
def extract(code: str) -> None:
    """Add what the country CODE says and has not translated yet to its Spanish catalogue."""
    folder = Path(_country(code).manager.file_of()).parent
    path, added = building.add_missing(building.Room(code, folder), building.CORE)
    click.echo(f"{added} messages to translate were added to {path}.")


@messages.command("prepare")
@click.argument("code")
@click.argument("language")
def prepare(code: str, language: str) -> None:
    """Write the catalogue of another LANGUAGE of the country CODE, to be translated, and say how much is missing."""
    country = _country(code)
    if language not in country.languages:
        raise click.ClickException(f"'{code}' declares no language '{language}'.")
    room = building.Room(code, Path(country.manager.file_of()).parent)
    done = preparing.prepare(room, building.CORE, language.partition("-")[0])
    click.echo(f"{done.missing} of {done.whole} messages are not translated in {done.path}.")


@messages.command("build")
@click.argument("code")
def build(code: str) -> None:
    """Compile the Spanish catalogue of the country CODE."""
    folder = Path(_country(code).manager.file_of()).parent
    click.echo(str(building.build(building.Room(code, folder)) or "Nothing is translated."))


def _country(code: str) -> CountryProfile:
    return discovery.load(code, discovery.import_country(code), (defaults,))
