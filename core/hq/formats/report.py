"""The report of a period on paper: a tagged PDF with a chart and a table for each figure, in Spanish or English."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.hq.charts.portrait import Area, Chart, Figure, Line, Part, Portrait, portrait, table_of
from core.hq.formats.sheet import front, silent, speaking_for
from core.hq.structure import EVERY_KIND
from core.i18n import current, format_date, say
from core.i18n import gettext as _
from core.typesetting import compile_pdf, printable
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

_TEMPLATE = Path(__file__).parents[1] / "templates" / "report.typ"
_FONT = "Libertinus Serif"
#: How many branches have a column of their own on paper, and how many a chart: two of these stand side by side.
ABREAST, BARS = 8, 20


def write(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Typeset the report; it conforms to PDF/UA-1 and PDF/A-2a."""
    with speaking_for(release):
        whole = table_of(found, release.period)
        shown = portrait(whole, _FONT, release.country, BARS)
        caveats = filter(None, (silent(release, whole.sent), shown.alone or _narrow(len(shown.branches))))
        told = printable(_report(release, shown, caveats))
    files = {"main.typ": _TEMPLATE.read_bytes()}
    yield compile_pdf(files, release.made_at, report=json.dumps(told), **_pictures(shown))


def _narrow(branches: int) -> str:
    """Say what is left out where branches do not fit beside one another."""
    if branches <= ABREAST:
        return ""
    return _(
        "On paper %(number)s branches do not fit side by side. Each has its totals here; how these divide is told of"
        " all together. Other formats tell both.", number=branches,
    )  # fmt: skip


def _pictures(shown: Portrait) -> dict[str, str]:
    """Give the charts by the names that the report calls them by."""
    figures = (figure for area in shown.areas for figure in area.figures)
    return {name: chart.svg for figure in figures for name, chart in _charts(figure)}


def _charts(figure: Figure) -> Iterator[tuple[str, Chart]]:
    """Name the charts of a figure, those of its parts too."""
    drawn = [*figure.charts, *(each.chart for each in figure.parts if each.chart is not None)]
    return ((f"{figure.indicator.id}-{number}", chart) for number, chart in enumerate(drawn))


def _report(release: Release, shown: Portrait, caveats: Iterable[str]) -> dict[str, Any]:
    head = front(release)
    outside = _("Figures for the regional office alone are left out.")
    return {
        "language": current().language,
        "title": head.title,
        "period": head.period,
        "date": _date(release.made_at),
        "facts": head.facts,
        "legend": head.legend,
        "caveats": [*caveats, *head.caveats, outside],
        "branches": shown.branches,
        "abreast": len(shown.branches) <= ABREAST,
        "areas": [_area(each) for each in shown.areas],
        "foot": f"{head.title}: {head.period} · {release.catalogue} · {format_date(release.made_at.date())}",
        "words": {**_words(), "network": shown.together},
    }


def _area(area: Area) -> dict[str, Any]:
    return {"name": say(area.name), "figures": [_figure(each) for each in area.figures]}


def _figure(each: Figure) -> dict[str, Any]:
    names = {id(chart): name for name, chart in _charts(each)}
    return {
        "name": each.name,
        "definition": say(each.indicator.definition),
        "line": None if each.line is None else _line(each.line),
        "charts": [_chart(chart, names) for chart in each.charts],
        "parts": [_part(part, names) for part in each.parts],
        "evidence": each.evidence,
        "notes": each.notes,
    }


def _part(each: Part, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "name": each.name,
        "lines": [_line(line) for line in each.lines],
        "empty": ", ".join(each.empty),
        "chart": None if each.chart is None else _chart(each.chart, names),
    }


def _chart(chart: Chart, names: Mapping[int, str]) -> dict[str, str]:
    return {"name": names[id(chart)], "told": chart.told}


def _line(each: Line) -> dict[str, Any]:
    return {"name": each.name, "cells": each.cells, "pooled": each.pooled}


def _date(at: datetime) -> dict[str, int]:
    there = at.astimezone(UTC)
    return {part: getattr(there, part) for part in ("year", "month", "day", "hour", "minute", "second")}


def _words() -> dict[str, str]:
    return {
        "figure": _("Figure"),
        "branch": _("Branch"),
        "evidence": _("Evidence"),
        "empty": _("Zero in every branch"),
        "contents": _("What stands in it"),
        "reading": _("How to read this"),
        "page": _("Page {page} of {pages}"),
    }


FORMAT = ExportFormat(
    "report", Text.of(es="Informe (PDF)", en="Report (PDF)"), "pdf", "application/pdf", write, EVERY_KIND, ("es", "en")
)  # fmt: skip
