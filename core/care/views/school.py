"""A resident's school, and modules of education."""

from typing import TYPE_CHECKING, Any

from flask import g, render_template, url_for
from werkzeug.wrappers import Response

from core.care import schemas, school, terms
from core.care.school import NewSchooling
from core.care.views.blueprint import bp, lead, the_resident, today
from core.i18n import format_month
from core.i18n import gettext as _
from core.residents import service as residents
from core.web.context import needs, reading
from core.web.forms import Form
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@bp.get("/residents/<code>/school")
@needs("school.read")
def list_school(code: str) -> str:
    """Her places in schools with the days of each month."""
    with reading() as session:
        resident = residents.get(session, g.actor, code)
        shown = school.list_all(session, g.actor, resident)
        on_case = residents.on_case(session, g.actor, resident.id)
    known = {"terms": terms, "on_case": on_case, "month_words": format_month}
    return render_template("care/school.html", resident=resident, shown=shown, **known)


@bp.route("/residents/<code>/school/new", methods=["GET", "POST"])
@needs("school.write")
def new_school(code: str) -> Answer:
    """Record a place in a school."""
    resident, here = the_resident(code), url_for(".list_school", code=code)
    form = Form(schemas.SchoolingSchema(), data={"from_on": today(), "outside": True, "compulsory": True})

    def act(session: "Session", values: dict[str, Any]) -> str:
        school.enrol(session, g.actor, resident, NewSchooling(**values))
        return here

    return form_page(form, act, _("New place in a school"), here, lead=lead(resident))


@bp.route("/residents/<code>/school/<int:schooling_id>/month", methods=["GET", "POST"])
@needs("school.write")
def school_month(code: str, schooling_id: int) -> Answer:
    """Write the days of a month."""
    resident, here = the_resident(code), url_for(".list_school", code=code)
    form = Form(schemas.MonthSchema(), data={"month": today()})

    def act(session: "Session", values: dict[str, Any]) -> str:
        school.write_month(session, g.actor, schooling_id, **values)
        return here

    return form_page(
        form,
        act,
        _("Days of a month"),
        here,
        lead=lead(resident),
        about=lambda session: school.get(session, g.actor, schooling_id),
    )


@bp.route("/residents/<code>/school/<int:schooling_id>/end", methods=["GET", "POST"])
@needs("school.write")
def end_school(code: str, schooling_id: int) -> Answer:
    """Note that a place ended."""
    resident, here = the_resident(code), url_for(".list_school", code=code)
    form = Form(schemas.SchoolEndSchema(), data={"until_on": today()})

    def act(session: "Session", values: dict[str, Any]) -> str:
        school.end(session, g.actor, schooling_id, values["until_on"], values["result"])
        return here

    return form_page(
        form,
        act,
        _("The place has ended"),
        here,
        lead=lead(resident),
        about=lambda session: school.get(session, g.actor, schooling_id),
    )


@bp.post("/residents/<code>/school/<int:schooling_id>/<any(strike, restore, reopen):how>")
@needs("school.write")
def change_school(code: str, schooling_id: int, how: str) -> Response:
    """Strike a place out, bring it back, or undo that it ended."""
    here = url_for(".list_school", code=code)

    def act(session: "Session") -> str:
        if how == "reopen":
            school.reopen(session, g.actor, schooling_id)
        else:
            school.change(session, g.actor, schooling_id, how)
        return here

    return act_once(act, here)


@bp.route("/residents/<code>/modules/new", methods=["GET", "POST"])
@needs("module.write")
def new_module(code: str) -> Answer:
    """Record that she takes part in a module."""
    resident, here = the_resident(code), url_for(".list_services", code=code)
    form = Form(schemas.ModuleSchema(), data={"began_on": today(), "module": next(iter(terms.MODULES))})

    def act(session: "Session", values: dict[str, Any]) -> str:
        school.begin_module(session, g.actor, resident, **values)
        return here

    return form_page(form, act, _("New module of education"), here, lead=lead(resident))


@bp.post("/residents/<code>/modules/<int:module_id>/<any(completed, left, strike, restore):how>")
@needs("module.write")
def change_module(code: str, module_id: int, how: str) -> Response:
    """Note that she completed a module or left it; strike it out or bring it back."""
    here = url_for(".list_services", code=code)

    def act(session: "Session") -> str:
        if how in ("completed", "left"):
            school.end_module(session, g.actor, module_id, today(), completed=how == "completed")
        else:
            school.change_module(session, g.actor, module_id, how)
        return here

    return act_once(act, here)
