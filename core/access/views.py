"""The door: signing in with two factors, choosing a hat, hiding, locking, leaving."""

from typing import cast

import segno
from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from core import clock
from core.access import people, second_factor, service, sessions
from core.errors import Invalid
from core.i18n import current
from core.i18n import gettext as _
from core.web.context import PUBLIC, SIGNED_IN, needs, visit
from core.web.sessions import VisitSession

bp = Blueprint("access", __name__, template_folder="templates")
_PENDING, _NEXT = "pending_user", "next"


@bp.route("/sign-in", methods=["GET", "POST"])
@needs(PUBLIC)
def sign_in() -> tuple[str, int] | Response:
    """Name and password; the second factor is next."""
    if request.method == "GET":
        session[_NEXT] = _inside(request.args.get("next"))
        return render_template("access/sign_in.html", wrong=False), 200
    login, password = request.form.get("login", "")[:200], request.form.get("password", "")[:1000]
    with g.network.reading() as network:
        user_id = service.check_password(network, login, password, _address())
    if user_id is None:
        with g.network.transaction() as network:
            service.note_failure(network, login, _address())
        return render_template("access/sign_in.html", wrong=True, login=login), 401
    session[_PENDING] = user_id
    return redirect(url_for(".second"))


@bp.route("/sign-in/code", methods=["GET", "POST"])
@needs(PUBLIC)
def second() -> tuple[str, int] | Response:
    """The code of the authenticator, or a recovery code."""
    user_id = session.get(_PENDING)
    if user_id is None:
        return redirect(url_for(".sign_in"))
    wrong = False
    if request.method == "POST":
        if _second_factor_fits(user_id, request.form.get("code", "")[:40]):
            return _enter(user_id)
        wrong = True
    with g.network.reading() as network:
        user = service.get_user(network, user_id)
        first = user.totp_enrolled_at is None
        return render_template(
            "access/second.html",
            wrong=wrong,
            demo_code=second_factor.current_code(network, user) if user.demonstration else None,
            qr=_qr(second_factor.address(user, second_factor.secret_of(network, user) or "")) if first else None,
            secret=second_factor.secret_of(network, user) if first else None,
        ), 401 if wrong else 200


def _second_factor_fits(user_id: int, typed: str) -> bool:
    with g.network.transaction() as network:
        user = service.get_user(network, user_id)
        fits = service.check_second_factor(network, user, typed)
        if fits:
            service.signed_in(network, user)
        else:
            service.note_failure(network, user.login, _address())
        return fits


def _enter(user_id: int) -> Response:
    """Both factors are given: a new token, and her hat if she has only one."""
    session.pop(_PENDING)
    with g.network.transaction() as network:
        hats = sessions.grants_of(network, user_id, clock.today(current().zone))
        only = hats[0][0].id if len(hats) == 1 else None
        _rotate(network, user_id, only)
    return redirect(url_for(".hats") if only is None else _next())


@bp.route("/hats", methods=["GET", "POST"])
@needs(PUBLIC)
def hats() -> str | Response:
    """Choose the role and house to work in."""
    found = visit()
    if found is None or found.user_id is None:
        return redirect(url_for(".sign_in"))
    with g.network.reading() as network:
        options = sessions.grants_of(network, found.user_id, clock.today(found.zone))
    chosen = request.form.get("grant", "")
    if request.method == "POST" and chosen in {str(grant.id) for grant, _listing in options}:
        with g.network.transaction() as network:
            _rotate(network, found.user_id, int(chosen))
        return redirect(_next())
    return render_template("access/hats.html", options=options, role_label=people.role_label)


@bp.post("/sign-out")
@needs(PUBLIC)
def sign_out() -> Response:
    """Leave; the browser is told to forget everything of here."""
    _end()
    answer = redirect(url_for(".sign_in"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.post("/leave")
@needs(PUBLIC)
def leave_fast() -> Response:
    """Leave at once for a page that says nothing."""
    _end()
    answer = Response(render_template("access/neutral.html"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@bp.post("/hide")
@needs(SIGNED_IN)
def hide() -> Response | str:
    """Hide the screen behind a neutral page; PIN or password leads back to the same place."""
    _lock()
    session[_NEXT] = _inside(request.form.get("next"))
    return render_template("access/neutral.html", return_to=url_for(".locked"))


@bp.route("/locked", methods=["GET", "POST"])
@needs(PUBLIC)
def locked() -> tuple[str, int] | Response:
    """Open a locked screen again: only its owner can."""
    found = visit()
    if found is None or found.user_id is None:
        return redirect(url_for(".sign_in"))
    wrong = False
    if request.method == "POST":
        with g.network.reading() as network:
            wrong = not service.opens(network, found.user_id, request.form.get("secret", "")[:200])
        if not wrong:
            with g.network.transaction() as network:
                sessions.lock(network, found.id, None)
            return redirect(_next())
        with g.network.transaction() as network:
            service.note_failure(network, service.get_user(network, found.user_id).login, _address())
    return render_template("access/locked.html", wrong=wrong), 401 if wrong else 200


@bp.post("/session/extend")
@needs(SIGNED_IN)
def extend() -> Response:
    """Say that somebody is still there."""
    with g.network.transaction() as network:
        sessions.seen(network, visit().id)  # type: ignore[union-attr]
    return Response(status=204)


@bp.route("/account", methods=["GET", "POST"])
@needs(SIGNED_IN)
def account() -> tuple[str, int] | Response:
    """One's own account: password, PIN, recovery codes, language, sessions."""
    errors: dict[str, list[object]] = {}
    codes: list[str] = []
    if request.method == "POST":
        try:
            codes = _change_account(request.form.get("change", ""))
            if not codes:
                flash(_("Saved."))
                return redirect(url_for(".account"))
        except Invalid as error:
            errors = error.fields
    with g.network.reading() as network:
        user = service.get_user(network, g.actor.user_id)
        running = sessions.running(network, g.actor.user_id)
    page = render_template("access/account.html", user=user, running=running, errors=errors, codes=codes,
                           here=visit().id)  # type: ignore[union-attr]  # fmt: skip
    return page, 422 if errors else 200


def _change_account(change: str) -> list[str]:
    """Change one thing of the account; what protects it asks for the password again.

    :raises Invalid: if the password is wrong or the new value is not good.
    """
    with g.network.reading() as network:
        known = service.opens(network, g.actor.user_id, request.form.get("current", "")[:200])
    if change in ("password", "pin", "codes") and not known:
        raise Invalid({"current": [_("This is not your present password or PIN.")]})
    with g.network.transaction() as network:
        user = service.get_user(network, g.actor.user_id)
        match change:
            case "password":
                service.set_password(network, g.actor, user, request.form.get("password", "")[:200])
            case "pin":
                service.set_pin(network, g.actor, user, request.form.get("pin", "")[:20])
            case "codes":
                return second_factor.new_recovery_codes(network, g.actor, user)
            case "language" if request.form.get("language") in ("es", "en"):
                user.language = request.form["language"]
            case "sessions":
                sessions.end_all(network, g.actor.user_id)
    return []


def _rotate(network: object, user_id: int, grant_id: int | None) -> None:
    own = cast("VisitSession", session)
    if own.visit is None:
        own.token, visit_id = sessions.open_visit(network)  # type: ignore[arg-type]
        own.token = sessions.rotate(network, visit_id, user_id=user_id, grant_id=grant_id)  # type: ignore[arg-type]
        return
    own.token = sessions.rotate(network, own.visit.id, user_id=user_id, grant_id=grant_id)  # type: ignore[arg-type]


def _lock() -> None:
    found = visit()
    if found is not None:
        with g.network.transaction() as network:
            sessions.lock(network, found.id, clock.now())


def _end() -> None:
    found = visit()
    cast("VisitSession", session).ended = True
    if found is not None:
        with g.network.transaction() as network:
            sessions.end(network, found.id)


def _next() -> str:
    return _inside(session.pop(_NEXT, None)) or url_for("home.home")


def _inside(address: str | None) -> str | None:
    """Only an address of this place: a path that is not another host's."""
    if address and address.startswith("/") and not address.startswith(("//", "/\\")) and len(address) < 300:
        return address
    return None


def _address() -> str:
    return request.remote_addr or ""


def _qr(text: str) -> Markup:
    """Draw a QR code as an image inside the page."""

    return Markup(segno.make(text).svg_inline(scale=4, border=2))  # noqa: S704 - drawn here, from our own text
