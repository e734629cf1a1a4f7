"""``abrigo users``: accounts from the command line, for whoever runs the server."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from core import clock
from core.access import service
from core.access.grants import NewGrant
from core.access.matrix import REGIONAL, ROLES
from core.access.models import BranchListing, Grant, User
from core.access.users import NewUser, is_locked
from core.actor import SYSTEM
from core.settings import load
from core.stores import Stores

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def users() -> None:
    """Add, list and unlock accounts. Nobody but its owner ever knows a password."""


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
def list_command(*, as_json: bool) -> None:
    """List all accounts with their roles."""
    with _network() as session:
        found = [_described(user, held) for user, held in service.list_users(session)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for each in found:
        roles = [f"#{role['id']} {role['role']}@{role['branch'] or '-'} {role['state']}" for role in each["roles"]]
        click.echo(f"{each['login']:24} {each['name']:30} {each['state']:10} {', '.join(roles)}")


@users.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Name and surname.")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--branch", help="Code of the branch; regional roles have none.")
@click.option("--language", default="es", show_default=True)
def add(login: str, name: str, role: str, branch: str | None, language: str) -> None:
    """Make the account LOGIN with a role, and print once the code for its first sign-in."""
    with _network() as session:
        user = service.add_user(session, SYSTEM, NewUser(login, name, language))
        given = service.grant(session, SYSTEM, user, _new_grant(session, role, branch, None))
        code = service.new_enrolment(session, SYSTEM, user)
        waits = given.approved_at is None
    click.echo(code)
    click.echo("Hand it over in person. It works once, within three days, on the page /first-sign-in.", err=True)
    _tell(waits)


@users.command("grant")
@click.argument("login")
@click.argument("role", type=click.Choice(ROLES))
@click.option("--branch", help="Code of the branch; regional roles have none.")
@click.option("--from", "since", type=_DAY, help="First day; today unless said otherwise.")
@click.option("--until", type=_DAY, help="Last day.")
@click.option("--reason", default="")
def grant(
    login: str, role: str, branch: str | None, since: datetime | None, until: datetime | None, reason: str
) -> None:
    """Give LOGIN the role ROLE. A role that reads the most sensitive data waits for a second person's approval."""
    with _network() as session:
        new = _new_grant(session, role, branch, since, until, reason)
        waits = service.grant(session, SYSTEM, _user(session, login), new).approved_at is None
    _tell(waits)


@users.command("end")
@click.argument("login")
@click.option("--grant", "grant_id", type=int, help="Only this role, by the number that 'list' shows.")
def end(login: str, grant_id: int | None) -> None:
    """End the account LOGIN, or one of its roles. Every session in it ends at once."""
    with _network() as session:
        user = _user(session, login)
        if grant_id is None:
            service.end_user(session, SYSTEM, user)
            return
        held = session.get(Grant, grant_id)
        if held is None or held.user_id != user.id:
            raise click.ClickException("This account has no such role.")
        service.end_grant(session, SYSTEM, held)


@users.command("reset")
@click.argument("login")
def reset(login: str) -> None:
    """Let LOGIN begin anew: what she had ends, and a code for a first sign-in is printed once."""
    with _network() as session:
        code = service.new_enrolment(session, SYSTEM, _user(session, login))
    click.echo(code)


@users.command("unlock")
@click.argument("login")
def unlock(login: str) -> None:
    """Let LOGIN try again at once after too many failures."""
    with _network() as session:
        service.unlock_user(session, SYSTEM, _user(session, login))


@contextmanager
def _network() -> Iterator[Session]:
    stores = Stores(load())
    try:
        with stores.network.transaction() as session:
            yield session
    finally:
        stores.close()


def _user(session: Session, login: str) -> User:
    user = service.find_user(session, login)
    if user is None:
        raise click.ClickException("There is no such account.")
    return user


def _new_grant(
    session: Session,
    role: str,
    branch: str | None,
    since: datetime | None,
    until: datetime | None = None,
    reason: str = "",
) -> NewGrant:
    listing = session.get(BranchListing, branch) if branch else None
    if role not in REGIONAL and listing is None:
        raise click.ClickException("Name the branch by its code: --branch XX-01. There must be such a branch.")
    zone, country = (listing.time_zone, listing.country_code) if listing else ("UTC", None)
    first = since.date() if since else clock.today(zone)
    return NewGrant(role, first, branch, country, until.date() if until else None, reason)


def _tell(waits: bool) -> None:
    if waits:
        click.echo("The role waits for a second person, who approves it under Accounts.", err=True)


def _described(user: User, held: list[Grant]) -> dict[str, Any]:
    state = "ended" if user.ended_at else "locked" if is_locked(user) else "active" if user.totp_enrolled_at else "new"
    roles = [
        {
            "id": each.id,
            "role": each.role,
            "branch": each.branch_code,
            "from": each.valid_from.isoformat(),
            "until": each.valid_until.isoformat() if each.valid_until else None,
            "state": "approved" if each.approved_at else "waiting",
        }
        for each in held
    ]
    return {"login": user.login, "name": user.name, "state": state, "roles": roles}
