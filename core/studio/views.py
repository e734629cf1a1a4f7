"""The studio on screen: objects, an object's versions, the draft, and what is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core import clock
from core.configuration import service, versions
from core.configuration.kinds import Ground
from core.errors import Conflict, Invalid, NotFound, Refused
from core.i18n import current
from core.i18n import gettext as _
from core.studio import country_rules, pages
from core.studio.parts import Part, parts_of
from core.studio.register import KINDS
from core.studio.schemas import AnswerSchema, RestoreSchema, SendSchema
from core.web.context import needs, reading, transaction
from core.web.forms import Form
from core.web.numbers import sent_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from core.configuration.kinds import Kind
    from core.configuration.models import ConfigurationVersion

bp = Blueprint("studio", __name__, url_prefix="/settings/studio", template_folder="templates")


@bp.get("")
@needs("configuration.read")
def index() -> str:
    """Everything that may be configured, and how it stands."""
    with reading() as session:
        groups = pages.overview(session, g.actor, g.country)
        changed = country_rules.changed(session, g.actor.branch_id, g.country)
    return render_template("studio/index.html", groups=groups, rules_changed=changed)


@bp.get("/<kind>/<key>")
@needs("configuration.read")
def show(kind: str, key: str) -> tuple[str, int]:
    """One object: the version under way with what it would touch, and those that were in force."""
    return _page(kind, key)


@bp.post("/<kind>/<key>/begin")
@needs("configuration.write")
def begin(kind: str, key: str) -> Response:
    """Begin a draft from what is in force."""
    declared = declared_kind(kind, key)
    with transaction() as session:
        service.begin(ground_of(session, key), g.actor, declared)
    return redirect(url_for(".edit", kind=kind, key=key), 303)


@bp.route("/<kind>/<key>/draft", methods=["GET", "POST"])
@bp.route("/<kind>/<key>/draft/<part>", methods=["GET", "POST"])
@needs("configuration.write")
def edit(kind: str, key: str, part: str = "") -> tuple[str, int] | Response:
    """Write one part of the draft; it may be saved with loose ends, which only sending asks about."""
    declared = declared_kind(kind, key)
    with reading() as session:
        draft = draft_of(session, kind, key)
        content = versions.content_of(draft)
        schema = declared.schema(ground_of(session, key), content)
    parts = parts_of(schema)
    chosen = _part(parts, part)
    form = Form(type(schema)(only=chosen.fields), data=content)
    if request.method == "POST" and form.accepts(request.form):
        with transaction() as session:
            saved = {**content, **form.schema.dump(form.values)}
            service.save(session, g.actor, draft_of(session, kind, key), saved, revision=_revision(draft))
        flash(_("The draft is saved. Nothing has changed for anybody yet."))
        return redirect(url_for(".show", kind=kind, key=key), 303)
    revision = request.form.get("revision", draft.revision)
    page = render_template(
        "studio/draft.html", kind=declared, key=key, name=declared.keys(g.country)[key], form=form, revision=revision,
        parts=parts, part=chosen,
    )  # fmt: skip
    return page, form.status


@bp.post("/<kind>/<key>/send")
@needs("configuration.write")
def send(kind: str, key: str) -> tuple[str, int] | Response:
    """Send the draft for approval."""
    declared, form = declared_kind(kind, key), _send_form()
    if not form.accepts(request.form):
        return _page(kind, key, form)
    try:
        with transaction() as session:
            service.send(ground_of(session, key), g.actor, declared, draft_of(session, kind, key), **form.values)
    except Invalid as error:
        form.add_errors(error.fields)
        return _page(kind, key, form)
    flash(_("Sent for approval. A second person looks at it now."))
    return redirect(url_for(".show", kind=kind, key=key), 303)


@bp.post("/<kind>/<key>/answer")
@needs("configuration.approve")
def answer(kind: str, key: str) -> tuple[str, int] | Response:
    """Approve, or send back with a comment."""
    declared, form = declared_kind(kind, key), Form(AnswerSchema(), place="answer")
    returns = request.form.get("answer") == "return"
    if not form.accepts(request.form):
        return _page(kind, key, form)

    def act(session: Session) -> None:
        decide = service.send_back if returns else service.approve
        decide(ground_of(session, key), g.actor, declared, draft_of(session, kind, key), form.values["comment"])

    return _act(kind, key, act, _("Sent back with your comment.") if returns else _("Approved."), form)


@bp.post("/<kind>/<key>/discard")
@needs("configuration.write")
def discard(kind: str, key: str) -> tuple[str, int] | Response:
    """Give up what is under way."""
    declared_kind(kind, key)
    said = _("The draft is thrown away. What is in force stays as it is.")
    return _act(kind, key, lambda session: service.discard(session, g.actor, draft_of(session, kind, key)), said)


@bp.post("/<kind>/<key>/versions/<int:number>/restore")
@needs("configuration.read")
def restore(kind: str, key: str, number: int) -> tuple[str, int] | Response:
    """Put an older version back in force."""
    declared, form = declared_kind(kind, key), _restore_form(number)
    if not form.accepts(request.form):
        return _page(kind, key, form)

    def act(session: Session) -> None:
        older = versions.get(session, g.actor, kind, key, number)
        service.roll_back(ground_of(session, key), g.actor, declared, older, form.values["reason"])

    return _act(kind, key, act, _("The older version is in force again, as a version of its own."), form)


def _act(
    kind: str, key: str, act: Callable[[Session], object], said: str, form: Form | None = None
) -> tuple[str, int] | Response:
    """Do something and say so, or say what stands against it: at the form that asked, if there is one."""
    try:
        with transaction() as session:
            act(session)
        flash(said)
    except Invalid as error:
        if form is not None:
            form.add_errors(error.fields)
            return _page(kind, key, form)
        for messages in error.fields.values():
            for message in messages:
                flash(_(str(message)), "warning")
    except (Conflict, Refused) as error:
        flash(_(str(error)), "warning")
    return redirect(url_for(".show", kind=kind, key=key), 303)


def _page(kind: str, key: str, *sent: Form) -> tuple[str, int]:
    """Draw an object, with the form that was sent and has to be put right."""
    declared = declared_kind(kind, key)
    forms = {form.place: form for form in (_send_form(), Form(AnswerSchema(), place="answer"), *sent)}
    with reading() as session:
        ground = ground_of(session, key)
        page = render_template(
            "studio/object.html",
            kind=declared,
            key=key,
            name=declared.keys(g.country)[key],
            under_way=pages.under_way(ground, declared),
            history=pages.history(ground, g.actor, declared),
            fixed=declared.fixed(ground),
            changes_here=declared.may_change(g.actor),
            forms=forms,
            restore_form=lambda number: forms.get(f"restore-{number}") or _restore_form(number),
        )
    return page, max(form.status for form in forms.values())


def _send_form() -> Form:
    return Form(SendSchema(), data={"effective_on": _today()}, place="send")


def _restore_form(number: int) -> Form:
    return Form(RestoreSchema(), place=f"restore-{number}")


def declared_kind(kind: str, key: str) -> Kind:
    """Find what a room has declared.

    :raises NotFound: if nobody has.
    """
    found = KINDS.get(kind)
    if found is None or key not in found.keys(g.country):
        raise NotFound()
    return found


def ground_of(session: Session, key: str) -> Ground:
    """Give the ground on which the actor's branch stands today."""
    return Ground(session, g.country, g.actor.branch_id, _today(), key)


def draft_of(session: Session, kind: str, key: str) -> ConfigurationVersion:
    """Find what is under way.

    :raises NotFound: if nothing is.
    """
    found = versions.find_under_way(session, KINDS[kind].owner(g.actor.branch_id), kind, key)
    if found is None:
        raise NotFound()
    return found


def _part(parts: list[Part], name: str) -> Part:
    found = next((each for each in parts if name in (each.name, "")), None)
    if found is None:
        raise NotFound()
    return found


def _revision(draft: ConfigurationVersion) -> int:
    """The revision the writer had before her when the page was drawn."""
    sent = sent_number("revision")
    return draft.revision if sent is None else sent


def _today() -> Any:
    return clock.today(current().zone)
