"""``abrigo init`` and ``abrigo check``."""

import json
import sys
from dataclasses import asdict

import click

from core import installation
from core.settings import load


@click.command()
@click.option("--recipient", multiple=True, help="Age public key that can open the stores if every key is lost.")
def init(recipient: tuple[str, ...]) -> None:
    """Create keys and stores, or bring stores up to date.

    The key comes from ABRIGO_KEY_FILE or ABRIGO_PASSPHRASE; there is no default.
    """
    made = installation.initialise(load(), lambda step: click.echo(f"· {step}"), *recipient)
    click.echo("Ready." if made else "Everything was there; tables are current.")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
def check(*, as_json: bool) -> None:
    """Check configuration, stores and countries before serving. Exit code 1 if anything is wrong."""
    findings = list(installation.check(load()))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.secho(f"{'ok ' if finding.fine else 'NO '} {finding.subject}: {finding.words}",
                        fg=None if finding.fine else "red")  # fmt: skip
    sys.exit(0 if all(finding.fine for finding in findings) else 1)
