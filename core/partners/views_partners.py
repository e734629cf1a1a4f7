"""Partners: the list, one partner with contacts and agreements, and writing them."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.branches import clocks
from core.continuity import service as continuity
from core.errors import Conflict, Invalid, Refused
from core.i18n import current
from core.i18n import gettext as _
from core.partners import agreements, directory, referral_lists, schemas
from core.partners.directory import Filters
from core.partners.referral_terms import PURPOSES, STATE_WORDS
from core.partners.views_blueprint import bp
from core.places import service as places
from core.web.context import needs, reading, transaction
from core.web.cursor import paged, read_cursor
from core.web.forms import Form
from core.web.numbers import asked_number

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Answer = tuple[str, int] | Response
#: Does what a form asks and tells where it leads.
Act = Callable[["Session", dict[str, Any]], str]


@bp.get("/partners")
@needs("partner.read")
def index() -> str:
    """The list, by name."""
    return _list(_filters(), "")


@bp.post("/partners/search")
@needs("partner.read")
def search() -> str:
    """Find partners by name; what was asked travels in the body."""
    asked = request.form.get("q", "").strip()[:80]
    return _list(Filters(text=asked, current=None), asked)


@bp.get("/partners/<int:partner_id>")
@needs("partner.read")
def partner(partner_id: int) -> str:
    """One partner."""
    return _page(partner_id)


@bp.route("/partners/new", methods=["GET", "POST"])
@needs("partner.write")
def new() -> Answer:
    """Add a partner of one's own."""

    def act(session: "Session", values: dict[str, Any]) -> str:
        values.pop("revision")
        return url_for(".partner", partner_id=directory.add(session, g.actor, g.country, values).id)

    return _form_page(_partner_form({"active": True}), act, _("New partner"), url_for(".index"))


@bp.route("/partners/<int:partner_id>/edit", methods=["GET", "POST"])
@needs("partner.write")
def edit(partner_id: int) -> Answer:
    """Change a partner of one's own."""
    with reading() as session:
        known = directory.values_of(session, directory.get(session, g.actor, partner_id))
    here = url_for(".partner", partner_id=partner_id)

    def act(session: "Session", values: dict[str, Any]) -> str:
        revision = values.pop("revision")
        directory.edit(session, g.actor, g.country, partner_id, values, revision=revision)
        return here

    return _form_page(_partner_form(known), act, _("Change the partner"), here, edits=True)


@bp.route("/partners/<int:partner_id>/contacts/new", methods=["GET", "POST"])
@needs("partner.write")
def new_contact(partner_id: int) -> Answer:
    """Add somebody to talk to."""
    here = url_for(".partner", partner_id=partner_id)

    def act(session: "Session", values: dict[str, Any]) -> str:
        directory.add_contact(session, g.actor, partner_id, values)
        return here

    return _form_page(Form(schemas.ContactSchema()), act, _("New contact"), here)


@bp.post("/partners/contacts/<int:contact_id>/<any(end, resume):what>")
@needs("partner.write")
def switch_contact(contact_id: int, what: str) -> Response:
    """Note that somebody is no longer there, or undo it."""
    with transaction() as session:
        if what == "end":
            contact = directory.end_contact(session, g.actor, contact_id, _today())
        else:
            contact = directory.resume_contact(session, g.actor, contact_id)
    undo = {"ended": contact.id} if what == "end" else {}
    return redirect(url_for(".partner", partner_id=contact.partner_id, **cast("dict[str, Any]", undo)))


@bp.route("/partners/<int:partner_id>/agreements/new", methods=["GET", "POST"])
@needs("partner.write")
def new_agreement(partner_id: int) -> Answer:
    """Write down an agreement."""
    here = url_for(".partner", partner_id=partner_id)

    def act(session: "Session", values: dict[str, Any]) -> str:
        agreements.add(session, g.actor, partner_id, values)
        return here

    return _form_page(Form(schemas.AgreementSchema(), data={"valid_from": _today()}), act, _("New agreement"), here)


@bp.route("/partners/agreements/<int:agreement_id>", methods=["GET", "POST"])
@needs("partner.write")
def edit_agreement(agreement_id: int) -> Answer:
    """Change an agreement."""
    with reading() as session:
        known = agreements.get(session, g.actor, agreement_id)
    here = url_for(".partner", partner_id=known.partner_id)

    def act(session: "Session", values: dict[str, Any]) -> str:
        agreements.edit(session, g.actor, agreement_id, values, revision=values["revision"])
        return here

    return _form_page(Form(schemas.AgreementSchema(), data=known), act, _("Change the agreement"), here, edits=True)


@bp.post("/partners/agreements/<int:agreement_id>/<any(end, resume):what>")
@needs("partner.write")
def switch_agreement(agreement_id: int, what: str) -> Response:
    """End an agreement before its time, or undo it."""
    with transaction() as session:
        if what == "end":
            found = agreements.end(session, g.actor, agreement_id, _today())
        else:
            found = agreements.resume(session, g.actor, agreement_id)
    return redirect(url_for(".partner", partner_id=found.partner_id))


@bp.get("/partners/referrals")
@needs("referral.read")
def open_referrals() -> str:
    """The house's referrals that wait for something."""
    with reading() as session:
        rows = referral_lists.open_referrals(session, g.actor)
    return render_template("partners/open_referrals.html", rows=rows, words=STATE_WORDS, purposes=PURPOSES)


def _list(filters: Filters, asked: str) -> str:
    after, before = (cast("tuple[str, int] | None", read_cursor(way, 2)) for way in ("after", "before"))
    if request.method == "POST":
        after = before = None
    with reading() as session:
        rows = directory.list_partners(session, g.actor, _today(), filters, after=after, before=before)
    kept = {"kind": filters.kind or None, "role": filters.role or None, "all": None if filters.current else "1"}
    return render_template(
        "partners/index.html", filters=filters, asked=asked, kinds=g.country.partner_kinds, roles=dict(schemas.ROLES),
        page=paged(rows, directory.PAGE, lambda row: (row.name, row.id), **kept),
    )  # fmt: skip


def _page(partner_id: int) -> str:
    today = _today()
    with reading() as session:
        found = directory.get(session, g.actor, partner_id)
        soon = clocks.span(session, g.actor.branch_id, "agreement_notice")
        context = {
            "successor": directory.successor(session, found),
            "predecessors": directory.predecessors(session, found),
            "contacts": directory.contacts(session, g.actor, found.id),
            "agreements": [
                (each, agreements.state_on(each, today, soon))
                for each in directory.agreements_of(session, g.actor, found.id)
            ],
            "counts": directory.referral_counts(session, g.actor, found.id),
            "place": places.label(session, found.place_code),
            "note": directory.values_of(session, found)["note"],
        }
    return render_template(
        "partners/partner.html", partner=found, kind=g.country.partner_kinds.get(found.kind), today=today,
        roles=dict(schemas.ROLES), classes=dict(schemas.CLASSES), state_words=agreements.STATE_WORDS,
        ended=asked_number("ended"), **context,
    )  # fmt: skip


def _form_page(form: Form, act: Act, title: str, cancel: str, *, edits: bool = False) -> Answer:
    """Add something once however often it is sent; an edit is guarded by its revision, and may be taken up again."""
    refused: Refused | None = None
    if request.method == "POST" and form.accepts(request.form):
        try:
            return redirect(_once(form, act, edits=edits))
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict:
            if not form.compare():
                return redirect(cancel)
        except Refused as error:
            refused = error
    page = render_template("partners/form.html", form=form, title=title, cancel=cancel, refused=refused)
    return page, 409 if refused else form.status


def _once(form: Form, act: Act, *, edits: bool) -> str:
    token = "" if edits else form.token
    with transaction() as session:
        return continuity.once(session, g.actor, token, lambda: act(session, dict(form.values)))


def _partner_form(data: object) -> Form:
    levels = list(g.country.place_levels)
    with reading() as session:
        towns = places.choices(session, levels[-1]) if levels else []
    kinds = [(kind.code, kind.label) for kind in g.country.partner_kinds.values()]
    return Form(schemas.PartnerSchema(), data=data, choices={"kind": kinds, "place_code": towns})


def _filters() -> Filters:
    kind, role = request.args.get("kind", ""), request.args.get("role", "")
    return Filters(
        kind=kind if kind in g.country.partner_kinds else "",
        role=role if role in dict(schemas.ROLES) else "",
        current=None if request.args.get("all") == "1" else True,
    )


def _today() -> date:
    return clock.today(current().zone)
