"""Where the page leaves what somebody is typing, and where the form finds it again."""

import json
from datetime import datetime

from flask import Blueprint, g, redirect, request
from flask.blueprints import BlueprintSetupState
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.continuity import service
from core.web.context import needs, reading, transaction
from core.web.forms import Form

bp = Blueprint("drafts", __name__)
#: What belongs to the page and not to what was typed.
_OF_THE_PAGE = frozenset({"csrf_token", "draft_key", "form_token"})
_DONE = frozenset({302, 303})


@bp.record_once
def _install(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["restored"] = restored


@bp.post("/drafts")
@needs("draft.save")
def save() -> Response:
    """Keep a draft."""
    key = request.form.get("draft_key", "")
    if key and g.store is not None:
        typed = {name: values for name, values in request.form.lists() if name not in _OF_THE_PAGE}
        with transaction() as session:
            service.save(session, g.actor, key, json.dumps(typed, ensure_ascii=False))
    return Response(status=204)


@bp.post("/drafts/discard")
@needs("draft.save")
def discard() -> Response:
    """Throw a draft away and show the form as it was."""
    if g.store is not None:
        _drop()
    return redirect(_back(request.form.get("back", "")), 303)


@bp.after_app_request
def forget_what_is_saved(response: Response) -> Response:
    """Forget the draft of a form that was sent and taken; whoever was led away without that finds it again."""
    taken = request.method == "POST" and response.status_code in _DONE and "draft_key" in request.form
    if taken and not g.get("untaken") and request.blueprint != bp.name and g.get("store") is not None:
        _drop()
    return response


def restored(form: Form, key: str | None) -> datetime | None:
    """Put back into a form what its reader had typed when she was last here.

    :returns: when that was, or None if there is nothing to put back.
    """
    if key is None or request.method != "GET" or g.get("store") is None:
        return None
    with reading() as session:
        draft = service.find(session, g.actor, key)
        if draft is None:
            return None
        typed: dict[str, list[str]] = json.loads(service.opened(session, draft))
    form.fill(MultiDict((name, value) for name, values in typed.items() for value in values))
    return draft.saved_at


def _drop() -> None:
    with transaction() as session:
        service.drop(session, g.actor, request.form.get("draft_key", ""))


def _back(path: str) -> str:
    """Only a path of this place."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
