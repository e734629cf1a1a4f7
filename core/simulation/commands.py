"""``abrigo simulate`` and ``abrigo demo``."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import click

from core import installation
from core.settings import Settings, load
from core.simulation.demonstration import (
    Account,
    Demonstration,
    expected_residents,
    is_loaded,
    load_demonstration,
)
from core.simulation.service import Simulation
from core.simulation.service import simulate as build
from core.stores import Stores
from plugins.discovery import installed
from plugins.profile import CountryProfile

_NOTE = "Everybody in it is invented. Never use these accounts where real people are."


@click.command()
@click.option("--seed", default="1", show_default=True, help="The same seed, day and size give the same network.")
@click.option("--residents", type=click.IntRange(1, 5_000_000), default=1_000, show_default=True)
@click.option("--years", type=click.FloatRange(0.1, 40), default=5.0, show_default=True)
@click.option("--branches", type=click.IntRange(1, 900), help="As many houses as the residents need, unless told.")
@click.option("--countries", help="Codes with commas between them; every enabled country unless told.")
def simulate(seed: str, residents: int, years: float, branches: int | None, countries: str | None) -> None:
    """Build a plausible network with its histories, for tests and benchmarks.

    It is refused where a store holds houses that are not of a demonstration.
    """
    settings = load()
    profiles = _chosen(settings, countries)
    with closing(Stores(settings)) as stores, _bar(residents, "Residents") as progress:
        rows = build(stores, profiles, Simulation(seed, residents, years, branches), progress)
    click.echo(f"{residents} residents, {rows} records.")


@click.command()
@click.option("--serve", is_flag=True, help="Serve the network when it is loaded.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; PORT or ABRIGO_PORT, or 8000.")
def demo(*, serve: bool, port: int | None) -> None:
    """Load the demonstration network, and serve it if asked.

    Loaded once; a later start finds it there. Without a key in the settings it makes a key file beside the stores.
    """
    from core.commands.serving import with_port

    settings = demonstration_settings()
    if serve:
        settings = with_port(settings, None, port)
    installation.initialise(settings, lambda step: click.echo(f"· {step}", err=True))
    profiles = installation.profiles(settings)
    with closing(Stores(settings)) as stores:
        found = _loaded(stores, profiles)
    _introduce(found, f"http://{settings.host}:{settings.port}" if serve else "")
    if serve:
        from core.serving import run

        run(settings)


def demonstration_settings() -> Settings:
    """Read the settings; what is missing is chosen here and put where the workers of the server read it too."""
    os.environ.setdefault("ABRIGO_COUNTRIES", ",".join(sorted(installed())))
    home = Path(os.environ.get("ABRIGO_HOME") or "var")
    if not any(os.environ.get(name) for name in ("ABRIGO_KEY_FILE", "ABRIGO_PASSPHRASE", "ABRIGO_PASSPHRASE_FILE")):
        os.environ["ABRIGO_KEY_FILE"] = str(home / "keys" / "demonstration.key")
    return load()


def _loaded(stores: Stores, profiles: Mapping[str, CountryProfile]) -> Demonstration:
    if is_loaded(stores):
        return load_demonstration(stores, profiles)
    with _bar(expected_residents(profiles), "Demonstration network") as progress:
        return load_demonstration(stores, profiles, progress)


def _introduce(found: Demonstration, address: str) -> None:
    click.echo(f"\n{_NOTE}\n")
    for role, login, branch in _examples(found.accounts):
        click.echo(f"  {login:<10} {role:<18} {branch or ''}".rstrip())
    click.echo(f"\n  Password of all: {found.password}   (the second factor is shown on its page)")
    if address:
        click.secho(f"\n  {address}\n", bold=True)


def _examples(accounts: Sequence[Account]) -> list[Account]:
    """Choose one account for each role, and the director of each house."""
    shown: list[Account] = []
    for account in accounts:
        role, _login, _branch = account
        if role == "director" or role not in {each[0] for each in shown}:
            shown.append(account)
    return shown


def _chosen(settings: Settings, countries: str | None) -> Mapping[str, CountryProfile]:
    profiles = installation.profiles(settings)
    wanted = [code.strip() for code in countries.split(",")] if countries else list(profiles)
    unknown = [code for code in wanted if code not in profiles]
    if unknown or not wanted:
        raise click.UsageError(f"Not enabled here: {', '.join(unknown) or 'any country'}.")
    return {code: profiles[code] for code in wanted}


@contextmanager
def _bar(length: int, label: str) -> Iterator[Callable[[int], object]]:
    with click.progressbar(length=length, label=label, show_eta=True, show_pos=True) as bar:
        yield bar.update
