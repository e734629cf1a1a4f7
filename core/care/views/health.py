"""What health alone knows of a resident."""

from typing import TYPE_CHECKING, Any

from flask import g, render_template, url_for
from werkzeug.wrappers import Response

from core.care import health, schemas, terms
from core.care.views.blueprint import bp, lead, the_resident, today
from core.i18n import gettext as _
from core.residents import service as residents
from core.web.context import needs, transaction
from core.web.forms import Form
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@bp.get("/residents/<code>/health")
@needs("health.read")
def list_health(code: str) -> str:
    """Pregnancies and treatment plans; that they were read is an event."""
    with transaction() as session:
        resident = residents.get(session, g.actor, code)
        shown = health.show(session, g.actor, resident)
    return render_template("care/health.html", resident=resident, shown=shown, terms=terms, today=today())


@bp.route("/residents/<code>/health/pregnancy", methods=["GET", "POST"])
@needs("health.write")
def new_pregnancy(code: str) -> Answer:
    """Record a pregnancy."""
    resident, here = the_resident(code), url_for(".list_health", code=code)
    form = Form(schemas.PregnancySchema(), data={"noted_on": today()})

    def act(session: "Session", values: dict[str, Any]) -> str:
        health.note_pregnancy(session, g.actor, resident, **values)
        return here

    return form_page(form, act, _("New pregnancy"), here, lead=lead(resident))


@bp.route("/residents/<code>/health/pregnancy/<int:pregnancy_id>/end", methods=["GET", "POST"])
@needs("health.write")
def end_pregnancy(code: str, pregnancy_id: int) -> Answer:
    """Record that a pregnancy ended."""
    resident, here = the_resident(code), url_for(".list_health", code=code)
    form = Form(schemas.PregnancyEndSchema(), data={"ended_on": today()})

    def act(session: "Session", values: dict[str, Any]) -> str:
        health.end_pregnancy(session, g.actor, pregnancy_id, values["ended_on"], values["outcome"])
        return here

    return form_page(
        form,
        act,
        _("The pregnancy has ended"),
        here,
        lead=lead(resident),
        about=lambda session: health.get(session, g.actor, "pregnancy", pregnancy_id),
    )


@bp.route("/residents/<code>/health/treatment", methods=["GET", "POST"])
@needs("health.write")
def new_treatment(code: str) -> Answer:
    """Record a treatment plan."""
    resident, here = the_resident(code), url_for(".list_health", code=code)
    form = Form(schemas.TreatmentSchema(), data={"began_on": today()})

    def act(session: "Session", values: dict[str, Any]) -> str:
        health.plan_treatment(session, g.actor, resident, **values)
        return here

    return form_page(form, act, _("New treatment plan"), here, lead=lead(resident))


@bp.route("/residents/<code>/health/treatment/<int:plan_id>/end", methods=["GET", "POST"])
@needs("health.write")
def end_treatment(code: str, plan_id: int) -> Answer:
    """Record how a treatment ended."""
    resident, here = the_resident(code), url_for(".list_health", code=code)
    form = Form(schemas.TreatmentEndSchema(), data={"ended_on": today()})

    def act(session: "Session", values: dict[str, Any]) -> str:
        health.end_treatment(session, g.actor, plan_id, values["ended_on"], values["result"])
        return here

    return form_page(
        form,
        act,
        _("The treatment has ended"),
        here,
        lead=lead(resident),
        about=lambda session: health.get(session, g.actor, "treatment", plan_id),
    )


@bp.post("/residents/<code>/health/<any(pregnancy, treatment):kind>/<int:row_id>/<any(strike, restore):how>")
@needs("health.write")
def change_health(code: str, kind: str, row_id: int, how: str) -> Response:
    """Strike a pregnancy or a treatment plan out, or bring it back."""
    here = url_for(".list_health", code=code)

    def act(session: "Session") -> str:
        health.change(session, g.actor, kind, row_id, how)
        return here

    return act_once(act, here)
