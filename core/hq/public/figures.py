"""The network's figures as the public is told them: a fixed list of tables, over all branches that may be added.

Of a quarter the totals are told, of a year also how they divide by sex and by age, of three years by both together; no
month, no branch by itself. A cohort that is looked at after several terms is told term by term, and nothing of it that
rests on too few who were reached. A figure is the sum of every branch whose figures are accepted and mean the same;
where some of them hide it and no masked sum holds what they hide, the office does not know it and it is not told.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from core.hq.donors.figures import choices
from core.hq.outside.auditing import kept_back, without
from core.hq.outside.control import Act, Telling
from core.hq.outside.counted import counts_of, known_of, parts_of
from core.hq.outside.dominance import Between, dominated
from core.hq.outside.rounding import FEWEST, Told, outside
from core.hq.tables.pools import NOT_COMPARABLE, Sums
from core.hq.tables.rows import Row
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import DENOMINATOR, NUMERATOR, SQUARES, SUM, TOTAL, VALUE, WINDOW, Indicator, Key
from core.reporting.masking import name_of
from core.reporting.periods import POOLED, Period
from core.reporting.quantity import AFTER_EXIT, REACH, YEAR, Place, Quantity, unreliable

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
    :param changed: figures whose change since they were told would be a small count.
    :param others: figures withheld so that no small one follows; ``earlier`` how often anybody was told something.
    :param exposed: whether a small one would follow all the same, so that nothing can be told.
    """

    told: int
    small: int
    dominated: int
    changed: int
    others: int
    earlier: int
    exposed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A period as the public may be told it.

    :param branches: whose figures are in each indicator.
    """

    lines: tuple[Line, ...]
    branches: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Made:
    """Figures ready to be told."""

    parts: Mapping[Period, Part]
    act: Act
    audit: Audit


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


def gathered(
    rows: Sequence[Row], accepted: Sequence[str], sums: Sums, only: Mapping[str, Sequence[str]] | None = None
) -> Figures:  # fmt: skip
    """Put the figures of a period together that may be added.

    :param only: of each indicator the branches that may stand in it; all, if nothing is said.
    """
    found: dict[Key, dict[str, int | None]] = {}
    for row in rows:
        stands = only is None or row.branch in only.get(row.indicator, ())
        if stands and row.branch in accepted and row.grade != NOT_COMPARABLE:
            found.setdefault(row.key, {})[row.branch] = row.value
    return Figures(found, sums)


def make(figures: Mapping[Period, Figures], before: Sequence[Act]) -> Made:
    """Choose what of some periods the public may be told together.

    :param before: all that anybody was told.
    """
    found = {period: _Candidate(period, each) for period, each in figures.items()}
    act = _act(found.values())
    kept = kept_back(act, before)
    gone = frozenset((each.period, each.key[:3]) for each in act.told) if kept.others is None else kept.others
    for each in found.values():
        each.changed = each.leave_out({place for period, place in kept.changed if period == each.period})
        each.others = each.leave_out({place for period, place in gone if period == each.period})
    audit = Audit(
        **{name: sum(getattr(each, name) for each in found.values())
           for name in ("told", "small", "dominated", "changed", "others")},
        earlier=len(before), exposed=kept.others is None,
    )  # fmt: skip
    told = without(act, kept.changed | gone)
    return Made({period: each.part() for period, each in found.items()}, told, audit)


class _Candidate:
    """A period that is about to be told.

    :ivar left: what can be told of it; the others are numbers of what cannot, and why.
    """

    def __init__(self, period: Period, figures: Figures) -> None:
        self.period, self.figures = period, figures
        self.places = [each for each in _places(period.kind) if _is_there(each, figures)]
        known = {place: each for place in self.places if (each := _told(place, figures)) is not None}
        self.left = {place: each for place, each in known.items() if not _is_dominated(place, figures)}
        self.small, self.dominated = len(self.places) - len(known), len(known) - len(self.left)
        self.changed = self.others = 0

    @property
    def told(self) -> int:
        """How many figures are told."""
        return len(self.left)

    def leave_out(self, places: Set[Place]) -> int:
        """Tell some figures not, and say how many they are."""
        gone = self.left.keys() & places
        self.left = {place: each for place, each in self.left.items() if place not in gone}
        return len(gone)

    def tellings(self) -> Iterator[tuple[Telling, Between]]:
        """Say what would be known of which sums."""
        for place in self.left:
            for key, known in _known(place, self.figures):
                yield self.telling(key), known

    def telling(self, key: Key) -> Telling:
        """Name a sum over all branches."""
        return Telling(self.period, key, frozenset(self.figures.cells[key]))

    def part(self) -> Part:
        """Write it as it is told."""
        lines = tuple(Line(*place, self.left.get(place)) for place in self.places)
        cells = self.figures.cells
        branches: dict[str, set[str]] = {}
        for place in self.places:
            if place[1] in (TOTAL, WINDOW):
                branches.setdefault(place[0], set()).update(cells[_main(place)])
        return Part(lines, {indicator: tuple(sorted(each)) for indicator, each in branches.items()})


def _act(found: Iterable[_Candidate]) -> Act:
    cells: dict[Period, dict[str, dict[Key, int | None]]] = {}
    told: dict[Telling, Between] = {}
    totals: dict[Telling, int | None] = {}
    for each in found:
        own = cells.setdefault(each.period, {})
        for key, parts in each.figures.cells.items():
            if key[3] in (SUM, SQUARES):
                continue
            totals[each.telling(key)] = each.figures.total(key)
            for branch, value in parts.items():
                own.setdefault(branch, {})[key] = value
        told |= dict(each.tellings())
    return Act(cells, told, totals)


def _places(kind: str) -> Iterator[Place]:
    """The fixed list of tables."""
    known = catalogues.current()
    for each in (each for each in choices(kind) if not each.only_broken_down):
        yield from ((each.id, *part) for part in parts_of(each))
        if each.denominator is None and each.rule.parts:
            lists = [by for by in KINDS[kind] if by in each.divided_by(kind)]
            yield from ((each.id, by, code) for by in lists for code in known.entries(each, by))


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


def _told(place: Place, figures: Figures) -> Told | None:
    indicator = _indicator(place)
    served = figures.total(_SERVED)
    over_days = indicator.period_rule == "exposure" and indicator.rule.threshold > 0
    if over_days and (served is None or served < FEWEST):
        return None
    return None if _rests_on_few(place, figures) else outside(_quantity(place, figures), indicator)


def _rests_on_few(place: Place, figures: Figures) -> bool:
    """Tell whether it is of after-care, and too few were reached."""
    if place[0] not in AFTER_EXIT:
        return False
    reach = (REACH, *(place[1:] if place[1] == WINDOW else (WINDOW, YEAR)))
    return _is_there(reach, figures) and unreliable({reach: _quantity(reach, figures)}, place)


def _known(place: Place, figures: Figures) -> Iterator[tuple[Key, Between]]:
    """Say what is known of each count from which a figure is told."""
    indicator = _indicator(place)
    for part in counts_of(indicator):
        yield (*place, part), known_of(indicator, figures.total((*place, part)) or 0)


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
