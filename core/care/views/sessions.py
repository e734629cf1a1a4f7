"""Sessions of a group, as whoever gives them writes them down: who came, with one tick each."""

from typing import TYPE_CHECKING, Any, cast

from flask import g, render_template, url_for

from core import slips
from core.care import schemas, services, terms
from core.care.services import NewService
from core.care.views.blueprint import bp, today
from core.i18n import gettext as _
from core.i18n import say
from core.web.context import needs, reading
from core.web.cursor import paged, read_cursor
from core.web.forms import Form
from core.web.numbers import numbers_among
from core.web.writing import Answer, form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@bp.get("/sessions")
@needs("service.record")
def sessions() -> str:
    """The sessions that the reader has given."""
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = services.own_page(session, g.actor, after=after, before=before)
    page = paged(rows, slips.PAGE, lambda row: (row[0].on_day, row[0].id))
    return render_template("care/sessions.html", page=page, terms=terms)


@bp.route("/sessions/new", methods=["GET", "POST"])
@needs("service.record")
def new_session() -> Answer:
    """Write down a session of a group."""
    with reading() as session:
        people = services.inside(session, g.actor)
        given = services.recorded_here(session, g.actor)
    choices = {
        "discipline": [(code, say(terms.DISCIPLINES[code].label)) for code in given],
        "people": [(str(key), f"{name} · {code}") for key, code, name in people],
    }
    form = Form(schemas.GroupSchema(), data={"on_day": today(), "minutes": 60}, choices=choices)

    def act(session: "Session", values: dict[str, Any]) -> str:
        people = numbers_among(values.pop("people"))
        kind = "session" if values["discipline"] == "MEDICAL" else "workshop"
        services.add_group(session, g.actor, people, NewService(**values, kind=kind, mode="group"))
        return url_for(".sessions")

    return form_page(form, act, _("New group session"), url_for(".sessions"))
