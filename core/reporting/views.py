"""Figures of the house: look, close, sign, send, carry away."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from core import clock
from core.audit.service import Subject
from core.errors import Invalid
from core.i18n import current, say
from core.i18n import gettext as _
from core.reporting import catalogue as catalogues
from core.reporting import service, tracing
from core.reporting.leaving import evidence, exposure, sums
from core.reporting.leaving.exposure import Exposed
from core.reporting.masking import FIRST
from core.reporting.meaning import EVIDENCE
from core.reporting.page import STATES, page
from core.reporting.periods import Period, containing
from core.reporting.schemas import CloseSchema, RestateSchema
from core.reporting.words import offered, period_words
from core.web.context import needs, reading, transaction
from core.web.forms import Form

bp = Blueprint("reporting", __name__, url_prefix="/figures", template_folder="templates")

#: Under this name the regional office of the same node offers to receive; its room stands above this one.
OFFICE, DESK = "abrigo-office", "abrigo-desk"
#: The line to the office of another node, where this node has been told of one.
LINE = "abrigo-line"
Office = Callable[[str], object]


@bp.app_url_defaults
def _write_periods(_endpoint: str, values: dict[str, Any]) -> None:
    """A period is a tuple: in the query of an address it would be taken apart, and another one read from it."""
    values.update({name: str(value) for name, value in values.items() if isinstance(value, Period)})


@bp.get("")
@needs("figures.read")
def index() -> tuple[str, int]:
    """A period's figures, exact inside, with what will leave beside them."""
    asked = request.args.get("period")
    return _page(Period.parse(asked) if asked else containing(clock.today(current().zone), "M").previous())


def _page(period: Period, sent: Form | None = None, correction: Form | None = None) -> tuple[str, int]:
    """Draw a period, with the closing that was sent and has to be put right."""
    today = clock.today(current().zone)
    with reading() as session:
        shown = page(session, g.actor, g.country, period, today=today)
    form = sent or Form(CloseSchema(), data={"note": shown.note}, place="close")
    choices = [(str(each), period_words(each)) for each in sorted({*offered(today), period}, key=_newest_first)]
    drawn = render_template(
        "reporting/index.html",
        page=shown,
        choices=choices,
        words=period_words,
        states=STATES,
        form=form,
        correction=correction or Form(RestateSchema(), place="restate"),
        office=OFFICE in current_app.extensions,
        elsewhere=current_app.extensions.get(LINE),
        standing=_desk("standing", period),
        asked=_desk("asked", period),
        levels=EVIDENCE,
        shown_levels=evidence.SHOWN,
        due=catalogues.current().due(period.kind),
        traced=tracing.can,
    )
    return drawn, (correction or form).status


@bp.get("/people/<written>/<figure>")
@needs("figures.trace")
def people(written: str, figure: str) -> str:
    """Whom a figure counts, for the house alone."""
    period = Period.parse(written)
    with transaction() as session:
        traced = tracing.trace(session, g.actor, g.country, period, figure)
    return render_template("reporting/people.html", traced=traced, words=period_words, most=tracing.MOST)


@bp.post("/close")
@needs("figures.close")
def close() -> tuple[str, int] | Answer:
    """Close a period as it stands now."""
    period = Period.parse(request.form.get("period", ""))
    form = Form(CloseSchema(), place="close")
    if not form.accepts(request.form):
        return _page(period, form)
    try:
        with transaction() as session:
            today = clock.today(current().zone)
            service.close(session, g.actor, g.country, period, today=today, note=form.values["note"])
    except Invalid as error:
        form.add_errors(error.fields)
        return _page(period, form)
    flash(_("The period is closed as it stands now."))
    return _back(period)


@bp.post("/<int:closing_id>/sign")
@needs("figures.sign")
def sign(closing_id: int) -> Answer:
    """Sign as director."""
    with reading() as session:
        period = Period.parse(service.get(session, g.actor, closing_id).period)
    try:
        with transaction() as session:
            service.sign(session, g.actor, g.country, service.get(session, g.actor, closing_id))
    except Invalid as error:
        _tell(error)
    except Exposed as error:
        _refuse(error, Subject("closing", closing_id))
    else:
        flash(_("The figures are signed. They can be sent now."))
    return _back(period)


@bp.post("/restate")
@needs("figures.sign")
def restate() -> tuple[str, int] | Answer:
    """Replace everything that was signed of a year."""
    period = Period.parse(request.form.get("period", ""))
    form = Form(RestateSchema(), place="restate")
    if not form.accepts(request.form):
        return _page(period, correction=form)
    try:
        with transaction() as session:
            today = clock.today(current().zone)
            note = form.values["note"]
            made = service.restate(session, g.actor, g.country, period.year, today=today, note=note)
            number = len(made)
    except Invalid as error:
        _tell(error)
    except Exposed as error:
        _refuse(error, Subject("period", str(period.year)))
    else:
        flash(_("The whole year is signed anew: %(number)s periods. They are sent together.", number=number))
    return _back(period)


@bp.post("/<int:closing_id>/send")
@needs("figures.close")
def send(closing_id: int) -> Answer:
    """Hand a signed package to the regional office of this node; a restated year as a whole."""
    office: Office = current_app.extensions[OFFICE]
    with transaction() as session:
        closing = service.get(session, g.actor, closing_id)
        period = Period.parse(closing.period)
        parts = service.together(session, g.actor, closing)
        packages = [(each.id, service.envelope(session, g.actor, each)) for each in parts]
    try:
        for _number, package in packages:
            office(package)
    except Invalid as error:
        _tell(error)
        return _back(period)
    # A failure between the two leaves it signed; sending once more is harmless, since the office knows it already.
    with transaction() as session:
        for number, _package in packages:
            service.mark_sent(session, g.actor, service.get(session, g.actor, number))
    flash(_("The regional office has received and verified the figures."))
    return _back(period)


@bp.post("/sum")
@needs("figures.sign")
def take_part_in_sum() -> Answer:
    """Take the step that the office's round of masked sums awaits."""
    period = Period.parse(request.form.get("period", ""))
    asked = _desk("asked", period)
    if asked is None or asked.step is None:
        return _back(period)
    today = clock.today(current().zone)
    try:
        with transaction() as session:
            if asked.step == FIRST:
                given = sums.take_part(session, g.actor, asked.call, today=today)
            else:
                given = sums.answer(session, g.actor, asked.call, asked.settled, today=today)
        current_app.extensions[DESK].give(given)
    except Invalid as error:
        _tell(error)
    else:
        flash(_("The branch's part is given. Nobody can read its count out of it."))
    return _back(period)


@bp.post("/evidence")
@needs("figures.close")
def show_evidence() -> Answer:
    """Record by what a figure was confirmed."""
    sent = request.form
    period = Period.parse(sent.get("period", ""))
    try:
        with transaction() as session:
            told = (sent.get("indicator", ""), sent.get("level", ""), sent.get("reference", ""))
            evidence.show(session, g.actor, period, *told)
    except Invalid as error:
        _tell(error)
    else:
        flash(_("The evidence is recorded. Its level leaves with the figures when they are signed."))
    return _back(period)


@bp.get("/<int:closing_id>/package")
@needs("figures.close")
def package(closing_id: int) -> Response:
    """Carry a signed package away as a file; a restated year as one archive with all of its packages."""
    with transaction() as session:
        closing = service.get(session, g.actor, closing_id)
        parts = service.together(session, g.actor, closing)
        files = {
            service.file_name(g.actor, each): service.envelope(session, g.actor, each) for each in (*parts, closing)
        }
    name, text = next(reversed(files.items()))
    answer = Response(text, mimetype="application/json")
    if len(files) > 1:
        name = f"{name.removesuffix('.json')}.zip"
        answer = Response(_archive(files), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _archive(files: Mapping[str, str]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def _refuse(error: Exposed, subject: Subject) -> None:
    """Say inside the house which figures could be worked out, and note that they did not leave."""
    with transaction() as session:
        exposure.note(session, g.actor, subject, error)
    flash(say(error.message), "warning")
    for each in error.objections:
        flash(say(each.message), "warning")


def _desk(question: str, period: Period) -> Any:
    """Ask the office of the same node about this branch's period; None where there is none."""
    desk = current_app.extensions.get(DESK)
    return None if desk is None else getattr(desk, question)(g.actor.branch_code, period)


def _newest_first(period: Period) -> tuple[int, int, int]:
    return "MQAT".index(period.kind), -period.year, -period.number


def _tell(error: Invalid) -> None:
    for message in (say(each) for messages in error.fields.values() for each in messages):
        flash(message, "warning")


def _back(period: Period) -> Answer:
    return redirect(url_for(".index", period=str(period)))
