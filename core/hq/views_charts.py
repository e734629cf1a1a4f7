"""A figure over time: branches drawn together where that is fair, as many at a time as can be told apart."""

from flask import Blueprint, current_app, g, render_template, request

from core.hq import service
from core.hq.charts import series
from core.hq.charts.lines import HEIGHT, LINES, WIDTH, draw
from core.hq.tables.paging import part
from core.hq.tables.telling import all_of
from core.reporting.quantity import in_words
from core.reporting.words import period_words
from core.stores import Stores
from core.web.context import needs

bp = Blueprint("charts", __name__, url_prefix="/hq/charts", template_folder="templates")
_NUMBER = {"M": 12, "Q": 8, "A": 5}
#: Branches among which one chooses by ticking; among more, by writing their codes.
TICKED = 24


@bp.get("")
@needs("hq.read")
def chart() -> str:
    """Draw a figure's lines; those that may not stand together stand apart, and the page says why."""
    kind = request.args.get("kind", "M")
    kind = kind if kind in _NUMBER else "M"
    offered = {each.code: each for each in series.choices() if kind in each.indicator.frequency}
    chosen = offered.get(request.args.get("indicator", ""), next(iter(offered.values())))
    indicator = chosen.indicator
    periods = service.ended_periods(kind, _NUMBER[kind])[::-1]
    country, asked = request.args.get("country", ""), _asked()
    stores: Stores = current_app.extensions["abrigo-stores"]
    with stores.hq.reading() as session:
        countries = series.countries(session, g.actor)
        known = series.senders(session, g.actor, periods, country)
        small = {each.casefold(): each for each in known}
        wanted = [each for name, each in small.items() if not asked or name in asked]
        page = part(wanted, request.args.get("after", ""), LINES)
        shown = series.comparison(session, g.actor, indicator, periods, page.codes, chosen.window)
    return render_template(
        "hq/chart.html", shown=shown, indicator=indicator, chosen=chosen, offered=list(offered.values()), kind=kind,
        periods=periods,
        countries=[(each, all_of(each)) for each in countries], country=country, branches=known,
        ticked=len(known) <= TICKED, wanted=wanted if asked else [], page=page,
        unknown=[asked[each] for each in asked if each not in small],
        drawn=[(lines, draw(indicator, lines)) for lines in shown.charts], words=period_words, in_words=in_words,
        width=WIDTH, height=HEIGHT,
    )  # fmt: skip


def _asked() -> dict[str, str]:
    """Take the codes that were ticked, or written one after the other, as they were written, by their small letters."""
    written = " ".join(request.args.getlist("branch")).replace(",", " ").split()
    return {each.casefold(): each for each in written}
