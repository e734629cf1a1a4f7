"""What every command about a country asks first: that the country is enabled here."""

import click

from core.settings import Settings


def need_enabled(settings: Settings, code: str) -> None:
    """Make sure that a country is enabled.

    :raises click.ClickException: naming those that are.
    """
    if code not in settings.countries:
        countries = ",".join(settings.countries) or "empty"
        raise click.ClickException(f"'{code}' is not enabled: ABRIGO_COUNTRIES is {countries}.")
