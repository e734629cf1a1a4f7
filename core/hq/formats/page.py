"""A period as one page of HTML that needs nothing from outside: charts, their tables, and a view for paper."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from core.hq.formats.sheet import front
from core.hq.portrait import portrait, table_of
from core.i18n import current, speaking
from core.i18n.jinja import install_jinja
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

_TEMPLATES = Path(__file__).parents[1] / "templates"


def write(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the page."""
    with speaking(release.language):
        shown = portrait(table_of(found, release.period), country=release.country)
        template = _environment().get_template("hq/saved.html")
        told = template.render(front=front(release), shown=shown, language=current().language)
    yield told.encode()


@cache
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True)
    install_jinja(made)
    return made


FORMAT = ExportFormat(
    "page", Text.of(es="Página HTML", en="HTML page"), "html", "text/html", write, languages=("es", "en")
)  # fmt: skip
