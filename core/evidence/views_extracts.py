"""Extracts for research: the list, one that is asked for, and what is done with it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from core.errors import Conflict, Invalid, Refused
from core.evidence import extracts
from core.evidence.anonymity import LIMIT_PERCENT, K
from core.evidence.extracts import Asked
from core.evidence.models import Extract
from core.evidence.schemas import CHOICES, ConfirmationSchema, ExtractSchema, RefusalSchema
from core.evidence.variables import VARIABLES
from core.i18n import gettext as _
from core.i18n import say
from core.web.context import needs, reading, transaction
from core.web.forms import Form
from core.web.numbers import asked_number

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("extracts", __name__, url_prefix="/evidence/extracts", template_folder="templates")


@bp.get("")
@needs("extract.read")
def index() -> str:
    """What was asked for, and what came of it."""
    with reading() as session:
        found = extracts.list_all(session, g.actor)
        return render_template("evidence/extracts.html", extracts=found, is_open=extracts.is_open)


@bp.route("/new", methods=["GET", "POST"])
@needs("extract.propose")
def new() -> tuple[str, int] | Answer:
    """Ask for an extract, or ask again with other variables."""
    with reading() as session:
        again = asked_number("again")
        before = extracts.get(session, g.actor, again) if again else None
        form = Form(ExtractSchema(), data=before, choices={"variables": CHOICES})
    if request.method == "POST" and form.accepts(request.form):
        try:
            with transaction() as session:
                made = extracts.propose(session, g.actor, g.country, Asked(**form.values))
            return redirect(url_for(".one", extract_id=made.id))
        except Invalid as error:
            form.add_errors(error.fields)
    return render_template("evidence/ask.html", form=form, k=K, limit=LIMIT_PERCENT), form.status


@bp.get("/<int:extract_id>")
@needs("extract.read")
def one(extract_id: int) -> tuple[str, int]:
    """One extract."""
    return _page(extract_id, Form(RefusalSchema(), place="refuse"))


@bp.post("/<int:extract_id>/approve")
@needs("extract.decide")
def approve(extract_id: int) -> Answer:
    """Let it go."""
    return _done(extract_id, lambda session: extracts.approve(session, g.actor, g.country, extract_id))


@bp.post("/<int:extract_id>/refuse")
@needs("extract.decide")
def refuse(extract_id: int) -> tuple[str, int] | Answer:
    """Let it not go."""
    form = Form(RefusalSchema(), place="refuse")
    if not form.accepts(request.form):
        return _page(extract_id, form)
    return _done(extract_id, lambda session: extracts.refuse(session, g.actor, extract_id, form.values["comment"]))


@bp.post("/<int:extract_id>/end")
@needs("extract.propose")
def end(extract_id: int) -> tuple[str, int] | Answer:
    """Note that every copy was destroyed."""
    form = Form(ConfirmationSchema(), place="end")
    if not form.accepts(request.form):
        return _page(extract_id, Form(RefusalSchema(), place="refuse"), form)
    return _done(extract_id, lambda session: extracts.end(session, g.actor, extract_id, form.values["confirmed"]))


@bp.get("/<int:extract_id>/file")
@needs("extract.fetch")
def file(extract_id: int) -> Response | Answer:
    """Fetch the file, as long as it may be."""
    try:
        with transaction() as session:
            content, name = extracts.fetch(session, g.actor, g.country, extract_id)
    except Conflict as error:
        flash(say(error.message), "warning")
        return redirect(url_for(".one", extract_id=extract_id))
    answer = Response(content, mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _done(extract_id: int, act: Callable[["Session"], Extract]) -> Answer:
    try:
        with transaction() as session:
            act(session)
    except (Conflict, Refused) as error:
        flash(say(error.message), "warning")
    else:
        flash(_("Saved."))
    return redirect(url_for(".one", extract_id=extract_id))


def _page(extract_id: int, form: Form, ending: Form | None = None) -> tuple[str, int]:
    with reading() as session:
        made = extracts.get(session, g.actor, extract_id)
        page = render_template(
            "evidence/extract.html", made=made, form=form,
            ending=ending or Form(ConfirmationSchema(), place="end"), variables=VARIABLES, limit=LIMIT_PERCENT,
            is_open=extracts.is_open(made), withdrawn=extracts.withdrawn(session, g.country, made),
            beside=extracts.beside(session, made),
        )  # fmt: skip
    return page, (ending or form).status
