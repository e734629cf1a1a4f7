"""What a report to a donor tells, as whoever audits it has to know it: of which branches, and between which numbers."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy.orm import Session

from core.errors import Invalid
from core.hq import published
from core.hq.auditing import Figure, kept_back, without
from core.hq.dominance import Between, between
from core.hq.donor_figures import How, Line
from core.hq.outside import FEWEST
from core.hq.outside_control import Act, Branches, Telling
from core.hq.rows import Row
from core.i18n import lazy as _
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SQUARES, SUM, TOTAL, VALUE, WINDOW, Key
from core.reporting.periods import Period


def audited(session: Session, period: Period, rows: Sequence[Row], lines: Sequence[Line]) -> Act:
    """Make sure that nothing small follows from a report together with all that was told outside before.

    :returns: what it tells.
    :raises Invalid: naming the figures that would have to be left out.
    """
    act = act_of(period, rows, lines)
    kept = kept_back(act, published.before(session))
    others = {each.key[0] for each in act.told} if kept.others is None else {place[0] for _period, place in kept.others}
    told = {place[0] for _period, place in kept.changed} | others
    if told:
        codes = ", ".join(sorted(told))
        raise Invalid({"report": [_(
            "With what the public and other donors were told, a small count or a small change, or a count of a branch"
            " that is told in sums alone, could be worked out. Leave out: %(codes)s.", codes=codes,
        )]})  # fmt: skip
    return act


def left_of(
    session: Session, period: Period, rows: Sequence[Row], lines: Sequence[Line]
) -> tuple[Act, frozenset[Figure]]:
    """Choose what of a correction can be told together with all that was told outside before.

    :returns: what is told, and the figures that are withheld.
    """
    act = act_of(period, rows, lines)
    kept = kept_back(act, published.before(session))
    everything = frozenset((each.period, each.key[:3]) for each in act.told)
    gone = everything if kept.others is None else kept.changed | kept.others
    return without(act, gone), gone


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
                told[telling], totals[telling] = _seen(key, number), number
    named = {branch for each in told for branch in each.branches}
    return Act({period: {branch: own for branch, own in cells.items() if branch in named}}, told, totals)


def _told_together(line: Line) -> Iterator[Branches]:
    if line.network.how is How.TOLD:
        yield frozenset(line.added)
    yield from (frozenset({each.branch}) for each in (*line.branches, *line.apart) if each.how is How.TOLD)


def _keys(line: Line) -> tuple[Key, ...]:
    """Name the counts from which a figure is told; no score is one."""
    indicator = catalogues.current().indicators[line.indicator]
    where = (WINDOW, line.window) if line.window else (TOTAL, TOTAL)
    if indicator.type == "mean":
        parts: Sequence[str] = (DENOMINATOR,)
    else:
        parts = (NUMERATOR, DENOMINATOR) if indicator.denominator else (VALUE,)
    return tuple((line.indicator, *where, each) for each in parts)


def _seen(key: Key, number: int) -> Between:
    """Say what is known of a count: of one of persons what its rounding leaves, of parts of a share nearly all."""
    rule = catalogues.current().indicators[key[0]].rule
    rounded = key[3] == VALUE and rule.threshold > 0
    return between(number, max(FEWEST, rule.threshold)) if rounded else Between(number, number)
