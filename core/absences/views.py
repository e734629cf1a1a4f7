"""Reporting that somebody is missing, the steps of the search, and its end."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.absences import service
from core.absences.schemas import EndSchema, ReportSchema, StepSchema
from core.absences.service import Report
from core.continuity import service as continuity
from core.errors import Conflict, Invalid
from core.i18n import current, say
from core.i18n import gettext as _
from core.partners import service as partners
from core.residents import service as residents
from core.web.context import needs, reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("absences", __name__, url_prefix="/residents/<code>/absences", template_folder="templates")
Answer = Response | tuple[str, int]


@bp.get("")
@needs("absence.read")
def index(code: str) -> str:
    """Her absences, and what is being done about the one that lasts."""
    with transaction() as session:
        return _page(session, code, Form(EndSchema()))


@bp.route("/new", methods=["GET", "POST"])
@needs("absence.report")
def new(code: str) -> Answer:
    """Report that she is missing."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        already = service.find_open(session, resident.id) is not None
    if already:
        return redirect(url_for(".index", code=code))
    form = Form(ReportSchema(), data={"since": clock.now()})
    if request.method == "POST" and form.accepts(request.form):
        try:
            return redirect(_report(form, code))
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict as error:
            flash(say(error.message), "warning")
            return redirect(url_for(".index", code=code))
    return render_template("absences/new.html", form=form, resident=resident), form.status


@bp.post("/step")
@needs("absence.report")
def step(code: str) -> Answer:
    """Note that a step was taken."""
    form = _step_form(request.form.get("step", ""))
    try:
        if not form.accepts(request.form):
            raise Invalid(form.errors)
        with transaction() as session:
            resident = residents.get(session, g.actor, code)
            service.step_done(session, g.actor, resident, form.values["step"], form.values["note"])
    except Invalid as error:
        form.add_errors(error.fields)
        with transaction() as session:
            return _page(session, code, Form(EndSchema()), form), form.status
    except Conflict as error:
        flash(say(error.message), "warning")
    return redirect(url_for(".index", code=code))


@bp.post("/<any(returned, found):how>")
@needs("absence.report")
def end(code: str, how: str) -> Answer:
    """Note that she is back, or was found elsewhere."""
    form = Form(EndSchema())
    act = service.end_by_return if how == "returned" else service.end_by_finding
    try:
        if not form.accepts(request.form):
            raise Invalid(form.errors)
        with transaction() as session:
            act(session, g.actor, residents.get(session, g.actor, code), form.values["outcome"])
    except Invalid as error:
        form.add_errors(error.fields)
        with transaction() as session:
            return _page(session, code, form), form.status
    except Conflict as error:
        flash(say(error.message), "warning")
    else:
        flash(_("It is noted that she is back.") if how == "returned" else _("It is noted that she was found."))
    return redirect(url_for(".index", code=code))


def _step_form(code: str) -> Form:
    return Form(StepSchema(), data={"step": code}, place=f"step-{code}")


def _report(form: Form, code: str) -> str:
    values = form.values
    with transaction() as session:
        resident = residents.get(session, g.actor, code)

        def act() -> str:
            made = service.report(session, g.actor, g.country, resident,
                                  Report(_instant(values["since"]), values["circumstances"]))  # fmt: skip
            if made.form_id is not None:
                return url_for("forms.edit", record_id=made.form_id)
            return url_for(".index", code=code)

        return continuity.once(session, g.actor, form.token, act)


def _page(session: "Session", code: str, form: Form, sent: Form | None = None) -> str:
    resident = residents.get(session, g.actor, code)
    shown = service.list_all(session, g.actor, g.country, resident)
    present: Any = next((each for each in shown if each.absence.ended_at is None), None)
    steps = present.protocol.steps if present and present.protocol else ()
    forms = {each.code: _step_form(each.code) for each in steps}
    return render_template(
        "absences/index.html",
        resident=resident,
        present=present,
        past=[each for each in shown if each is not present],
        told=partners.standing(session, [code for each in steps for code in each.tells], clock.today(current().zone)),
        alert=service.alert_of(session, g.actor, g.country, present.absence) if present else None,
        form=form,
        step_forms={code: sent if sent and sent.place == each.place else each for code, each in forms.items()},
        now=clock.now(),
    )


def _instant(at: datetime) -> datetime:
    return at.astimezone(UTC)
