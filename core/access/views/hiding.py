"""Ways to take the page away: hide it, leave, leave fast; and the way back for its owner alone."""

from flask import current_app, g, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from core.access import service, sessions
from core.access.views.blueprint import bp, finish
from core.web.context import PUBLIC, SIGNED_IN, browser, needs, visit

_LONGEST_PATH = 300
#: The browser forgets what it holds of this place: pages, storage, and the cookie with them (ASVS 5.0 14.3.1).
_FORGET = '"cache", "cookies", "storage"'


@bp.post("/hide")
@needs(PUBLIC)
def hide() -> Response:
    """Hide the screen behind a neutral page; PIN or password leads back to the same place."""
    found = visit()
    if found is not None and found.hat is not None and not found.locked:
        with g.network.transaction() as network:
            sessions.lock(network, found)
        browser()["next"] = _inside(request.form.get("next", ""))
    return redirect(url_for(".neutral"), 303)


@bp.get("/office")
@needs(PUBLIC)
def neutral() -> str:
    """A page that says nothing to whoever looks over a shoulder."""
    found = visit()
    return render_template("access/neutral.html", hidden=found is not None and found.locked)


@bp.route("/locked", methods=["GET", "POST"])
@needs(PUBLIC)
def locked() -> tuple[str, int] | Response:
    """Open a hidden screen again: only its owner can."""
    found = visit()
    if found is None or not found.locked:
        return redirect(url_for("access.account" if found and found.hat else ".sign_in"), 303)
    if request.method == "GET":
        return render_template("access/locked.html"), 200
    if service.try_unlock(g.network, found, request.form.get("secret", "")[:1000]):
        return redirect(browser().pop("next", None) or "/", 303)
    return render_template("access/locked.html", wrong=True), 401


@bp.post("/sign-out")
@needs(PUBLIC)
def sign_out() -> Response:
    """Leave, or let somebody else sign in; the browser is told to forget everything of here."""
    finish()
    return _forgetting(redirect(url_for(".sign_in"), 303))


@bp.post("/leave")
@needs(PUBLIC)
def leave_fast() -> Response:
    """Leave at once for a page that says nothing."""
    finish()
    return _forgetting(redirect(url_for(".neutral"), 303))


@bp.post("/session/extend")
@needs(SIGNED_IN)
def extend() -> Response:
    """Say that somebody is still there; that the session is used is noted with every request."""
    return Response(status=204)


def _forgetting(answer: Response) -> Response:
    answer.headers["Clear-Site-Data"] = _FORGET
    return answer


def _inside(path: str) -> str:
    """Keep only the address of a page here, never another host's."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or len(path) > _LONGEST_PATH:
        return "/"
    try:
        current_app.url_map.bind("").match(path.partition("?")[0], "GET")
    except HTTPException:
        return "/"
    return path
