"""Requests for a further use of figures at the office: asked, and what each branch says."""

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from core.errors import Invalid
from core.hq.receiving import refusals
from core.hq.receiving.reading import FILE, LARGEST, decoded
from core.hq.sharing import service as sharing
from core.hq.sharing.schemas import AskSchema
from core.hq.views_answers import faults, office
from core.i18n import gettext as _
from core.reporting import catalogue as catalogues
from core.reporting.sharing.further_use import KINDS
from core.web.context import needs
from core.web.forms import Form

bp = Blueprint("sharing", __name__, template_folder="templates")


@bp.get("/hq/sharing")
@needs("hq.read")
def index() -> str:
    """What was asked, and how far the answers have come."""
    with office().hq.reading() as session:
        rows = sharing.listed(session, g.actor)
    return render_template("hq/sharing_list.html", rows=rows, kinds=KINDS)


@bp.route("/hq/sharing/new", methods=["GET", "POST"])
@needs("hq.read")
def new() -> tuple[str, int] | Answer:
    """Ask every branch."""
    form = Form(AskSchema())
    if request.method == "POST" and form.accepts(request.form):
        countries = current_app.extensions["abrigo-countries"]
        try:
            with g.network.transaction() as session:
                number = sharing.ask(session, g.actor, form.values, sharing.last_day_by(countries)).id
        except Invalid as error:
            form.add_errors(error.fields)
        else:
            flash(_("Every branch is asked. Whoever says nothing for ten working days has said no."))
            return redirect(url_for(".one", number=number))
    return render_template(
        "hq/donor_form.html", form=form, title=_("Ask for a further use of figures"), back=url_for(".index"),
        submit=_("Ask every branch"),
        offered=[each for each in catalogues.current().indicators.values() if not each.house],
    ), form.status  # fmt: skip


@bp.get("/hq/sharing/<int:number>")
@needs("hq.read")
def one(number: int) -> str:
    """What a request says, and what each branch says to it."""
    with office().hq.reading() as session:
        shown = sharing.get(session, g.actor, number)
    return render_template("hq/sharing_one.html", shown=shown, kinds=KINDS)


@bp.post("/hq/sharing/answers")
@needs("hq.read")
def upload() -> Answer:
    """Take in an answer that a branch of another node has sent as a file."""
    file = request.files.get("answer")
    content = file.read(LARGEST + 1) if file else b""
    try:
        with refusals.noted(office(), content, FILE), g.network.transaction() as session:
            number = sharing.receive(session, decoded(content)).request_id
    except Invalid as error:
        flash(faults(error), "warning")
        return redirect(url_for(".index"))
    flash(_("Received and verified"))
    return redirect(url_for(".one", number=number))


@bp.get("/hq/sharing/branches/<code>/requests.json")
@needs("hq.read")
def as_a_file(code: str) -> Response:
    """What a branch of another node is asked, as a file to carry there."""
    with office().hq.reading() as session:
        told = sharing.as_file(session, g.actor, code)
    answer = Response(told, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="abrigo-sharing-{code}.json"'
    return answer
