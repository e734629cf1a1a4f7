"""The office's figures in charts, in every format, and how their codes map to other standards."""

from collections.abc import Iterable, Iterator
from itertools import chain

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from core.errors import Conflict
from core.hq import formats, release, service
from core.hq.charts import series
from core.hq.charts.portrait import portrait
from core.hq.formats.sheet import front, silent
from core.hq.standards import MATCHES, coverage
from core.hq.sums import rounds as sums
from core.hq.tables import columns
from core.hq.tables.table import table
from core.hq.tables.telling import all_of
from core.hq.views_answers import office
from core.i18n import say
from core.reporting.periods import Period
from core.reporting.words import period_words
from core.web.context import needs
from plugins.formats import Shelf

bp = Blueprint("exports", __name__, url_prefix="/hq", template_folder="templates")


@bp.get("/dashboard")
@needs("hq.read")
def dashboard() -> str:
    """A period's figures, each with its chart and its table."""
    with office().hq.reading() as session:
        offered = release.periods_there(session, g.actor) or service.ended_periods("A", 1)
        asked, country = Period.parse(request.args.get("period") or str(offered[0])), country_of()
        countries = [(each, all_of(each)) for each in series.countries(session, g.actor)]
        told = release.release(session, g.actor, asked, g.actor.language, country)
        blocks = columns.blocks(session, g.actor, asked, country)
        found = table(blocks, sums.sums_of(session, g.actor, asked))
        shown = portrait(found, country=country)
    return render_template(
        "hq/dashboard.html", period=asked, offered=list(dict.fromkeys([asked, *offered])), shown=shown,
        front=front(told), silent=silent(told, found.sent), words=period_words, countries=countries, country=country,
    )  # fmt: skip


@bp.get("/periods/<written>/export/<code>")
@needs("hq.read")
def export(written: str, code: str) -> Answer:
    """Download a period's figures in a format."""
    country = country_of()
    try:
        chosen = release.chosen(shelf(), Period.parse(written), code)
    except Conflict as error:
        return _refused(error, written, country)
    asked, store, actor = noted(written, code), office().hq, g.actor
    spoken = request.args.get("language", actor.language)
    language = spoken if spoken in chosen.languages else actor.language

    def pieces() -> Iterator[bytes]:
        with store.reading() as session:
            yield from release.written(session, actor, asked, chosen, language, country=country)

    found = pieces()
    try:
        begun = chain([next(found, b"")], found)
    except Conflict as error:
        return _refused(error, written, country)
    return as_file(begun, chosen.mimetype, named(asked, country, chosen.ending, code))


@bp.get("/standards")
@needs("hq.read")
def standards() -> str:
    """How far our codes map to those of other standards."""
    return render_template("hq/standards.html", coverage=coverage(), matches=MATCHES)


def shelf() -> Shelf:
    """Give the formats of other packages that this application has."""
    found: Shelf | None = current_app.extensions.get("abrigo-formats")
    return formats.shelf() if found is None else found


def _refused(error: Conflict, written: str, country: str) -> Answer:
    flash(say(error.message), "warning")
    return redirect(url_for("hq.period", written=written, country=country or None))


def noted(written: str, kind: str) -> Period:
    """Note a download before its first byte."""
    asked = Period.parse(written)
    with g.network.transaction() as session:
        service.note_export(session, g.actor, asked, kind, country_of())
    return asked


def country_of() -> str:
    """Give the code of the only country that is wanted; empty where all are."""
    country = request.args.get("country", "")
    return country if country.isalnum() else ""


def named(period: Period, country: str, ending: str, code: str = "") -> str:
    """Name a file: ``abrigo-2025-zz-adx.xml``."""
    return "-".join(each for each in ("abrigo", str(period), country, code) if each) + f".{ending}"


def as_file(pieces: Iterable[bytes] | Iterable[str], mimetype: str, name: str) -> Response:
    """Answer with a file that is streamed."""
    answer = Response(pieces, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
