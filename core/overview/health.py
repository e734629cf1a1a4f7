"""Says whether the server is ready, and nothing else."""

from flask import Blueprint, current_app
from sqlalchemy import text
from werkzeug.wrappers import Response

from core.web.context import PUBLIC, needs

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@needs(PUBLIC)
def healthz() -> Response:
    """Answer 200 when every store can be read."""
    for store in current_app.extensions["abrigo-stores"].all():
        with store.reading() as session:
            session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")
