"""What residents let be shown outside: recorded on their file, approved, given and taken down from the shelf."""

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import Conflict, Invalid, Refused
from core.i18n import gettext as _
from core.i18n import say
from core.residents import approvals, schemas, service, works
from core.web.context import needs, reading, transaction
from core.web.forms import Form
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from core.residents.models import Resident, Work

bp = Blueprint("works", __name__, template_folder="templates")
_CHECKED = {works.STORY: schemas.StoryApprovalSchema, works.PICTURE: schemas.PictureApprovalSchema}


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


@bp.route("/residents/<code>/works/<int:work_id>", methods=["GET", "POST"])
@needs("consent.write")
def rewrite(code: str, work_id: int) -> Answer:
    """Write it in other words, which are approved anew."""

    def find(session: "Session") -> "tuple[Resident, bool, Work]":
        resident = service.get(session, g.actor, code)
        on_case = service.on_case(session, g.actor, resident.id)
        return resident, on_case, works.written(session, g.actor, resident, work_id, on_case=on_case)

    def act(session: "Session", values: dict[str, Any]) -> str:
        resident, on_case, _work = find(session)
        words, revision = (values["title"], values["text"]), values["revision"]
        works.rewrite(session, g.actor, resident, work_id, words, revision=revision, on_case=on_case)
        return url_for(".of_resident", code=code)

    with reading() as session:
        form = Form(schemas.WordsSchema(), data=works.words(session, find(session)[2]))
    note = _("Other words wait for the data-protection officer anew. Until then it is given to nobody.")
    return form_page(form, act, _("Other words"), url_for(".of_resident", code=code), note=note, edits=True)


@bp.get("/works/approvals")
@needs("work.decide")
def waiting() -> str:
    """What waits to leave and what was decided, without whose it is."""
    with reading() as session:
        rows = approvals.listed(session, g.actor, g.country)
    return render_template("residents/works_waiting.html", rows=rows, kinds=works.KINDS)


@bp.get("/works/<int:work_id>")
@needs("work.decide")
def one(work_id: int) -> Answer:
    """What would leave, and what to look at."""
    return _decision(work_id)


@bp.post("/works/<int:work_id>/approve")
@needs("work.decide")
def approve(work_id: int) -> Answer:
    """Let it leave as it stands."""

    def act(session: "Session", values: dict[str, Any]) -> None:
        checked = {name for name, ticked in values.items() if ticked is True}
        approvals.approve(session, g.actor, g.country, work_id, checked, revision=values["revision"])

    return _decision(work_id, "approve", act)


@bp.post("/works/<int:work_id>/refuse")
@needs("work.decide")
def refuse(work_id: int) -> Answer:
    """Let it not leave, or no longer."""

    def act(session: "Session", values: dict[str, Any]) -> None:
        approvals.refuse(session, g.actor, work_id, values["comment"], revision=values["revision"])

    return _decision(work_id, "refuse", act)


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


def _decision(work_id: int, sent: str = "", act: "Callable[[Session, dict[str, Any]], None] | None" = None) -> Answer:
    """Show a work with its two forms, and do what one of them asks."""
    with reading() as session:
        row = approvals.get(session, g.actor, g.country, work_id)
    data = {"revision": row.work.revision}
    forms = {
        "approve": Form(_CHECKED[row.work.kind](), data=data, place="approve"),
        "refuse": Form(schemas.WorkRefusalSchema(), data=data, place="refuse"),
    }
    status = 200
    if act is not None:
        form = forms[sent]
        if form.accepts(request.form):
            try:
                with transaction() as session:
                    act(session, form.values)
            except Invalid as error:
                form.add_errors(error.fields)
            except (Conflict, Refused) as error:
                flash(say(error.message), "warning")
                return redirect(url_for(".one", work_id=work_id))
            else:
                flash(_("Saved."))
                return redirect(url_for(".waiting"))
        status = form.status
    page = render_template("residents/work.html", row=row, forms=forms, kinds=works.KINDS)
    return page, status
