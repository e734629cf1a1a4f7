"""``abrigo countries open`` and ``lead``: a country's first house, and which one enters what counts in all."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime

import click
from sqlalchemy.orm import Session

from core import clock
from core.access import listings
from core.actor import SYSTEM
from core.commands.countries.group import countries
from core.commands.countries.stores import enabled
from core.errors import Invalid
from core.i18n import say
from core.scope import ALL, set_branch_scope
from core.stores import Stores
from core.studio import opening
from core.studio.opening import NewHouse

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_PERSON = "LOGIN:NAME"


@countries.command("open")
@click.argument("code")
@click.option("--name", required=True, help="What those who work there call it.")
@click.option("--public-name", required=True, help="What may be seen outside; nothing that tells where it is.")
@click.option("--places", type=click.IntRange(0, 500), required=True, help="Licensed places.")
@click.option("--director", metavar=_PERSON, required=True)
@click.option("--admin", metavar=_PERSON, required=True, help="Who configures the house.")
@click.option("--opens", type=_DAY, help="First day; today unless said otherwise.")
def open_first(
    code: str, name: str, public_name: str, places: int, director: str, admin: str, opens: datetime | None
) -> None:
    """Open the first house of the country CODE, and print once the codes for its two first people.

    Every other house is opened on screen, by whoever configures this one.
    """
    settings, country = enabled(code)
    day = opens.date() if opens else clock.today(country.country.time_zone)
    house = NewHouse(name, public_name, day, places, *_person(director))
    with closing(Stores(settings)) as stores, _told(), stores.country(code).transaction() as session:
        set_branch_scope(session, ALL)
        with stores.network.transaction() as network:
            if listings.leader(network, code) is not None:
                raise click.ClickException(f"'{code}' has a house already: open others on screen.")
            branch, enrolment = opening.open_house(session, network, SYSTEM, country, house)
            second = opening.enrol(network, branch, country, day, *_person(admin))
    click.echo(f"{branch}\ndirector      {enrolment}\nconfiguration {second}")
    click.echo("Hand each over in person. It works once, within three days, on the page /first-sign-in.", err=True)


@countries.command("lead")
@click.argument("code")
@click.argument("branch")
def lead(code: str, branch: str) -> None:
    """Let the house BRANCH of the country CODE enter what is set once for all of its houses."""
    settings, _country = enabled(code)
    with closing(Stores(settings)) as stores, _told(), stores.network.transaction() as network:
        listings.let_lead(network, SYSTEM, code, branch)
    click.echo(f"{branch} leads {code}.")


def _person(written: str) -> tuple[str, str]:
    """Give name and login of somebody who is named as LOGIN:NAME."""
    login, colon, name = written.partition(":")
    if not (login and colon and name.strip()):
        raise click.BadParameter(f"'{written}' is not {_PERSON}.")
    return name.strip(), login


@contextmanager
def _told() -> Iterator[Session | None]:
    """Say what cannot be, in words."""
    try:
        yield None
    except Invalid as error:
        said = (say(message) for messages in error.fields.values() for message in messages)
        raise click.ClickException(" ".join(map(str, said))) from None
