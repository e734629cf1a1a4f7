"""What forms there are to fill in: of a resident, and of the house."""

import secrets
from functools import partial

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.absences import listing as absences
from core.continuity import service as continuity
from core.forms import service
from core.forms.beside import Beside
from core.forms.offers import list_house_offers, list_offers
from core.forms.views.blueprint import bp
from core.forms.views.pages import staff_posts
from core.residents import service as residents
from core.web.context import needs, transaction
from core.web.context import reading as reading_session


@bp.get("/residents/<code>/forms")
@needs("form.list")
def index(code: str) -> str:
    """List the legal forms of a resident with their state and when they are due."""
    with reading_session() as session:
        resident = residents.get(session, g.actor, code)
        offers = list_offers(session, g.actor, g.country, resident)
        return render_template(
            "forms/index.html", resident=resident, offers=offers, now=clock.now(), token=secrets.token_urlsafe(16)
        )


@bp.post("/residents/<code>/forms")
@needs("form.list")
def create(code: str) -> Response:
    """Begin a form, filled from the file; pressing twice begins one."""
    return _begun(code)


@bp.get("/forms")
@needs("form.of_house")
def house() -> str:
    """List the forms that the house owes about itself."""
    with reading_session() as session:
        offers = list_house_offers(session, g.actor, g.country)
        return render_template("forms/house.html", offers=offers, now=clock.now(), token=secrets.token_urlsafe(16))


@bp.post("/forms")
@needs("form.of_house")
def create_for_house() -> Response:
    """Begin a form about the house; pressing twice begins one."""
    return _begun(None)


def _begun(code: str | None) -> Response:
    beside = Beside(staff_posts(), partial(absences.began_in, branch_id=g.actor.branch_id or 0))
    with transaction() as session:
        resident = residents.get(session, g.actor, code) if code else None

        def act() -> str:
            record = service.create(session, g.actor, g.country, resident, request.form.get("key", ""), beside)
            return url_for(".edit", record_id=record.id)

        token = request.form.get("form_token") or secrets.token_hex()
        return redirect(continuity.once(session, g.actor, token[:64], act))
