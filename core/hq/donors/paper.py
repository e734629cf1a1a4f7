"""Prints a report to a donor as a tagged PDF; the same report gives the same bytes."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.hq.donors.figures import Line
from core.hq.donors.reading import Corrected, Read
from core.hq.donors.words import changed_words, told_words
from core.hq.models import DonorReport
from core.hq.outside.words import rule_words
from core.i18n import current, format_datetime
from core.i18n import gettext as _
from core.reporting import catalogue as catalogues
from core.reporting.words import period_words
from core.typesetting import compile_pdf, printable

SHORT_HASH = 12
_TEMPLATE = Path(__file__).parents[1] / "templates" / "donor.typ"


def print_report(shown: Read) -> bytes:
    """Print a report in the words of whoever asks.

    :returns: a PDF that conforms to PDF/UA-1 and PDF/A-2a.
    """
    at = shown.report.issued_at or shown.report.written_at
    return compile_pdf({"main.typ": _TEMPLATE.read_bytes()}, at, form=json.dumps(printable(_sheet(shown))))


def _sheet(shown: Read) -> dict[str, Any]:
    report = shown.report
    issued = report.issued_at is not None
    changed = [] if shown.corrects is None else _changed(shown.corrects)
    return {
        "language": current().language,
        "title": report.title,
        "subtitle": " · ".join(filter(None, (period_words(shown.period) if shown.period else "", report.donor))),
        "draft": "" if issued else _("Draft: not issued"),
        "corrects": _corrects(shown, changed),
        "changed": changed,
        "notes": _notes(shown),
        "sections": [
            {"title": each.title, "text": each.text, "story": _story(shown, each.story), "rows": _rows(each.lines),
             "apart": _apart(each.lines)}
            for each in shown.sections
        ],
        "columns": [_("Figure"), _("Network"), _("Branches")],
        "apart": _(
            "In these countries the figure means something else (grade C). It is in no sum and beside no other."
        ),
        "rule": rule_words(),
        "foot": _foot(report) if issued else "",
    }  # fmt: skip


def _story(shown: Read, reference: str) -> dict[str, str] | None:
    """Tell a story that a section names, or that it is told no more."""
    if not reference:
        return None
    standing = shown.stories[reference]
    gone = "" if standing.text else _("A story stood here and is told no more")
    return {"title": standing.title, "text": standing.text, "gone": gone}


def _foot(report: DonorReport) -> str:
    day = format_datetime(report.issued_at)
    return _("Issued on %(day)s, %(hash)s", day=day, hash=str(report.content_hash)[:SHORT_HASH])


def _notes(shown: Read) -> list[str]:
    known = shown.sources
    if known is None:
        return []
    found = []
    if known.versions:
        found.append(_("Figures as accepted: %(versions)s.", versions=_versions(shown)))
    if known.provisional:
        found.append(
            _("The office has not accepted the figures of: %(branches)s.", branches=", ".join(known.provisional))
        )
    if known.months:
        told = "; ".join(f"{branch}: {', '.join(months)}" for branch, months in known.months.items())
        found.append(_("Provisional months: %(months)s.", months=told))
    if shown.since and shown.report.issued_at:
        said = _(
            "The report stays as it was. Other versions are there now from: %(branches)s.",
            branches=", ".join(shown.since),
        )
        found.append(said)
    return found


def _corrects(shown: Read, changed: Sequence[str]) -> list[str]:
    """Say what a correction takes the place of and what is told otherwise, or what has taken its own place."""
    found = []
    if shown.replaced_by is not None:
        found.append(_replaced(shown.replaced_by))
    if shown.corrects is not None:
        former = shown.corrects.report
        said = _(
            "Corrected: version %(number)s. It replaces version %(former)s, issued on %(day)s, %(hash)s.",
            number=shown.report.version, former=former.version, day=format_datetime(former.issued_at),
            hash=str(former.content_hash)[:SHORT_HASH],
        )  # fmt: skip
        found += [f"{said} {shown.report.why}", _("Told otherwise:") if changed else _("No figure is told otherwise.")]
    return found


def _replaced(by: DonorReport) -> str:
    day = format_datetime(by.issued_at)
    return _("This report has been replaced by version %(number)s, issued on %(day)s.", number=by.version, day=day)


def _changed(corrects: Corrected) -> list[str]:
    known = catalogues.current().everything
    return [each for then, now in corrects.changed for each in changed_words(then, now, known[now.indicator])]


def _versions(shown: Read) -> str:
    versions = shown.sources.versions if shown.sources else {}
    return ", ".join(_("%(branch)s version %(number)s", branch=code, number=each) for code, each in versions.items())


def _rows(lines: tuple[Line, ...]) -> list[list[str]]:
    """Write a row for each figure; a third column only where a branch stands beside one."""
    known, beside = catalogues.current().everything, any(line.branches for line in lines)
    return [
        [
            line.name + (f"\n{_('U: fewer than 60 % reached')}" if line.weak else ""),
            told_words(line.network, known[line.indicator]),
            *(["\n".join(f"{each.branch}: {told_words(each, known[line.indicator])}" for each in line.branches) or "–"]
              if beside else []),
        ]
        for line in lines
    ]  # fmt: skip


def _apart(lines: tuple[Line, ...]) -> list[str]:
    known = catalogues.current().everything
    return [
        f"{line.name}, {each.branch}: {told_words(each, known[line.indicator])}"
        for line in lines
        for each in line.apart
    ]
