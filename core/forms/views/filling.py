"""Filling a form in, and signing it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.errors import Conflict, DomainError, Invalid, Refused
from core.forms import names, reading, service, signing
from core.forms.file_field import BETWEEN
from core.forms.opened import Opened
from core.forms.people import Known
from core.forms.schema import loaded, schema_of
from core.forms.views import files
from core.forms.views.blueprint import bp
from core.forms.views.pages import about, staff_posts, standing
from core.i18n import gettext as _
from core.i18n import say
from core.web.context import needs, transaction
from core.web.context import reading as reading_session
from core.web.controls import Choice, Control
from core.web.forms import Form

if TYPE_CHECKING:
    from marshmallow import Schema


class AnswersForm(Form):
    """A form that marks what signing needs, though a draft may leave it out, and offers names where it knows some."""

    def __init__(self, schema: "Schema", data: Mapping[str, Any], known: Known) -> None:
        """Prepare the form; *known* are names by what a field asks for."""
        super().__init__(schema, data)
        self._known = known
        self.kept: Mapping[str, Any] = {}

    def _dressed(self, control: Control, typed: Any) -> Control:
        about = control.field.metadata
        offered = self._known.get(about["offer"], ()) if about.get("offer") else ()
        dressed = replace(super()._dressed(control, typed), required=bool(about.get("must")), suggestions=offered)
        if control.kind == "attachment":
            return replace(dressed, kept=[self.kept[each] for each in typed.split(BETWEEN) if each in self.kept])
        return _to_choose(dressed, offered) if about.get("known_only") else dressed


def _to_choose(control: Control, offered: tuple[str, ...]) -> Control:
    """Let somebody be chosen and nobody be written; who stands there already stays to be chosen."""
    names = dict.fromkeys((*offered, control.typed) if control.typed else offered)
    return replace(control, kind="select", choices=tuple(Choice(name, name) for name in names), suggestions=())


@bp.route("/forms/<int:record_id>/edit", methods=["GET", "POST"])
@needs("form.open")
def edit(record_id: int) -> tuple[str, int] | Response:
    """Fill a form in; a draft may be saved as it is."""
    posts = staff_posts()
    with transaction() as session:
        opened = service.open_draft(session, g.actor, g.country, record_id)
        known = names.known(session, g.actor, g.country, opened, posts)
    form, base = _answers_form(opened, known), opened.record.current
    conflict: list[tuple[str, str]] = []
    sent, faults = files.take(record_id, opened) if request.method == "POST" else (request.form, {})
    form.add_errors(faults)
    if request.method == "POST" and form.accepts(_answers_only(sent)):
        try:
            return _saved(record_id, form.values, known)
        except Invalid as error:
            form.add_errors(error.fields)
        except Conflict as error:
            conflict = _in_words(opened, error.changes)
    elif request.method == "POST":
        base = request.form.get("base", base, type=int)
    with reading_session() as session:
        form.kept = files.beside(session, opened, files.numbers_in(form, opened))
        page = render_template("forms/edit.html", form=form, base=base, conflict=conflict, **about(session, opened))
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
            "forms/sign.html", refused=refused, **about(session, opened), **standing(session, opened)
        )
    return page, 409 if refused else 200


def _answers_form(opened: Opened, known: Known) -> AnswersForm:
    """Draw the form with what is stored, dates and numbers as such."""
    form, places = opened.form, opened.places
    schema = schema_of(form, g.country, places, left_out=opened.withheld)
    return AnswersForm(schema, loaded(form, g.country, places, opened.shown), known)


def _answers_only(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Leave out the buttons of the page, which the schema does not know."""
    return MultiDict([(name, value) for name, value in sent.items(multi=True) if name not in {"base", "then"}])


def _saved(record_id: int, values: Mapping[str, Any], known: Known) -> Response:
    base = request.form.get("base", 0, type=int)
    with transaction() as session:
        opened = service.find(session, g.actor, g.country, record_id)
        answers = schema_of(opened.form, g.country, opened.places).dump(values)
        service.save(session, g.actor, g.country, record_id, answers, base=base, known=known)
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
