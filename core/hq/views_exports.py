"""The office's figures in charts, in every format, and how their codes map to other standards."""

from collections.abc import Iterable, Iterator
from itertools import chain

from flask import Blueprint, Response, current_app, g, render_template, request

from core.hq import formats, release, service
from core.hq.formats.sheet import front
from core.hq.portrait import portrait
from core.hq.standards import MATCHES, coverage
from core.reporting.periods import Period
from core.reporting.words import period_words
from core.stores import Store, Stores
from core.web.context import needs
from plugins.formats import Shelf

bp = Blueprint("exports", __name__, url_prefix="/hq", template_folder="templates")
#: Periods that the page of charts offers, the year first.
_OFFERED = (("A", 3), ("Q", 4), ("M", 6))


@bp.get("/dashboard")
@needs("hq.read")
def dashboard() -> str:
    """A period's figures, each with its chart and its table."""
    offered = [each for kind, number in _OFFERED for each in service.ended_periods(kind, number)]
    asked = Period.parse(request.args.get("period") or str(offered[0]))
    with _office().reading() as session:
        told = release.release(session, g.actor, asked, g.actor.language)
        shown = portrait(str(asked), release.figures(session, g.actor, asked))
    return render_template(
        "hq/dashboard.html", period=asked, offered=list(dict.fromkeys([asked, *offered])), shown=shown,
        front=front(told), words=period_words,
    )  # fmt: skip


@bp.get("/periods/<written>/export/<code>")
@needs("hq.read")
def export(written: str, code: str) -> Response:
    """Download a period's figures in a format."""
    chosen = release.chosen(shelf(), Period.parse(written), code)
    asked, office, actor = noted(written, code), _office(), g.actor
    spoken = request.args.get("language", actor.language)
    language = spoken if spoken in chosen.languages else actor.language

    def pieces() -> Iterator[bytes]:
        with office.reading() as session:
            yield from release.written(session, actor, asked, chosen, language)

    found = pieces()
    # What fails before its first piece is still answered with a page that says so.
    begun = chain([next(found, b"")], found)
    return as_file(begun, chosen.mimetype, f"{asked}-{code}.{chosen.ending}")


@bp.get("/standards")
@needs("hq.read")
def standards() -> str:
    """How far our codes map to those of other standards."""
    return render_template("hq/standards.html", coverage=coverage(), matches=MATCHES)


def shelf() -> Shelf:
    """Give the formats of other packages that this application has."""
    found: Shelf | None = current_app.extensions.get("abrigo-formats")
    return formats.shelf() if found is None else found


def noted(written: str, kind: str) -> Period:
    """Note a download before its first byte."""
    asked = Period.parse(written)
    with g.network.transaction() as session:
        service.note_export(session, g.actor, asked, kind)
    return asked


def as_file(pieces: Iterable[bytes], mimetype: str, name: str) -> Response:
    """Answer with a file that is streamed."""
    answer = Response(pieces, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="abrigo-{name}"'
    return answer


def _office() -> Store:
    """The network store with the regional office's rights: submissions and the list of branches."""
    stores: Stores = current_app.extensions["abrigo-stores"]
    return stores.hq
