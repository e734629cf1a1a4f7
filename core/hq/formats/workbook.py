"""The figures as a workbook: a sheet to read first, the figures row by row, and charts that Excel draws itself.

Text is written as text, so nothing in it can become a formula, and a withheld figure is an empty cell with status Q.
Rows are written as they come and not kept, except the totals that the charts stand on, and nothing lies on a disk.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from core.hq.formats.sheet import Front, front
from core.hq.observations import COLUMNS, values
from core.hq.portrait import height, table_of, together
from core.hq.table import SIDE_BY_SIDE, TableLine
from core.i18n import gettext as _
from core.i18n import say, speaking
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL
from core.workbook import EFFORT, MEDIA_TYPE, Sheet, sheet_part
from core.zipping import Drain, entry
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
#: Height of a chart in rows, with a row between it and the next.
_ROWS, _WIDTH, _PIXELS = 15, 640, 280
#: The sheet of figures is the second.
_PART = "xl/worksheets/sheet2.xml"


def write(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the figures as they come, and around them a workbook whose other sheets stand on the totals alone."""
    kept, drain = _Totals(), Drain()
    with ZipFile(drain, "w") as archive:
        with archive.open(entry(_PART, EFFORT), "w", force_zip64=True) as target:
            for piece in sheet_part(_figures(kept.passing(found))):
                target.write(piece.encode())
                yield drain.take()
        with ZipFile(BytesIO(_around(release, kept))) as others:
            for name in others.namelist():
                if name != _PART:
                    archive.writestr(entry(name), others.read(name))
                    yield drain.take()
    yield drain.take()


class _Totals:
    """Keeps the totals out of what passes by, for the charts, as long as branches are few enough to be drawn."""

    def __init__(self) -> None:
        self.found: list[Observation] = []
        self.rows = 0
        self._branches: set[str] = set()

    @property
    def branches(self) -> int:
        """How many have passed by."""
        return len(self._branches)

    def passing(self, found: Iterable[Observation]) -> Iterator[Observation]:
        """Let figures pass by."""
        for each in found:
            self.rows += 1
            self._branches.add(each.branch)
            if self.branches > SIDE_BY_SIDE:
                self.found.clear()
            elif each.sex == each.age == each.breakdown == TOTAL:
                self.found.append(each)
            yield each


def _figures(found: Iterable[Observation]) -> Sheet:
    rows = chain([COLUMNS], map(values, found))
    return Sheet("", (14,) * len(COLUMNS), rows, head=1, sifted=True)


def _around(release: Release, kept: _Totals) -> bytes:
    """Write everything but the figures: sheets, charts, and what says that there is a sheet of figures."""
    from xlsxwriter import Workbook  # needed by few, and slow to load

    target = BytesIO()
    with speaking(release.language), Workbook(target, _OPTIONS) as book:
        _front(book.add_worksheet(_("Read first")), front(release), release.language)
        book.add_worksheet(_("Figures")).autofilter(0, 0, kept.rows, len(COLUMNS) - 1)
        _charts(book, kept, release.period)
    return target.getvalue()


def _front(sheet: "Worksheet", told: Front, language: str) -> None:
    rows: list[Sequence[object]] = [(told.title, told.period), ("",), *told.facts, ("",)]
    rows += [(_("How to read this"), each) for each in (*told.legend, *told.caveats, *_signs())]
    rows += [("",), (_("Figure"), _("Name"), _("What it counts"))]
    rows += [
        (each.id, each.name.in_language(language), each.definition.in_language(language))
        for each in catalogues.current().indicators.values()
    ]
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 2, 70)
    for number, row in enumerate(rows):
        _write(sheet, number, row)


def _signs() -> tuple[str, ...]:
    return (
        _("OBS_STATUS Q: withheld, the cell is empty. U: low reliability, fewer than 60 % were reached."),
        _("CONF_STATUS N: for the regional office only, not to be passed on."),
        _("COMPONENT N and D: numerator and denominator; add them up first and divide at the end."),
    )


def _charts(book: "Workbook", kept: _Totals, period: str) -> None:
    """Write what is drawn beside its numerators and denominators, and a chart for each figure."""
    whole = table_of(kept.found, period)
    data, sheet = book.add_worksheet(_("Chart data")), book.add_worksheet(_("Charts"))
    data.set_column(0, 7, 16)
    head = (_("Figure"), _("Name"), _("Branch"), _("Grade"), _("Numerator or value"), _("Denominator"), _("Drawn"))
    _write(data, 0, head)
    if kept.branches > SIDE_BY_SIDE:
        _write(sheet, 0, [_("%(number)s branches have sent figures: too many to be drawn.", number=kept.branches)])
    row, drawn = 1, 0
    for line in (each for each in whole.lines if not each.confidential):
        for places in together(line.cells):
            shown = [_drawn(line, whole.branches, place) for place in places]
            for number, told in enumerate(shown):
                _write(data, row + number, told)
            if any(told[-1] is not None for told in shown):
                _chart(book, sheet, line, (data.get_name(), row, row + len(shown) - 1), drawn)
                drawn += 1
            row += len(shown)


def _drawn(line: TableLine, branches: Sequence[str], place: int) -> tuple[Any, ...]:
    shown = line.cells[place]
    assert shown.quantity is not None
    length = height(shown, line.indicator)
    name = say(line.indicator.name)
    number = None if length is None else round(length, 2)
    return line.indicator.id, name, branches[place], shown.grade, shown.quantity.value, shown.quantity.of, number


def _chart(book: "Workbook", sheet: "Worksheet", line: TableLine, rows: tuple[str, int, int], place: int) -> None:
    name, first, last = rows
    title = f"{line.indicator.id} {say(line.indicator.name)}"
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": title, "categories": [name, first, 2, last, 2], "values": [name, first, 6, last, 6],
            "data_labels": {"value": True}, "fill": {"color": "#2f5d8a"},
        }
    )  # fmt: skip
    chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    if line.indicator.type == "ratio":
        chart.set_x_axis({"min": 0, "max": 100})
    chart.show_blanks_as("gap")
    chart.set_size({"width": _WIDTH, "height": _PIXELS})
    sheet.insert_chart(place * _ROWS, 0, chart, {"description": title, "object_position": 2})


def _write(sheet: "Worksheet", number: int, values: Iterable[object]) -> None:
    for column, value in enumerate(values):
        if isinstance(value, int | float):
            sheet.write_number(number, column, value)
        elif value is not None:
            sheet.write_string(number, column, str(value))


FORMAT = ExportFormat(
    "workbook", Text.of(es="Libro de Excel con gráficas", en="Excel workbook with charts"), "xlsx", MEDIA_TYPE, write,
    languages=("es", "en"),
)  # fmt: skip
