"""``abrigo init`` and ``abrigo check``."""

import json
import sys
from contextlib import closing
from dataclasses import asdict

import click

from core import installation
from core.installation import Finding
from core.nightly import freshness
from core.nightly.freshness import Freshness
from core.settings import Settings, load
from core.stores import Stores


@click.command()
@click.option("--recipient", multiple=True, help="Age public key that can open the stores if every key is lost.")
def init(recipient: tuple[str, ...]) -> None:
    """Create keys and stores, or bring stores up to date.

    The key comes from ABRIGO_KEY_FILE or ABRIGO_PASSPHRASE; there is no default.
    """
    made = installation.initialise(load(), lambda step: click.echo(f"· {step}"), *recipient)
    click.echo("Ready." if made else "Everything was there; tables are current.")


def _night(settings: Settings) -> Finding:
    """Tell when the night's work was last done; late, it is no reason not to serve: the server does it."""
    with closing(Stores(settings)) as stores:
        found = freshness.report(stores, installation.profiles(settings))
    if found.finished_at is None:
        return Finding("nightly", fine=True, words="not done yet: the server does it while it runs")
    behind = f"; behind: {', '.join(found.behind)}" if found.behind else ""
    words = f"{found.freshness}, last look {found.finished_at:%Y-%m-%d %H:%M} UTC{behind}"
    return Finding("nightly", fine=found.freshness is not Freshness.LATE, words=words)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
def check(*, as_json: bool) -> None:
    """Check configuration, stores and countries before serving. Exit code 1 if anything is wrong."""
    settings = load()
    findings = list(installation.check(settings))
    if all(finding.fine for finding in findings):
        findings.append(_night(settings))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.secho(f"{'ok ' if finding.fine else 'NO '} {finding.subject}: {finding.words}",
                        fg=None if finding.fine else "red")  # fmt: skip
    sys.exit(0 if all(finding.fine for finding in findings) else 1)
