"""Serves trials below the real application's addresses, each as an application of its own with its own cookie."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from flask import Flask, Request
from werkzeug.wrappers import Response

from core.stores import Stores
from core.studio.preview import Preview
from core.web.sessions import StoreSessions
from plugins.profile import CountryProfile

#: Builds an application on stores; handed in, since the application is built of this room too.
Build = Callable[[Any, Stores, Mapping[str, CountryProfile]], Flask]
COOKIE = "ensayo"
#: Applications that one process keeps open; an older one is opened again when it is asked for.
_MOST = 4
_open: OrderedDict[str, Flask] = OrderedDict()
_lock = Lock()


class TrialSessions(StoreSessions):
    """Sessions whose cookie is seen by one trial only."""

    def __init__(self, stores: Stores, path: str, *, secure: bool) -> None:
        super().__init__(stores.network, secure=secure)
        self.path = path

    @property
    def name(self) -> str:
        """The cookie's name, which tells it from the real one."""
        return COOKIE

    @property
    def _attributes(self) -> dict[str, Any]:
        return {**super()._attributes, "path": self.path}


def application(build: Build, preview: Preview, country: CountryProfile, prefix: str) -> Flask:
    """Give the application of a trial, opened once in each process."""
    with _lock:
        if preview.token not in _open:
            _open[preview.token] = _built(build, preview, country, prefix)
        _open.move_to_end(preview.token)
        while len(_open) > _MOST:
            _close(_open.popitem(last=False)[1])
        return _open[preview.token]


def forget(token: str) -> None:
    """Close the application of a trial that is over."""
    with _lock:
        app = _open.pop(token, None)
    if app is not None:
        _close(app)


def answer(app: Flask, request: Request, prefix: str, rest: str) -> Response:
    """Hand a request on to a trial's application and bring back what it says."""
    environ = {name: value for name, value in request.environ.items() if not name.startswith(("werkzeug.", "flask."))}
    environ["SCRIPT_NAME"], environ["PATH_INFO"] = prefix, f"/{rest}"
    return Response.from_app(app, environ, buffered=True)


def _built(build: Build, preview: Preview, country: CountryProfile, prefix: str) -> Flask:
    stores = Stores(preview.settings)
    app = build(preview.settings, stores, {country.code: country})
    app.session_interface = TrialSessions(stores, prefix, secure=preview.settings.tls_cert is not None)
    app.config["TRIAL_ENDS_AT"] = preview.back
    return app


def _close(app: Flask) -> None:
    app.extensions["abrigo-stores"].close()
