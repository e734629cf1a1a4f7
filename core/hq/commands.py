"""``abrigo hq``: the regional office from the command line."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

import click
from sqlalchemy.orm import Session

from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.hq import benchmark, exports, release, service, standards
from core.hq.formats import shelf
from core.hq.public import file as public_file
from core.hq.public import service as public
from core.hq.receiving import bundles, refusals
from core.hq.receiving.reading import decoded
from core.hq.receiving.service import receive_here
from core.hq.sharing import service as sharing
from core.hq.sums import rounds as sums
from core.progress import quietly, shown
from core.reporting.periods import Period
from core.settings import load
from core.stores import Stores
from plugins.formats import held

_CONSOLE = Actor(None, "abrigo hq", "hq_analyst")
_COUNTRY = click.option("--country", default="", help="Code of the only country whose branches are wanted.")


@click.group()
def hq() -> None:
    """Receive submissions and export the network's figures.

    Exit code 0 when it was done, 1 when it was refused, 2 when it was not understood.
    """


@hq.command("receive")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="One JSON value instead of a line.")
def receive(file: Path, *, as_json: bool) -> None:
    """Verify the package FILE, or each of an archive, and take it in. The same again changes nothing."""
    with _stores() as stores:
        content = file.read_bytes()[: bundles.MOST * service.LARGEST]
        with refusals.noted(stores, content, service.FILE):
            packages = bundles.packages(content)
        received: list[str] = []
        try:
            with shown("Packages") as went_on:
                for package in packages:
                    received.append(receive_here(stores, package, service.FILE))
                    went_on(len(received), len(packages))
        finally:  # what was received before one is refused stays received
            for digest in received:
                click.echo(json.dumps({"received": digest}) if as_json else f"Received and verified: {digest}")


@hq.command("export")
@click.argument("period")
@click.option("--csv", "kind", flag_value="csv", default="csv", help="Comma-separated text (the default).")
@click.option("--xlsx", "kind", flag_value="xlsx", help="A workbook with a sheet that explains the figures.")
@click.option("--to", "target", type=click.Path(path_type=Path, dir_okay=False), help="File; CSV may go to the output.")
@_COUNTRY
def export(period: str, kind: str, target: Path | None, country: str) -> None:
    """Export the figures of PERIOD (2026-03, 2026Q1 or 2026) from the newest submission of each branch.

    The file is the regional office's own: it holds totals of each house. What `export-as` writes can be handed on.
    """
    asked = Period.parse(period)
    if kind == "xlsx" and target is None:
        raise click.UsageError("A workbook needs a file: --to FILE.")
    with _stores() as stores:
        with stores.network.transaction() as session:
            service.note_export(session, _CONSOLE, asked, kind, country)
        # What goes to the output is its own progress.
        told = nullcontext(quietly) if target is None else shown("Branches")
        with stores.hq.reading() as session, told as went_on:
            _write(release.in_blocks(session, _CONSOLE, asked, went_on, country=country), asked, kind, target)


@hq.command("export-as")
@click.argument("period")
@click.argument("code")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False, writable=True))
@click.option("--language", type=click.Choice(["es", "en"]), default="es", help="Of a format for people.")
@_COUNTRY
def export_as(period: str, code: str, target: Path, language: str, country: str) -> None:
    """Export the figures of PERIOD in the format CODE (see `abrigo hq formats`) to the file TARGET."""
    asked = Period.parse(period)
    chosen = release.chosen(shelf(), asked, code)
    with _stores() as stores:
        with stores.network.transaction() as session:
            service.note_export(session, _CONSOLE, asked, code, country)
        with stores.hq.reading() as session, _whole(target) as file, shown("Branches") as went_on:
            file.writelines(release.written(session, _CONSOLE, asked, chosen, language, went_on, country=country))
    click.echo(str(target))


@hq.command("formats")
def list_formats() -> None:
    """List the formats of an export, and what is wrong with those that other packages bring.

    Exit code 1 if a package is broken, or a format of one holds all figures before it writes any.
    """
    for each in release.everything(shelf()).values():
        click.echo(f"{each.code:16} .{each.ending:5} {each.name.in_language('en')}")
    wrong = {**shelf().broken, **held(shelf())}
    for name, problems in wrong.items():
        for problem in problems:
            click.echo(f"{name}: {problem} {problem.fix}", err=True)
    if wrong:
        raise click.exceptions.Exit(1)


@hq.command("standards")
def write_standards() -> None:
    """Write how our codes map to those of other standards, as Markdown."""
    click.echo(standards.written(), nl=False)


@hq.command("sum-open")
@click.argument("period")
def sum_open(period: str) -> None:
    """Ask the branches for masked sums of PERIOD."""
    with _stores() as stores, stores.network.transaction() as session:
        with shown("Branches") as went_on:
            today = clock.today("UTC")
            made = sums.open_round(session, _CONSOLE, Period.parse(period), today=today, went_on=went_on)
        click.echo(f"Round {made.number}")


@hq.command("sum-settle")
@click.argument("period")
def sum_settle(period: str) -> None:
    """Settle who takes part in the sums of PERIOD: whoever has answered by now."""
    with _stores() as stores, stores.network.transaction() as session:
        click.echo(sums.settle(session, _CONSOLE, Period.parse(period)).settled)


@hq.command("sum-file")
@click.argument("period")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False, writable=True))
def sum_file(period: str, target: Path) -> None:
    """Write what the branches are asked for PERIOD to the file TARGET, to carry it to them."""
    with _stores() as stores, stores.hq.reading() as session:
        known = sums.newest(session, _CONSOLE, Period.parse(period))
        if known is None:
            raise NotFound()
        target.write_text(json.dumps({"call": known.round.call, "settled": known.round.settled}), encoding="utf-8")
    click.echo(str(target))


@hq.command("sharing-file")
@click.argument("branch")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False, writable=True))
def sharing_file(branch: str, target: Path) -> None:
    """Write what BRANCH is asked about a further use of its figures to the file TARGET, to carry it there."""
    with _stores() as stores, stores.hq.reading() as session:
        target.write_text(sharing.as_file(session, _CONSOLE, branch), encoding="utf-8")
    click.echo(str(target))


@hq.command("sharing-receive")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def sharing_receive(file: Path) -> None:
    """Take in what a branch says to a further use. The same file again changes nothing."""
    with _taken_from(file) as (session, text):
        reply = sharing.receive(session, text)
        click.echo(f"{reply.branch_code}: request {reply.request_id}: {reply.answer}")


@hq.command("sheet")
@click.argument("branch")
@click.argument("period")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False, writable=True))
def sheet(branch: str, period: str, target: Path) -> None:
    """Write BRANCH's figures of PERIOD beside those of the others to the file TARGET, to carry it there."""
    with _stores() as stores, stores.hq.reading() as session:
        with shown("Branches") as went_on:
            found = benchmark.sheet(session, _CONSOLE, branch, Period.parse(period), went_on)
        target.write_text(benchmark.written(found), encoding="utf-8")
    click.echo(str(target))


@hq.command("sum-receive")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def sum_receive(file: Path) -> None:
    """Take in what a branch gives for a masked sum. The same file again changes nothing."""
    with _taken_from(file) as (session, text):
        with shown("Parts") as went_on:
            went_on(0, 1)  # the last part of a round is followed by a search for what its sums would tell
            part = sums.receive_part(session, text)
            went_on(1, 1)
        click.echo(f"{part.branch_code}: step {part.step}")


@hq.command("public-list")
@click.option("--json", "as_json", is_flag=True, help="One JSON value instead of lines.")
def list_public(*, as_json: bool) -> None:
    """List what the public was told, what waits or was refused, and which periods could be proposed or corrected.

    To propose and to let go is for two people who are known by name: they do it on the page of figures for the public.
    """
    with _stores() as stores, stores.hq.reading() as session:
        made = [
            {"number": each.id, "period": each.period, "version": each.version, "state": each.state, "why": each.why}
            for each in public.listed(session, _CONSOLE)
        ]
        open_ = [str(each) for each in public.offered(session, _CONSOLE)]
        years = [str(each) for each in public.correctable(session, _CONSOLE)]
    if as_json:
        click.echo(json.dumps({"told": made, "offered": open_, "correctable": years}))
        return
    for each in made:
        click.echo(f"{each['number']:4} {each['period']:8} version {each['version']} {each['state']} {each['why']}")
    click.echo(f"Can be proposed: {', '.join(open_) or 'nothing'}")
    click.echo(f"Restated since it was told: {', '.join(years) or 'nothing'}")


@hq.command("public-file")
@click.argument("number", type=int)
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False, writable=True))
def write_public(number: int, target: Path) -> None:
    """Write what was let go under NUMBER (see `abrigo hq public-list`) to the zip TARGET, to publish it.

    Its figures are there as CSV, and what explains them in Spanish and English.
    """
    with _stores() as stores, stores.network.transaction() as session:
        target.write_bytes(public_file.packed(public.note_download(session, _CONSOLE, number)))
    click.echo(str(target))


def _write(blocks: exports.Blocks, period: Period, kind: str, target: Path | None) -> None:
    if target is None:
        for lines in exports.as_csv(blocks):
            click.echo(lines, nl=False)
        return
    if kind == "xlsx":
        with target.open("wb") as book:
            book.writelines(exports.as_xlsx(blocks, str(period), "es"))
    else:
        with target.open("w", encoding="utf-8", newline="") as file:
            file.writelines(exports.as_csv(blocks))


@contextmanager
def _taken_from(file: Path) -> Iterator[tuple[Session, str]]:
    """Take in what a branch has sent as a file; what is refused is noted."""
    content = file.read_bytes()[: service.LARGEST + 1]
    with (
        _stores() as stores, refusals.noted(stores, content, service.FILE),
        stores.network.transaction() as session,
    ):  # fmt: skip
        yield session, decoded(content)


@contextmanager
def _whole(target: Path) -> Iterator[BinaryIO]:
    """Open a file that has its name only once all of it is written."""
    partial = target.with_name(f"{target.name}.part")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _stores() -> Iterator[Stores]:
    stores = Stores(load())
    try:
        yield stores
    finally:
        stores.close()
