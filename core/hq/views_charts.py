"""A figure over time across branches, drawn together only where that is fair."""

from flask import Blueprint, current_app, g, render_template, request

from core.hq import service
from core.hq.chart import HEIGHT, WIDTH, draw
from core.hq.series import choices, comparison
from core.reporting.quantity import in_words
from core.reporting.words import period_words
from core.stores import Stores
from core.web.context import needs

bp = Blueprint("charts", __name__, url_prefix="/hq/charts", template_folder="templates")
_NUMBER = {"M": 12, "Q": 8, "A": 5}


@bp.get("")
@needs("hq.read")
def chart() -> str:
    """Draw a figure's lines; those that may not stand together stand apart, and the page says why."""
    kind = request.args.get("kind", "M")
    kind = kind if kind in _NUMBER else "M"
    offered = {each.id: each for each in choices() if kind in each.frequency}
    indicator = offered.get(request.args.get("indicator", ""), next(iter(offered.values())))
    periods = service.ended_periods(kind, _NUMBER[kind])[::-1]
    stores: Stores = current_app.extensions["abrigo-stores"]
    with stores.hq.reading() as session:
        everybody = comparison(session, g.actor, indicator, periods)
        asked = frozenset(request.args.getlist("branch"))
        shown = comparison(session, g.actor, indicator, periods, asked) if asked else everybody
    return render_template(
        "hq/chart.html", shown=shown, indicator=indicator, offered=list(offered.values()), kind=kind, periods=periods,
        branches=sorted(line.branch for lines in everybody.charts for line in lines), asked=asked,
        drawn=[(lines, draw(indicator, lines)) for lines in shown.charts], words=period_words, in_words=in_words,
        width=WIDTH, height=HEIGHT,
    )  # fmt: skip
