"""Flask's session on top of the network store: the cookie carries a random token and nothing else."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from core.access import sessions
from core.access.sessions import Visit
from core.stores import Store

COOKIE = "oficina"
_LONGEST_TOKEN = 100


class VisitSession(CallbackDict[str, Any], SessionMixin):
    """What one browser carries from page to page, and the visit it belongs to, which is looked up when first asked.

    :param find: looks the visit up; not called for what needs no visit, like a stylesheet.
    """

    def __init__(self, find: Callable[[], Visit | None]) -> None:
        super().__init__({}, self._changed)
        self._find = find
        self._visit: Visit | None = None
        self._looked = False
        self.modified = False
        self.token: str | None = None
        self.ended = False

    @property
    def visit(self) -> Visit | None:
        """The running session, or None."""
        if not self._looked:
            self._looked = True
            self._take(self._find())
        return self._visit

    def become(self, token: str, visit: Visit) -> None:
        """Go on as another session, or as the same one under a new token."""
        self.token, self._looked, self.ended = token, True, False
        self._take(visit)

    def finish(self) -> None:
        """Carry nothing any more and have the cookie deleted."""
        self._looked, self.ended = True, True
        self._take(None)

    def _take(self, visit: Visit | None) -> None:
        self._visit = visit
        self.clear()
        self.update(visit.data if visit else {})
        self.modified = False

    @staticmethod
    def _changed(changed: "CallbackDict[str, Any]") -> None:
        changed.modified = True  # type: ignore[attr-defined]


class StoreSessions(SessionInterface):
    """Opens and keeps sessions in the network store."""

    def __init__(self, network: Store, *, secure: bool) -> None:
        self._network = network
        self._secure = secure

    @property
    def name(self) -> str:
        """The cookie's name; over TLS it is bound to this host."""
        return f"__Host-{COOKIE}" if self._secure else COOKIE

    def open_session(self, app: Flask, request: Request) -> VisitSession:  # noqa: ARG002 - Flask's interface
        """Give the browser's session; a store that cannot be read shows when it is first asked, not here."""
        token = request.cookies.get(self.name, "")
        return VisitSession(lambda: self._look_up(token))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        """Keep what changed; begin a session only when there is something to carry."""
        assert isinstance(session, VisitSession)
        if session.modified and (session or session.visit):
            self._keep(session)
        if session.token:
            response.set_cookie(self.name, session.token, **self._attributes)
        elif session.ended:
            response.delete_cookie(self.name, **self._attributes)

    @property
    def _attributes(self) -> dict[str, Any]:
        return {"path": "/", "secure": self._secure, "httponly": True, "samesite": "Lax"}

    def _look_up(self, token: str) -> Visit | None:
        if not token or len(token) > _LONGEST_TOKEN:
            return None
        with self._network.reading() as session:
            return sessions.find(session, token)

    def _keep(self, carried: VisitSession) -> None:
        with self._network.transaction() as session:
            if carried.visit is None:
                token, visit = sessions.begin(session, data=dict(carried))
                carried.become(token, visit)
            else:
                sessions.keep(session, carried.visit, dict(carried))
