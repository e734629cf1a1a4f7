"""The first sign-in with a code that was handed over: one's own password, and the second factor."""

from datetime import timedelta

import segno
from flask import g, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from core.access import second_factor, service
from core.access.schemas import NewPasswordSchema
from core.access.service import TooManyAttempts
from core.access.sessions import Visit
from core.access.users import actor_of
from core.access.views.blueprint import bp, start, wear
from core.access.views.door import typed_attempt
from core.errors import Invalid
from core.web.context import PUBLIC, browser, needs, visit
from core.web.forms import Form

#: Whoever takes up an authenticator for the first time needs a while.
LASTS = timedelta(minutes=30)


@bp.route("/first-sign-in", methods=["GET", "POST"])
@needs(PUBLIC)
def enrol() -> tuple[str, int] | Response:
    """Name and the code that was handed over."""
    if request.method == "GET":
        return render_template("access/enrol.html"), 200
    try:
        user_id = service.try_enrolment(g.network, typed_attempt("code"))
    except TooManyAttempts:
        raise TooManyRequests() from None
    if user_id is None:
        return render_template("access/enrol.html", wrong=True), 401
    start(user_id, {"enrolling": second_factor.new_secret()}, LASTS)
    return redirect(url_for(".enrol_password"), 303)


@bp.route("/first-sign-in/password", methods=["GET", "POST"])
@needs(PUBLIC)
def enrol_password() -> tuple[str, int] | Response:
    """Choose a password that nobody else will ever know."""
    found = _enrolling()
    if found is None:
        return redirect(url_for(".enrol"), 303)
    form = Form(NewPasswordSchema())
    if request.method == "POST" and form.accepts(request.form):
        try:
            with g.network.transaction() as network:
                user = service.get_user(network, found.user_id)
                service.set_password(network, actor_of(user), user, form.values["password"])
            return redirect(url_for(".enrol_second"), 303)
        except Invalid as error:
            form.add_errors(error.fields)
    return render_template("access/enrol_password.html", form=form), form.status


@bp.route("/first-sign-in/second-factor", methods=["GET", "POST"])
@needs(PUBLIC)
def enrol_second() -> tuple[str, int] | Response:
    """Take up an authenticator, confirm it with its first code, and receive the recovery codes."""
    found = _enrolling()
    if found is None or found.user_id is None:
        return redirect(url_for(".enrol"), 303)
    secret: str = found.data["enrolling"]
    if request.method == "POST":
        codes = service.finish_enrolment(g.network, found.user_id, secret, request.form.get("code", "")[:40])
        if codes is not None:
            wear(found, None)
            return render_template("access/recovery_codes.html", codes=codes), 200
    with g.network.reading() as network:
        user = service.get_user(network, found.user_id)
        picture = qr_picture(second_factor.address(user, secret))
    wrong = request.method == "POST"
    page = render_template("access/enrol_second.html", picture=picture, secret=secret, wrong=wrong)
    return page, 401 if wrong else 200


def qr_picture(text: str) -> str:
    """Draw a QR code as an image inside the page."""
    return str(segno.make(text).svg_data_uri(scale=5, border=3, light="white"))


def _enrolling() -> Visit | None:
    found = visit()
    return found if found is not None and found.user_id is not None and "enrolling" in browser() else None
