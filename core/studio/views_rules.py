"""The rules of the country: what an upgrade has changed in them, read and acknowledged by the director (CFG-10)."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from core.configuration import service, versions
from core.configuration.kinds import MAIN
from core.errors import Conflict
from core.i18n import gettext as _
from core.studio import pages
from core.studio.country_rules import ABOUT, COUNTRY_RULES, UNITS, rules_of
from core.studio.views import ground_of
from core.web.context import needs, reading, transaction

bp = Blueprint("rules", __name__, url_prefix="/settings/studio/rules", template_folder="templates")


@bp.get("")
@needs("configuration.read")
def index() -> str:
    """What the package says, what changed since it was last read, and what every upgrade has changed before."""
    with reading() as session:
        ground = ground_of(session, MAIN)
        known = versions.find_live(session, ground.branch_id, COUNTRY_RULES.code, MAIN)
        now = rules_of(g.country)
        changes = COUNTRY_RULES.diff(ground, versions.content_of(known), now) if known else []
        history = pages.history(ground, g.actor, COUNTRY_RULES)
    return render_template(
        "studio/rules.html", kind=COUNTRY_RULES, known=known, rules=now["rules"], changes=changes, history=history,
        about=ABOUT, units=UNITS,
    )  # fmt: skip


@bp.post("/acknowledge")
@needs("configuration.approve")
def acknowledge() -> Response:
    """Note that the director has read them."""
    try:
        with transaction() as session:
            service.acknowledge(ground_of(session, MAIN), g.actor, COUNTRY_RULES, rules_of(g.country))
        flash(_("Noted: you have read the rules as they are now."))
    except Conflict as error:
        flash(_(str(error)), "warning")
    return redirect(url_for(".index"), 303)
