"""A period's figures as people read them: by area, each with a table and, where it is fair, a chart of the branches.

It is drawn from the protected table and nothing else. Figures that are for the regional office alone are left out: a
printed report and a page that was saved go further than one thinks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from core.hq.charts.bars import ENTRIES, Bar, draw_bars
from core.hq.tables.blocks import gathered
from core.hq.tables.pools import NOT_COMPARABLE
from core.hq.tables.rows import Row
from core.hq.tables.table import SIDE_BY_SIDE, Shown, Table, TableLine, by_area, table
from core.hq.tables.telling import all_of, cell, in_cells, too_many
from core.hq.tables.unallocated import Together, key_of, put_apart
from core.i18n import gettext as _
from core.i18n import say
from core.reporting.catalogue import Indicator
from core.reporting.meaning import EVIDENCE
from core.reporting.quantity import FEWEST_FOR_PERCENT, Quantity, in_words, share
from plugins.contract.exports import Observation
from plugins.contract.text import Text


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of branches whose figures mean the same, or of the entries of a list.

    :param told: what it shows, in words.
    """

    told: str
    svg: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table.

    :param cells: each branch's figure in words; ``pooled`` the network's.
    """

    name: str
    cells: tuple[str, ...]
    pooled: str


@dataclass(frozen=True, slots=True)
class Part:
    """How a figure divides by a list.

    :param empty: names of the entries that are nought in every branch; they have no line.
    :param chart: of the network, where the figure has no total that could be drawn.
    """

    name: str
    lines: tuple[Line, ...]
    empty: tuple[str, ...]
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its charts; its line holds the same values.

    :param line: None for one that is told by its parts alone.
    :param evidence: how well it is attested, in words.
    """

    indicator: Indicator
    name: str
    line: Line | None
    charts: tuple[Chart, ...]
    parts: tuple[Part, ...]
    evidence: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """The figures of one area of work."""

    name: Text
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """A period in words and pictures.

    :param branches: those that stand side by side; ``alone`` says why none does, where they are too many.
    :param together: what all of them are called: the network, or their country.
    """

    branches: tuple[str, ...]
    areas: tuple[Area, ...]
    together: str
    alone: str = ""


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What every figure is drawn with.

    :param together: what all branches are called.
    :param bars: how many branches a chart has at most.
    """

    branches: tuple[str, ...]
    together: str
    font: str
    bars: int


def portrait(
    whole: Table, font: str = "system-ui, sans-serif", country: str = "", bars: int = SIDE_BY_SIDE
) -> Portrait:  # fmt: skip
    """Tell a period's figures in the words of whoever is spoken to.

    :param country: code of the country whose branches they are, if they are not the whole network's.
    :param font: of the words in charts.
    :param bars: how many branches a chart has at most; more of them have several charts with one scale.
    """
    with_ = _Drawing(whole.branches, all_of(country), font, bars)
    areas = tuple(
        Area(area.name, tuple(_figures([*area.totals, *area.parts], with_)))
        for area in by_area(each for each in whole.lines if not each.confidential)
    )
    alone = "" if whole.branches else too_many(len(whole.sent))
    return Portrait(whole.branches, areas, with_.together, alone)


def table_of(found: Iterable[Observation], period: str) -> Table:
    """Lay out observations, as a format is given them, with what branches withhold together."""
    sums: dict[str, Together] = {}
    return table(gathered(row_of(each, period) for each in put_apart(found, sums)), sums)


def row_of(each: Observation, period: str) -> Row:
    """Give an observation as the cell that it was."""
    return Row(
        each.branch, each.ref_area.lower(), period, each.submission_version, *key_of(each), each.obs_value,
        each.obs_status, each.conf_status, each.comparability, each.evidence_level,
    )  # fmt: skip


def height(quantity: Quantity, indicator: Indicator) -> float | None:
    """Give what may be drawn of a figure: nothing withheld, and no percentage of fewer than ten."""
    if indicator.type == "ratio" and (quantity.of or 0) < FEWEST_FOR_PERCENT:
        return None
    return share(quantity, indicator)


def together(cells: Sequence[Shown]) -> list[list[int]]:
    """Group the places of branches that may stand in one chart: whatever is of grade C stands alone."""
    common = [place for place, each in enumerate(cells) if each.quantity and each.grade != NOT_COMPARABLE]
    alone = [[place] for place, each in enumerate(cells) if each.quantity and each.grade == NOT_COMPARABLE]
    return ([common] if common else []) + alone


def _figures(lines: Sequence[TableLine], with_: _Drawing) -> Iterator[Figure]:
    """Put the lines of each figure together, in the order in which the figures first come up."""
    order = {line.indicator.id: None for line in sorted(lines, key=lambda each: each.indicator.id)}
    for code in order:
        own = [each for each in lines if each.indicator.id == code]
        total = next((each for each in own if each.part is None), None)
        yield _figure(total, [each for each in own if each.part is not None], with_)


def _figure(total: TableLine | None, parts: Sequence[TableLine], with_: _Drawing) -> Figure:
    indicator = (total or parts[0]).indicator
    name = f"{indicator.id} {say(indicator.name)}"
    return Figure(
        indicator,
        name,
        None if total is None else Line(name, *in_cells(total)),
        () if total is None else tuple(_charts(total, with_)),
        tuple(_parts(parts, with_, alone=total is None)),
        _evidence([*([total] if total else []), *parts], with_),
        tuple(_notes(indicator, [*([total] if total else []), *parts])),
    )


def _charts(line: TableLine, with_: _Drawing) -> Iterable[Chart]:
    for places in together(line.cells):
        bars = [_bar(line.cells[place], line.indicator, with_.branches[place]) for place in places]
        lengths = [each.length for each in bars if each.length is not None]
        if lengths:
            scale = min(lengths), max(*lengths, _top(line.indicator))
            for first in range(0, len(bars), with_.bars):
                yield _chart(bars[first : first + with_.bars], line.indicator, scale, with_.font)


def _chart(bars: Sequence[Bar], indicator: Indicator, scale: tuple[float, float], font: str) -> Chart:
    names = ", ".join(each.label for each in bars)
    told = _("%(figure)s: %(branches)s. The table holds the same figures.",
             figure=say(indicator.name), branches=names)  # fmt: skip
    return Chart(told, draw_bars(bars, told, font, scale))


def _bar(shown: Shown, indicator: Indicator, branch: str) -> Bar:
    assert shown.quantity is not None
    return Bar(branch, height(shown.quantity, indicator), cell(shown, indicator), hidden=shown.quantity.hidden)


def _parts(lines: Sequence[TableLine], with_: _Drawing, *, alone: bool) -> Iterator[Part]:
    """Divide a figure by each of its lists.

    :param alone: whether it has no total.
    """
    for name, found in groupby(lines, lambda each: each.list_name):
        own = list(found)
        told = [each for each in own if not _is_nought(each)]
        chart = _chart_of_parts(say(name or ""), told, with_) if alone else None
        empty = tuple(_part_name(each) for each in own if _is_nought(each))
        yield Part(say(name or ""), tuple(Line(_part_name(each), *in_cells(each)) for each in told), empty, chart)


def _is_nought(line: TableLine) -> bool:
    """Tell whether nobody withholds it and nobody has any."""
    found = [each.quantity for each in line.cells if each.quantity is not None]
    return bool(found) and all(each.value == 0 and not each.of for each in found)


def _chart_of_parts(name: str, lines: Sequence[TableLine], with_: _Drawing) -> Chart | None:
    """Draw the network's entries, of which only those are drawn that no branch is left out of."""
    bars = [_part_bar(each) for each in lines]
    if not any(each.length is not None for each in bars):
        return None
    indicator = lines[0].indicator
    told = _("%(figure)s by %(list)s. %(all)s. The table holds the same figures.",
             figure=say(indicator.name), list=name.lower(), all=with_.together)  # fmt: skip
    return Chart(told, draw_bars(bars, told, with_.font, (0.0, _top(indicator)), ENTRIES))


def _part_bar(line: TableLine) -> Bar:
    pooled = line.pooled
    whole = pooled.quantity if not pooled.hidden and not pooled.apart else None
    if whole is None:
        return Bar(_part_name(line), None, _("not of all branches"), hidden=True)
    return Bar(_part_name(line), height(whole, line.indicator), in_words(whole, line.indicator, _("withheld")))


def _top(indicator: Indicator) -> float:
    return 100.0 if indicator.type == "ratio" else 0.0


def _part_name(line: TableLine) -> str:
    return say(line.part or "")


def _evidence(lines: Sequence[TableLine], with_: _Drawing) -> str:
    """Say how well the figures are attested: once if all branches' are alike, or none stands by itself."""
    found = sorted({level for each in lines for level in each.evidence})
    if len(found) == 1:
        return f"{found[0]}: {say(EVIDENCE[found[0]])}" if found[0] in EVIDENCE else found[0]
    cells = zip(with_.branches, zip(*(each.cells for each in lines), strict=True), strict=True)
    told = ((branch, next((each.evidence for each in own if each.evidence), "")) for branch, own in cells)
    return ", ".join(f"{branch} {level}" for branch, level in told if level) or ", ".join(found)


def _notes(indicator: Indicator, lines: Iterable[TableLine]) -> Iterable[str]:
    cells = [each for line in lines for each in line.cells]
    grades = {each.grade for each in cells}
    if "B" in grades:
        yield _("Grade B: mapped, with a stated difference.")
    if NOT_COMPARABLE in grades:
        yield _("Grade C: it means something else in its country, so it stands alone and in no sum.")
    if any(each.unreliable for each in cells):
        yield _("Low reliability: fewer than 60 % were reached.")
    if indicator.meaning.baseline is not None:
        yield _("Published before, and not to be compared: %(words)s", words=say(indicator.meaning.baseline))
