"""The network's figures as the public is told them: a fixed list of tables, over all branches that may be added.

Of a quarter the totals are told, of a year also how they divide by sex and by age, of three years by both together; no
month, no branch by itself. A
figure is the sum of every branch whose figures are accepted and mean the same; where some of them hide it and no masked
sum holds what they hide, the office does not know it and it is not told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.hq.donor_figures import choices
from core.hq.outside import FEWEST, Told, outside
from core.hq.public_control import Between, Known, between, dominated, withheld
from core.hq.rows import Row
from core.hq.table import NOT_COMPARABLE, Sums
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SQUARES, SUM, TOTAL, VALUE, Indicator, Key
from core.reporting.masking import name_of
from core.reporting.periods import POOLED, Period
from core.reporting.quantity import Place, Quantity

#: Kinds of periods that are told, and by what their figures divide.
KINDS: Mapping[str, tuple[str, ...]] = {"A": ("SEX", "AGE"), "Q": (), POOLED: ("SEX", "AGE", "SEX-AGE")}
#: Whoever was served: a rate over days says how long few have stayed.
_SERVED: Key = ("RES-002", TOTAL, TOTAL, VALUE)


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as the public may be told it; nothing says why it is withheld."""

    indicator: str
    breakdown: str
    code: str
    told: Told | None


@dataclass(frozen=True, slots=True)
class Audit:
    """What was looked at before a release, for whoever approves it.

    :param small: figures withheld by themselves, with those that the office does not know.
    :param dominated: figures from which one branch could take its own count and be left with another's.
    :param others: figures withheld so that no small one follows; ``earlier`` periods they were held against.
    :param exposed: whether a small one would follow all the same, so that nothing can be told.
    """

    told: int
    small: int
    dominated: int
    others: int
    earlier: tuple[str, ...]
    exposed: bool


@dataclass(frozen=True, slots=True)
class Made:
    """Figures ready to be told.

    :param branches: whose figures are in each indicator.
    """

    lines: tuple[Line, ...]
    known: Known
    audit: Audit
    branches: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Figures:
    """The accepted figures of a period, branch by branch."""

    cells: Mapping[Key, Mapping[str, int | None]]
    sums: Sums

    def total(self, key: Key) -> int | None:
        """Add a cell up over all branches; None where the office does not know it."""
        parts = self.cells.get(key, {})
        hiding = frozenset(branch for branch, value in parts.items() if value is None)
        added = self.sums.get(name_of(key))
        if hiding and (added is None or added.branches != hiding):
            return None
        return sum(value or 0 for value in parts.values()) + (added.value if hiding and added else 0)


def gathered(rows: Sequence[Row], accepted: Sequence[str], sums: Sums) -> Figures:
    """Put the figures of a period together that may be added."""
    found: dict[Key, dict[str, int | None]] = {}
    for row in rows:
        if row.branch in accepted and row.grade != NOT_COMPARABLE:
            found.setdefault(row.key, {})[row.branch] = row.value
    return Figures(found, sums)


def make(period: Period, figures: Figures, barred: Sequence[str], before: Mapping[Period, Known]) -> Made:
    """Choose what of a period the public may be told.

    :param barred: indicators that somebody was told in a way that could be subtracted.
    """
    catalogue = catalogues.current()
    places = [each for each in _places(period.kind) if _is_there(each, figures)]
    told = {place: each for place in places if (each := _told(place, figures, barred)) is not None}
    safe = {place: each for place, each in told.items() if not _is_dominated(place, figures)}
    exact = {key: figures.total(key) for key in figures.cells if key[3] not in (SUM, SQUARES)}
    known = {key: found for place in safe for key, found in _known(place, figures)}
    others = withheld(catalogue, period, Known(exact, known), before)
    left = {place: each for place, each in safe.items()
            if others is not None and not any((*place, part) in others for part in _parts(place))}  # fmt: skip
    lines = tuple(Line(*place, left.get(place)) for place in places)
    audit = Audit(
        told=len(left), small=len(places) - len(told), dominated=len(told) - len(safe), others=len(safe) - len(left),
        earlier=tuple(map(str, sorted(before))), exposed=others is None,
    )  # fmt: skip
    kept = {key: each for key, each in known.items() if key[:3] in left}
    branches = {place[0]: tuple(sorted(figures.cells[_main(place)])) for place in places if place[1] == TOTAL}
    return Made(lines, Known(exact, kept), audit, branches)


def _places(kind: str) -> Iterator[Place]:
    """The fixed list of tables."""
    lists = catalogues.current().codelists
    for each in choices(kind):
        yield each.id, TOTAL, TOTAL
        if each.denominator is None and each.rule.parts:
            yield from ((each.id, by, code) for by in KINDS[kind] if by in each.divided_by(kind) for code in lists[by])


def _indicator(place: Place) -> Indicator:
    return catalogues.current().indicators[place[0]]


def _main(place: Place) -> Key:
    return (*place, next(each for each in _parts(place)))


def _parts(place: Place) -> tuple[str, ...]:
    """The components that a figure is told from, the one that is the figure itself first."""
    indicator = _indicator(place)
    if indicator.type == "mean":
        return SUM, DENOMINATOR
    return (NUMERATOR, DENOMINATOR) if indicator.denominator else (VALUE,)


def _is_there(place: Place, figures: Figures) -> bool:
    return all((*place, part) in figures.cells for part in _parts(place))


def _quantity(place: Place, figures: Figures) -> Quantity:
    value, *of = (figures.total((*place, part)) for part in _parts(place))
    return Quantity(value, of[0] if of else None, bool(of))


def _told(place: Place, figures: Figures, barred: Sequence[str]) -> Told | None:
    indicator = _indicator(place)
    served = figures.total(_SERVED)
    over_days = indicator.period_rule == "exposure" and indicator.rule.threshold > 0
    if place[0] in barred or (over_days and (served is None or served < FEWEST)):
        return None
    return outside(_quantity(place, figures), indicator)


def _known(place: Place, figures: Figures) -> Iterator[tuple[Key, Between]]:
    """Say what is known of each part: a share tells them nearly, so that they are taken for known; no score is one."""
    indicator, parts = _indicator(place), _parts(place)
    for part in (each for each in parts if each != SUM):
        value = figures.total((*place, part)) or 0
        rounded = len(parts) == 1 and indicator.rule.threshold > 0
        fewest = max(FEWEST, indicator.rule.threshold)
        yield (*place, part), between(value, fewest) if rounded else Between(value, value)


def _is_dominated(place: Place, figures: Figures) -> bool:
    indicator = _indicator(place)
    if not indicator.rule.threshold:
        return False
    found = dict(_known(place, figures))
    counts = [(each, list(figures.cells[key].values())) for key, each in found.items()]
    if indicator.nested and indicator.type == "ratio":
        counts.append(_beside(place, figures))
    return any(dominated(each, parts) for each, parts in counts)


def _beside(place: Place, figures: Figures) -> tuple[Between, list[int | None]]:
    """Those of whom a share does not tell, branch by branch."""
    part, whole = (figures.cells[(*place, each)] for each in (NUMERATOR, DENOMINATOR))
    left = [
        None if part.get(branch) is None or value is None else value - (part[branch] or 0)
        for branch, value in whole.items()
    ]
    quantity = _quantity(place, figures)
    rest = (quantity.of or 0) - (quantity.value or 0)
    return Between(rest, rest), left
