"""Carrying a configuration away as a file, and opening a sister's as drafts."""

from flask import Blueprint, g, render_template, request
from marshmallow import Schema
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from core import clock
from core.errors import Invalid
from core.i18n import current
from core.i18n import lazy as _
from core.studio import bundle
from core.studio.bundle import Opened
from core.web.context import needs, transaction
from core.web.fields import File
from core.web.forms import Form

bp = Blueprint("bundle", __name__, url_prefix="/settings/studio/bundle", template_folder="templates")


class BundleSchema(Schema):
    """A file that another branch has exported."""

    file = File(required=True, metadata={"label": _("File of another branch"), "accept": ".json,application/json"})


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


def _text(file: FileStorage) -> str:
    return file.stream.read(bundle.LARGEST).decode("utf-8", "replace")


def _page(form: Form, opened: list[Opened] | None = None, branch: str = "") -> tuple[str, int]:
    return render_template("studio/bundle.html", form=form, opened=opened, branch=branch), form.status
