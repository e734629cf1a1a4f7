"""The settings of a house, to read: what its country brings, with the grade of its law."""

from flask import Blueprint, current_app, g, render_template

from core import clock
from core.access import people
from core.forms import retention
from core.i18n import current
from core.overview import directory
from core.web.context import needs, reading

bp = Blueprint("settings", __name__, template_folder="templates")


@bp.get("/settings")
@needs("settings.read")
def index() -> str:
    """Country, programme, forms, consents, terms, retention and accounts, as they are in force."""
    today = clock.today(current().zone)
    with g.network.reading() as network:
        staff = people.of_branch(network, g.actor.branch_code, today)
    with reading() as session:
        branch = directory.branch(session, g.actor)
        stages = directory.stage_rows(session, g.actor.branch_id)
        longer = retention.kept_longer(session, g.actor.branch_id)
    return render_template(
        "home/settings.html",
        branch=branch,
        stages=stages,
        staff=staff,
        longer=longer,
        forms=g.country.forms_on(today),
        settings=current_app.extensions["abrigo-settings"],
    )
