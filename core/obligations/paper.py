"""Prints a report as a tagged PDF, on the same sheet as the house's forms."""

import json
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from core import clock
from core.forms.content import SHORT_HASH
from core.forms.printing import BASE
from core.i18n import current, format_datetime, say
from core.i18n import gettext as _
from core.obligations.documents import text_of
from core.obligations.models import ObligationDocument
from core.obligations.tables import Table
from core.reporting.periods import Period
from core.reporting.quantity import in_words
from core.reporting.words import period_words
from core.typesetting import compile_pdf, printable
from plugins.profile import CountryProfile

_HIDDEN = "—"
_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def print_report(
    document: ObligationDocument, content: dict[str, Any], tables: Sequence[Table], remarks: Sequence[str],
    country: CountryProfile, printed_by: str,
) -> bytes:  # fmt: skip
    """Print a report in the words of whoever is spoken to.

    :param remarks: what stands below the tables.
    :returns: a PDF that conforms to PDF/UA-1 and PDF/A-2a.
    """
    said = printable(_sheet(document, content, tables, remarks, country, printed_by))
    files = {"base.typ": BASE.read_bytes(), "main.typ": _TEMPLATE.read_bytes()}
    return compile_pdf(files, document.created_at, form=json.dumps(said))


def _sheet(
    document: ObligationDocument, content: dict[str, Any], tables: Sequence[Table], remarks: Sequence[str],
    country: CountryProfile, printed_by: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        "language": current().language,
        "region": None,
        "country": say(country.country.name),
        "title": say(text_of(content["title"])),
        "subtitle": f"{content['house']} · {period_words(Period.parse(content['period']))}",
        "code": _("version %(version)s", version=document.version),
        "number": f"{document.code} {document.period}",
        "draft": False,
        "unverified": content["unverified"],
        "date": _date(document),
        "recipient": {"name": content["addressee"], "note": ""},
        "opening": [say(text_of(content["asked"]))],
        "closing": [],
        "sections": [{"code": "tables", "title": "", "fields": [_table(each) for each in tables]}],
        "annexes": [],
        "signatures": [{"label": _("Director"), "name": "", "function": "", "at": ""}],
        "basis": [{"citation": each["citation"], "unverified": each["grade"] == "C"} for each in content["bases"]],
        "replaces": None,
        "missing": [],
        "void": None,
        "foot": _foot(document, printed_by),
        "remarks": list(remarks),
        "words": _words(),
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": "",
        "label": say(table.title),
        "kind": "table",
        "by-hand": False,
        "text": "",
        "items": [],
        "columns": ["", *map(say, table.columns)],
        "rows": [
            [say(label), *(in_words(each.quantity, each, _HIDDEN) for each in line)] for label, line in table.rows
        ],
    }


def _date(document: ObligationDocument) -> dict[str, int]:
    at = document.created_at.astimezone(UTC)
    return {part: getattr(at, part) for part in ("year", "month", "day", "hour", "minute", "second")}


def _foot(document: ObligationDocument, printed_by: str) -> dict[str, str]:
    return {
        "reference": _("hash %(hash)s", hash=document.content_hash[:SHORT_HASH]),
        "printed": _("Printed by %(name)s, %(when)s", name=printed_by, when=format_datetime(clock.now())),
        "destroy": "",
    }


def _words() -> dict[str, str]:
    return {
        "number": _("No."),
        "recipient": _("Addressed to"),
        "nothing": _("Not recorded"),
        "signatures": _("Signatures"),
        "sign_here": _("Name, signature and date"),
        "missing": "",
        "basis": _("Legal basis"),
        "draft": "",
        "page": _("Page {page} of {pages}"),
        "unverified": _("Legal basis not verified"),
        "unverified_help": _("A lawyer of the country has not yet confirmed this duty, its rhythm or its term."),
        "unprintable": "",
    }
