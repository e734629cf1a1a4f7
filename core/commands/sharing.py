"""``abrigo report asked`` and ``reply``: a branch answers whether its figures may be used further."""

import json
from pathlib import Path
from typing import Any

import click

from core import clock
from core.commands.handover import CA, TO, ask, line_to
from core.errors import Invalid, NotFound
from core.hq.sharing.service import FILE
from core.reporting.commands import Desk, desk, director_at, report
from core.reporting.periods import containing
from core.reporting.sending import asking
from core.reporting.sending.line import Line
from core.reporting.sharing import further_use as sharing
from core.reporting.sharing import pending, replying
from core.reporting.sharing.further_use import Request

__all__ = ["report"]

_FROM = click.option(
    "--from", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File that the office has written with `abrigo hq sharing-file`.",
)  # fmt: skip


@report.command("asked")
@click.argument("branch")
@click.option("--to", "address", help=TO)
@CA
@_FROM
def asked(branch: str, address: str | None, ca: str | None, file: Path | None) -> None:
    """List what the office asks BRANCH about a further use of its figures, as JSON, newest first.

    What waits for an answer stands in the agenda of the branch's director from then on.
    """
    with desk(branch) as at:
        requests = _requests(at, address, ca, file)
        with at.transaction() as session:
            pending.note(session, at.actor, at.listing.branch_id, requests)
        for each in requests:
            told = json.loads(each.content)
            click.echo(json.dumps({"number": each.number, "until": each.until, "decision": each.decision, **told}))


@report.command("reply")
@click.argument("branch")
@click.argument("number", type=int)
@click.argument("answer", type=click.Choice([sharing.YES, sharing.NO]))
@click.option("--words", default="", help="A word to the office; never a name.")
@click.option("--to", "address", help=TO)
@CA
@_FROM
@click.option("--out", "target", type=click.Path(path_type=Path, dir_okay=False), help="File to carry to the office.")
@click.option("--as", "login", required=True, help="Account of the branch's director.")
@click.option("--password", prompt=True, hide_input=True, help="Asked for if it is not given.")
@click.option("--code", prompt="Code of the second factor", help="Asked for if it is not given.")
def reply(
    branch: str, number: int, answer: str, words: str, address: str | None, ca: str | None, file: Path | None,
    target: Path | None, login: str, password: str, code: str,
) -> None:  # fmt: skip
    """Say yes or no to request NUMBER as the director of BRANCH, over the line (--to) or as a file (--from, --out)."""
    if (address is None) == (file is None or target is None):
        raise click.UsageError("Give --to, or --from and --out.")
    with desk(branch) as at:
        director = director_at(at, login, password, code)
        found = next((each for each in _requests(at, address, ca, file) if each.number == number), None)
        if found is None:
            raise NotFound()
        with at.transaction() as session:
            envelope = replying.answer(session, director, found, answer, words)
        _hand_over(envelope, line_to(address, ca), target)
        with at.transaction() as session:
            pending.answered(session, director, number)
    click.echo(f"{branch}: request {number}: {answer}")


def _hand_over(envelope: str, line: Line | None, target: Path | None) -> None:
    if target is not None:
        target.write_text(envelope, encoding="utf-8")
    if line is not None:
        line.reply(envelope)


def _requests(at: Desk, address: str | None, ca: str | None, file: Path | None) -> list[Request]:
    """Read what is asked, from the line or from a file."""
    line = line_to(address, ca)
    if line is not None:
        today = clock.today(at.listing.time_zone)
        told = ask(at, line, asking.SHARING, str(containing(today, "M")))
    elif file is not None:
        told = _read(file, at.listing.code)
    else:
        raise click.UsageError("Give --to or --from.")
    return [Request(**each) for each in told.get("requests", ())]


def _read(file: Path, branch: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        fits = told["format"] == FILE and told["branch"] == branch
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid({"from": ["This is no file of requests."]}) from error
    if not fits:
        raise Invalid({"from": ["This file is for another branch."]})
    return told
