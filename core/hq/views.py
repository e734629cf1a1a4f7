"""The regional office: which branch has sent what, a period across branches, and downloads."""

from flask import Blueprint, Response, g, render_template, request
from flask.blueprints import BlueprintSetupState

from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.hq import (
    exports,
    release,
    service,
    views_benchmark,
    views_charts,
    views_donor,
    views_door,
    views_exports,
    views_public,
    views_sharing,
    views_submissions,
)
from core.hq.charts import series
from core.hq.desk import Desk
from core.hq.receiving import bundles, refusals
from core.hq.receiving.service import receive_here
from core.hq.sums import rounds as sums
from core.hq.tables import columns
from core.hq.tables.table import by_area, table
from core.hq.tables.telling import all_of, too_many
from core.hq.views_answers import faults, office
from core.reporting.periods import POOLED, Period
from core.reporting.quantity import in_words
from core.reporting.words import period_words
from core.stores import Store
from core.web.context import needs
from core.web.numbers import asked_number
from core.workbook import MEDIA_TYPE

bp = Blueprint("hq", __name__, url_prefix="/hq", template_folder="templates")

COLUMNS = 6
Answer = str | tuple[str, int]


@bp.get("")
@needs("hq.read")
def board() -> str:
    """Branches and periods: what came, in time or not, complete or not."""
    return _board()


@bp.get("/periods/<written>")
@needs("hq.read")
def period(written: str) -> str:
    """A period's figures, indicator by branch."""
    asked, country, shelf = Period.parse(written), views_exports.country_of(), views_exports.shelf()
    with office().hq.reading() as session:
        countries = series.countries(session, g.actor)
        added = sums.sums_of(session, g.actor, asked)
        found = table(columns.blocks(session, g.actor, asked, country), added)
        standing = sums.newest(session, g.actor, asked)
    return render_template(
        "hq/period.html", period=asked, found=found, areas=by_area(found.lines), too_many=too_many,
        countries=[(each, all_of(each)) for each in countries], country=country, together=all_of(country),
        words=period_words, in_words=in_words, standing=standing, added=added, formats=release.choices(shelf, asked),
        lacking=release.lacking(shelf, asked), broken=shelf.broken,
    )  # fmt: skip


@bp.get("/periods/<written>/figures.csv")
@needs("hq.read")
def as_csv(written: str) -> Response:
    """Download a period's figures, branch by branch."""
    asked = views_exports.noted(written, "csv")
    country = views_exports.country_of()
    found = exports.as_csv(_blocks(office().hq, asked, g.actor, country))
    return views_exports.as_file(found, "text/csv", views_exports.named(asked, country, "csv", exports.INTERNAL))


@bp.get("/periods/<written>/figures.xlsx")
@needs("hq.read")
def as_xlsx(written: str) -> Response:
    """Download a period's figures as a workbook, branch by branch."""
    asked = views_exports.noted(written, "xlsx")
    country = views_exports.country_of()
    book = exports.as_xlsx(_blocks(office().hq, asked, g.actor, country), str(asked), g.actor.language)
    return views_exports.as_file(book, MEDIA_TYPE, views_exports.named(asked, country, "xlsx", exports.INTERNAL))


@bp.post("/upload")
@needs("hq.read")
def upload() -> Answer:
    """Take in a package that came as a file, or each of an archive, such as all of a restated year."""
    sent = request.files.get("package")
    content = sent.read() if sent else b""
    try:
        with refusals.noted(office(), content, service.FILE):
            packages = bundles.packages(content)
        for package in packages:
            _receive(package, service.FILE)
    except Invalid as error:
        return _board(refusal=faults(error)), 422
    return _board(received=True)


@bp.get("/refused")
@needs("hq.read")
def refused() -> str:
    """What was turned away, page by page."""
    with office().hq.reading() as session:
        found = refusals.listed(session, g.actor, asked_number("before") or 0)
    return render_template("hq/refused.html", turned_away=found)


def _blocks(office: Store, asked: Period, actor: Actor, country: str) -> exports.Blocks:
    """Read while the answer is sent: what is written around the rows is written before, in the reader's language."""
    with office.reading() as session:
        yield from release.in_blocks(session, actor, asked, country=country)


def _receive(sent: str | bytes, by: str) -> str:
    return receive_here(office(), sent, by)


def _board(*, refusal: str | None = None, received: bool = False) -> str:
    kind = request.args.get("kind", "M")
    kind = kind if kind in ("M", "Q", "A", POOLED) else "M"
    after = request.args.get("after", "")
    with office().hq.reading() as session:
        shown = service.board(session, g.actor, service.ended_periods(kind, service.ROLLING), after)
        turned_away = refusals.listed(session, g.actor)
    return render_template(
        "hq/board.html",
        shown=shown,
        now=clock.now(),
        periods=service.ended_periods(kind, service.ROLLING)[:COLUMNS],
        kind=kind,
        words=period_words,
        due_on=service.due_on,
        refusal=refusal,
        received=received,
        turned_away=turned_away,
    )


@bp.record_once
def _open_door(state: BlueprintSetupState) -> None:
    app = state.app
    app.register_blueprint(views_door.bp)
    app.register_blueprint(views_submissions.bp)
    app.register_blueprint(views_charts.bp)
    app.register_blueprint(views_donor.bp)
    app.register_blueprint(views_sharing.bp)
    app.register_blueprint(views_public.bp)
    app.register_blueprint(views_benchmark.bp)
    app.register_blueprint(views_exports.bp)
    app.extensions["abrigo-desk"] = Desk(app.extensions["abrigo-stores"])
    app.extensions["abrigo-office"] = lambda envelope: _receive(envelope, service.NODE)
