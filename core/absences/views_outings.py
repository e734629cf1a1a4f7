"""Outings with permission: who is out and when each is expected, leaving, and coming back."""

from datetime import UTC, timedelta

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock, waking
from core.absences import listing, outings
from core.absences.outings import NewOuting
from core.absences.schemas import OutingSchema
from core.absences.views_blueprint import bp
from core.errors import Conflict, Invalid
from core.i18n import gettext as _
from core.i18n import say
from core.residents import service as residents
from core.web.context import needs, reading, transaction
from core.web.forms import Form

Answer = Response | tuple[str, int]


@bp.get("/outings")
@needs("absence.read")
def outing_list() -> str:
    """Who is out, the latest first."""
    with reading() as session:
        return render_template("absences/outings.html", lines=listing.who_is_out(session, g.actor), now=clock.now())


@bp.route("/residents/<code>/outing", methods=["GET", "POST"])
@needs("outing.write")
def go_out(code: str) -> Answer:
    """Note that she leaves with permission."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
    now = clock.now()
    form = Form(OutingSchema(), data={"left_at": now, "expected_at": now + timedelta(hours=2)})
    if request.method == "POST" and form.accepts(request.form):
        try:
            return _leave(form, code)
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict as error:
            g.untaken = True
            flash(say(error.message), "warning")
            return redirect(url_for(".outing_list"), 303)
    return render_template("absences/outing.html", form=form, resident=resident), form.status


@bp.post("/residents/<code>/outing/back")
@needs("outing.write")
def come_back(code: str) -> Response:
    """Note that she is back."""
    try:
        with transaction() as session:
            resident = residents.get(session, g.actor, code)
            outings.come_back(session, g.actor, resident)
        flash(_("%(name)s is back.", name=resident.house_name))
    except Conflict as error:
        flash(say(error.message), "warning")
    return redirect(url_for(".outing_list"), 303)


def _leave(form: Form, code: str) -> Response:
    values = form.values
    with transaction() as session:
        resident = residents.get(session, g.actor, code)
        new_one = NewOuting(values["left_at"].astimezone(UTC), values["expected_at"].astimezone(UTC), values["about"])
        outing = outings.leave(session, g.actor, resident, new_one)
        search = outings.search_at(session, outing.branch_id, outing.expected_at)
    with g.network.transaction() as network:
        waking.look_by(network, search)
    flash(_("It is noted. If she is not back in time, the house is warned and then looks for her."))
    return redirect(url_for(".outing_list"), 303)
