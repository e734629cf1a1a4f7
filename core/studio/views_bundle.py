"""Carrying a configuration away as a file, and opening a sister's as drafts."""

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, g, render_template, request
from marshmallow import Schema
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core import clock
from core.configuration.kinds import Ground
from core.errors import Invalid
from core.i18n import current
from core.i18n import lazy as _
from core.studio import bundle, rehearsal
from core.studio.bundle import Opened
from core.studio.rehearsal import Rehearsed
from core.web.context import needs, reading, transaction
from core.web.fields import File
from core.web.forms import Form

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

bp = Blueprint("bundle", __name__, url_prefix="/settings/studio/bundle", template_folder="templates")


class BundleSchema(Schema):
    """A file that another branch has exported."""

    file = File(required=True, metadata={"label": _("File of another branch"), "accept": ".json,application/json"})


class RehearsalSchema(Schema):
    """What is tried on a copy."""

    file = File(
        load_default=None,
        metadata={
            "label": _("File of another branch"),
            "help": _("Without a file the drafts of this house are tried together."),
            "accept": ".json,application/json",
        },
    )


@bp.get("")
@needs("configuration.write")
def index() -> tuple[str, int]:
    """Export and import."""
    return _page(Form(BundleSchema()))


@bp.post("/export")
@needs("configuration.write")
def export() -> Response:
    """Hand out what is configured here, signed."""
    with transaction() as session:
        text = bundle.export(session, g.actor)
    answer = Response(text, mimetype="application/json")
    name = f"abrigo-configuration-{g.actor.branch_code}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.post("/import")
@needs("configuration.write")
def import_() -> tuple[str, int]:
    """Open a sister's configuration as drafts."""
    form = Form(BundleSchema())
    if not form.accepts(request.form, request.files):
        return _page(form)
    try:
        with g.network.reading() as network:
            found = bundle.read(network, _text(form.values["file"]))
        with transaction() as session:
            day = clock.today(current().zone)
            opened = bundle.open_drafts(session, g.actor, g.country, found, day)
    except Invalid as error:
        form.add_errors(error.fields)
        return _page(form)
    return _page(Form(BundleSchema()), opened, found["branch"])


@bp.post("/rehearse")
@needs("configuration.write")
def rehearse() -> tuple[str, int]:
    """Try a sister's file, or the house's own drafts where no file is sent, on a copy that is thrown away."""
    form = Form(RehearsalSchema(), place="rehearse")
    if not form.accepts(request.form, request.files):
        return _page(Form(BundleSchema()), trial=form)
    day = clock.today(current().zone)
    try:
        with reading() as session:
            changes = _changes(session, form.values["file"])
            ground = Ground(session, g.country, g.actor.branch_id, day)
            found = rehearsal.rehearse(current_app.extensions["abrigo-settings"], ground, g.actor, changes)
    except Invalid as error:
        form.add_errors(error.fields)
        return _page(Form(BundleSchema()), trial=form)
    with transaction() as session:
        rehearsal.note(session, g.actor, found)
    return _page(Form(BundleSchema()), found=found)


def _changes(session: "Session", file: FileStorage | None) -> list[rehearsal.Change]:
    if file is None:
        return rehearsal.waiting(session, g.actor)
    with g.network.reading() as network:
        return rehearsal.changes_of(bundle.read(network, _text(file)))


def _text(file: FileStorage) -> str:
    return file.stream.read(bundle.LARGEST).decode("utf-8", "replace")


def _page(
    form: Form, opened: list[Opened] | None = None, branch: str = "", *, trial: Form | None = None,
    found: Rehearsed | None = None,
) -> tuple[str, int]:  # fmt: skip
    trial = trial or Form(RehearsalSchema(), place="rehearse")
    page = render_template(
        "studio/bundle.html", form=form, opened=opened, branch=branch, trial=trial, found=found
    )  # fmt: skip
    return page, max(form.status, trial.status)
