"""What a report to a donor tells, as whoever audits it has to know it: of which branches, and between which numbers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from core.errors import Invalid
from core.hq.auditing import NOTHING, kept_back
from core.hq.counted import counts_of, known_of
from core.hq.dominance import Between
from core.hq.donor_figures import How, Line
from core.hq.outside_control import Act, Branches, Telling
from core.hq.rows import Row
from core.i18n import lazy as _
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import SQUARES, SUM, Indicator, Key
from core.reporting.periods import Period


def audited(period: Period, rows: Sequence[Row], lines: Sequence[Line], before: Sequence[Act]) -> Act:
    """Make sure that nothing small follows from a report together with all that was told outside before.

    :param before: in the order in which it was told.
    :returns: what it tells.
    :raises Invalid: naming the figures that would have to be left out.
    """
    act = act_of(period, rows, lines)
    kept = kept_back(act, before)
    others = {each.key[0] for each in act.told} if kept.others is None else {place[0] for _period, place in kept.others}
    told = {place[0] for _period, place in kept.changed} | others
    if told:
        codes = ", ".join(sorted(told))
        raise Invalid({"report": [_(
            "With what the public and other donors were told, a small count or a small change, or a count of a branch"
            " that is told in sums alone, could be worked out. Leave out: %(codes)s.", codes=codes,
        )]})  # fmt: skip
    return act


def parts_left(period: Period, rows: Sequence[Row], told: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Withhold of the figures that have parts alone those parts from which, with the others, a small one would follow.

    The report by itself is looked at: a figure with a total is left out as a whole, of these a part can be.

    :param told: figures of a report, section by section.
    """
    parts = [line for line in chain.from_iterable(told) if line.is_part]
    found = kept_back(act_of(period, rows, parts), ()) if parts else NOTHING
    gone = {line.place for line in parts} if found.others is None else {place for _period, place in found.others}
    return [[line.withheld() if line.is_part and line.place in gone else line for line in lines] for lines in told]


def left_of(
    period: Period, rows: Sequence[Row], told: Sequence[Sequence[Line]], before: Sequence[Act]
) -> tuple[Act, list[list[Line]]]:
    """Choose what of a correction can be told together with all that was told outside before.

    :param told: its figures, section by section.
    :param before: in the order in which it was told.
    :returns: what is told, and its figures with those withheld that cannot be.
    """
    act = act_of(period, rows, list(chain.from_iterable(told)))
    kept = kept_back(act, before)
    others = {each.key[:3] for each in act.told} if kept.others is None else {place for _period, place in kept.others}
    gone = others | {place for _period, place in kept.changed}
    left = [[line.withheld() if line.place in gone else line for line in lines] for lines in told]
    return replace(act, told=act_of(period, rows, list(chain.from_iterable(left))).told), left


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
