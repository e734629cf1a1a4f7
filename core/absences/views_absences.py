"""Reporting that somebody is missing, the steps of the search, and its end."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.absences import alert, held, returning, service
from core.absences import steps as _steps
from core.absences.schemas import BedSchema, EndSchema, ReportSchema, StepSchema, TalkSchema
from core.absences.service import Report
from core.absences.views_blueprint import bp
from core.agenda.listing import title_of
from core.continuity import service as continuity
from core.errors import Conflict, Invalid, Refused
from core.i18n import current, say
from core.i18n import gettext as _
from core.partners import service as partners
from core.residents import service as residents
from core.web.context import needs, reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from core.absences.models import Absence
    from core.residents.models import Resident

PREFIX = "/residents/<code>/absences"
Answer = Response | tuple[str, int]


@bp.get(PREFIX)
@needs("absence.read")
def index(code: str) -> str:
    """Her absences, and what is being done about the one that lasts."""
    with transaction() as session:
        return _page(session, code, Form(EndSchema()))


@bp.route(PREFIX + "/new", methods=["GET", "POST"])
@needs("absence.report")
def new(code: str) -> Answer:
    """Report that she is missing."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        known = service.find_open(session, resident.id)
    if known is not None and not known.undeclared:
        return redirect(url_for(".index", code=code))
    form = Form(ReportSchema(), data={"since": known.since_at if known else clock.now()})
    if request.method == "POST" and form.accepts(request.form):
        try:
            return redirect(_report(form, code))
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict as error:
            g.untaken = True
            flash(say(error.message), "warning")
            return redirect(url_for(".index", code=code))
    return render_template("absences/new.html", form=form, resident=resident), form.status


@bp.post(PREFIX + "/step")
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


@bp.post(PREFIX + "/<any(returned, found):how>")
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


@bp.post(PREFIX + "/bed")
@needs("bed.decide")
def keep_bed(code: str) -> Answer:
    """Keep her bed longer."""
    form = Form(BedSchema(), place="bed")
    try:
        if not form.accepts(request.form):
            raise Invalid(form.errors)
        with transaction() as session:
            resident, absence = _last(session, code)
            held.keep_longer(session, g.actor, resident, absence, form.values["until"])
        flash(_("Her bed is kept for her."))
    except Invalid as error:
        form.add_errors(error.fields)
        with transaction() as session:
            return _page(session, code, Form(EndSchema()), bed_form=form), form.status
    except Conflict as error:
        flash(say(error.message), "warning")
    return redirect(url_for(".index", code=code))


@bp.post(PREFIX + "/bed/release")
@needs("bed.decide")
def give_up_bed(code: str) -> Answer:
    """Give her bed to somebody else; her stay goes on."""
    try:
        with transaction() as session:
            held.give_up(session, g.actor, *_last(session, code))
        flash(_("Her bed is free. Her stay goes on."))
    except Conflict as error:
        flash(say(error.message), "warning")
    return redirect(url_for(".index", code=code))


@bp.post(PREFIX + "/talk")
@needs("absence.report")
def talk(code: str) -> Answer:
    """Note that somebody talked with her after her return."""
    form = Form(TalkSchema(), place="talk")
    try:
        if not form.accepts(request.form):
            raise Invalid(form.errors)
        with transaction() as session:
            returning.talk_done(session, g.actor, *_last(session, code), form.values["note"])
        flash(_("Noted."))
    except Invalid as error:
        form.add_errors(error.fields)
        with transaction() as session:
            return _page(session, code, Form(EndSchema()), talk_form=form), form.status
    except (Conflict, Refused) as error:
        flash(say(error.message), "warning")
    return redirect(url_for(".index", code=code))


def _step_form(code: str) -> Form:
    return Form(StepSchema(), data={"step": code}, place=f"step-{code}")


def _last(session: "Session", code: str) -> tuple["Resident", "Absence"]:
    """Find her and the absence that matters: the one that lasts, or the last one."""
    resident = residents.get(session, g.actor, code)
    return resident, service.last(session, g.actor, resident)


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


def _page(
    session: "Session", code: str, form: Form, sent: Form | None = None, bed_form: Form | None = None,
    talk_form: Form | None = None,
) -> str:  # fmt: skip
    resident = residents.get(session, g.actor, code)
    shown = service.list_all(session, g.actor, g.country, resident)
    present: Any = next((each for each in shown if each.absence.ended_at is None), None)
    steps = present.protocol.steps if present and present.protocol else ()
    looking = _steps.searching(session, present.absence) if present and present.absence.undeclared else []
    forms = {each.code: _step_form(each.code) for each in steps}
    return render_template(
        "absences/index.html",
        resident=resident,
        present=present,
        looking=[(title_of(each.title), each) for each in looking],
        past=[each for each in shown if each is not present],
        told=partners.standing(session, [code for each in steps for code in each.tells], clock.today(current().zone)),
        alert=alert.alert_of(session, g.actor, g.country, present.absence) if present else None,
        bed=held.kept(session, g.actor, resident.id) if shown else None,
        talk=returning.open_talk(session, shown[0].absence) if shown else None,
        form=form,
        step_forms={code: sent if sent and sent.place == each.place else each for code, each in forms.items()},
        bed_form=bed_form or Form(BedSchema(), place="bed"),
        talk_form=talk_form or Form(TalkSchema(), place="talk"),
        now=clock.now(),
    )


def _instant(at: datetime) -> datetime:
    return at.astimezone(UTC)
