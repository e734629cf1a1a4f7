"""Says whether the server is ready and the night's work is done, and nothing else."""

from flask import Blueprint, current_app
from sqlalchemy import text
from werkzeug.wrappers import Response

from core.errors import DomainError
from core.nightly import freshness
from core.stores import Store, Stores
from core.web.context import PUBLIC, needs

bp = Blueprint("health", __name__)
_CURRENT = "abrigo-current-stores"


@bp.get("/healthz")
@needs(PUBLIC)
def healthz() -> Response:
    """Answer 200 when every store can be read and has the tables of this version.

    A night that is late is told and is no reason to send nobody here any more.
    """
    stores: Stores = current_app.extensions["abrigo-stores"]
    try:
        ready = all(_is_ready(store) for store in stores.all())
        words = f"ok\nnightly {freshness.standing(stores.network)}\n" if ready else "not ready\n"
    except DomainError:
        ready, words = False, "not ready\n"
    return Response(words, 200 if ready else 503, mimetype="text/plain")


def _is_ready(store: Store) -> bool:
    """Tables do not go back while we run, so they are compared once; that the store can be read, each time."""
    current: set[str] = current_app.extensions.setdefault(_CURRENT, set())
    if store.name not in current:
        from core import migrate  # once for each store; Alembic is slow to load

        if migrate.check(store) is not migrate.State.CURRENT:
            return False
        current.add(store.name)
    with store.reading() as session:
        session.execute(text("SELECT 1"))
    return True
