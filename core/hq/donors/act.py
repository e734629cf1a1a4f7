"""What a report to a donor tells, as whoever audits it has to know it: of which branches, and between which numbers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from core.hq.donors.figures import How, Line
from core.hq.outside.auditing import kept_back
from core.hq.outside.control import Act, Branches, Telling
from core.hq.outside.counted import counts_of, known_of
from core.hq.outside.dominance import Between
from core.hq.tables.rows import Row
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import SQUARES, SUM, Indicator, Key
from core.reporting.periods import Period
from core.reporting.quantity import Place


def left_of(
    period: Period, rows: Sequence[Row], told: Sequence[Sequence[Line]], before: Sequence[Act]
) -> tuple[Act, frozenset[Place]]:
    """Choose what of a report can be told together with all that was told outside before.

    :param told: its figures, section by section.
    :param before: in the order in which it was told.
    :returns: what is told, and the figures that have to be withheld.
    """
    act = act_of(period, rows, list(chain.from_iterable(told)))
    kept = kept_back(act, before)
    others = {each.key[:3] for each in act.told} if kept.others is None else {place for _period, place in kept.others}
    gone = frozenset(others | {place for _period, place in kept.changed})
    left = {each: known for each, known in act.told.items() if each.key[:3] not in gone}
    return replace(act, told=left), gone


def act_of(period: Period, rows: Iterable[Row], lines: Sequence[Line]) -> Act:
    """Write down what a report tells, and the figures it rests on.

    :param rows: of the newest submission of each branch, as the report was made of them.
    """
    cells: dict[str, dict[Key, int | None]] = {}
    for row in rows:
        if row.component not in (SUM, SQUARES):
            cells.setdefault(row.branch, {})[row.key] = row.value
    told: dict[Telling, Between] = {}
    totals: dict[Telling, int | None] = {}
    for line in lines:
        for branches in _told_together(line):
            for key in _keys(line):
                number = sum(cells[each][key] or 0 for each in branches)
                telling = Telling(period, key, branches)
                told[telling], totals[telling] = known_of(_indicator(line), number), number
    named = {branch for each in told for branch in each.branches}
    return Act({period: {branch: own for branch, own in cells.items() if branch in named}}, told, totals)


def _told_together(line: Line) -> Iterator[Branches]:
    if line.network.how is How.TOLD:
        yield frozenset(line.added)
    yield from (frozenset({each.branch}) for each in (*line.branches, *line.apart) if each.how is How.TOLD)


def _keys(line: Line) -> tuple[Key, ...]:
    """Name the counts from which a figure is told."""
    return tuple((*line.place, each) for each in counts_of(_indicator(line)))


def _indicator(line: Line) -> Indicator:
    return catalogues.current().indicators[line.indicator]
