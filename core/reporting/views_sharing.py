"""What the office of the same node asks a branch about a further use of its figures, and the branch's answer."""

import json
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from core import clock
from core.errors import Invalid, NotFound
from core.i18n import gettext as _
from core.i18n import say
from core.reporting.sharing import pending, replying
from core.reporting.sharing.further_use import KINDS, Request
from core.reporting.views import DESK
from core.web.context import needs, reading, transaction

bp = Blueprint("replies", __name__, url_prefix="/figures/sharing", template_folder="templates")


@bp.get("")
@needs("sharing.read")
def index() -> str:
    """What the office asks this branch."""
    rows = _asked()
    here = {each.number for each in rows}
    with reading() as session:
        carried = [number for number in pending.waiting(session, g.actor) if number not in here]
    return render_template(
        "reporting/sharing.html", rows=rows, carried=carried, kinds=KINDS, read=json.loads,
        instant=datetime.fromisoformat, open=lambda each: clock.now() <= datetime.fromisoformat(each.until),
    )  # fmt: skip


@bp.post("/<int:number>")
@needs("sharing.answer")
def answer(number: int) -> Answer:
    """Say yes or no for this branch."""
    found = next((each for each in _asked() if each.number == number), None)
    if found is None:
        raise NotFound()
    try:
        with transaction() as session:
            told = request.form.get("answer", ""), request.form.get("text", "")
            envelope = replying.answer(session, g.actor, found, *told)
        current_app.extensions[DESK].reply(envelope)
        with transaction() as session:
            pending.answered(session, g.actor, number)
    except Invalid as error:
        flash(" ".join(say(each) for texts in error.fields.values() for each in texts), "warning")
    else:
        flash(_("The office has the answer of the branch."))
    return redirect(url_for(".index"))


def _asked() -> list[Request]:
    desk: Any = current_app.extensions.get(DESK)
    return [] if desk is None else list(desk.sharing(g.actor.branch_code))
