"""Screens of legal forms: what is due, filling, reading, signing, handing over."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core import clock
from core.continuity import service as continuity
from core.errors import Conflict, DomainError, Invalid, Refused
from core.forms import addressees, copies, handing, names, reading, records, rights, service, signing
from core.forms.offers import list_house_offers, list_offers
from core.forms.schema import loaded, schema_of
from core.forms.schemas import DeliverySchema, RecipientSchema
from core.forms.service import Opened
from core.i18n import gettext as _
from core.i18n import say
from core.residents import service as residents
from core.web.context import needs, transaction
from core.web.context import reading as reading_session
from core.web.controls import Control
from core.web.forms import Form, parse
from plugins.contract.stages import Severity

if TYPE_CHECKING:
    from marshmallow import Schema
    from sqlalchemy.orm import Session

bp = Blueprint("forms", __name__, template_folder="templates")


class AnswersForm(Form):
    """A form that marks what signing needs, though a draft may leave it out, and offers names where it knows some."""

    def __init__(self, schema: "Schema", data: Mapping[str, Any], known: Mapping[str, tuple[str, ...]]) -> None:
        """Prepare the form; *known* are names by type of field."""
        super().__init__(schema, data)
        self._known = known

    def _dressed(self, control: Control, typed: Any) -> Control:
        about = control.field.metadata
        offered = self._known.get(about.get("suggest", ""), ())
        return replace(super()._dressed(control, typed), required=bool(about.get("must")), suggestions=offered)


@bp.get("/residents/<code>/forms")
@needs("form.list")
def index(code: str) -> str:
    """List the legal forms of a resident with their state and when they are due."""
    with reading_session() as session:
        resident = residents.get(session, g.actor, code)
        offers = list_offers(session, g.actor, g.country, resident)
        return render_template(
            "forms/index.html", resident=resident, offers=offers, now=clock.now(), token=secrets.token_urlsafe(16)
        )


@bp.post("/residents/<code>/forms")
@needs("form.list")
def create(code: str) -> Response:
    """Begin a form, filled from the file; pressing twice begins one."""
    return _begun(code)


@bp.get("/forms")
@needs("form.of_house")
def house() -> str:
    """List the forms that the house owes about itself."""
    with reading_session() as session:
        offers = list_house_offers(session, g.actor, g.country)
        return render_template("forms/house.html", offers=offers, now=clock.now(), token=secrets.token_urlsafe(16))


@bp.post("/forms")
@needs("form.of_house")
def create_for_house() -> Response:
    """Begin a form about the house; pressing twice begins one."""
    return _begun(None)


@bp.get("/forms/<int:record_id>")
@needs("form.open")
def read(record_id: int) -> str:
    """Read a form; what is sensitive in it is asked for one by one."""
    with transaction() as session:
        opened = service.open_form(session, g.actor, g.country, record_id)
        return render_template("forms/read.html", **_about(session, opened), **_standing(session, opened))


@bp.post("/forms/<int:record_id>/reveal")
@needs("form.open")
def reveal(record_id: int) -> str | Response:
    """Show one sensitive answer for half a minute; that somebody looked is noted."""
    key = request.form.get("field", "")
    with transaction() as session:
        opened = service.reveal(session, g.actor, g.country, record_id, key)
        value = reading.text_of(opened, g.country, key) or ""
        if request.accept_mimetypes.best == "application/json":
            return jsonify(value=value)
        return render_template("forms/revealed.html", value=value, key=key, **_about(session, opened))


@bp.route("/forms/<int:record_id>/edit", methods=["GET", "POST"])
@needs("form.open")
def edit(record_id: int) -> tuple[str, int] | Response:
    """Fill a form in; a draft may be saved as it is."""
    with transaction() as session:
        opened = service.open_draft(session, g.actor, g.country, record_id)
        known = names.known(session, g.actor, opened)
    form, base = _answers_form(opened, known), opened.record.current
    conflict: list[tuple[str, str]] = []
    if request.method == "POST" and form.accepts(_answers_only(request.form)):
        try:
            return _saved(record_id, form.values)
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict as error:
            conflict = _in_words(opened, error.changes)
    elif request.method == "POST":
        base = request.form.get("base", base, type=int)
    with reading_session() as session:
        page = render_template("forms/edit.html", form=form, base=base, conflict=conflict, **_about(session, opened))
    return page, 409 if conflict else form.status


@bp.route("/forms/<int:record_id>/sign", methods=["GET", "POST"])
@needs("form.open")
def sign(record_id: int) -> tuple[str, int] | Response:
    """Read once more and sign."""
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            return _signed(record_id)
        except (Refused, Invalid, Conflict) as error:
            refused = error
    with transaction() as session:
        opened = service.open_form(session, g.actor, g.country, record_id, purpose="sign")
        page = render_template(
            "forms/sign.html", refused=refused, **_about(session, opened), **_standing(session, opened)
        )
    return page, 409 if refused else 200


@bp.post("/forms/<int:record_id>/print")
@needs("form.open")
def print_pdf(record_id: int) -> Response:
    """Print the next copy."""
    reason, leaves = request.form.get("reason", ""), request.form.get("leaves") == "yes"
    wanted = request.form.get("format", "pdf")
    with transaction() as session:
        copy = copies.print_copy(
            session, g.actor, g.country, record_id, reason=reason, leaves=leaves, file_format=wanted
        )
    answer = Response(copy.file, mimetype=copy.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{copy.file_name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/forms/<int:record_id>/history")
@needs("form.open")
def history(record_id: int) -> str:
    """Tell what each save changed."""
    with transaction() as session:
        opened = service.open_form(session, g.actor, g.country, record_id, purpose="history")
        steps = reading.history(session, opened, g.country)
        prints = [] if opened.withheld else copies.prints_of(session, record_id)
        return render_template("forms/history.html", steps=steps, prints=prints, **_about(session, opened))


@bp.post("/forms/<int:record_id>/replace")
@needs("form.open")
def replace_signed(record_id: int) -> Response:
    """Begin a corrected form."""
    with transaction() as session:
        record = service.replace(session, g.actor, g.country, record_id)
        return redirect(url_for(".edit", record_id=record.id))


@bp.post("/forms/<int:record_id>/recipient")
@needs("form.open")
def recipient(record_id: int) -> Response:
    """Address the form to another of its recipients."""
    values = parse(RecipientSchema(), request.form)
    with transaction() as session:
        handing.choose_recipient(session, g.actor, g.country, record_id, values["recipient"], values["reason"])
    return redirect(url_for(".read", record_id=record_id))


@bp.post("/forms/<int:record_id>/deliver")
@needs("form.open")
def deliver(record_id: int) -> Response:
    """Note that the form was handed over."""
    values = parse(DeliverySchema(), request.form)
    with transaction() as session:
        handing.deliver(session, g.actor, g.country, record_id, values["delivered_on"])
    return redirect(url_for(".read", record_id=record_id))


@bp.post("/forms/<int:record_id>/void")
@needs("form.open")
def void(record_id: int) -> Response:
    """Say that the form does not count."""
    with transaction() as session:
        handing.void(session, g.actor, g.country, record_id, request.form.get("reason", "")[:300])
    return redirect(url_for(".read", record_id=record_id))


def _begun(code: str | None) -> Response:
    with transaction() as session:
        resident = residents.get(session, g.actor, code) if code else None

        def act() -> str:
            record = service.create(session, g.actor, g.country, resident, request.form.get("key", ""))
            return url_for(".edit", record_id=record.id)

        token = request.form.get("form_token") or secrets.token_hex()
        return redirect(continuity.once(session, g.actor, token[:64], act))


def _answers_form(opened: Opened, known: Mapping[str, tuple[str, ...]]) -> AnswersForm:
    """Draw the form with what is stored, dates and numbers as such."""
    form, places = opened.form, opened.places
    schema = schema_of(form, g.country, places, left_out=opened.withheld)
    return AnswersForm(schema, loaded(form, g.country, places, opened.shown), known)


def _answers_only(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Leave out the buttons of the page, which the schema does not know."""
    return MultiDict([(name, value) for name, value in sent.items(multi=True) if name not in {"base", "then"}])


def _saved(record_id: int, values: Mapping[str, Any]) -> Response:
    base = request.form.get("base", 0, type=int)
    with transaction() as session:
        opened = service.find(session, g.actor, g.country, record_id)
        answers = schema_of(opened.form, g.country, opened.places).dump(values)
        service.save(session, g.actor, g.country, record_id, answers, base=base)
    flash(_("Saved."))
    target = ".sign" if request.form.get("then") == "sign" else ".read"
    return redirect(url_for(target, record_id=record_id))


def _signed(record_id: int) -> Response:
    place, version = request.form.get("place", ""), request.form.get("version", 0, type=int)
    with transaction() as session:
        signing.sign(session, g.actor, g.country, record_id, place, version=version)
    flash(_("Signed."))
    return redirect(url_for(".read", record_id=record_id))


def _in_words(opened: Opened, changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say which answers somebody else changed, and what they are now."""
    known = {field.key: field for field in opened.form.fields}
    return [(say(known[key].label), _of_now(opened, key)) for key in changes if key in known]


def _of_now(opened: Opened, key: str) -> str:
    """Say what an answer is now; where it is withheld, what the reader herself had written, so that it is not lost."""
    if key not in opened.withheld:
        return reading.text_of(opened, g.country, key) or _("Not recorded")
    own = request.form.get(key, "")
    return (
        _("Recorded, not for your role. You had written: %(text)s", text=own)
        if own
        else _("Recorded, not for your role")
    )


def _about(session: "Session", opened: Opened) -> dict[str, Any]:
    resident = service.resident_of(session, opened)
    return {"opened": opened, "record": opened.record, "legal_form": opened.form, "resident": resident}


def _standing(session: "Session", opened: Opened) -> dict[str, Any]:
    """Gather what a page says of a form beside its answers."""
    form, record = opened.form, opened.record
    still_open = record.state in rights.OPEN
    objections = service.objections(g.country, form, opened.places, opened.answers.values) if still_open else []
    return {
        "parts": reading.parts(opened, g.country),
        "signatures": {each.signatory: each for each in records.signatures_of(session, record.id)},
        "places": signing.open_places(session, g.actor, opened),
        "noted": {} if opened.withheld else records.read_note(session, record),
        "objections": reading.doubts_said(opened, objections),
        "blocked": any(each.severity is Severity.BLOCKING for each in objections),
        "recipients": handing.recipients(session, opened),
        "recipient": addressees.name(session, record.recipient_code),
        "formats": copies.formats_of(form),
        "allowed": handing.allowed(session, g.actor, opened),
    }
