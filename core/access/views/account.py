"""One's own account: password, PIN, second factor, recovery codes, language, sessions, shift."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from marshmallow import Schema
from werkzeug.wrappers import Response

from core.access import grants, second_factor, service, sessions
from core.access.schemas import CodesSchema, PasswordSchema, PinSchema, PreferencesSchema, SecondFactorSchema
from core.access.views.blueprint import bp, finish
from core.access.views.enrolment import qr_picture
from core.errors import Invalid
from core.i18n import gettext as _
from core.web.context import SIGNED_IN, browser, needs, visit
from core.web.forms import Form

#: Session, user and what the form holds in.
Change = Callable[[Any, Any, dict[str, Any]], None]
_SCHEMAS: dict[str, type[Schema]] = {
    "password": PasswordSchema,
    "pin": PinSchema,
    "codes": CodesSchema,
    "second": SecondFactorSchema,
    "preferences": PreferencesSchema,
}


@bp.get("/account")
@needs(SIGNED_IN)
def account() -> tuple[str, int]:
    """What protects one's account, and where one is signed in."""
    return _page({})


@bp.post("/account/password")
@needs(SIGNED_IN)
def change_password() -> tuple[str, int] | Response:
    """Change the password; every other session of hers ends."""

    def change(network: Any, user: Any, values: dict[str, Any]) -> None:
        service.set_password(network, g.actor, user, values["password"])
        sessions.end_all(network, user.id, but=_here())

    return _change("password", change)


@bp.post("/account/pin")
@needs(SIGNED_IN)
def change_pin() -> tuple[str, int] | Response:
    """Change the PIN of the hidden screen."""
    return _change("pin", lambda network, user, values: service.set_pin(network, g.actor, user, values["pin"]))


@bp.post("/account/preferences")
@needs(SIGNED_IN)
def change_preferences() -> tuple[str, int] | Response:
    """Change how one reads."""
    return _change("preferences", lambda _network, user, values: service.set_preferences(user, **values))


@bp.post("/account/recovery-codes")
@needs(SIGNED_IN)
def new_codes() -> tuple[str, int] | Response:
    """Replace the recovery codes; they are shown once."""
    made: list[str] = []

    def change(network: Any, user: Any, _values: dict[str, Any]) -> None:
        made.extend(second_factor.new_recovery_codes(network, g.actor, user))

    answer = _change("codes", change, say=False)
    return (render_template("access/recovery_codes.html", codes=made), 200) if made else answer


@bp.post("/account/second-factor")
@needs(SIGNED_IN)
def new_second_factor() -> tuple[str, int] | Response:
    """Begin to replace the authenticator; the old one counts until the new one is confirmed."""

    def change(_network: Any, _user: Any, _values: dict[str, Any]) -> None:
        browser()["second"] = second_factor.new_secret()

    answer = _change("second", change, say=False)
    return redirect(url_for(".confirm_second_factor"), 303) if "second" in browser() else answer


@bp.route("/account/second-factor/confirm", methods=["GET", "POST"])
@needs(SIGNED_IN)
def confirm_second_factor() -> tuple[str, int] | Response:
    """Confirm the new authenticator with its first code."""
    secret = browser().get("second")
    if secret is None:
        return redirect(url_for(".account"), 303)
    if request.method == "POST" and _confirmed(secret):
        del browser()["second"]
        flash(_("Saved."))
        return redirect(url_for(".account"), 303)
    with g.network.reading() as network:
        picture = qr_picture(second_factor.address(service.get_user(network, g.actor.user_id), secret))
    wrong = request.method == "POST"
    page = render_template("access/new_second_factor.html", picture=picture, secret=secret, wrong=wrong)
    return page, 422 if wrong else 200


@bp.post("/account/sessions/<int:visit_id>/end")
@needs(SIGNED_IN)
def end_session(visit_id: int) -> Response:
    """Sign out one of one's own devices."""
    with g.network.transaction() as network:
        sessions.end(network, visit_id, user_id=g.actor.user_id)
    if visit_id == _here():
        browser().finish()
    return redirect(url_for(".account"), 303)


@bp.post("/account/sessions/end")
@needs(SIGNED_IN)
def end_sessions() -> Response:
    """Sign out everywhere, here too."""
    with g.network.transaction() as network:
        sessions.end_all(network, g.actor.user_id)
    finish()
    return redirect(url_for(".sign_in"), 303)


def _change(name: str, change: Change, *, say: bool = True) -> tuple[str, int] | Response:
    """Change one thing; what protects the account asks for the password again."""
    form = Form(_SCHEMAS[name]())
    if form.accepts(request.form):
        try:
            if (present := f"present_for_{name}") in form.values:
                service.knows_password(g.network, g.actor.user_id, form.values.pop(present), field=present)
            with g.network.transaction() as network:
                change(network, service.get_user(network, g.actor.user_id), form.values)
            if say:
                flash(_("Saved."))
            return redirect(url_for(".account"), 303)
        except Invalid as error:
            form.add_errors(error.fields)
    return _page({name: form})


def _confirmed(secret: str) -> bool:
    with g.network.transaction() as network:
        user = service.get_user(network, g.actor.user_id)
        return second_factor.confirm(network, g.actor, user, secret, request.form.get("code", "")[:40])


def _page(sent: dict[str, Form]) -> tuple[str, int]:
    with g.network.reading() as network:
        user = service.get_user(network, g.actor.user_id)
        running = sessions.running(network, user.id)
        left = second_factor.recovery_codes_left(network, user.id)
        hats = len(grants.hats_of(network, user.id))
    data = {"preferences": user}
    forms = {name: sent.get(name) or Form(schema(), data=data.get(name)) for name, schema in _SCHEMAS.items()}
    page = render_template(
        "access/account.html", user=user, running=running, codes_left=left, forms=forms, here=_here(), hats=hats
    )
    return page, max(form.status for form in forms.values())


def _here() -> int:
    found = visit()
    assert found is not None, "Only who is signed in comes here."
    return found.id
