"""What residents let be shown outside: recorded on their file, given and taken down from the shelf of the house."""

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, g, render_template, url_for
from werkzeug.wrappers import Response

from core.i18n import gettext as _
from core.residents import schemas, service, works
from core.web.context import needs, reading
from core.web.forms import Form
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("works", __name__, template_folder="templates")


@bp.get("/residents/<code>/works")
@needs("consent.read")
def of_resident(code: str) -> str:
    """Somebody's works and stories, and where they are shown."""
    with reading() as session:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        rows = works.of_resident(session, g.actor, g.country, resident, on_case=on_case)
    return render_template("residents/works.html", resident=resident, rows=rows, on_case=on_case, kinds=works.KINDS)


@bp.route("/residents/<code>/works/new", methods=["GET", "POST"])
@needs("consent.write")
def new(code: str) -> Answer:
    """Record a work under her running consent."""
    form = Form(schemas.WorkSchema(), choices={"kind": list(works.KINDS.items())})

    def act(session: "Session", values: dict[str, Any]) -> str:
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        works.add(session, g.actor, g.country, resident, works.NewWork(**values), on_case=on_case)
        return url_for(".of_resident", code=code)

    def about(session: "Session") -> None:
        resident = service.get(session, g.actor, code)
        works.of_resident(session, g.actor, g.country, resident, on_case=service.on_case(session, g.actor, resident.id))

    return form_page(form, act, _("Work or story to be shown"), url_for(".of_resident", code=code), about=about)


@bp.get("/works")
@needs("work.list")
def shelf() -> str:
    """The works of the house, without whose they are."""
    with reading() as session:
        rows = works.shelf(session, g.actor, g.country)
    return render_template("residents/shelf.html", rows=rows, kinds=works.KINDS)


@bp.route("/works/<int:work_id>/give", methods=["GET", "POST"])
@needs("work.give")
def give(work_id: int) -> Answer:
    """Note to whom a work is given to be shown."""

    def act(session: "Session", values: dict[str, Any]) -> str:
        until: date = values["until"]
        works.give(session, g.actor, g.country, work_id, values["receiver"], until)
        return url_for(".shelf")

    def about(session: "Session") -> None:
        works.get(session, g.actor, work_id)

    form = Form(schemas.WorkUseSchema())
    return form_page(form, act, _("Give it to be shown"), url_for(".shelf"), about=about)


@bp.post("/works/uses/<int:use_id>/down")
@needs("work.give")
def down(use_id: int) -> Response:
    """Note that it is shown no more."""

    def act(session: "Session") -> str:
        works.taken_down(session, g.actor, use_id)
        return url_for(".shelf")

    return act_once(act, url_for(".shelf"))
