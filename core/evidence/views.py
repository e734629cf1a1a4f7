"""The page of a house's evidence, for the screen and for paper."""

from flask import Blueprint, g, render_template, request

from core.care.terms import TIME_POINTS
from core.errors import Invalid
from core.evidence import service
from core.evidence.schemas import YearsSchema
from core.reporting.words import period_words
from core.web.context import needs, reading
from core.web.forms import Form

bp = Blueprint("evidence", __name__, url_prefix="/evidence", template_folder="templates")


@bp.get("")
@needs("evidence.read")
def index() -> tuple[str, int]:
    """Cohorts after exit, what changed, how long people stay, and what was said before there were definitions."""
    asked = Form(YearsSchema())
    years = None
    if request.args and asked.accepts(request.args):
        years = (asked.values["first"], asked.values["last"])
    with reading() as session:
        try:
            page = service.page(session, g.actor, g.country, years)
        except Invalid as error:
            asked.add_errors(error.fields)
            page = service.page(session, g.actor, g.country)
    form = asked if asked.errors else Form(YearsSchema(), data={"first": page.years[0], "last": page.years[1]})
    drawn = render_template("evidence/index.html", page=page, form=form, time_points=TIME_POINTS, words=period_words)
    return drawn, form.status
