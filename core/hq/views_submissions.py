"""A branch's period at the office: questions and answers on both sides, acceptance, and rounds of masked sums."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from core import clock
from core.errors import Conflict, Invalid
from core.hq import threads
from core.hq.states import ANSWERED
from core.hq.sums import rounds as sums
from core.i18n import gettext as _
from core.i18n import say
from core.reporting import catalogue as catalogues
from core.reporting.periods import Period
from core.reporting.words import period_words
from core.stores import Stores
from core.web.context import needs

bp = Blueprint("submissions", __name__, template_folder="templates")


@bp.get("/hq/branches/<code>/<written>")
@needs("hq.read")
def at_the_office(code: str, written: str) -> str:
    """What came of a branch for a period, and what was said of it."""
    return _page(code, Period.parse(written), office=True)


@bp.get("/figures/office/<written>")
@needs("figures.read")
def at_the_branch(written: str) -> str:
    """The same, as the branch reads it."""
    return _page(g.actor.branch_code, Period.parse(written), office=False)


@bp.post("/hq/branches/<code>/<written>/<any(asked, settled):kind>")
@needs("hq.read")
def say_from_the_office(code: str, written: str, kind: str) -> Answer:
    """Ask about a figure, or settle a question."""
    _say(code, Period.parse(written), kind)
    return redirect(url_for(".at_the_office", code=code, written=written))


@bp.post("/figures/office/<written>/answer")
@needs("figures.close")
def answer(written: str) -> Answer:
    """Answer a question of the office."""
    _say(g.actor.branch_code, Period.parse(written), ANSWERED)
    return redirect(url_for(".at_the_branch", written=written))


@bp.post("/hq/branches/<code>/<written>/accept")
@needs("hq.read")
def accept(code: str, written: str) -> Answer:
    """Accept a version as it stands."""
    version = request.form.get("version", 0, int)
    try:
        with g.network.transaction() as session:
            threads.accept(session, g.actor, code, Period.parse(written), version)
    except Conflict as error:
        flash(say(error.message), "warning")
    else:
        flash(_("The figures are accepted."))
    return redirect(url_for(".at_the_office", code=code, written=written))


@bp.post("/hq/periods/<written>/sums/<any(open, settle):step>")
@needs("hq.read")
def sum_round(written: str, step: str) -> Answer:
    """Ask for masked sums of a period, or settle who takes part."""
    period = Period.parse(written)
    try:
        with g.network.transaction() as session:
            if step == "open":
                sums.open_round(session, g.actor, period, today=clock.today("UTC"))
            else:
                sums.settle(session, g.actor, period)
    except Invalid as error:
        _tell(error)
    except Conflict as error:
        flash(say(error.message), "warning")
    return redirect(url_for("hq.period", written=written))


def _page(code: str, period: Period, *, office: bool) -> str:
    stores: Stores = current_app.extensions["abrigo-stores"]
    with stores.hq.reading() as session:
        known = threads.correspondence(session, g.actor, code, period)
    return render_template(
        "hq/thread.html", known=known, office=office, words=period_words, indicators=catalogues.current().everything
    )


def _say(code: str, period: Period, kind: str) -> None:
    indicator, text = request.form.get("indicator", ""), request.form.get("text", "")
    try:
        with g.network.transaction() as session:
            threads.say(session, g.actor, code, period, kind, indicator, text)
    except Invalid as error:
        _tell(error)
    except Conflict as error:
        flash(say(error.message), "warning")


def _tell(error: Invalid) -> None:
    for message in (say(each) for messages in error.fields.values() for each in messages):
        flash(message, "warning")
