"""``abrigo countries migrate`` and ``seed``: one country's store, while the others are left alone."""

from contextlib import closing

import click

from core import defaults, migrate
from core.commands.countries.group import countries
from core.enabled import need_enabled
from core.partners import seeding as partners
from core.places import service as places
from core.scope import ALL, set_branch_scope
from core.settings import Settings, load
from core.stores import Stores
from plugins import discovery
from plugins.profile import CountryProfile


@countries.command("migrate")
@click.argument("code")
def migrate_country(code: str) -> None:
    """Bring the store of the country CODE up to date: core's tables, then the country's own."""
    settings, country = enabled(code)
    migrate.upgrade_one(settings, code, migrate.lineages_of(country))
    click.echo("Tables are current.")


@countries.command("seed")
@click.argument("code")
def seed(code: str) -> None:
    """Bring places and institutions in the store of the country CODE up to what it declares. Nothing is deleted."""
    settings, country = enabled(code)
    with closing(Stores(settings)) as stores, stores.country(code).transaction() as session:
        set_branch_scope(session, ALL)
        for name, done in (
            ("places", places.seed(session, country)),
            ("institutions", partners.seed(session, country)),
        ):
            click.echo(f"{name}: {done.added} added, {done.changed} changed, {done.ended} ended")


def enabled(code: str) -> tuple[Settings, CountryProfile]:
    """Load an enabled country with the settings of the installation."""
    settings = load()
    need_enabled(settings, code)
    return settings, discovery.load(code, discovery.import_country(code), (defaults,))
