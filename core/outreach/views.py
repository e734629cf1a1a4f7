"""Street outreach: outings, visits, and children met under a nickname."""

from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, g, render_template, url_for
from werkzeug.wrappers import Response

from core import clock, slips
from core.i18n import current, say
from core.i18n import gettext as _
from core.outreach import coming, contacts, outings, schemas, terms
from core.outreach.contacts import NewContact, NewPerson
from core.outreach.outings import Signs
from core.partners import directory
from core.partners.directory import Filters
from core.web.context import needs, reading, transaction
from core.web.cursor import paged, read_cursor
from core.web.forms import Form
from core.web.numbers import asked_number
from core.web.writing import Answer, act_once, form_page, revealed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("outreach", __name__, url_prefix="/street", template_folder="templates")
_MANY = 2000


@bp.get("")
@needs("outreach.read")
def index() -> str:
    """Outings, newest first."""
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = outings.list_page(session, g.actor, after=after, before=before)
    page = paged(rows, slips.PAGE, lambda row: (row.outing.started_at, row.outing.id))
    return render_template("outreach/index.html", page=page, now=clock.now())


@bp.route("/new", methods=["GET", "POST"])
@needs("outreach.write")
def new() -> Answer:
    """Begin an outing."""

    def act(session: "Session", values: dict[str, Any]) -> str:
        back = values["expected_back_at"].astimezone(UTC)
        return _outing(outings.start(session, g.actor, values["area"], values["team"], back).id)

    data = {"team": g.actor.name, "expected_back_at": clock.now() + timedelta(hours=3)}
    return form_page(Form(schemas.OutingSchema(), data=data), act, _("Go out"), url_for(".index"))


@bp.get("/<int:outing_id>")
@needs("outreach.read")
def outing(outing_id: int) -> str:
    """One outing with its visits."""
    with reading() as session:
        found = outings.get(session, g.actor, outing_id)
        visits = outings.visits_of(session, g.actor, outing_id)
    return render_template("outreach/outing.html", outing=found, visits=visits, terms=terms, now=clock.now())


@bp.post("/<int:outing_id>/back")
@needs("outreach.write")
def back(outing_id: int) -> Response:
    """Note that the team is back."""

    def act(session: "Session") -> str:
        outings.back(session, g.actor, outing_id)
        return _outing(outing_id)

    return act_once(act, _outing(outing_id))


@bp.route("/<int:outing_id>/visit", methods=["GET", "POST"])
@needs("outreach.write")
def visit(outing_id: int) -> Answer:
    """Record a visit to a site."""
    with reading() as session:
        known = [(each.id, f"{each.code} · {say(terms.SITE_KINDS[each.kind])} · {each.area}")
                 for each in outings.sites(session, g.actor)]  # fmt: skip
    data = {"strong": 0, "medium": 0, "weak": 0, "complete": True}
    form = Form(schemas.VisitSchema(), data=data, choices={"site_id": known})

    def act(session: "Session", values: dict[str, Any]) -> str:
        signs = Signs(values["strong"], values["medium"], values["weak"])
        outings.visit(
            session, g.actor, outing_id, values["site_id"], signs, complete=values["complete"], note=values["note"]
        )
        return _outing(outing_id)

    return form_page(
        form, act, _("New visit"), _outing(outing_id), about=lambda session: outings.get(session, g.actor, outing_id)
    )


@bp.post("/<int:outing_id>/visit/<int:visit_id>/<any(strike, restore):how>")
@needs("outreach.write")
def change_visit(outing_id: int, visit_id: int, how: str) -> Response:
    """Strike a visit out, or bring it back."""

    def act(session: "Session") -> str:
        outings.change_visit(session, g.actor, visit_id, how)
        return _outing(outing_id)

    return act_once(act, _outing(outing_id))


@bp.get("/sites")
@needs("outreach.read")
def sites() -> str:
    """The sites by code; a name is shown on request."""
    with reading() as session:
        rows = outings.sites(session, g.actor)
    return render_template("outreach/sites.html", rows=rows, terms=terms)


@bp.route("/sites/new", methods=["GET", "POST"])
@needs("outreach.write")
def new_site() -> Answer:
    """Write down a site."""

    def act(session: "Session", values: dict[str, Any]) -> str:
        outings.add_site(session, g.actor, values["kind"], values["area"], values["name"])
        return url_for(".sites")

    return form_page(Form(schemas.SiteSchema()), act, _("New site"), url_for(".sites"))


@bp.post("/sites/<int:site_id>/reveal")
@needs("outreach.write")
def reveal_site(site_id: int) -> Response | str:
    """Show the name of a site; that somebody looked is recorded."""
    with transaction() as session:
        name = outings.site_name(session, g.actor, site_id)
    return revealed(name, url_for(".sites"))


@bp.get("/people")
@needs("outreach.read")
def people() -> str:
    """Whom the team knows, last met first."""
    after, before = (cast("Any", read_cursor(way, 2)) for way in ("after", "before"))
    with reading() as session:
        rows = contacts.people_page(session, g.actor, after=after, before=before)
    page = paged(rows, slips.PAGE, lambda row: (row.person.last_contact_on, row.person.id))
    return render_template("outreach/people.html", page=page, terms=terms)


@bp.get("/people/<int:person_id>")
@needs("outreach.read")
def person(person_id: int) -> str:
    """Somebody with her contacts."""
    with reading() as session:
        known, rows = contacts.person(session, g.actor, person_id)
    return render_template("outreach/person.html", known=known, rows=rows, terms=terms)


@bp.route("/contacts/new", methods=["GET", "POST"])
@needs("outreach.write")
def meet() -> Answer:
    """Record a contact, with somebody new or known (``person``), on an outing (``outing``) or not."""
    person_id, outing_id = asked_number("person"), asked_number("outing")
    with reading() as session:
        if person_id:
            contacts.get_person(session, g.actor, person_id)
        visits = outings.visits_of(session, g.actor, outing_id) if outing_id else []
        area = outings.get(session, g.actor, outing_id).area if outing_id else ""
    choices = {"visit_id": [(made.id, site.code) for made, site in visits]}
    schema = schemas.ContactSchema() if person_id else schemas.FirstContactSchema()
    form = Form(schema, data={"met_at": clock.now(), "area": area}, choices=choices)

    def act(session: "Session", values: dict[str, Any]) -> str:
        about = {name: values.pop(name) for name in ("nickname", "sex", "age_band", "area") if name in values}
        met_at = values.pop("met_at").astimezone(UTC)
        made = contacts.meet(
            session, g.actor, person_id or NewPerson(**about), NewContact(met_at, outing_id=outing_id, **values)
        )
        return url_for(".person", person_id=made.person_id)

    return form_page(form, act, _("New contact in the street"), _outing(outing_id) if outing_id else url_for(".people"))


@bp.route("/contacts/<int:person_id>/<int:contact_id>/refer", methods=["GET", "POST"])
@needs("outreach.write")
def refer(person_id: int, contact_id: int) -> Answer:
    """Record a referral."""
    here = url_for(".person", person_id=person_id)
    with reading() as session:
        rows = directory.list_partners(session, g.actor, _today(), Filters(), size=_MANY)
    choices = {"referred_to_id": [(each.id, each.name) for each in rows]}
    form = Form(schemas.ReferSchema(), data={"referred_at": clock.now()}, choices=choices)

    def act(session: "Session", values: dict[str, Any]) -> str:
        contacts.refer(session, g.actor, contact_id, values["referred_at"].astimezone(UTC), values["referred_to_id"])
        return here

    return form_page(
        form,
        act,
        _("Referred to protection or a service"),
        here,
        about=lambda session: contacts.get(session, g.actor, contact_id),
    )


@bp.route("/contacts/<int:person_id>/<int:contact_id>/service", methods=["GET", "POST"])
@needs("outreach.write")
def begin_service(person_id: int, contact_id: int) -> Answer:
    """Record the first contact with the service."""
    here = url_for(".person", person_id=person_id)

    def act(session: "Session", values: dict[str, Any]) -> str:
        contacts.begin_service(session, g.actor, contact_id, values["service_on"])
        return here

    return form_page(
        Form(schemas.ServiceSchema(), data={"service_on": _today()}),
        act,
        _("A service has begun"),
        here,
        about=lambda session: contacts.get(session, g.actor, contact_id),
    )


@bp.post("/people/<int:person_id>/engage")
@needs("outreach.write")
def engage(person_id: int) -> Response:
    """Note that somebody has begun a way of her own, or take it back."""
    here = url_for(".person", person_id=person_id)

    def act(session: "Session") -> str:
        contacts.engage(session, g.actor, person_id)
        return here

    return act_once(act, here)


@bp.post("/people/<int:person_id>/coming")
@needs("outreach.write")
def wants_to_come(person_id: int) -> Response:
    """Note that somebody wants to come into the house, or take it back."""
    here = url_for(".person", person_id=person_id)

    def act(session: "Session") -> str:
        coming.wants_to_come(session, g.actor, person_id)
        return here

    return act_once(act, here)


@bp.post("/contacts/<int:person_id>/<int:contact_id>/<any(strike, restore):how>")
@needs("outreach.write")
def change_contact(person_id: int, contact_id: int, how: str) -> Response:
    """Strike a contact out, or bring it back."""
    here = url_for(".person", person_id=person_id)

    def act(session: "Session") -> str:
        contacts.change(session, g.actor, contact_id, how)
        return here

    return act_once(act, here)


def _outing(outing_id: int) -> str:
    return url_for("outreach.outing", outing_id=outing_id)


def _today() -> date:
    return clock.today(current().zone)
