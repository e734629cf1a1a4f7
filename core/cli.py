"""The ``abrigo`` command: each subcommand is loaded only when it is called."""

import sys
from importlib import import_module
from typing import Any

import click

from core.errors import DomainError, Invalid
from core.i18n import say
from plugins.errors import CountryError

#: Name of each command and where it lives; the help text is here so that nothing has to be imported to show it.
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("core.commands.installation:init", "Create keys and stores, or bring stores up to date."),
    "serve": ("core.commands.serving:serve", "Serve the web application with several workers."),
    "check": ("core.commands.installation:check", "Check configuration, stores and countries before serving."),
    "db": ("core.commands.database:db", "Bring the stores' tables up to date, or a store to another place."),
    "backup": ("core.commands.copies:backup", "Write an encrypted, verified copy of every store."),
    "restore": ("core.commands.copies:restore", "Put a copy back into an empty place, verified."),
    "erasures": ("core.retention.commands:erasures", "Copy the register of destroyed files beside the backups."),
    "users": ("core.access.commands:users", "Add, list and unlock accounts."),
    "countries": ("core.commands.countries:countries", "List, check, write and bring up to date the countries."),
    "audit": ("core.audit.commands:audit", "Verify the record of access."),
    "report": ("core.commands.sharing:report", "Close, sign, send and export figures."),
    "hq": ("core.hq.commands:hq", "Receive submissions and export the network's figures."),
    "nightly": ("core.commands.nightly:nightly", "Do the day's due work: stages, majorities, sessions, witness."),
    "demo": ("core.simulation.commands:demo", "Load the demonstration network, and serve it if asked."),
    "simulate": ("core.simulation.commands:simulate", "Build a plausible network for tests and benchmarks."),
}


class _Lazy(click.Group):
    """Finds commands by name and imports only the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_place, words) in COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="abrigo")
def abrigo() -> None:
    """Run a network of shelters. Settings are read from ABRIGO_* variables."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line.

    Exit code 0 when all went well, 1 when something was refused or found wrong, 2 when the command was not understood.
    """
    try:
        abrigo.main(arguments, prog_name="abrigo", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (DomainError, CountryError) as error:
        click.secho(_words(error), fg="red", err=True)
        sys.exit(1)


def _words(error: Any) -> str:
    lines = [say(error.message) if isinstance(error, DomainError) else str(error)]
    if isinstance(error, Invalid):
        lines += [f"  {name}: {say(message)}" for name, messages in error.fields.items() for message in messages]
    return "\n".join(lines)
