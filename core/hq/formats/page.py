"""A period as one page of HTML that needs nothing from outside: charts, their tables, and a view for paper."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from core.hq.charts.portrait import portrait, table_of
from core.hq.formats.sheet import front, silent, speaking_for
from core.hq.structure import EVERY_KIND
from core.i18n import current
from core.i18n.jinja import install_jinja
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

_TEMPLATES = Path(__file__).parents[1] / "templates"


def write(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the page."""
    with speaking_for(release):
        whole = table_of(found, release.period)
        told = _environment().get_template("hq/saved.html").render(
            front=front(release), shown=portrait(whole, country=release.country), silent=silent(release, whole.sent),
            language=current().language,
        )  # fmt: skip
    yield told.encode()


@cache
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True)
    install_jinja(made)
    return made


FORMAT = ExportFormat(
    "page", Text.of(es="Página HTML", en="HTML page"), "html", "text/html", write, EVERY_KIND, ("es", "en")
)  # fmt: skip
