"""Where the page leaves what somebody is typing."""

import json

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from core.continuity import service
from core.web.context import SIGNED_IN, needs, transaction

bp = Blueprint("drafts", __name__)


@bp.post("/drafts")
@needs(SIGNED_IN)
def save() -> Response:
    """Keep a draft."""
    key = request.form.get("draft_key", "")[:120]
    if not key or g.actor.branch_id is None:
        return Response(status=204)
    typed = {
        name: values for name, values in request.form.lists() if name not in ("csrf_token", "draft_key", "form_token")
    }
    with transaction() as session:
        service.save(session, g.actor, key, json.dumps(typed, ensure_ascii=False))
    return Response(status=204)
