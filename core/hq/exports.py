"""The regional file: the same rows as CSV and as a workbook, streamed."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from typing import TYPE_CHECKING

from core.hq.rows import Row
from core.i18n import gettext as _
from core.reporting import catalogue as catalogues

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

COLUMNS = tuple(field.name.upper() for field in fields(Row))


def as_csv(rows: Iterable[Row]) -> Iterator[str]:
    """Write rows as RFC 4180 text, line by line; a suppressed cell is empty with status Q."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(astuple(row))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def as_xlsx(rows: Iterable[Row], period: str, language: str) -> bytes:
    """Write rows as a workbook with a sheet that explains the figures.

    Text is written as text: nothing in it can become a formula.
    """
    from xlsxwriter import Workbook  # needed by few, and slow to load

    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        _front(book.add_worksheet(_("Read first")), period, language)
        sheet = book.add_worksheet(_("Figures"))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 14)
        for number, values in enumerate([COLUMNS, *map(astuple, rows)]):
            _write(sheet, number, values)
    return target.getvalue()


def _front(sheet: "Worksheet", period: str, language: str) -> None:
    catalogue = catalogues.current()
    lines = [
        (_("Figures of the network"), period),
        (_("Definitions"), catalogue.label),
        (_("STATUS Q"), _("The branch hid the count: it is small, or it would give a small one away. It may be zero.")),
        (_("CONFIDENTIAL N"), _("For the regional office only; not to be passed on.")),
        (_("COMPONENT N and D"), _("Numerator and denominator; add them up first and divide at the end.")),
        (_("GRADE"), _("A: same definition. B: mapped, with a difference. C: not comparable between countries.")),
    ]
    named = [
        (each.id, each.name.in_language(language), each.definition.in_language(language))
        for each in catalogue.indicators.values()
    ]
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 2, 70)
    for number, values in enumerate([*lines, ("", ""), *named]):
        _write(sheet, number, values)


def _write(sheet: "Worksheet", number: int, values: Iterable[object]) -> None:
    for column, value in enumerate(values):
        if isinstance(value, int):
            sheet.write_number(number, column, value)
        elif value is not None:
            sheet.write_string(number, column, str(value))
