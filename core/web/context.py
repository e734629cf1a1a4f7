"""What a request works on: who acts, in which country's store, for which branch; closed unless a view declares."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, redirect, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core import clock
from core.access import policies, sessions
from core.access.sessions import SEEN_EVERY, Visit
from core.branches import duty
from core.errors import NotFound
from core.i18n import Locality
from core.scope import set_branch_scope
from core.stores import Stores
from core.web.sessions import VisitSession

P = ParamSpec("P")
R = TypeVar("R")

#: Declared by views that nobody has to sign in for, and by those that only need a signed-in person.
PUBLIC, SIGNED_IN = "public", "signed_in"
_ON_SHIFT = frozenset({"educator", "nursery_aide"})


def needs(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare what a view needs: an action of the policies, :data:`SIGNED_IN` or :data:`PUBLIC`."""

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if action not in (PUBLIC, SIGNED_IN) and not policies.may(g.actor, action, on_case=True):
                raise NotFound()
            return view(*args, **kwargs)

        guarded.needs = action  # type: ignore[attr-defined]
        return guarded

    return declare


def install(app: Flask, stores: Stores, countries: Any) -> None:
    """Let every request find its actor, country and store; a view that declares nothing is refused."""
    app.extensions["abrigo-stores"] = stores
    app.extensions["abrigo-countries"] = countries
    app.before_request(_enter)


@contextmanager
def reading() -> Iterator[Session]:
    """Open the country's store for reading, in the actor's branch."""
    with g.store.reading() as opened:
        set_branch_scope(opened, [g.actor.branch_id])
        yield opened


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the country's store for writing, in the actor's branch."""
    with g.store.transaction() as opened:
        set_branch_scope(opened, [g.actor.branch_id])
        yield opened


def locality() -> Locality | None:
    """Tell for whom the present request is written."""
    found: Locality | None = g.get("locality") if request else None
    return found


def visit() -> Visit | None:
    """Give the browser's session."""
    return cast("VisitSession", session).visit


def _enter() -> Response | None:
    stores: Stores = current_app.extensions["abrigo-stores"]
    g.network = stores.network
    g.locality = Locality(language=request.accept_languages.best_match(["es", "en"], "es"))
    view = current_app.view_functions.get(request.endpoint or "")
    declared = getattr(view, "needs", None)
    found = visit()
    if found is not None and found.actor is not None:
        _take_on(stores, found)
    if request.endpoint in (None, "static") or declared == PUBLIC or request.endpoint.startswith("web."):
        return None
    if declared is None:
        raise NotFound()
    return _turn_away(found)


def _turn_away(found: Visit | None) -> Response | None:
    """Lead to the door whoever has not come in, or has locked the screen."""
    if found is None or found.user_id is None:
        return redirect(url_for("access.sign_in", next=request.path if request.method == "GET" else None))
    if found.locked:
        return redirect(url_for("access.locked"))
    if found.actor is None:
        return redirect(url_for("access.hats"))
    return None


def _take_on(stores: Stores, found: Visit) -> None:
    actor = cast("Any", found.actor)
    g.locality = Locality(actor.language, found.locale, found.zone, actor.country_code)
    if actor.country_code is not None:
        g.store = stores.country(actor.country_code)
        g.country = current_app.extensions["abrigo-countries"][actor.country_code]
    if actor.role in _ON_SHIFT:
        actor = _with_duty(actor)
    g.actor = actor
    _note_seen(found)


def _with_duty(actor: Any) -> Any:
    with g.store.reading() as opened:
        set_branch_scope(opened, [actor.branch_id])
        return duty.as_on_duty(opened, actor)


def _note_seen(found: Visit) -> None:
    last = g.setdefault("seen_noted", current_app.extensions.setdefault("abrigo-seen", {}))
    now = clock.now()
    if now - last.get(found.id, now - SEEN_EVERY) >= SEEN_EVERY:
        last[found.id] = now
        with g.network.transaction() as opened:
            sessions.seen(opened, found.id)
