"""Writes a workbook as it goes: sheets of rows, sent on piece by piece, in memory that does not grow with them.

Text is written as text, so that nothing in it can become a formula. Office Open XML, ECMA-376 part 1: cells with inline
strings (18.3.1.53) need no table of strings, which would have to be held until the end.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from xml.sax.saxutils import escape

from core.zipping import Drain, entry

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
#: Rows that are packed at once, and how hard: harder packing takes three times as long for a tenth less.
_ROWS, EFFORT = 500, 1
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    :param widths: of its columns, in characters.
    :param rows: of text and whole numbers; nothing stands for an empty cell.
    :param head: how many rows stay in sight.
    :param sifted: whether the first row offers to sift the others.
    """

    name: str
    widths: Sequence[int]
    rows: Iterable[Iterable[str | int | None]]
    head: int = 0
    sifted: bool = False


def workbook(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """Write sheets one after the other; each one's rows are asked for only as far as they are sent."""
    drain = Drain()
    with zipfile.ZipFile(drain, "w") as archive:
        for name, text in _around(sheets):
            archive.writestr(entry(name, EFFORT), text)
        for number, sheet in enumerate(sheets, 1):
            with archive.open(entry(f"xl/worksheets/sheet{number}.xml", EFFORT), "w", force_zip64=True) as target:
                for piece in sheet_part(sheet):
                    target.write(piece.encode())
                    yield drain.take()
    yield drain.take()


def sheet_part(sheet: Sheet) -> Iterator[str]:
    """Write the part of a workbook that holds one sheet, some rows at a time."""
    columns = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(sheet.widths, 1))
    pane = f'<pane ySplit="{sheet.head}" topLeftCell="A{sheet.head + 1}" activePane="bottomLeft" state="frozen"/>'
    views = f'<sheetViews><sheetView workbookViewId="0">{pane if sheet.head else ""}</sheetView></sheetViews>'
    yield f'{_HEAD}<worksheet xmlns="{_MAIN}">{views}<cols>{columns}</cols><sheetData>'
    rows, last = enumerate(sheet.rows, 1), 0
    while block := list(islice(rows, _ROWS)):
        yield "".join([_row(number, row) for number, row in block])
        last = block[-1][0]
    sift = f'<autoFilter ref="A1:{_letters()[len(sheet.widths) - 1]}{last}"/>' if sheet.sifted else ""
    yield f"</sheetData>{sift}</worksheet>"


def _row(number: int, row: Iterable[str | int | None]) -> str:
    cells = [
        f'<c r="{column}{number}"><v>{value}</v></c>'
        if isinstance(value, int)
        else f'<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">{_text(value)}</t></is></c>'
        for column, value in zip(_letters(), row, strict=False)
        if value is not None
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


@cache
def _letters() -> tuple[str, ...]:
    """Name the columns: A to Z, AA to ZZ."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return (*alphabet, *(first + second for first in alphabet for second in alphabet))


def _text(value: str) -> str:
    """Write a text as XML holds it; characters that it cannot hold are left out."""
    return value if value.isalnum() else escape(_UNWRITABLE.sub("", value))


def _around(sheets: Sequence[Sheet]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{kind}.worksheet+xml"/>'
        for number in numbers
    )
    told = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        f'PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{parts}</Types>'
    )
    yield "[Content_Types].xml", told
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations([("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]),
    )
    named = "".join(
        f'<sheet name="{escape(sheet.name, {chr(34): "&quot;"})}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, 1)
    )
    yield "xl/workbook.xml", f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'
