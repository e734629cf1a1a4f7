"""One form: reading it, printing it, its history, and what happens to it beside its answers."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import g, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.errors import Invalid
from core.forms import copies, handing, reading, service
from core.forms.views import lines
from core.forms.views.blueprint import bp
from core.forms.views.pages import about, standing
from core.web.context import needs, transaction
from core.web.context import reading as reading_session
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Answer = tuple[str, int] | Response
Act = Callable[["Session", dict[str, Any]], object]


@bp.get("/forms/<int:record_id>")
@needs("form.open")
def read(record_id: int) -> Answer:
    """Read a form; what is sensitive in it is asked for one by one."""
    return _page(record_id)


@bp.post("/forms/<int:record_id>/reveal")
@needs("form.open")
def reveal(record_id: int) -> str | Response:
    """Show one sensitive answer for half a minute; that somebody looked is noted."""
    key = request.form.get("field", "")
    with transaction() as session:
        opened = service.reveal(session, g.actor, g.country, record_id, key)
        value = reading.text_of(opened, g.country, key) or ""
        if request.accept_mimetypes.best == "application/json":
            return jsonify(value=value)
        return render_template("forms/revealed.html", value=value, key=key, **about(session, opened))


@bp.get("/forms/<int:record_id>/history")
@needs("form.open")
def history(record_id: int) -> str:
    """Tell what each save changed."""
    with transaction() as session:
        opened = service.open_form(session, g.actor, g.country, record_id, purpose="history")
        steps = reading.history(session, opened, g.country)
        prints = [] if opened.withheld else copies.prints_of(session, record_id)
        return render_template("forms/history.html", steps=steps, prints=prints, **about(session, opened))


@bp.post("/forms/<int:record_id>/replace")
@needs("form.open")
def replace_signed(record_id: int) -> Response:
    """Begin a corrected form."""
    with transaction() as session:
        record = service.replace(session, g.actor, g.country, record_id)
        return redirect(url_for(".edit", record_id=record.id))


@bp.post("/forms/<int:record_id>/print")
@needs("form.open")
def print_pdf(record_id: int) -> Answer:
    """Print the next copy."""
    form, wanted = _sent(record_id, "print"), request.form.get("format", "pdf")
    if not form.accepts(request.form):
        return _page(record_id, print=form)
    try:
        with transaction() as session:
            copy = copies.print_copy(session, g.actor, g.country, record_id, file_format=wanted, **form.values)
    except Invalid as error:
        form.add_errors(error.fields)
        return _page(record_id, print=form)
    answer = Response(copy.file, mimetype=copy.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{copy.file_name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/forms/<int:record_id>/recipient")
@needs("form.open")
def recipient(record_id: int) -> Answer:
    """Address the form to another of its recipients."""

    def act(session: "Session", values: dict[str, Any]) -> None:
        code = lines.code_of(values["recipient"])
        handing.choose_recipient(session, g.actor, g.country, record_id, code, values["reason"])

    return _do(record_id, "recipient", act)


@bp.post("/forms/<int:record_id>/deliver")
@needs("form.open")
def deliver(record_id: int) -> Answer:
    """Note that the form was handed over."""

    def act(session: "Session", values: dict[str, Any]) -> None:
        handing.deliver(session, g.actor, g.country, record_id, values["delivered_on"])

    return _do(record_id, "deliver", act)


@bp.post("/forms/<int:record_id>/void")
@needs("form.open")
def void(record_id: int) -> Answer:
    """Say that the form does not count."""
    return _do(
        record_id, "void", lambda session, values: handing.void(session, g.actor, g.country, record_id, **values)
    )


def _do(record_id: int, name: str, act: Act) -> Answer:
    """Do what a line beside a button asks, or show the page again with what is wrong at that line."""
    form = _sent(record_id, name)
    if not form.accepts(request.form):
        return _page(record_id, **{name: form})
    try:
        with transaction() as session:
            act(session, form.values)
    except Invalid as error:
        form.add_errors(error.fields)
        return _page(record_id, **{name: form})
    return redirect(url_for(".read", record_id=record_id))


def _sent(record_id: int, name: str) -> Form:
    with reading_session() as session:
        return lines.line(session, service.find(session, g.actor, g.country, record_id), name)


def _page(record_id: int, **sent: Form) -> tuple[str, int]:
    """Draw a form, with the line that was sent and has to be put right."""
    with transaction() as session:
        opened = service.open_form(session, g.actor, g.country, record_id)
        forms = {name: sent.get(name) or lines.line(session, opened, name) for name in lines.SCHEMAS}
        page = render_template("forms/read.html", forms=forms, **about(session, opened), **standing(session, opened))
    return page, max(form.status for form in forms.values())
