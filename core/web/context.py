"""What a request works on: who acts, in which country's store, for which branch. Closed unless a view declares.

A view says what it needs; the service it calls asks again::

    @bp.get("/beds")
    @needs("bed.read")
    def board() -> str:
        with reading() as session:
            return render_template("branches/board.html", board=branches.board(session, g.actor))
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, has_request_context, redirect, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core import clock
from core.access import policies, sessions
from core.access.sessions import SEEN_EVERY, Visit
from core.actor import Actor
from core.errors import NotFound, StoreBusy
from core.i18n import Locality, interface_languages
from core.scope import set_branch_scope
from core.stores import Store, Stores
from core.web.sessions import VisitSession
from plugins.profile import CountryProfile

P = ParamSpec("P")
R = TypeVar("R")
#: The actor as her branch lets her act, and what it calls things.
Standing = Callable[[Session, Actor], tuple[Actor, Mapping[str, str]]]

#: Declared by the few views that nobody has to sign in for.
PUBLIC = "public"
#: Declared by views that show nothing but what is the reader's own.
SIGNED_IN = "account"
_DECLARED = "abrigo_needs"


def needs(action: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare what a view needs: an action of the policies, :data:`SIGNED_IN` or :data:`PUBLIC`.

    Where a right follows the caseload, the view lets everybody in who has it on any case; the service knows the case.
    """

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if action != PUBLIC and not policies.may(g.actor, action, on_case=True):
                raise NotFound()
            return view(*args, **kwargs)

        setattr(guarded, _DECLARED, action)
        return guarded

    return declare


def declared(endpoint: str | None) -> str | None:
    """Tell what the view behind an endpoint has declared."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, _DECLARED, None) or (PUBLIC if endpoint == "web.static_file" else None)


def install(app: Flask, stores: Stores, countries: Mapping[str, CountryProfile], standing: Standing) -> None:
    """Let every request find its actor, country and store, and turn away who may not come in.

    It has to be installed before the shell: whoever is not signed in is led to the door, not told of a stale form.
    """
    app.extensions["abrigo-stores"] = stores
    app.extensions["abrigo-countries"] = countries
    app.extensions["abrigo-standing"] = standing
    app.before_request(_enter)


@contextmanager
def reading() -> Iterator[Session]:
    """Open the country's store for reading, in the actor's branch.

    :raises NotFound: if the actor works in no country's store.
    """
    with _country_store().reading() as opened:
        set_branch_scope(opened, [g.actor.branch_id])
        yield opened


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the country's store for writing, in the actor's branch; it is committed at the end or undone as a whole.

    :raises NotFound: if the actor works in no country's store.
    """
    with _country_store().transaction() as opened:
        set_branch_scope(opened, [g.actor.branch_id])
        yield opened


def locality() -> Locality | None:
    """Tell for whom the present request is written."""
    found: Locality | None = g.get("locality") if has_request_context() else None
    return found


def browser() -> VisitSession:
    """Give what the browser carries."""
    return cast("VisitSession", session)


def visit() -> Visit | None:
    """Give the browser's session, if it runs."""
    return browser().visit


def _country_store() -> Store:
    store: Store | None = g.store
    if store is None:
        raise NotFound()
    return store


def _enter() -> Response | None:
    stores: Stores = current_app.extensions["abrigo-stores"]
    g.network, g.store, g.country, g.actor = stores.network, None, None, None
    g.locality, g.words = _door_locality(), {}
    need = declared(request.endpoint)
    if request.endpoint == "web.static_file":
        return None
    if need == PUBLIC:
        _speak_to(visit())
        return None
    return _let_in(visit(), need)


def _let_in(found: Visit | None, need: str | None) -> Response | None:
    """Lead to the door whoever has not come in or has locked the screen; refuse what no view has declared."""
    if found is None or not found.second_factor:
        return _to("access.sign_in")
    if found.locked:
        return _to("access.locked")
    actor = found.actor
    if actor is None:
        return _to("access.hats")
    _work_as(actor)
    _speak_to(found)
    _note_seen(found)
    if need is None:
        raise NotFound()
    return None


def _to(endpoint: str) -> Response:
    """Lead elsewhere; a script that asked in the background is told so, not shown a page."""
    if request.accept_mimetypes.best == "application/json":
        return Response(status=401)
    return redirect(url_for(endpoint), 303)


def _work_as(actor: Actor) -> None:
    stores: Stores = current_app.extensions["abrigo-stores"]
    g.actor = actor
    if actor.country_code is None or actor.branch_id is None:
        return
    g.store = stores.country(actor.country_code)
    g.country = current_app.extensions["abrigo-countries"][actor.country_code]
    with reading() as opened:
        g.actor, g.words = current_app.extensions["abrigo-standing"](opened, actor)


def _speak_to(found: Visit | None) -> None:
    hat = found.hat if found else None
    if found is not None and hat is not None:
        g.locality = Locality(found.language, hat.locale, hat.zone, hat.country_code, g.words)
    elif found is not None and found.user_id is not None:
        g.locality = Locality(found.language, found.language)


def _door_locality() -> Locality:
    known = interface_languages()
    language = request.accept_languages.best_match(known) or known[0]
    return Locality(language, language)


def _note_seen(found: Visit) -> None:
    """Note that the session is used, once a minute; a busy store must not keep anybody from reading."""
    if clock.now() - found.seen_at < SEEN_EVERY:
        return
    try:
        with g.network.transaction() as opened:
            sessions.seen(opened, found)
    except StoreBusy:
        return
