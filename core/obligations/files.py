"""A report as it is handed over: to print, as a workbook, and as plain rows.

All three say the same: addressee, period, the law with its grade, the tables, and that hidden numbers are hidden.
"""

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from core.actor import Actor
from core.audit.service import record
from core.branches.models import Branch
from core.errors import N_
from core.forms.content import speaking_for
from core.i18n import format_date, say
from core.i18n import gettext as _
from core.obligations import documents
from core.obligations.documents import content_of, subject_of, text_of
from core.obligations.models import ObligationDocument
from core.obligations.paper import print_report
from core.obligations.tables import Figure, Table, from_data
from core.reporting.periods import Period
from core.reporting.words import period_words
from plugins.profile import CountryProfile

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HIDDEN_SIGN = "—"
HIDDEN_WORDS = N_("—: this number is not told. It is small, or it would give a small one away; it may be zero.")
UNVERIFIED_WORDS = N_("A lawyer of the country has not yet confirmed this duty, its rhythm or its term.")
_FORMULA = ("=", "+", "-", "@", "\t")
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def hand_out(session: Session, actor: Actor, country: CountryProfile, document_id: int, kind: str) -> tuple[bytes, str]:
    """Write a report in a format; each time is an event.

    :param kind: one of :data:`MEDIA_TYPES`.
    :returns: the file, and a name that says nothing of anybody.
    """
    document = documents.get(session, actor, document_id)
    zone = session.get_one(Branch, document.branch_id).time_zone
    with speaking_for(country, zone=zone):
        made = _WRITERS[kind](document, country, actor)
    record(session, actor, "obligation.print", subject_of(document), format=kind, hash=document.content_hash)
    return made, f"{document.code}-{document.period}-v{document.version}.{kind}"


def facts(document: ObligationDocument, content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Say what a report is: the lines that stand above its tables."""
    yield _("Report"), say(text_of(content["title"]))
    yield _("Addressed to"), content["addressee"]
    yield _("House"), content["house"]
    yield _("Period"), period_words(Period.parse(content["period"]))
    yield _("Version"), str(document.version)
    yield _("Prepared on"), format_date(document.created_at)
    for basis in content["bases"]:
        yield _("Legal basis"), f"{basis['citation']} ({_('grade %(grade)s', grade=basis['grade'])})"
    if content["unverified"]:
        yield _("Legal basis not verified"), _(UNVERIFIED_WORDS)


def remarks(content: dict[str, Any], tables: tuple[Table, ...]) -> Iterator[str]:
    """Say what stands below the tables: what is hidden, what means something else here, what is added by hand."""
    if any(figure.hidden for table in tables for _label, line in table.rows for figure in line):
        yield _(HIDDEN_WORDS)
    for grade, difference in dict.fromkeys(note for table in tables for note in table.notes):
        said = {"grade": grade, "difference": say(difference)}
        yield _("Comparable with the region's figures, grade %(grade)s: %(difference)s", **said)
    for each in content["by_hand"]:
        yield _("Asked for and in no figure; to be added by hand: %(what)s", what=say(text_of(each)))


def _as_pdf(document: ObligationDocument, country: CountryProfile, actor: Actor) -> bytes:
    content = content_of(document)
    tables = from_data(content["tables"])
    return print_report(document, content, tables, list(remarks(content, tables)), country, actor.name)


def _as_csv(document: ObligationDocument, _country: CountryProfile, _actor: Actor) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in _rows(document):
        writer.writerow([_safe(each) for each in row])
    return buffer.getvalue().encode("utf-8-sig")  # the mark tells Excel that accents are UTF-8


def _as_xlsx(document: ObligationDocument, _country: CountryProfile, _actor: Actor) -> bytes:
    from xlsxwriter import Workbook  # needed by few, and slow to load

    target = io.BytesIO()
    # In memory: else the library lays its parts in clear text on a disk.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        sheet = book.add_worksheet(_("Report"))
        sheet.set_column(0, 0, 48)
        sheet.set_column(1, 12, 22)
        for number, row in enumerate(_rows(document)):
            _write(sheet, number, row)
    return target.getvalue()


def _rows(document: ObligationDocument) -> Iterator[list[str | int]]:
    content = content_of(document)
    tables = from_data(content["tables"])
    for label, text in facts(document, content):
        yield [label, text]
    for table in tables:
        yield []
        yield [say(table.title)]
        yield ["", *(head for name in table.columns for head in _heads(say(name), table))]
        for name, line in table.rows:
            yield [say(name), *(cell for figure in line for cell in _cells(figure))]
    yield []
    for each in remarks(content, tables):
        yield [each]


def _heads(name: str, table: Table) -> list[str]:
    """A share stands in two columns, so that it can be added up before it is divided."""
    shares = any(figure.share for _label, line in table.rows for figure in line)
    return [name, _("%(name)s: of how many", name=name)] if shares else [name]


def _cells(figure: Figure) -> list[str | int]:
    value = HIDDEN_SIGN if figure.value is None else figure.value
    if not figure.share:
        return [value]
    return [value, HIDDEN_SIGN if figure.of is None else figure.of]


def _safe(cell: str | int) -> str | int:
    """Keep a text from being read as a formula by whatever opens the rows."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _write(sheet: "Worksheet", number: int, row: list[str | int]) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, int):
            sheet.write_number(number, column, cell)
        else:
            sheet.write_string(number, column, cell)


_WRITERS = {"pdf": _as_pdf, "csv": _as_csv, "xlsx": _as_xlsx}
