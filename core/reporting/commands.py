"""``abrigo report``: a branch's figures from the command line, for whoever runs its node."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import click
from sqlalchemy.orm import Session

from core import clock, installation
from core.access import service as access
from core.access.grants import hats_of
from core.access.models import BranchListing
from core.actor import Actor
from core.audit.service import Subject
from core.enabled import need_enabled
from core.errors import Conflict, Invalid, NotFound
from core.progress import shown
from core.reporting import handbook, service
from core.reporting.checks import blocking
from core.reporting.leaving import exposure, keys, rebuilding, sums
from core.reporting.leaving.exposure import Exposed
from core.reporting.models import Closing
from core.reporting.periods import Period
from core.scope import set_branch_scope
from core.settings import load
from core.stores import Store, Stores
from plugins.profile import CountryProfile

DIRECTOR = "director"
_AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON value instead of lines.")


@dataclass(frozen=True, slots=True)
class Desk:
    """A branch of this node as a command works on it; its actor is the console, which signs nothing."""

    stores: Stores
    store: Store
    country: CountryProfile
    listing: BranchListing
    actor: Actor

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open the branch's store for writing."""
        with self.store.transaction() as session:
            set_branch_scope(session, [self.listing.branch_id])
            yield session

    def newest(self, session: Session, period: str) -> Closing:
        """Find the newest version of a period.

        :raises NotFound: if it was never closed.
        """
        found = service.latest(session, self.listing.branch_id, Period.parse(period))
        if found is None:
            raise NotFound()
        return found


@contextmanager
def desk(branch: str) -> Iterator[Desk]:
    """Open a branch by its code.

    :raises NotFound: if this node does not have it.
    :raises click.ClickException: if its country is not enabled.
    """
    settings = load()
    stores = Stores(settings)
    try:
        with stores.network.reading() as session:
            listing = session.get(BranchListing, branch)
        if listing is None:
            raise NotFound()
        need_enabled(settings, listing.country_code)
        country = installation.profiles(settings)[listing.country_code]
        actor = Actor(None, "abrigo report", "me_officer", listing.branch_id, listing.code, listing.country_code)
        yield Desk(stores, stores.country(listing.country_code), country, listing, actor)
    finally:
        stores.close()


@click.group()
def report() -> None:
    """Close, sign, list and export the figures of a branch of this node.

    Exit code 0 when it was done, 1 when it was refused or a check that blocks failed, 2 when it was not understood.
    """


@report.command("list")
@click.argument("branch")
@_AS_JSON
def list_closings(branch: str, *, as_json: bool) -> None:
    """List the closed periods of BRANCH, newest first."""
    with desk(branch) as at, at.transaction() as session:
        found = [described(each) for each in service.closings(session, at.actor)]
    if as_json:
        click.echo(json.dumps(found))
        return
    for each in found:
        click.echo(f"{each['period']:8} v{each['version']:<3} {each['state']:8} {each['hash'] or ''}")


@report.command("close")
@click.argument("branch")
@click.argument("period")
@click.option("--note", default="", help="A word to the regional office; never a name.")
@_AS_JSON
def close(branch: str, period: str, note: str, *, as_json: bool) -> None:
    """Close PERIOD (2026-03, 2026Q1 or 2026) for BRANCH: compute, check and keep its figures."""
    with desk(branch) as at, at.transaction() as session:
        today = clock.today(at.listing.time_zone)
        with shown("Passes") as went_on:
            closing = service.close(
                session, at.actor, at.country, Period.parse(period), today=today, note=note, went_on=went_on
            )
        checks, said = service.checks_of(closing), described(closing)
    failed = [each for each in checks if not each.passed]
    tell(said | {"failed": [each.code for each in failed]}, as_json=as_json)
    for each in failed:
        click.echo(f"{'blocks' if each.hard else 'asks'}: {each.message}", err=True)
    if blocking(checks):
        raise click.exceptions.Exit(1)


@report.command("sign")
@click.argument("branch")
@click.argument("period")
@click.option("--as", "login", required=True, help="Account of the branch's director.")
@click.option("--password", prompt=True, hide_input=True, help="Asked for if it is not given.")
@click.option("--code", prompt="Code of the second factor", help="Asked for if it is not given.")
@_AS_JSON
def sign(branch: str, period: str, login: str, password: str, code: str, *, as_json: bool) -> None:
    """Sign the newest version of PERIOD as the director of BRANCH, with her password and second factor."""
    with desk(branch) as at:
        director = director_at(at, login, password, code)
        try:
            with shown("Steps") as went_on, at.transaction() as session:
                closing = at.newest(session, period)
                service.sign(session, director, at.country, closing, went_on)
                said = described(closing)
        except Exposed as error:
            with at.transaction() as session:
                exposure.note(session, director, Subject("period", period), error)
            raise
    tell(said, as_json=as_json)


@report.command("export")
@click.argument("branch")
@click.argument("period")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False, writable=True))
@click.option("--within", is_flag=True, help="All that is signed within PERIOD, such as the months of a quarter.")
@_AS_JSON
def export(branch: str, period: str, target: Path, *, within: bool, as_json: bool) -> None:
    """Write the signed package of PERIOD to the file TARGET, to carry it to the regional office.

    Several packages, of a restated year or with --within, are written as one ZIP archive.
    """
    with desk(branch) as at, at.transaction() as session:
        closing, parts = _exported(session, at, period, within=within)
        files = {service.file_name(at.actor, each): service.envelope(session, at.actor, each) for each in parts}
        said = described(closing)
    if len(files) == 1:
        target.write_text(next(iter(files.values())), encoding="utf-8")
    else:
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name, text)
    tell(said | {"file": str(target), "packages": len(files)}, as_json=as_json)


@report.command("sum")
@click.argument("branch")
@click.argument("asked", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False, writable=True))
@click.option("--as", "login", required=True, help="Account of the branch's director.")
@click.option("--password", prompt=True, hide_input=True, help="Asked for if it is not given.")
@click.option("--code", prompt="Code of the second factor", help="Asked for if it is not given.")
def take_part_in_sum(branch: str, asked: Path, target: Path, login: str, password: str, code: str) -> None:
    """Answer the regional office's file ASKED for a masked sum, and write the branch's part to TARGET.

    The same file asks twice: for the masked counts, and, once it says who took part, for what is left of the masks.
    """
    call, settled = _asked_for(asked)
    with desk(branch) as at:
        director = director_at(at, login, password, code)
        today = clock.today(at.listing.time_zone)
        with at.transaction() as session:
            if settled is None:
                given = sums.take_part(session, director, call, today=today)
            else:
                given = sums.answer(session, director, call, settled, today=today)
    target.write_text(given, encoding="utf-8")
    click.echo(str(target))


@report.command("rebuild")
@click.argument("branch")
@click.argument("period")
@_AS_JSON
def rebuild(branch: str, period: str, *, as_json: bool) -> None:
    """Make the signed package of PERIOD again, by the definitions under which BRANCH closed it.

    Exit code 1 if its bytes are not those that were signed. What today's records no longer give is listed: late
    corrections, which change nothing of what was signed.
    """
    with desk(branch) as at, at.transaction() as session:
        closing = at.newest(session, period)
        with shown("Passes") as went_on:
            made = rebuilding.rebuild(session, at.actor, closing, went_on)
        said = described(closing) | {"same": made.same, "gone": list(made.gone)}
    late = [{"cell": "/".join(key), "closed": before, "now": now} for key, before, now in made.late]
    tell(said | {"late": late}, as_json=as_json)
    if not as_json:
        click.echo("The bytes are those that were signed." if made.same else "The bytes differ from what was signed.")
        for each in late:
            click.echo(f"{each['cell']}: {each['closed']} when it was closed, {each['now']} now")
    if not made.same:
        raise SystemExit(1)


@report.command("handbook")
@click.argument("language", type=click.Choice(["es", "en"]))
@click.option("--differences", is_flag=True, help="Only where figures count otherwise than the regional catalogue.")
def write_handbook(language: str, *, differences: bool) -> None:
    """Write the handbook of indicators in LANGUAGE, as Markdown."""
    click.echo((handbook.differences if differences else handbook.written)(language), nl=False)


@report.command("key")
@click.argument("branch")
def new_key(branch: str) -> None:
    """Draw a new signing key for BRANCH and print its public half; the one before is retired."""
    with desk(branch) as at:
        with at.transaction() as session:
            public = service.new_signing_key(session, at.listing.branch_id)
        with at.stores.network.transaction() as session:
            keys.publish(session, at.actor, branch, public)
    click.echo(public)


def _exported(session: Session, at: Desk, period: str, *, within: bool) -> tuple[Closing, list[Closing]]:
    """Choose what is written for a period: the newest that is signed of each, the parts before what adds them up."""
    if not within:
        closing = at.newest(session, period)
        return closing, service.together(session, at.actor, closing)
    whole = Period.parse(period)
    known = service.signed_within(session, at.actor, whole)
    if not known:
        raise NotFound()
    return known[-1], known


def _asked_for(file: Path) -> tuple[str, str | None]:
    """Read what the office asks, and who it says took part."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return str(told["call"]), None if told["settled"] is None else str(told["settled"])
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid({"sums": [sums.UNREADABLE]}) from error


def described(closing: Closing) -> dict[str, Any]:
    """Say of a closing what scripts want to know."""
    return {
        "branch_id": closing.branch_id,
        "period": closing.period,
        "version": closing.version,
        "state": closing.state,
        "hash": closing.package_hash,
    }


def tell(said: dict[str, Any], *, as_json: bool) -> None:
    """Print one result."""
    click.echo(json.dumps(said) if as_json else f"{said['period']} v{said['version']}: {said['state']}")


def director_at(at: Desk, login: str, password: str, code: str) -> Actor:
    """Let the director come in as through the door; a machine's administrator cannot sign for her."""
    user_id = access.try_password(at.stores.network, access.Attempt(login, password, "console"))
    if user_id is None or not access.try_code(at.stores.network, user_id, code):
        raise Conflict(message="Name, password or code is not right, or the account is locked for a while.")
    with at.stores.network.reading() as session:
        held = [grant for grant, _listing in hats_of(session, user_id)]
        user = access.get_user(session, user_id)
    if not any(grant.role == DIRECTOR and grant.branch_code == at.listing.code for grant in held):
        raise Invalid({"as": ["She is not the director of this branch today."]})
    return replace(at.actor, user_id=user.id, name=user.name, role=DIRECTOR)
