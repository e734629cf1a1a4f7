"""Advocacy: what is followed and how far it has come, what was done, and what was promised."""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, g, render_template, url_for
from werkzeug.wrappers import Response

from core import clock, slips
from core.advocacy import schemas, service
from core.advocacy.service import NewStep
from core.i18n import current
from core.i18n import gettext as _
from core.partners import directory
from core.partners.directory import Filters
from core.web.context import needs, reading
from core.web.cursor import paged, read_cursor
from core.web.forms import Form
from core.web.numbers import asked_number
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("advocacy", __name__, url_prefix="/advocacy", template_folder="templates")
_MANY = 2000


@bp.get("")
@needs("advocacy.read")
def index() -> str:
    """The laws and rules that the house follows, by stage."""
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = service.list_page(session, g.actor, after=after, before=before)
    page = paged(rows, slips.PAGE, lambda row: (row.opened_on, row.id))
    return render_template("advocacy/index.html", page=page, terms=service)


@bp.route("/new", methods=["GET", "POST"])
@needs("advocacy.write")
def new() -> Answer:
    """Put something on the agenda."""
    form = Form(schemas.FirstInstrumentSchema(), data={"opened_on": _today()}, choices={"partner_id": _partners()})

    def act(session: "Session", values: dict[str, Any]) -> str:
        return _instrument(service.follow(session, g.actor, values, values["stage"]).id)

    return form_page(form, act, _("New law or rule to follow"), url_for(".index"))


@bp.route("/<int:instrument_id>/edit", methods=["GET", "POST"])
@needs("advocacy.write")
def edit(instrument_id: int) -> Answer:
    """Change what it is called and asks for."""
    with reading() as session:
        known = service.show(session, g.actor, instrument_id).instrument
    form = Form(schemas.InstrumentSchema(), data=known, choices={"partner_id": _partners()})

    def act(session: "Session", values: dict[str, Any]) -> str:
        service.edit(session, g.actor, instrument_id, values, revision=values["revision"])
        return _instrument(instrument_id)

    return form_page(form, act, _("Change it"), _instrument(instrument_id), edits=True)


@bp.get("/<int:instrument_id>")
@needs("advocacy.read")
def instrument(instrument_id: int) -> str:
    """One law or rule with its steps and actions."""
    with reading() as session:
        shown = service.show(session, g.actor, instrument_id)
    return render_template("advocacy/instrument.html", shown=shown, terms=service, today=_today())


@bp.route("/<int:instrument_id>/step", methods=["GET", "POST"])
@needs("advocacy.write")
def step(instrument_id: int) -> Answer:
    """Record that it moved."""

    def act(session: "Session", values: dict[str, Any]) -> str:
        service.move(session, g.actor, instrument_id, NewStep(**values))
        return _instrument(instrument_id)

    form = Form(schemas.StepSchema(), data={"on_day": _today()})
    return form_page(
        form,
        act,
        _("It has moved"),
        _instrument(instrument_id),
        about=lambda session: service.show(session, g.actor, instrument_id),
    )


@bp.get("/actions")
@needs("advocacy.read")
def actions() -> str:
    """What was done, newest first."""
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = service.actions_page(session, g.actor, after=after, before=before)
    page = paged(rows, slips.PAGE, lambda row: (row[0].on_day, row[0].id))
    return render_template("advocacy/actions.html", page=page, terms=service, today=_today())


@bp.route("/actions/new", methods=["GET", "POST"])
@needs("advocacy.write")
def new_action() -> Answer:
    """Record something that was done."""
    with reading() as session:
        followed = [(each.id, each.title) for each in service.list_page(session, g.actor)]
    choices = {"partner_id": _partners(), "instrument_id": followed}
    data = {"on_day": _today(), "instrument_id": asked_number("instrument")}
    form = Form(schemas.ActionSchema(), data=data, choices=choices)

    def act(session: "Session", values: dict[str, Any]) -> str:
        service.act(session, g.actor, values)
        return url_for(".actions")

    return form_page(form, act, _("New action"), url_for(".actions"))


@bp.post("/actions/<int:action_id>/kept")
@needs("advocacy.write")
def keep(action_id: int) -> Response:
    """Note that a commitment was kept."""

    def act(session: "Session") -> str:
        service.keep(session, g.actor, action_id, _today())
        return url_for(".actions")

    return act_once(act, url_for(".actions"))


@bp.post("/<any(instrument, step, action):kind>/<int:row_id>/<any(strike, restore):how>")
@needs("advocacy.write")
def change(kind: str, row_id: int, how: str) -> Response:
    """Strike something out, or bring it back."""

    def act(session: "Session") -> str:
        found = service.change(session, g.actor, kind, row_id, how)
        return url_for(".actions") if kind == "action" or found is None else _instrument(found)

    return act_once(act, url_for(".index"))


def _partners() -> list[tuple[int, str]]:
    with reading() as session:
        rows = directory.list_partners(session, g.actor, _today(), Filters(), size=_MANY)
    return [(each.id, each.name) for each in rows]


def _instrument(instrument_id: int) -> str:
    return url_for("advocacy.instrument", instrument_id=instrument_id)


def _today() -> date:
    return clock.today(current().zone)
