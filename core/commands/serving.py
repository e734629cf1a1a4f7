"""``abrigo serve``."""

import os
import socket
from dataclasses import replace

import click

from core import installation
from core.serving import run
from core.settings import Settings, load


@click.command()
@click.option("--host", help="Address to listen on; 127.0.0.1 unless ABRIGO_HOST says otherwise.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; PORT or ABRIGO_PORT, or 8000.")
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the web application."""
    settings = with_port(load(), host, port)
    require_fit(settings)
    run(settings if workers is None else replace(settings, workers=workers))


def require_fit(settings: Settings) -> None:
    """Stop before a worker does: it would fail at every start and nobody would hear why.

    :raises click.ClickException: with everything that is wrong.
    """
    wrong = [f"{finding.subject}: {finding.words}" for finding in installation.check(settings) if not finding.fine]
    if wrong:
        raise click.ClickException("\n".join(wrong))


def with_port(settings: Settings, host: str | None, port: int | None) -> Settings:
    """Choose where to listen, and say so clearly if somebody else listens there already."""
    wanted = port or int(os.environ.get("PORT", "0") or 0) or settings.port
    address = host or settings.host
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, wanted))
        except OSError as error:
            raise click.ClickException(
                f"Port {wanted} on {address} is taken. Choose another one: PORT=8001 make run, or --port 8001."
            ) from error
    return replace(settings, host=address, port=wanted)
