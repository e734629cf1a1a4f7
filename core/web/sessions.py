"""Flask's session on top of the network store: the cookie carries a random token and nothing else."""

from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from core.access import sessions
from core.access.sessions import Visit
from core.stores import Store

COOKIE = "gestion"


class VisitSession(CallbackDict[str, Any], SessionMixin):
    """What one browser's session remembers, and the visit it belongs to."""

    def __init__(self, visit: Visit | None = None) -> None:
        super().__init__(visit.data if visit else None, self._changed)
        self.visit = visit
        self.modified = False
        self.token: str | None = None
        self.ended = False

    @staticmethod
    def _changed(changed: "CallbackDict[str, Any]") -> None:
        changed.modified = True  # type: ignore[attr-defined]


class StoreSessions(SessionInterface):
    """Opens and keeps sessions in the network store."""

    session_class = VisitSession

    def __init__(self, network: Store, *, secure: bool) -> None:
        self._network = network
        self._secure = secure

    @property
    def name(self) -> str:
        """The cookie's name; over TLS it is bound to this host."""
        return f"__Host-{COOKIE}" if self._secure else COOKIE

    def open_session(self, app: Flask, request: Request) -> VisitSession:  # noqa: ARG002 - Flask's interface
        """Find the browser's session."""
        token = request.cookies.get(self.name, "")
        if not 20 <= len(token) <= 100 or request.path.startswith("/static/"):
            return VisitSession()
        with self._network.reading() as session:
            return VisitSession(sessions.find(session, token))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        """Keep what changed; begin a session only when there is something to remember."""
        visit = session
        assert isinstance(visit, VisitSession)
        if visit.ended:
            response.delete_cookie(self.name, path="/", secure=self._secure, httponly=True, samesite="Lax")
            return
        if visit.modified and (visit or visit.visit):
            self._keep(visit)
        if visit.token:
            response.set_cookie(self.name, visit.token, path="/", secure=self._secure, httponly=True, samesite="Lax")
            response.vary.add("Cookie")

    def _keep(self, visit: VisitSession) -> None:
        with self._network.transaction() as session:
            if visit.visit is None:
                visit.token, visit_id = sessions.open_visit(session)
            else:
                visit_id = visit.visit.id
            sessions.keep(session, visit_id, dict(visit))
