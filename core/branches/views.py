"""The bed board, giving somebody a bed, and furnishing the house."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.branches import schemas, service
from core.errors import Invalid, Refused
from core.i18n import current
from core.i18n import gettext as _
from core.residents import identity
from core.residents import service as residents
from core.web.context import needs, reading, transaction
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("branches", __name__, url_prefix="/beds", template_folder="templates")
NIGHTS = 90
Answer = str | tuple[str, int] | Response
Act = Callable[["Session", int, dict[str, Any]], object]


@bp.get("")
@needs("bed.read")
def board() -> str:
    """Rooms, their beds and who is in them."""
    with reading() as session:
        house = service.board(session, g.actor)
        waiting = service.without_bed(session, g.actor)
    return render_template("branches/board.html", board=house, waiting=waiting, groups=dict(schemas.OCCUPANTS))


@bp.get("/nights")
@needs("bed.read")
def nights() -> str:
    """The last ninety nights, as a line and as a table."""
    last = _today() - timedelta(days=1)
    with reading() as session:
        first = last - timedelta(days=NIGHTS - 1)
        counted = service.by_night(session, g.actor.branch_id, current().zone, first, last)
    most = max([1, *(night.in_service for night in counted.values())])
    return render_template("branches/nights.html", nights=counted, most=most)


@bp.get("/assign")
@needs("bed.assign")
def choose_person() -> str:
    """Choose who is given a bed."""
    with reading() as session:
        waiting = service.without_bed(session, g.actor)
    return render_template("branches/choose_person.html", waiting=waiting)


@bp.route("/assign/<code>", methods=["GET", "POST"])
@needs("bed.assign")
def assign(code: str) -> Answer:
    """Give somebody a bed that suits her."""
    return _bed_page(code, service.assign_bed, _("Assign a bed"), _("She has her bed."))


@bp.route("/of/<code>/move", methods=["GET", "POST"])
@needs("bed.assign")
def move(code: str) -> Answer:
    """Move her to another bed."""
    return _bed_page(code, service.move_bed, _("Change of bed"), _("She has changed beds."))


@bp.get("/of/<code>")
@needs("bed.assign")
def bed_of(code: str) -> Answer:
    """What can be done with her bed."""
    return _her_bed(code, Form(schemas.HoldSchema(), data={"until": _today() + timedelta(days=3)}))


@bp.post("/of/<code>/hold")
@needs("bed.assign")
def hold(code: str) -> Answer:
    """Keep her bed while she is away."""
    form = Form(schemas.HoldSchema())

    def act(session: "Session", resident_id: int, values: dict[str, Any]) -> object:
        return service.hold_bed(session, g.actor, resident_id, values["until"], clock.now(), values["reason"])

    if form.accepts(request.form):
        return _do(code, form, act, _("Her bed is kept for her."))
    return _her_bed(code, form)


@bp.post("/of/<code>/back")
@needs("bed.assign")
def back(code: str) -> Answer:
    """She is back."""

    def act(session: "Session", resident_id: int, _values: dict[str, Any]) -> object:
        return service.end_hold(session, g.actor, resident_id, clock.now())

    return _do(code, Form(schemas.HoldSchema()), act, _("She is back in her bed."))


@bp.post("/of/<code>/release")
@needs("bed.assign")
def release(code: str) -> Answer:
    """Free her bed while her stay goes on elsewhere."""

    def act(session: "Session", resident_id: int, _values: dict[str, Any]) -> object:
        return service.release_bed(session, g.actor, resident_id, clock.now())

    return _do(code, Form(schemas.HoldSchema()), act, _("The bed is free."))


@bp.get("/rooms")
@needs("branch.furnish")
def rooms() -> Answer:
    """The rooms and beds of the house, without anybody in them."""
    return _rooms(_room_form(), _bed_form())


@bp.post("/rooms")
@needs("branch.furnish")
def add_room() -> Answer:
    """Add a room."""
    form = _room_form()

    def act(session: "Session") -> object:
        values = form.values
        return service.add_room(session, g.actor, g.actor.branch_id, values["name"], occupants=values["occupants"])

    return _furnish(form, act) or _rooms(form, _bed_form())


@bp.post("/rooms/beds")
@needs("branch.furnish")
def add_bed() -> Answer:
    """Add a bed."""
    form = _bed_form()
    return _furnish(form, lambda session: service.add_bed(session, g.actor, **form.values)) or _rooms(
        _room_form(), form
    )


@bp.post("/rooms/beds/<int:bed_id>/<any(close, reopen):what>")
@needs("branch.furnish")
def switch_bed(bed_id: int, what: str) -> Response:
    """Take a bed out of service, or put it back."""
    act = service.close_bed if what == "close" else service.reopen_bed
    try:
        with transaction() as session:
            act(session, g.actor, bed_id)
    except Refused as refused:
        _flash_reasons(refused)
    return redirect(url_for(".rooms"))


def _bed_page(code: str, act: Callable[..., object], title: str, done: str) -> Answer:
    everything = request.args.get("all") == "1"
    with reading() as session:
        person = residents.get(session, g.actor, code)
        adult = not identity.opened(session, person).birth.is_minor(_today(), g.country.country.majority_age)
        beds = service.free_beds(
            session, g.actor, _today(), kind="crib" if person.kind == "baby" else "bed",
            adult=None if everything or request.method == "POST" else adult,
        )  # fmt: skip
    choices = {"bed_id": [(bed.id, _bed_label(bed)) for bed in beds]}
    form = Form(schemas.AssignSchema(), data={"at": clock.now()}, choices=choices)
    refused: Refused | None = None
    if request.method == "POST" and form.accepts(request.form):
        try:
            with transaction() as session:
                act(session, g.actor, person.id, form.values["bed_id"], _instant(form.values["at"]),
                    form.values["reason"], adult=adult, risk_assessment=form.values["risk_assessment"])  # fmt: skip
            flash(done)
            return redirect(url_for(".board"))
        except Invalid as error:
            form.add_errors(error.fields)
        except Refused as error:
            refused = error
    page = render_template(
        "branches/assign.html", form=form, person=person, title=title, refused=refused, beds=beds, everything=everything
    )
    return page, 409 if refused else form.status


def _her_bed(code: str, form: Form, refused: Refused | None = None) -> Answer:
    with reading() as session:
        person = residents.get(session, g.actor, code)
        found = next((bed for bed in service.board(session, g.actor).beds if bed.resident_id == person.id), None)
    if found is None:
        return redirect(url_for(".assign", code=code))
    page = render_template("branches/bed_of.html", person=person, bed=found, form=form, refused=refused)
    return page, 409 if refused else form.status


def _do(code: str, form: Form, act: Act, done: str) -> Answer:
    try:
        with transaction() as session:
            person = residents.get(session, g.actor, code)
            act(session, person.id, form.values)
    except Refused as refused:
        return _her_bed(code, form, refused)
    except Invalid as error:
        form.add_errors(error.fields)
        return _her_bed(code, form)
    flash(done)
    return redirect(url_for(".board"))


def _rooms(room_form: Form, bed_form: Form) -> Answer:
    with reading() as session:
        plan = service.plan(session, g.actor)
    page = render_template(
        "branches/rooms.html", plan=plan, room_form=room_form, bed_form=bed_form, today=_today(),
        groups=dict(schemas.OCCUPANTS), kinds=dict(schemas.KINDS),
    )  # fmt: skip
    return page, max(room_form.status, bed_form.status)


def _furnish(form: Form, act: Callable[["Session"], object]) -> Response | None:
    if not form.accepts(request.form):
        return None
    try:
        with transaction() as session:
            act(session)
    except Invalid as error:
        form.add_errors(error.fields)
        return None
    return redirect(url_for(".rooms"))


def _room_form() -> Form:
    return Form(schemas.RoomSchema(), data={"occupants": "minors"}, choices={"occupants": _offered(schemas.OCCUPANTS)})


def _bed_form() -> Form:
    with reading() as session:
        rooms = [(room.id, room.name) for room, _beds in service.plan(session, g.actor)]
    choices: dict[str, Any] = {"room_id": rooms, "kind": _offered(schemas.KINDS)}
    return Form(schemas.BedSchema(), data={"kind": "bed"}, choices=choices)


def _offered(choices: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Leave out what is for babies where the house has switched them off; what is furnished already stays."""
    off = "baby.read" in g.actor.closed
    return [(code, label) for code, label in choices if not (off and code in schemas.FOR_BABIES)]


def _bed_label(bed: service.FreeBed) -> str:
    kind = dict(schemas.KINDS)[bed.kind]
    group = dict(schemas.OCCUPANTS)[bed.occupants]
    label = _("Room %(room)s · %(kind)s %(bed)s (%(group)s)", room=bed.room, kind=kind, bed=bed.label, group=group)
    return f"{label} · {_('a wheelchair reaches it')}" if bed.accessible else label


def _flash_reasons(refused: Refused) -> None:
    for objection in refused.objections:
        flash(objection.message.in_language(g.actor.language), "warning")


def _instant(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _today() -> date:
    return clock.today(current().zone)
