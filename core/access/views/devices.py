"""The devices of a house: registering them, their codes, and enrolling one where it stands."""

from flask import current_app, flash, g, redirect, render_template, request, url_for
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from core.access import devices, service
from core.access.devices import KINDS, WORKERS, NewDevice
from core.access.people import role_label
from core.access.service import TooManyAttempts
from core.access.views.blueprint import DEVICE_COOKIE, bp
from core.errors import Invalid
from core.i18n import gettext as _
from core.i18n import lazy
from core.web.context import PUBLIC, needs
from core.web.forms import Form

_YEAR = 365 * 24 * 3600
Answer = Response | tuple[str, int]


class DeviceSchema(Schema):
    """A device to be registered."""

    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=devices.LONGEST_NAME),
        metadata={
            "label": lazy("What the house calls it"),
            "help": lazy("Nothing that tells where the house is: it stands on the page where one signs in."),
        },
    )
    kind = fields.String(
        required=True,
        validate=validate.OneOf(list(KINDS), [each.label for each in KINDS.values()]),
        metadata={"label": lazy("What it is"), "widget": "radios"},
    )
    roles = fields.List(
        fields.String(validate=validate.OneOf(WORKERS)),
        load_default=list,
        metadata={
            "label": lazy("Who may work on it"),
            "help": lazy("Nobody chosen: everybody of the house."),
            "choices": [(role, role_label(role)) for role in WORKERS],
        },
    )


@bp.get("/settings/devices")
@needs("device.read")
def device_list() -> Answer:
    """The devices of the house."""
    return _page(Form(DeviceSchema()))


@bp.post("/settings/devices")
@needs("device.manage")
def add_device() -> Answer:
    """Register one; its code is shown once."""
    form = Form(DeviceSchema())
    if form.accepts(request.form):
        try:
            with g.network.transaction() as network:
                device, code = devices.register(network, g.actor, NewDevice(**form.values))
                return render_template("access/device_code.html", device=device, code=code), 200
        except Invalid as error:
            form.add_errors(error.fields)
    return _page(form)


@bp.post("/settings/devices/<int:device_id>/code")
@needs("device.manage")
def device_code(device_id: int) -> Answer:
    """Give it another code."""
    with g.network.transaction() as network:
        device, code = devices.new_code(network, g.actor, device_id)
        return render_template("access/device_code.html", device=device, code=code), 200


@bp.post("/settings/devices/<int:device_id>/end")
@needs("device.manage")
def end_device(device_id: int) -> Answer:
    """Let nobody work on it any more."""
    with g.network.transaction() as network:
        devices.end(network, g.actor, device_id)
    flash(_("Nobody can work on it any more."))
    return redirect(url_for(".device_list"), 303)


@bp.route("/device", methods=["GET", "POST"])
@needs(PUBLIC)
def enrol_device() -> Answer:
    """Take the device that shows this page into use with its code."""
    if request.method == "GET":
        return render_template("access/device.html"), 200
    try:
        found = service.try_device(g.network, request.form.get("code", "")[:40], request.remote_addr or "")
    except TooManyAttempts:
        raise TooManyRequests() from None
    if found is None:
        return render_template("access/device.html", wrong=True), 401
    answer = current_app.make_response(render_template("access/device_enrolled.html", name=found[0]))
    secure = current_app.extensions["abrigo-settings"].tls_cert is not None
    answer.set_cookie(DEVICE_COOKIE, found[1], max_age=_YEAR, secure=secure, httponly=True, samesite="Lax")
    return answer


def _page(form: Form) -> tuple[str, int]:
    with g.network.reading() as network:
        found = devices.of_branch(network, g.actor)
    return render_template("access/devices.html", form=form, devices=found, kinds=KINDS), form.status
