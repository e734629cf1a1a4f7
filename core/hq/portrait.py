"""A period's figures as people read them: by area, each with a table and, where it is fair, a chart of the branches.

It is drawn from the protected table and nothing else. Figures that are for the regional office alone are left out: a
printed report and a page that was saved go further than one thinks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.hq.bars import Bar, draw_bars
from core.hq.rows import Row
from core.hq.structure import OWN, breakdown_of
from core.hq.table import NOT_COMPARABLE, Shown, Table, TableLine, by_area, table
from core.i18n import current, ngettext, say
from core.i18n import gettext as _
from core.i18n.territories import territory_name
from core.reporting.catalogue import TOTAL, Indicator
from core.reporting.quantity import FEWEST_FOR_PERCENT, in_words, share
from core.reporting.twoway import crossed
from plugins.contract.exports import Observation
from plugins.contract.text import Text


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of branches whose figures mean the same.

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
class Figure:
    """A figure with its charts; the line below holds the same values."""

    indicator: Indicator
    line: Line
    charts: tuple[Chart, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """The figures of one area of work, and how they divide."""

    name: Text
    figures: tuple[Figure, ...]
    parts: tuple[Line, ...]


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


def portrait(whole: Table, font: str = "system-ui, sans-serif", country: str = "") -> Portrait:
    """Tell a period's figures in the words of whoever is spoken to.

    :param country: code of the country whose branches they are, if they are not the whole network's.
    :param font: of the words in charts.
    """
    branches, kept = whole.branches, [each for each in whole.lines if not each.confidential]
    areas = tuple(
        Area(
            area.name,
            tuple(_figure(each, branches, font) for each in area.totals),
            tuple(Line(_part_name(each), *_words(each)) for each in area.parts),
        )
        for area in by_area(kept)
    )
    return Portrait(branches, areas, all_of(country), "" if branches else too_many(whole.sent))


def all_of(country: str) -> str:
    """Name what branches add up to: their country, or the network."""
    return territory_name(country, current().language) if country else _("Network")


def too_many(sent: int) -> str:
    """Say why branches do not stand side by side."""
    return _(
        "%(number)s branches have sent figures, too many to read side by side: here stands what they add up to. "
        "One country alone, and the tables that can be downloaded, tell of each.", number=sent,
    )  # fmt: skip


def table_of(found: Iterable[Observation], period: str) -> Table:
    """Lay out observations, as a format is given them."""
    return table(row_of(each, period) for each in found)


def row_of(each: Observation, period: str) -> Row:
    """Give an observation as the cell that it was."""
    own = {name: code for name, code in zip(OWN, (each.sex, each.age), strict=True) if code != TOTAL}
    breakdown, code = (crossed(own), crossed(own.values())) if own else breakdown_of(each.breakdown)
    return Row(
        each.branch, each.ref_area.lower(), period, each.submission_version, each.indicator, breakdown, code,
        each.component, each.obs_value, each.obs_status, each.conf_status, each.comparability, each.evidence_level,
    )  # fmt: skip


def height(shown: Shown, indicator: Indicator) -> float | None:
    """Give what may be drawn of a figure: nothing withheld, and no percentage of fewer than ten."""
    if shown.quantity is None:
        return None
    if indicator.type == "ratio" and (shown.quantity.of or 0) < FEWEST_FOR_PERCENT:
        return None
    return share(shown.quantity, indicator)


def together(cells: Sequence[Shown]) -> list[list[int]]:
    """Group the places of branches that may stand in one chart: whatever is of grade C stands alone."""
    common = [place for place, each in enumerate(cells) if each.quantity and each.grade != NOT_COMPARABLE]
    alone = [[place] for place, each in enumerate(cells) if each.quantity and each.grade == NOT_COMPARABLE]
    return ([common] if common else []) + alone


def _figure(line: TableLine, branches: Sequence[str], font: str) -> Figure:
    name = f"{line.indicator.id} {say(line.indicator.name)}"
    return Figure(line.indicator, Line(name, *_words(line)), tuple(_charts(line, branches, font)), tuple(_notes(line)))


def _charts(line: TableLine, branches: Sequence[str], font: str) -> Iterable[Chart]:
    for places in together(line.cells):
        bars = [_bar(line.cells[place], line.indicator, branches[place]) for place in places]
        if any(each.length is not None for each in bars):
            names = ", ".join(each.label for each in bars)
            told = _("%(figure)s: %(branches)s. The table holds the same figures.",
                     figure=say(line.indicator.name), branches=names)  # fmt: skip
            yield Chart(told, draw_bars(bars, told, font, 100.0 if line.indicator.type == "ratio" else 0.0))


def _bar(shown: Shown, indicator: Indicator, branch: str) -> Bar:
    assert shown.quantity is not None
    return Bar(branch, height(shown, indicator), _cell(shown, indicator), hidden=shown.quantity.hidden)


def _words(line: TableLine) -> tuple[tuple[str, ...], str]:
    return tuple(_cell(each, line.indicator) for each in line.cells), _pooled(line)


def _cell(shown: Shown, indicator: Indicator) -> str:
    if shown.quantity is None:
        return _("not sent")
    return in_words(shown.quantity, indicator, _("withheld"))


def _pooled(line: TableLine) -> str:
    pooled = line.pooled
    if pooled.quantity is None:
        return _("not added up")
    whole = in_words(pooled.quantity, line.indicator, _("withheld"))
    if left := pooled.hidden + pooled.apart:
        whole += f" ({_without(left)})"
    return whole


def _without(number: int) -> str:
    return ngettext("without %(num)s branch", "without %(num)s branches", number)


def _part_name(line: TableLine) -> str:
    return f"{line.indicator.id} {say(line.list_name or '')}: {say(line.part or '')}"


def _notes(line: TableLine) -> Iterable[str]:
    grades = {each.grade for each in line.cells}
    if "B" in grades:
        yield _("Grade B: mapped, with a stated difference.")
    if NOT_COMPARABLE in grades:
        yield _("Grade C: it means something else in its country, so it stands alone and in no sum.")
    if any(each.unreliable for each in line.cells):
        yield _("Low reliability: fewer than 60 % were reached.")
