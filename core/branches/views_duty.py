"""Beginning and ending a shift; who is on shift now."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.branches import duty
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import say
from core.web.context import needs, reading, transaction

bp = Blueprint("duty", __name__, url_prefix="/duty", template_folder="templates")


@bp.get("")
@needs("duty.start")
def index() -> str:
    """The reader's own shift, and who else is in the house."""
    with reading() as session:
        return render_template("branches/duty.html", present=duty.on_duty(session, g.actor.branch_id))


@bp.post("/start")
@needs("duty.start")
def start() -> Response:
    """Begin one's shift: from now on the files of the house are open to her."""
    try:
        with transaction() as session:
            duty.start_duty(session, g.actor, g.country)
    except Refused as refused:
        for objection in refused.objections:
            flash(say(objection.message), "warning")
    else:
        flash(_("Your shift has begun."))
    return redirect(url_for(".index"), 303)


@bp.post("/end")
@needs("duty.start")
def end() -> Response:
    """End one's shift, and with it what she may read."""
    with transaction() as session:
        duty.end_duty(session, g.actor)
    flash(_("Your shift has ended."))
    return redirect(url_for(".index"), 303)
