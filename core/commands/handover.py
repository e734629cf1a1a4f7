"""``abrigo report send``, ``join`` and ``sheet``: where a branch's figures and a regional office meet."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from core import clock
from core.errors import Invalid, NotFound
from core.hq import benchmark
from core.hq import service as office
from core.hq.receiving.service import receive_here
from core.i18n import say
from core.progress import WentOn, shown
from core.reporting import service as figures
from core.reporting.commands import Desk, described, desk, director_at, report, tell
from core.reporting.leaving import sums
from core.reporting.masking import FIRST
from core.reporting.periods import Period
from core.reporting.sending import asking
from core.reporting.sending.line import Line, Outgoing

__all__ = ["report"]

TO = "Address of another node's office: https://…/hq"
CA = click.option("--ca", type=click.Path(exists=True, dir_okay=False), help="Certificates that vouch for that office.")


@report.command("send")
@click.argument("branch")
@click.argument("period")
@click.option("--to", "address", help=f"{TO}. Else this node's.")
@CA
@click.option("--json", "as_json", is_flag=True, help="One JSON value instead of lines.")
def send(branch: str, period: str, address: str | None, ca: str | None, *, as_json: bool) -> None:
    """Send the signed package of PERIOD to the regional office, of a restated year all of it. Again changes nothing.

    Where the line breaks it is tried again, and goes on where it broke.
    """
    line = line_to(address, ca)
    with desk(branch) as at:
        with at.transaction() as session:
            parts = figures.together(session, at.actor, at.newest(session, period))
            sealed = [(each.id, figures.envelope(session, at.actor, each)) for each in parts]
            packages = [(number, asking.announced(session, at.actor, envelope)) for number, envelope in sealed]
        with shown("Bytes") as went_on:
            _send(at, line, packages, went_on)
        with at.transaction() as session:
            said = described(at.newest(session, period))
    tell(said, as_json=as_json)


@report.command("join")
@click.argument("branch")
@click.argument("period")
@click.option("--to", "address", required=True, help=TO)
@CA
@click.option("--as", "login", required=True, help="Account of the branch's director.")
@click.option("--password", prompt=True, hide_input=True, help="Asked for if it is not given.")
@click.option("--code", prompt="Code of the second factor", help="Asked for if it is not given.")
def join(branch: str, period: str, address: str, ca: str | None, login: str, password: str, code: str) -> None:
    """Take the step that another node's office awaits in its masked sum of PERIOD. Doing it again changes nothing."""
    line = line_to(address, ca)
    assert line is not None
    with desk(branch) as at:
        director = director_at(at, login, password, code)
        asked = ask(at, line, asking.SUMS, period)
        step = asked.get("step")
        if step is not None:
            with at.transaction() as session:
                today = clock.today(at.listing.time_zone)
                if step == FIRST:
                    given = sums.take_part(session, director, str(asked["call"]), today=today)
                else:
                    given = sums.answer(session, director, str(asked["call"]), str(asked["settled"]), today=today)
            line.give(given)
    click.echo(f"{branch}: step {step}" if step is not None else f"{branch}: nothing is asked")


@report.command("sheet")
@click.argument("branch")
@click.argument("period")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False, writable=True))
@click.option("--to", "address", required=True, help=TO)
@CA
def sheet(branch: str, period: str, target: Path, address: str, ca: str | None) -> None:
    """Fetch the benchmark sheet of PERIOD from another node's office into the file TARGET, to be opened in Figures."""
    line = line_to(address, ca)
    assert line is not None
    with desk(branch) as at:
        told = ask(at, line, asking.SHEET, period)
    if not told:
        raise NotFound()
    target.write_text(benchmark.written(benchmark.told(told, branch)), encoding="utf-8")
    click.echo(str(target))


def _send(at: Desk, line: Line | None, packages: Sequence[tuple[int, Outgoing]], went_on: WentOn) -> None:
    sizes = [len(parcel.envelope.encode()) for _closing_id, parcel in packages]
    for place, (closing_id, parcel) in enumerate(packages):
        before = sum(sizes[:place])
        if line is None:
            receive_here(at.stores, parcel.envelope, office.NODE)
        else:
            line.send(parcel, partial(_arrived, went_on, before, sum(sizes)))
        with at.transaction() as session:  # one by one: what was sent before the line broke is not sent again
            figures.mark_sent(session, at.actor, figures.get(session, at.actor, closing_id))
        went_on(before + sizes[place], sum(sizes))


def _arrived(went_on: WentOn, before: int, whole: int, arrived: int, _of: int) -> None:
    """Tell how many bytes of all packages have arrived."""
    went_on(before + arrived, whole)


def ask(at: Desk, line: Line, asks: str, period: str) -> dict[str, Any]:
    """Ask another node's office in the name of a branch."""
    with at.transaction() as session:
        question = asking.question(session, at.actor, asks, Period.parse(period))
    return line.ask(question)


def line_to(address: str | None, ca: str | None) -> Line | None:
    """Open the line to another node's office, or none where no address is given."""
    try:
        return None if address is None else Line(address, ca)
    except Invalid as error:
        raise click.BadParameter(say(error.fields["address"][0]), param_hint="--to") from error
