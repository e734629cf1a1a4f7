"""The figures as a workbook: a sheet to read first, the figures row by row, and charts that Excel draws itself.

Text is written as text, so nothing in it can become a formula, and a withheld figure is an empty cell with status Q.
Rows are written as they come and not kept, except the totals that the charts stand on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from io import BytesIO
from typing import TYPE_CHECKING, Any

from core.hq.formats.sheet import Front, front, speaking_for
from core.hq.observations import COLUMNS
from core.hq.portrait import height, row_of, together
from core.hq.structure import EVERY_KIND
from core.hq.table import TableLine, table
from core.i18n import gettext as _
from core.i18n import say
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
#: Height of a chart in rows, with a row between it and the next.
_ROWS, _WIDTH, _PIXELS = 15, 640, 280


def write(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the workbook; its parts are packed at the end."""
    from xlsxwriter import Workbook  # needed by few, and slow to load

    target = BytesIO()
    with speaking_for(release), Workbook(target, _OPTIONS) as book:
        _front(book.add_worksheet(_("Read first")), front(release), release.language)
        totals = _figures(book.add_worksheet(_("Figures")), found)
        _charts(book, totals, release.period)
    yield target.getvalue()


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
    for number, values in enumerate(rows):
        _write(sheet, number, values)


def _signs() -> tuple[str, ...]:
    return (
        _("OBS_STATUS Q: withheld, the cell is empty. U: low reliability, fewer than 60 % were reached."),
        _("CONF_STATUS N: for the regional office only, not to be passed on."),
        _("COMPONENT N and D: numerator and denominator; add them up first and divide at the end."),
    )


def _figures(sheet: "Worksheet", found: Iterable[Observation]) -> list[Observation]:
    """Write every figure, and give back the totals."""
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(COLUMNS) - 1, 14)
    _write(sheet, 0, COLUMNS)
    totals = []
    number = 0
    for number, each in enumerate(found, start=1):
        _write(sheet, number, astuple(each))
        if each.sex == each.age == each.breakdown == TOTAL:
            totals.append(each)
    sheet.autofilter(0, 0, number, len(COLUMNS) - 1)
    return totals


def _charts(book: "Workbook", totals: Iterable[Observation], period: str) -> None:
    """Write what is drawn beside its numerators and denominators, and a chart for each figure."""
    branches, lines = table(row_of(each, period) for each in totals)
    data, sheet = book.add_worksheet(_("Chart data")), book.add_worksheet(_("Charts"))
    data.set_column(0, 7, 16)
    head = (_("Figure"), _("Name"), _("Branch"), _("Grade"), _("Numerator or value"), _("Denominator"), _("Drawn"))
    _write(data, 0, head)
    row, drawn = 1, 0
    for line in (each for each in lines if not each.confidential):
        for places in together(line.cells):
            shown = [_drawn(line, branches, place) for place in places]
            for number, values in enumerate(shown):
                _write(data, row + number, values)
            if any(values[-1] is not None for values in shown):
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
    "workbook", Text.of(es="Libro de Excel con gráficas", en="Excel workbook with charts"), "xlsx", MIMETYPE, write,
    EVERY_KIND, ("es", "en"),
)  # fmt: skip
