"""The regional office: which branch has sent what, a period across branches, and downloads."""

from collections.abc import Iterator

from flask import Blueprint, Response, current_app, g, render_template, request
from flask.blueprints import BlueprintSetupState

from core.errors import Invalid
from core.hq import (
    exports,
    refusals,
    service,
    sums,
    views_benchmark,
    views_charts,
    views_donor,
    views_door,
    views_submissions,
)
from core.hq.desk import Desk
from core.hq.formats import FORMATS
from core.hq.observations import observations
from core.hq.reading import NO_SUBMISSION, refused
from core.hq.receiving import receive_here
from core.hq.table import by_area
from core.i18n import say
from core.reporting.periods import Period
from core.reporting.quantity import in_words
from core.reporting.words import period_words
from core.stores import Store, Stores
from core.web.context import needs

bp = Blueprint("hq", __name__, url_prefix="/hq", template_folder="templates")

COLUMNS = 6
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
    asked = Period.parse(written)
    with _office().reading() as session:
        added = sums.sums_of(session, g.actor, asked)
        branches, lines = service.table(service.rows(session, g.actor, asked), added)
        standing = sums.newest(session, g.actor, asked)
    return render_template(
        "hq/period.html", period=asked, branches=branches, areas=by_area(lines), words=period_words, in_words=in_words,
        standing=standing, added=added, formats=FORMATS.values(),
    )  # fmt: skip


@bp.get("/periods/<written>/figures.csv")
@needs("hq.read")
def as_csv(written: str) -> Response:
    """Download a period's figures, line by line."""
    asked, office = _noted(written, "csv"), _office()
    actor = g.actor

    def lines() -> Iterator[str]:
        with office.reading() as session:
            yield from exports.as_csv(service.rows(session, actor, asked))

    return _file(Response(lines(), mimetype="text/csv"), f"{asked}.csv")


@bp.get("/periods/<written>/figures.xlsx")
@needs("hq.read")
def as_xlsx(written: str) -> Response:
    """Download a period's figures as a workbook."""
    asked = _noted(written, "xlsx")
    with _office().reading() as session:
        book = exports.as_xlsx(service.rows(session, g.actor, asked), str(asked), g.actor.language)
    return _file(Response(book, mimetype=XLSX), f"{asked}.xlsx")


@bp.get("/periods/<written>/export/<any(package, sdmx, dhis2):code>")
@needs("hq.read")
def export(written: str, code: str) -> Response:
    """Download a period's figures in a format for another system."""
    asked, chosen = _noted(written, code), FORMATS[code]
    with _office().reading() as session:
        content = chosen.write(observations(service.rows(session, g.actor, asked)))
    return _file(Response(content, mimetype=chosen.mimetype), f"{asked}-{code}.{chosen.ending}")


@bp.post("/upload")
@needs("hq.read")
def upload() -> Answer:
    """Take in a package that came as a file."""
    sent = request.files.get("package")
    try:
        _receive(_text(sent.read(service.LARGEST + 1) if sent else b""), service.FILE)
    except Invalid as error:
        return _board(refusal=_reason(error)), 422
    return _board(received=True)


def _receive(envelope: str, by: str) -> str:
    return receive_here(current_app.extensions["abrigo-stores"], envelope, by)


def _office() -> Store:
    """The network store with the regional office's rights: submissions and the list of branches."""
    stores: Stores = current_app.extensions["abrigo-stores"]
    return stores.hq


def _noted(written: str, kind: str) -> Period:
    """Every download is an event before its first byte."""
    asked = Period.parse(written)
    with g.network.transaction() as session:
        service.note_export(session, g.actor, asked, kind)
    return asked


def _board(*, refusal: str | None = None, received: bool = False) -> str:
    kind = request.args.get("kind", "M")
    kind = kind if kind in ("M", "Q", "A") else "M"
    with _office().reading() as session:
        lines = service.board(session, g.actor, service.ended_periods(kind, service.ROLLING))
        turned_away = refusals.newest(session, g.actor)
    return render_template(
        "hq/board.html",
        lines=lines,
        periods=service.ended_periods(kind, service.ROLLING)[:COLUMNS],
        kind=kind,
        words=period_words,
        due_on=service.due_on,
        refusal=refusal,
        received=received,
        turned_away=turned_away,
    )


def _text(sent: bytes) -> str:
    try:
        return sent.decode()
    except UnicodeDecodeError as error:
        raise refused(NO_SUBMISSION) from error


def _reason(error: Invalid) -> str:
    return " ".join(say(each) for messages in error.fields.values() for each in messages)


def _file(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="abrigo-{name}"'
    return answer


@bp.record_once
def _open_door(state: BlueprintSetupState) -> None:
    app = state.app
    app.register_blueprint(views_door.bp)
    app.register_blueprint(views_submissions.bp)
    app.register_blueprint(views_charts.bp)
    app.register_blueprint(views_donor.bp)
    app.register_blueprint(views_benchmark.bp)
    app.extensions["abrigo-desk"] = Desk(app.extensions["abrigo-stores"])
    app.extensions["abrigo-office"] = lambda envelope: _receive(envelope, service.NODE)
