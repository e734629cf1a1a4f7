"""Trying a draft: choose a role, work on the real screens with invented people, and throw it all away."""

from flask import Blueprint, Flask, current_app, g, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from core.access.people import role_label
from core.configuration import service, versions
from core.i18n import lazy as _
from core.studio import preview, served
from core.studio.preview import TRIED_AS, Preview
from core.studio.register import KINDS
from core.studio.views import declared_kind, draft_of, ground_of
from core.web.context import needs, reading, transaction
from core.web.forms import Form

bp = Blueprint("trial", __name__, url_prefix="/settings/studio", template_folder="templates")


class RoleSchema(Schema):
    """As whom."""

    role = fields.String(
        required=True,
        validate=validate.OneOf(list(TRIED_AS), [str(role) for role in TRIED_AS]),
        metadata={
            "label": _("Look at the screens as"),
            "widget": "radios",
            "choices": [(role, role_label(role)) for role in TRIED_AS],
        },
    )


@bp.record_once
def _without_token(state: BlueprintSetupState) -> None:
    """A trial checks the token of its own session; what ends it stands on its pages and harms nothing real."""
    for name in ("pass_on", "end"):
        state.app.extensions["csrf"].exempt(f"{__name__}.{name}")


@bp.route("/<kind>/<key>/try", methods=["GET", "POST"])
@needs("configuration.write")
def begin(kind: str, key: str) -> tuple[str, int] | Response:
    """Choose a role and begin."""
    declared, form = declared_kind(kind, key), Form(RoleSchema())
    with reading() as session:
        ground = ground_of(session, key)
        faults = declared.standing_against(ground, versions.content_of(draft_of(session, kind, key)))
    if request.method == "POST" and not faults and form.accepts(request.form):
        return _begun(kind, key, form.values["role"])
    return render_template("studio/try.html", kind=declared, key=key, form=form, faults=faults), form.status


@bp.route("/trial/<token>/", methods=["GET", "POST"])
@bp.route("/trial/<token>/<path:rest>", methods=["GET", "POST"])
@needs("configuration.write")
def pass_on(token: str, rest: str = "") -> Response:
    """Answer from the trial."""
    trial = preview.find(current_app.extensions["abrigo-settings"], g.actor, token)
    prefix = _prefix(token)
    return served.answer(_application(trial), request, prefix, rest)


@bp.post("/trial/<token>/end")
@needs("configuration.write")
def end(token: str) -> Response:
    """Throw the trial away."""
    trial = preview.find(current_app.extensions["abrigo-settings"], g.actor, token)
    served.forget(token)
    preview.end(trial)
    return redirect(trial.back, 303)


def _begun(kind: str, key: str, role: str) -> Response:
    with transaction() as session:
        draft = draft_of(session, kind, key)
        service.mark_previewed(session, g.actor, draft)
        there = [
            each for each in versions.contents(session, g.actor.branch_id, tuple(KINDS)) if each[:2] != (kind, key)
        ]
        configured = [*there, (kind, key, versions.content_of(draft))]
    back = url_for("studio.show", kind=kind, key=key)
    trial = preview.make(current_app.extensions["abrigo-settings"], g.country, g.actor, configured, back)
    app = _application(trial)
    token = preview.sign_in(app.extensions["abrigo-stores"], g.country, role)
    answer = redirect(_prefix(trial.token) + "/", 303)
    secure = trial.settings.tls_cert is not None
    answer.set_cookie(
        served.COOKIE, token, path=_prefix(trial.token), secure=secure, httponly=True, samesite="Lax"
    )  # fmt: skip
    return answer


def _application(trial: Preview) -> Flask:
    return served.application(current_app.extensions["abrigo-factory"], trial, g.country, _prefix(trial.token))


def _prefix(token: str) -> str:
    return url_for(".pass_on", token=token).rstrip("/")
