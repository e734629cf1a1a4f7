"""The report of a period on paper: a tagged PDF with a chart and a table for each figure, in Spanish or English."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.hq.formats.sheet import front
from core.hq.portrait import Area, Figure, Line, Portrait, portrait, table_of
from core.i18n import current, format_date, say, speaking
from core.i18n import gettext as _
from core.typesetting import compile_pdf, printable
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

_TEMPLATE = Path(__file__).parents[1] / "templates" / "report.typ"
_FONT = "Libertinus Serif"


def write(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Typeset the report; it conforms to PDF/UA-1 and PDF/A-2a."""
    with speaking(release.language):
        shown = portrait(table_of(found, release.period), _FONT, release.country)
        told = printable(_report(release, shown))
    files = {"main.typ": _TEMPLATE.read_bytes()}
    yield compile_pdf(files, release.made_at, report=json.dumps(told), **_pictures(shown))


def _pictures(shown: Portrait) -> dict[str, str]:
    """Give the charts by the names that the report calls them by."""
    figures = (figure for area in shown.areas for figure in area.figures)
    return {_name(figure, number): chart.svg for figure in figures for number, chart in enumerate(figure.charts)}


def _name(figure: Figure, number: int) -> str:
    return f"{figure.indicator.id}-{number}"


def _report(release: Release, shown: Portrait) -> dict[str, Any]:
    head = front(release)
    outside = _("Figures for the regional office alone are left out.")
    return {
        "language": current().language,
        "title": head.title,
        "period": head.period,
        "date": _date(release.made_at),
        "facts": head.facts,
        "legend": head.legend,
        "caveats": [*([shown.alone] if shown.alone else ()), *head.caveats, outside],
        "branches": shown.branches,
        "areas": [_area(each) for each in shown.areas],
        "foot": f"{head.title}: {head.period} · {release.catalogue} · {format_date(release.made_at.date())}",
        "words": {**_words(), "network": shown.together},
    }


def _area(area: Area) -> dict[str, Any]:
    return {
        "name": say(area.name),
        "figures": [_figure(each) for each in area.figures],
        "parts": [_line(each) for each in area.parts],
    }


def _figure(each: Figure) -> dict[str, Any]:
    return {
        "definition": say(each.indicator.definition),
        "line": _line(each.line),
        "charts": [{"name": _name(each, number), "told": chart.told} for number, chart in enumerate(each.charts)],
        "notes": each.notes,
    }


def _line(each: Line) -> dict[str, Any]:
    return {"name": each.name, "cells": each.cells, "pooled": each.pooled}


def _date(at: datetime) -> dict[str, int]:
    there = at.astimezone(UTC)
    return {part: getattr(there, part) for part in ("year", "month", "day", "hour", "minute", "second")}


def _words() -> dict[str, str]:
    return {
        "figure": _("Figure"),
        "parts": _("Broken down"),
        "reading": _("How to read this"),
        "page": _("Page {page} of {pages}"),
    }


FORMAT = ExportFormat(
    "report", Text.of(es="Informe (PDF)", en="Report (PDF)"), "pdf", "application/pdf", write, languages=("es", "en")
)  # fmt: skip
