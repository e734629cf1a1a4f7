"""Trainings: the list with three numbers that nobody adds, one training, and whom to ask months later."""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, g, render_template, url_for
from werkzeug.wrappers import Response

from core import clock, slips
from core.education import people, schemas, service, terms
from core.education.people import Answer as Said
from core.education.people import NewPerson
from core.i18n import current
from core.i18n import gettext as _
from core.partners import directory
from core.partners.directory import Filters
from core.web.context import needs, reading
from core.web.cursor import paged, read_cursor
from core.web.forms import Form
from core.web.numbers import numbers_among
from core.web.writing import Answer, act_once, form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("education", __name__, url_prefix="/trainings", template_folder="templates")
_MANY = 2000


@bp.get("")
@needs("training.read")
def index() -> str:
    """The house's trainings, newest first."""
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = service.list_page(session, g.actor, after=after, before=before)
    page = paged(rows, slips.PAGE, lambda row: (row.training.from_on, row.training.id))
    return render_template("education/index.html", page=page, terms=terms)


@bp.route("/new", methods=["GET", "POST"])
@needs("training.write")
def new() -> Answer:
    """Plan a training."""

    def act(session: "Session", values: dict[str, Any]) -> str:
        values.pop("revision")
        return _training(service.plan(session, g.actor, values).id)

    form = _form({"from_on": _today(), "until_on": _today(), "sessions": 1})
    return form_page(form, act, _("New training"), url_for(".index"))


@bp.route("/<int:training_id>/edit", methods=["GET", "POST"])
@needs("training.write")
def edit(training_id: int) -> Answer:
    """Change a training as it is planned."""
    with reading() as session:
        known = service.get(session, g.actor, training_id)

    def act(session: "Session", values: dict[str, Any]) -> str:
        revision = values.pop("revision")
        service.edit(session, g.actor, training_id, values, revision=revision)
        return _training(training_id)

    return form_page(_form(known), act, _("Change the training"), _training(training_id), edits=True)


@bp.get("/<int:training_id>")
@needs("training.read")
def training(training_id: int) -> str:
    """One training with its sessions and people."""
    with reading() as session:
        found = service.get(session, g.actor, training_id)
        meetings = service.meetings(session, g.actor, found.id)
        taking_part = people.named(session, g.actor, found.id)
    return render_template(
        "education/training.html", training=found, meetings=meetings, people=taking_part, terms=terms
    )


@bp.route("/<int:training_id>/people/new", methods=["GET", "POST"])
@needs("training.people")
def new_person(training_id: int) -> Answer:
    """Write down somebody who takes part."""
    with reading() as session:
        found = service.get(session, g.actor, training_id)

    def act(session: "Session", values: dict[str, Any]) -> str:
        people.add(session, g.actor, service.get(session, g.actor, training_id), NewPerson(**values))
        return _training(training_id)

    form = Form(schemas.PersonSchema(), data={"public": found.audience})
    return form_page(form, act, _("Somebody who takes part"), _training(training_id), lead=found.title)


@bp.route("/<int:training_id>/sessions/new", methods=["GET", "POST"])
@needs("training.write")
def hold(training_id: int) -> Answer:
    """Record a session."""
    with reading() as session:
        found = service.get(session, g.actor, training_id)
        known = people.named(session, g.actor, found.id)
    listed = [
        (str(each.id), name or _("person %(number)s", number=each.id)) for each, name in known if not each.voided_at
    ]
    schema = schemas.SessionSchema(exclude=() if listed else ("named",))
    data = {"on_day": _today(), "minutes": 120, "public": found.audience}
    form = Form(schema, data=data, choices={"named": listed} if listed else {})

    def act(session: "Session", values: dict[str, Any]) -> str:
        named = numbers_among(values.get("named", ()))
        sexes = (("F", "women"), ("M", "men"), ("_O", "others"))
        counts = {(values["public"], sex): values[name] or 0 for sex, name in sexes}
        service.hold(session, g.actor, training_id, values["on_day"], values["minutes"], named, counts)
        return _training(training_id)

    return form_page(form, act, _("Record attendance"), _training(training_id), lead=found.title)


@bp.route("/<int:training_id>/people/<int:person_id>/score", methods=["GET", "POST"])
@needs("training.people")
def score(training_id: int, person_id: int) -> Answer:
    """Write what somebody scored before and after."""

    def act(session: "Session", values: dict[str, Any]) -> str:
        people.score(session, g.actor, person_id, values["pre"], values["post"])
        return _training(training_id)

    return form_page(
        Form(schemas.ScoreSchema()),
        act,
        _("Scores before and after"),
        _training(training_id),
        about=lambda session: people.get_person(session, g.actor, person_id),
    )


@bp.post("/<int:training_id>/<any(close, reopen):how>")
@needs("training.write")
def switch(training_id: int, how: str) -> Response:
    """Close a training, or open it again."""

    def act(session: "Session") -> str:
        (service.close if how == "close" else service.reopen)(session, g.actor, training_id)
        return _training(training_id)

    return act_once(act, _training(training_id))


@bp.post("/<any(training, session, person):kind>/<int:row_id>/<any(strike, restore):how>")
@needs("training.write")
def change(kind: str, row_id: int, how: str) -> Response:
    """Strike a training, a session or a person out, or bring it back."""

    def act(session: "Session") -> str:
        return _training(service.change(session, g.actor, kind, row_id, how))

    return act_once(act, url_for(".index"))


@bp.get("/checks")
@needs("training.people")
def checks() -> str:
    """Whom to ask what came of a training."""
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = people.checks_page(session, g.actor, after=after, before=before)
    page = paged(rows, slips.PAGE, lambda row: (row[0].due_on, row[0].id))
    return render_template("education/checks.html", page=page, today=_today())


@bp.route("/checks/<int:check_id>", methods=["GET", "POST"])
@needs("training.people")
def check(check_id: int) -> Answer:
    """Write what somebody answered, or that nobody did."""

    def act(session: "Session", values: dict[str, Any]) -> str:
        for name in ("repeats", "claimed_reach", "verified_reach"):
            values[name] = values[name] or 0
        people.answer(session, g.actor, check_id, Said(**values))
        return url_for(".checks")

    note = _("What somebody claims and what is verified stand apart, and nobody adds them.")
    form = Form(schemas.CheckSchema(), data={"on": _today(), "answered": True})
    return form_page(
        form,
        act,
        _("What came of a training"),
        url_for(".checks"),
        note=note,
        about=lambda session: people.get_check(session, g.actor, check_id),
    )


def _form(data: object) -> Form:
    partners: list[tuple[int, str]] = []
    with reading() as session:
        for each in directory.list_partners(session, g.actor, _today(), Filters(), size=_MANY):
            partners.append((each.id, each.name))
    return Form(schemas.TrainingSchema(), data=data, choices={"partner_id": partners})


def _training(training_id: int) -> str:
    return url_for("education.training", training_id=training_id)


def _today() -> date:
    return clock.today(current().zone)
