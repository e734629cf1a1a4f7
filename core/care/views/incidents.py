"""Incidents and concerns of the house, and complaints of those who live in it."""

from datetime import UTC
from typing import TYPE_CHECKING, Any, cast

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core import clock, slips
from core.access import people, policies
from core.care import complaints, incident_terms, incidents, notices, schemas
from core.care.incidents import NewIncident
from core.care.views.blueprint import bp, today
from core.errors import N_
from core.i18n import gettext as _
from core.stages import episodes
from core.web.context import needs, reading, transaction
from core.web.cursor import paged, read_cursor
from core.web.forms import Form
from core.web.numbers import numbers_among
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_SEALED = N_(
    "Nobody else in the house sees it, in no list and in no count, and you will not see it again yourself. If you trust"
    " nobody of the house with it, turn to an authority outside."
)


@bp.get("/incidents")
@needs("incident.report")
def list_incidents() -> Response | str:
    """The house's incidents that the reader may know of; whoever may not read any reports one."""
    if not incidents.may_read(g.actor):
        return redirect(url_for(".new_incident"))
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = incidents.list_page(session, g.actor, after=after, before=before)
    page = paged(rows, slips.PAGE, lambda row: (row.happened_at, row.id))
    return render_template("care/incidents.html", page=page, terms=incident_terms)


@bp.route("/incidents/new", methods=["GET", "POST"])
@needs("incident.report")
def new_incident() -> Answer:
    """Report an incident."""
    with reading() as session:
        known = _inside(session)
    choices = {"harmed": known, "involved": known}
    schema = schemas.IncidentSchema(exclude=() if known else ("harmed", "involved"))
    form = Form(schema, data={"happened_at": clock.now()}, choices=choices if known else {})

    def act(session: "Session", values: dict[str, Any]) -> str:
        parts = dict.fromkeys(numbers_among(values.pop("involved", ())), "involved")
        parts |= dict.fromkeys(numbers_among(values.pop("harmed", ())), "harmed")
        made = incidents.report(session, g.actor, NewIncident(people=parts, **_instants(values)))
        return _after(made.id)

    return form_page(form, act, _("Report an incident"), _back())


@bp.route("/incidents/concern", methods=["GET", "POST"])
@needs("incident.report")
def new_concern() -> Answer:
    """File a concern about somebody of the staff; only those who are chosen learn of it."""
    with g.network.reading() as network:
        staff = people.of_branch(network, g.actor.branch_code, today())
    names = sorted({(each.user_id or 0, each.name) for each in staff}, key=lambda pair: pair[1])
    form = Form(schemas.ConcernSchema(), data={"happened_at": clock.now()}, choices={"about_user_id": names})

    def act(session: "Session", values: dict[str, Any]) -> str:
        audience = tuple(values.pop("audience"))
        incidents.report(session, g.actor, NewIncident(incident_terms.CONCERN, audience=audience, **_instants(values)))
        return url_for("home.today")

    return form_page(form, act, _("A concern about somebody of the staff"), url_for("home.today"), note=_(_SEALED))


@bp.get("/incidents/<int:incident_id>")
@needs("incident.report")
def incident(incident_id: int) -> str:
    """One incident: who has been told, what happened, what was learnt."""
    return _page(incident_id)


@bp.route("/incidents/<int:incident_id>/notice", methods=["GET", "POST"])
@needs("incident.report")
def new_notice(incident_id: int) -> Answer:
    """Add somebody who has to be told."""
    here = url_for(".incident", incident_id=incident_id)
    form = Form(schemas.NoticeSchema(), data={"due_at": clock.now()})

    def act(session: "Session", values: dict[str, Any]) -> str:
        found = incidents.get(session, g.actor, incident_id)
        notices.add(session, g.actor, found, values["told_to"], values["due_at"].astimezone(UTC))
        return here

    return form_page(
        form,
        act,
        _("Somebody who has to be told"),
        here,
        about=lambda session: incidents.get(session, g.actor, incident_id),
    )


@bp.route("/incidents/<int:incident_id>/told/<int:notice_id>", methods=["GET", "POST"])
@needs("incident.report")
def told(incident_id: int, notice_id: int) -> Answer:
    """Note that somebody was told."""
    here = url_for(".incident", incident_id=incident_id)

    def act(session: "Session", values: dict[str, Any]) -> str:
        notices.told(session, g.actor, incidents.get(session, g.actor, incident_id), notice_id, values["receipt"])
        return here

    return form_page(
        Form(schemas.ReceiptSchema()),
        act,
        _("Somebody has been told"),
        here,
        about=lambda session: incidents.get(session, g.actor, incident_id),
    )


@bp.route("/incidents/<int:incident_id>/review", methods=["GET", "POST"])
@needs("incident.report")
def review_incident(incident_id: int) -> Answer:
    """Close an incident with what was learnt."""
    here = url_for(".incident", incident_id=incident_id)

    def act(session: "Session", values: dict[str, Any]) -> str:
        incidents.review(session, g.actor, incident_id, values["lessons"])
        return here

    return form_page(
        Form(schemas.LessonsSchema()),
        act,
        _("Review of an incident"),
        here,
        about=lambda session: incidents.get(session, g.actor, incident_id),
    )


@bp.post("/incidents/<int:incident_id>/<any(strike, restore, reopen):how>")
@needs("incident.report")
def change_incident(incident_id: int, how: str) -> Response:
    """Strike an incident out, bring it back, or open it again."""
    here = url_for(".incident", incident_id=incident_id)

    def act(session: "Session") -> str:
        if how == "reopen":
            incidents.reopen(session, g.actor, incident_id)
        else:
            incidents.change(session, g.actor, incident_id, how)
        return here

    return act_once(act, here)


@bp.get("/complaints")
@needs("complaint.read")
def list_complaints() -> str:
    """Complaints of residents, newest first."""
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = complaints.list_page(session, g.actor, after=after, before=before)
    page = paged(rows, slips.PAGE, lambda row: (row.complaint.received_on, row.complaint.id))
    return render_template("care/complaints.html", page=page, terms=incident_terms)


@bp.route("/complaints/new", methods=["GET", "POST"])
@needs("complaint.receive")
def new_complaint() -> Answer:
    """Write down a complaint."""
    back = url_for(".list_complaints") if policies.may(g.actor, "complaint.read") else url_for("home.today")

    def act(session: "Session", values: dict[str, Any]) -> str:
        complaints.receive(session, g.actor, **values)
        return back

    return form_page(Form(schemas.ComplaintSchema(), data={"received_on": today()}), act, _("New complaint"), back)


@bp.route("/complaints/<int:complaint_id>/answer", methods=["GET", "POST"])
@needs("complaint.read")
def answer_complaint(complaint_id: int) -> Answer:
    """Write down what was answered."""
    back = url_for(".list_complaints")

    def act(session: "Session", values: dict[str, Any]) -> str:
        complaints.answer(session, g.actor, complaint_id, values["answered_on"], values["answer"])
        return back

    return form_page(
        Form(schemas.AnswerSchema(), data={"answered_on": today()}),
        act,
        _("Answer to a complaint"),
        back,
        about=lambda session: complaints.get(session, g.actor, complaint_id),
    )


@bp.post("/complaints/<int:complaint_id>/<any(strike, restore):how>")
@needs("complaint.read")
def change_complaint(complaint_id: int, how: str) -> Response:
    """Strike a complaint out, or bring it back."""
    back = url_for(".list_complaints")

    def act(session: "Session") -> str:
        complaints.change(session, g.actor, complaint_id, how)
        return back

    return act_once(act, back)


def _page(incident_id: int) -> str:
    with transaction() as session:
        shown = incidents.show(session, g.actor, incident_id)
    return render_template("care/incident.html", shown=shown, terms=incident_terms, now=clock.now())


def _inside(session: "Session") -> list[tuple[str, str]]:
    """Offer who lives here to those who may know it; whoever may not describes it in words."""
    if not policies.may(g.actor, "resident.list"):
        return []
    return [(str(key), f"{name} · {code}") for key, code, name in episodes.inside(session, g.actor)]


def _instants(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "happened_at": values["happened_at"].astimezone(UTC), "level": int(values["level"])}


def _after(incident_id: int) -> str:
    if policies.may(g.actor, "incident.read"):
        return url_for(".incident", incident_id=incident_id)
    return url_for("home.today")


def _back() -> str:
    return url_for(".list_incidents") if incidents.may_read(g.actor) else url_for("home.today")
