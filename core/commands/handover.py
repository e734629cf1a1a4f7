"""``abrigo report send``: the one place that knows a branch's figures and the regional office of the same node."""

import urllib.error
import urllib.request
from urllib.parse import urlsplit

import click

from core.errors import Conflict
from core.hq import service as office
from core.hq.receiving import receive_here
from core.reporting import service as figures
from core.reporting.commands import Desk, described, desk, report, tell

__all__ = ["report"]

_SECONDS = 60


@report.command("send")
@click.argument("branch")
@click.argument("period")
@click.option("--to", "address", help="Address of another node's office: https://…/hq/submissions. Else this node's.")
@click.option("--json", "as_json", is_flag=True, help="One JSON value instead of lines.")
def send(branch: str, period: str, address: str | None, *, as_json: bool) -> None:
    """Send the signed package of PERIOD to the regional office. Sending it again changes nothing."""
    with desk(branch) as at:
        with at.transaction() as session:
            package = figures.envelope(session, at.actor, at.newest(session, period))
        _deliver(at, package, address)
        with at.transaction() as session:
            closing = at.newest(session, period)
            figures.mark_sent(session, at.actor, closing)
            said = described(closing)
    tell(said, as_json=as_json)


def _deliver(at: Desk, package: str, address: str | None) -> None:
    if address is None:
        receive_here(at.stores, package, office.NODE)
    else:
        _post(package, address)


def _post(package: str, address: str) -> None:
    """Send over HTTPS; a plain connection is for this machine only.

    :raises Conflict: with what the office said, or that it could not be reached.
    """
    target = urlsplit(address)
    if target.scheme != "https" and target.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise click.BadParameter("must begin with https://", param_hint="--to")
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(address, package.encode(), headers)  # noqa: S310 - the scheme was checked
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310
            return
    except urllib.error.HTTPError as error:
        raise Conflict(message=f"Refused: {error.read(2000).decode(errors='replace')}") from error
    except OSError as error:
        raise Conflict(message="The regional office cannot be reached.") from error
