"""The production server: several workers, each with its own application on the same stores."""

import gc
import logging
from functools import cache

from flask import Flask
from granian import Granian
from granian.constants import Interfaces

from core import settings as settings_module
from core.settings import Settings
from core.web import log

THREADS = 4


def run(settings: Settings) -> None:
    """Serve until stopped."""
    log.configure(logging.getLevelName(settings.log_level))
    Granian(
        "core.serving:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS,
        log_enabled=False,
        ssl_cert=settings.tls_cert,
        ssl_key=settings.tls_key,
        ssl_key_password=None,
        websockets=False,
        # One worker that dies must not end the service, nor leave the rest without it.
        respawn_failed_workers=True,
    ).serve()


@cache
def application() -> Flask:
    """Build the application in a worker; the settings are read again, since a worker starts from nothing."""
    from core.nightly import watch

    app = _built()
    watch.start(app.extensions["abrigo-stores"].network)
    return app


def _built() -> Flask:
    # What a start loads stays: to look through it for garbage again and again takes a sixth of the start.
    gc.disable()
    try:
        from core.app import create_app

        return create_app(settings_module.load())
    finally:
        gc.freeze()
        gc.enable()
