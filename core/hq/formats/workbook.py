"""The figures as a workbook: a sheet to read first, the figures row by row, and charts that Excel draws itself.

Text is written as text, so nothing in it can become a formula, and a withheld figure is an empty cell with status Q.
Rows are written as they come and not kept, except those that the charts stand on: totals, and the parts of figures that
have none. Nothing lies on a disk.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from core.hq.charts.axis import steps_of
from core.hq.charts.portrait import height, table_of, together
from core.hq.formats.sheet import Front, front, speaking_for
from core.hq.observations import COLUMNS, values
from core.hq.structure import EVERY_KIND, UNALLOCATED, concepts
from core.hq.tables.table import SIDE_BY_SIDE, TableLine
from core.i18n import gettext as _
from core.i18n import say
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, Indicator
from core.reporting.quantity import Quantity
from core.workbook import EFFORT, MEDIA_TYPE, Sheet, sheet_part
from core.zipping import Drain, entry
from plugins.contract.exports import ExportFormat, Observation, Release
from plugins.contract.text import Text

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
#: Height of a chart in rows, with a row between it and the next.
_ROWS, _WIDTH, _PIXELS = 15, 640, 280
#: The sheet of figures is the second.
_PART = "xl/worksheets/sheet2.xml"


def write(release: Release, found: Iterable[Observation]) -> Iterator[bytes]:
    """Write the figures as they come, and around them a workbook whose other sheets stand on what is drawn alone."""
    kept, drain = _Drawn(), Drain()
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


class _Drawn:
    """Keeps what is drawn out of what passes by, as long as branches are few enough."""

    def __init__(self) -> None:
        self.found: list[Observation] = []
        self.rows = 0
        self._branches: set[str] = set()
        known = catalogues.current().indicators
        self._without_total = {each.id for each in known.values() if _has_no_total(each)}

    @property
    def branches(self) -> int:
        """How many have passed by."""
        return len(self._branches)

    def passing(self, found: Iterable[Observation]) -> Iterator[Observation]:
        """Let figures pass by."""
        for each in found:
            self.rows += 1
            if each.branch != UNALLOCATED:
                self._branches.add(each.branch)
            if self.branches > SIDE_BY_SIDE:
                self.found.clear()
            elif each.sex == each.age == each.breakdown == TOTAL or each.indicator in self._without_total:
                self.found.append(each)
            yield each


def _figures(found: Iterable[Observation]) -> Sheet:
    rows = chain([COLUMNS], map(values, found))
    return Sheet("", (14,) * len(COLUMNS), rows, head=1, sifted=True)


def _around(release: Release, kept: _Drawn) -> bytes:
    """Write everything but the figures: sheets, charts, and what says that there is a sheet of figures."""
    from xlsxwriter import Workbook  # needed by few, and slow to load

    target = BytesIO()
    with speaking_for(release), Workbook(target, _OPTIONS) as book:
        looks = _Looks.of(book)
        _front(book.add_worksheet(_("Read first")), front(release), release.language, looks)
        book.add_worksheet(_("Figures")).autofilter(0, 0, kept.rows, len(COLUMNS) - 1)
        _charts(book, kept, release.period, looks)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class _Looks:
    """How cells look: black on white, so that a grey print loses nothing."""

    title: "Format"
    head: "Format"
    text: "Format"

    @classmethod
    def of(cls, book: "Workbook") -> "_Looks":
        top = {"valign": "top", "text_wrap": True}
        return cls(
            book.add_format({"bold": True, "font_size": 16}), book.add_format({"bold": True, "bottom": 1, **top}),
            book.add_format(top),
        )  # fmt: skip


def _front(sheet: "Worksheet", told: Front, language: str, looks: _Looks) -> None:
    """Write what the workbook is, how it is read, what its columns are, and what each figure counts."""
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 80)
    sheet.set_column(3, 3, 30)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    _write(sheet, 0, (told.title, told.period), looks.title)
    row = 2
    for head, rows in _blocks(told, language):
        _write(sheet, row, head, looks.head)
        for number, cells in enumerate(rows, start=row + 1):
            _write(sheet, number, cells, looks.text)
        row += len(rows) + 2


def _blocks(told: Front, language: str) -> Iterator[tuple[Sequence[str], Sequence[Sequence[str]]]]:
    yield (_("What it is"), ""), told.facts
    yield (_("How to read this"), ""), [("", each) for each in (*told.legend, *told.caveats, *_signs())]
    units = catalogues.current().units
    yield (_("Unit"), _("What it is")), [(code, text.in_language(language)) for code, text in units.items()]
    names = {each.id: each.name.in_language(language) for each in concepts()}
    yield (_("Column"), _("What it holds")), [(each, names.get(each, "")) for each in COLUMNS]
    yield (
        (_("Figure"), _("Name"), _("What it counts"), _("Unit")),
        [
            (
                each.id,
                each.name.in_language(language),
                each.definition.in_language(language),
                units[each.meaning.unit].in_language(language),
            )
            for each in catalogues.current().handed_on.values()
        ],
    )


def _signs() -> tuple[str, ...]:
    return (
        _("OBS_STATUS Q: withheld, the cell is empty. U: low reliability, fewer than 60 % were reached."),
        _("CONF_STATUS N: not for publication; so is every withheld figure."),
        _("BRANCH _X: what several branches withhold, together; nobody can tell the parts."),
        _("COMPONENT N and D: numerator and denominator; add them up first and divide at the end."),
        _("UNIT_MEASURE: what the row counts. The unit of the figure itself stands with its name below."),
    )


def _charts(book: "Workbook", kept: _Drawn, period: str, looks: _Looks) -> None:
    """Write what is drawn beside its numerators and denominators, and a chart for each figure."""
    whole = table_of(kept.found, period)
    data, sheet = book.add_worksheet(_("Chart data")), book.add_worksheet(_("Charts"))
    data.set_column(0, 0, 10)
    data.set_column(1, 2, 40)
    data.set_column(3, 6, 16)
    data.freeze_panes(1, 0)
    head = (_("Figure"), _("Name"), _("Branch or part"), _("Grade"), _("Numerator or value"), _("Denominator"),
            _("Drawn"))  # fmt: skip
    _write(data, 0, head, looks.head)
    if kept.branches > SIDE_BY_SIDE:
        _write(sheet, 0, [_("%(number)s branches have sent figures: too many to be drawn.", number=kept.branches)])
    row, drawn = 1, 0
    for indicator, shown in _series(whole.lines, whole.branches):
        for number, told in enumerate(shown):
            _write(data, row + number, told)
        if any(told[-1] is not None for told in shown):
            lengths = [told[-1] for told in shown if told[-1] is not None]
            _chart(
                book, sheet, indicator, (data.get_name(), row, row + len(shown) - 1), drawn, _axis(indicator, lengths)
            )
            drawn += 1
        row += len(shown)


def _series(lines: Sequence[TableLine], branches: Sequence[str]) -> Iterator[tuple[Indicator, list[tuple[Any, ...]]]]:
    """Give the bars of each chart: branches that may stand together, or the network's parts where there is no total."""
    for (_code, name), found in groupby(lines, lambda each: (each.indicator.id, each.list_name)):
        own = list(found)
        if name is not None and _has_no_total(own[0].indicator):
            yield own[0].indicator, [_part(each) for each in own]
        elif name is None:
            for places in together(own[0].cells):
                yield own[0].indicator, [_bar(own[0], branches, place) for place in places]


def _has_no_total(indicator: Indicator) -> bool:
    return bool(indicator.windows or indicator.only_broken_down)


def _part(line: TableLine) -> tuple[Any, ...]:
    """Give the network's figure of an entry, if no branch is left out of it."""
    whole = line.pooled.quantity if not line.pooled.hidden and not line.pooled.apart else None
    told = (line.indicator.id, say(line.indicator.name), say(line.part or ""), "")
    return (*told, None, None, None) if whole is None else (*told, whole.value, whole.of, _number(whole, line))


def _bar(line: TableLine, branches: Sequence[str], place: int) -> tuple[Any, ...]:
    shown = line.cells[place]
    assert shown.quantity is not None
    value, of = shown.quantity.value, shown.quantity.of
    name = say(line.indicator.name)
    return line.indicator.id, name, branches[place], shown.grade, value, of, _number(shown.quantity, line)


def _number(quantity: Quantity, line: TableLine) -> float | None:
    length = height(quantity, line.indicator)
    return None if length is None else round(length, 2)


def _axis(indicator: Indicator, lengths: Sequence[float]) -> dict[str, float]:
    """Give an axis from 0 to 100 to a percentage, and one of whole round steps to a count."""
    if indicator.type == "ratio":
        return {"min": 0, "max": 100}
    if indicator.denominator is not None:
        return {}
    steps = steps_of(indicator, 0.0, max([*lengths, 1.0]))
    return {"min": 0, "max": float(steps[-1]), "major_unit": float(steps[1])}


def _chart(
    book: "Workbook", sheet: "Worksheet", indicator: Indicator, rows: tuple[str, int, int], place: int,
    axis: dict[str, float],
) -> None:  # fmt: skip
    name, first, last = rows
    title = f"{indicator.id} {say(indicator.name)}"
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
    chart.set_x_axis(axis)
    chart.show_blanks_as("gap")
    chart.set_size({"width": _WIDTH, "height": _PIXELS})
    sheet.insert_chart(place * _ROWS, 0, chart, {"description": title, "object_position": 2})


def _write(sheet: "Worksheet", number: int, values: Iterable[object], look: "Format | None" = None) -> None:
    for column, value in enumerate(values):
        if isinstance(value, int | float):
            sheet.write_number(number, column, value, look)
        elif value is not None:
            sheet.write_string(number, column, str(value), look)


FORMAT = ExportFormat(
    "workbook", Text.of(es="Libro de Excel con gráficas", en="Excel workbook with charts"), "xlsx", MEDIA_TYPE, write,
    EVERY_KIND, ("es", "en"),
)  # fmt: skip
