"""The sheet that each branch gets back: read in the branch, made at the office as a file for whoever has no line."""

from flask import Blueprint, Response, g, render_template, request

from core.errors import Invalid
from core.hq import benchmark, service
from core.hq.benchmark import Sheet
from core.hq.views_answers import faults, office
from core.i18n import format_number
from core.i18n import gettext as _
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import Indicator
from core.reporting.periods import Period
from core.reporting.quantity import in_words
from core.reporting.words import period_words
from core.web.context import needs

bp = Blueprint("benchmark", __name__, template_folder="templates")


@bp.get("/figures/office/<written>/sheet")
@needs("figures.read")
def of_the_branch(written: str) -> str:
    """The branch beside the others."""
    with office().hq.reading() as session:
        found = benchmark.sheet(session, g.actor, g.actor.branch_code, Period.parse(written))
    return _page(found)


@bp.route("/figures/sheet", methods=["GET", "POST"])
@needs("figures.read")
def from_a_file() -> tuple[str, int]:
    """Read a sheet that came as a file; nothing of it is kept."""
    sent = request.files.get("sheet") if request.method == "POST" else None
    if request.method == "GET":
        return render_template("hq/sheet_file.html", refusal=""), 200
    try:
        text = (sent.read(service.LARGEST + 1) if sent else b"").decode("utf-8", "replace")
        return _page(benchmark.opened(text, g.actor.branch_code)), 200
    except Invalid as error:
        refusal = faults(error)
        return render_template("hq/sheet_file.html", refusal=refusal), 422


@bp.get("/hq/branches/<code>/<written>/sheet.json")
@needs("hq.read")
def as_a_file(code: str, written: str) -> Response:
    """Make a branch's sheet as a file."""
    period = Period.parse(written)
    with g.network.transaction() as session:
        service.note_export(session, g.actor, period, "sheet")
    with office().hq.reading() as session:
        text = benchmark.written(benchmark.sheet(session, g.actor, code, period))
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="abrigo-sheet-{code}-{period}.json"'
    return answer


def beside(value: float | None, indicator: Indicator) -> str:
    """Write a share, rate or mean of the others."""
    if value is None:
        return "–"
    if indicator.type == "ratio":
        return f"{format_number(value, 0)}\u00a0%"
    if indicator.type == "mean":
        return format_number(value, 1)
    return _("%(rate)s per %(base)s", rate=format_number(value, 1), base=format_number(indicator.per))


def _page(found: Sheet) -> str:
    return render_template(
        "hq/sheet.html", sheet=found, period=Period.parse(found.period), words=period_words, in_words=in_words,
        beside=beside, indicators=catalogues.current().indicators,
    )  # fmt: skip
