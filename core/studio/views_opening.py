"""The steps of a new house, and opening another one."""

from flask import Blueprint, current_app, g, render_template, request
from marshmallow import Schema, fields, validate

from core import clock
from core.errors import Invalid
from core.i18n import current
from core.i18n import lazy as _
from core.studio import opening, readiness
from core.studio.opening import NewHouse
from core.web.context import needs, reading, transaction
from core.web.forms import Form

bp = Blueprint("opening", __name__, url_prefix="/settings/studio/opening", template_folder="templates")
#: What the rooms below call the fields of this form.
_FIELDS = {"login": "director_login"}


def _text(label: object, limit: int, **more: object) -> fields.String:
    rule = validate.Length(min=1, max=limit)
    return fields.String(required=True, validate=rule, metadata={"label": label, **more})


class HouseSchema(Schema):
    """A house to be opened."""

    name = _text(_("What those who work there call it"), 120)
    public_name = _text(
        _("What may be seen outside"), 120, help=_("Nothing that tells where it is or whom it shelters.")
    )
    opened_on = fields.Date(required=True, metadata={"label": _("Opens on")})
    licensed_places = fields.Integer(
        required=True, validate=validate.Range(min=0, max=500), metadata={"label": _("Licensed places")}
    )
    director_name = _text(_("Name of its director"), 120)
    director_login = _text(_("Login of its director"), 64, help=_("Letters without accents, digits, dots and hyphens."))


@bp.get("")
@needs("configuration.read")
def index() -> str:
    """What this house still needs before it receives anybody."""
    with reading() as session, g.network.reading() as network:
        steps = opening.steps(session, network, g.actor, g.country, clock.today(current().zone))
    found = readiness.findings(current_app.extensions["abrigo-stores"], g.country)
    missing = readiness.missing(steps, found)
    return render_template("studio/opening.html", steps=steps, found=found, missing=missing)


@bp.route("/new", methods=["GET", "POST"])
@needs("branch.open")
def new() -> tuple[str, int]:
    """Open another house of the country; the code for its director is shown once."""
    form = Form(HouseSchema(), data={"opened_on": clock.today(current().zone)})
    if request.method == "POST" and form.accepts(request.form):
        try:
            with transaction() as session, g.network.transaction() as network:
                house = NewHouse(**form.values)
                code, enrolment = opening.open_house(session, network, g.actor, g.country, house)
            return render_template("studio/opened.html", house=house, code=code, enrolment=enrolment), 200
        except Invalid as error:
            form.add_errors({_FIELDS.get(name, name): faults for name, faults in error.fields.items()})
    return render_template("studio/new_house.html", form=form), form.status
