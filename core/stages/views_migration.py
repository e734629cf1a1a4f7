"""Proposing the change to the programme in force, for every stay that is left behind."""

from datetime import date

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from core import clock
from core.i18n import current, gettext, ngettext
from core.stages import migration, programme
from core.stages.migration import Behind
from core.web.context import needs, reading, transaction
from core.web.forms import Form

bp = Blueprint("migration", __name__, template_folder="templates")


@bp.route("/moves/programme", methods=["GET", "POST"])
@needs("move.propose")
def choose() -> tuple[str, int] | Response:
    """Say which stage of the programme in force each stage of an earlier version becomes."""
    with reading() as session:
        left = migration.behind(session, g.actor, _today())
        version = programme.find_current(session, g.actor.branch_id, _today())
        stages = programme.stages_of(session, version.id) if version else []
        offered = {stage.code: programme.label(stage).in_language(g.actor.language) for stage in stages}
    form = _form(left, offered)
    if request.method == "POST" and form.accepts(request.form):
        targets = {each.stage.id: form.values[_name(each)] for each in left}
        with transaction() as session:
            proposed = migration.propose_all(session, g.actor, targets, _today())
        flash(ngettext("Proposed for %(num)s stay.", "Proposed for %(num)s stays.", proposed))
        return redirect(url_for("stages.waiting"), 303)
    return render_template("stages/migration.html", form=form, left=left), form.status


def _form(left: list[Behind], offered: dict[str, str]) -> Form:
    """One question for each stage in which somebody is; the stage of the same code is suggested."""
    rule = validate.OneOf(list(offered), list(offered.values()))
    asked = {
        _name(each): fields.String(
            required=True, validate=rule, metadata={"label": _question(each), "widget": "select"}
        )
        for each in left
    }
    same = {_name(each): each.stage.code for each in left if each.stage.code in offered}
    return Form(Schema.from_dict(asked, name="MigrationSchema")(), data=same)  # type: ignore[arg-type]


def _question(each: Behind) -> str:
    stays = ngettext("%(num)s stay", "%(num)s stays", each.stays)
    stage = programme.label(each.stage).in_language(g.actor.language)
    return gettext("%(stage)s, version %(n)s (%(stays)s)", stage=stage, n=each.version.number, stays=stays)


def _name(each: Behind) -> str:
    return f"stage_{each.stage.id}"


def _today() -> date:
    return clock.today(current().zone)
