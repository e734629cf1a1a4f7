"""The way of signed figures to the office of another node: how far they have come, what stopped them, and on again."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as Answer

from core.errors import NotFound
from core.i18n import gettext as _
from core.reporting import service
from core.reporting.sending import service as sending
from core.reporting.sending.line import Line
from core.reporting.views import LINE
from core.reporting.words import period_words
from core.settings import Settings
from core.web.context import needs, reading, transaction

bp = Blueprint("sending", __name__, url_prefix="/figures", template_folder="templates")


@bp.get("/<int:closing_id>/sending")
@needs("figures.close")
def index(closing_id: int) -> str:
    """How far it has come."""
    line = _line()
    with reading() as session:
        closing = service.get(session, g.actor, closing_id)
        parts = sending.parts_of(session, g.actor, closing)
    return render_template(
        "reporting/sending.html", closing=closing, parts=parts, words=period_words, host=urlsplit(line.address).hostname
    )


@bp.post("/<int:closing_id>/sending")
@needs("figures.close")
def carry(closing_id: int) -> Answer:
    """Carry on for some seconds."""
    line = _line()
    with transaction() as session:
        packages = sending.packages(session, g.actor, service.get(session, g.actor, closing_id))
    carried = sending.carry(line, packages)
    with transaction() as session:
        whole = sending.keep(session, g.actor, carried) and len(carried) == len(packages)
    if whole:
        flash(_("The regional office has received and verified the figures."))
    return redirect(url_for(".index", closing_id=closing_id))


def _line() -> Line:
    line: Line | None = current_app.extensions.get(LINE)
    if line is None:
        raise NotFound()
    return line


@bp.record_once
def _open_line(state: BlueprintSetupState) -> None:
    settings: Settings = state.app.extensions["abrigo-settings"]
    if settings.office:
        trusted = str(settings.office_ca) if settings.office_ca else None
        state.app.extensions[LINE] = Line(settings.office, trusted)
