"""A figure over time, branch by branch, and which of them may stand in one chart (HQ-8, HQ-9).

A figure of grade C means something else in its country and stands alone. A gap is a gap, a withheld count is no zero,
and where the definitions changed the line breaks. Percentages of fewer than ten are not drawn.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.orm import Session

from core.access import policies
from core.access.models import BranchListing
from core.actor import Actor
from core.hq.models import Figure, Newest
from core.hq.states import State
from core.hq.tables import newest
from core.hq.tables.pools import NOT_COMPARABLE
from core.i18n import say
from core.reporting import catalogue as catalogues
from core.reporting.catalogue import TOTAL, WINDOW, Indicator
from core.reporting.periods import Period
from core.reporting.quantity import FEWEST_FOR_PERCENT, Place, Quantity, quantities, share


@dataclass(frozen=True, slots=True)
class Point:
    """A branch's figure of one period.

    :param quantity: None where nothing came.
    :param provisional: whether the office has not accepted it yet.
    :param catalogue: the definitions by which it was counted.
    :param breaks: whether the definitions are others than those of the point before.
    """

    period: Period
    quantity: Quantity | None = None
    provisional: bool = False
    catalogue: str = ""
    breaks: bool = False

    @property
    def hidden(self) -> bool:
        """Whether the branch withheld it."""
        return self.quantity is not None and self.quantity.hidden

    def height(self, indicator: Indicator) -> float | None:
        """Give what is drawn; None for a gap, a withheld count, and a share of too few."""
        if self.quantity is None:
            return None
        if indicator.type == "ratio" and (self.quantity.of or 0) < FEWEST_FOR_PERCENT:
            return None
        return share(self.quantity, indicator)


@dataclass(frozen=True, slots=True)
class Line:
    """A branch's points, the oldest first, with the grade that its country gives to the figure."""

    branch: str
    country: str
    grade: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Lines that may stand together, chart by chart.

    :param refused: branches that asked to stand with others and may not.
    """

    indicator: Indicator
    charts: tuple[tuple[Line, ...], ...]
    refused: tuple[str, ...]


def senders(session: Session, actor: Actor, periods: Sequence[Period], country: str = "") -> list[str]:
    """List the branches that have sent anything of some periods, in the order of their codes.

    :param country: code of the country whose branches are asked about; all of them without it.
    """
    policies.require(actor, "hq.read")
    query = select(Newest.branch_code).where(Newest.period.in_([str(each) for each in periods])).distinct()
    if country:
        query = query.where(Newest.country_code == country)
    return sorted(session.scalars(query))


def countries(session: Session, actor: Actor) -> list[str]:
    """List the countries of the network by their codes."""
    policies.require(actor, "hq.read")
    return sorted(session.scalars(select(BranchListing.country_code).distinct()))


def comparison(
    session: Session, actor: Actor, indicator: Indicator, periods: Sequence[Period], branches: Collection[str],
    window: str = "",
) -> Comparison:  # fmt: skip
    """Gather a figure's lines of some branches and put those together that mean the same.

    :param periods: the oldest first.
    :param window: of a cohort that is looked at after several, the one that is wanted.
    """
    policies.require(actor, "hq.read")
    return together(indicator, lines(session, indicator, periods, branches, window))


def together(indicator: Indicator, found: Sequence[Line]) -> Comparison:
    """Put lines together that may stand in one chart: whatever is of grade C stands alone."""
    alone = [each for each in found if each.grade == NOT_COMPARABLE]
    common = tuple(each for each in found if each.grade != NOT_COMPARABLE)
    charts = ((common,) if common else ()) + tuple((each,) for each in alone)
    return Comparison(indicator, charts, tuple(each.branch for each in alone) if len(found) > 1 else ())


def lines(
    session: Session, indicator: Indicator, periods: Sequence[Period], branches: Collection[str], window: str = ""
) -> list[Line]:  # fmt: skip
    """Read a figure's totals of some periods, or those of a window, from the newest submissions."""
    submissions = _newest(session, periods, branches)
    place = (indicator.id, WINDOW, window) if window else (indicator.id, TOTAL, TOTAL)
    cells = _cells(session, place, periods, branches)
    found: dict[str, dict[str, Point]] = {}
    heads: dict[str, tuple[str, str]] = {}
    for each in submissions:
        own = cells.get(each.submission_id, [])
        quantity = quantities(own, {indicator.id: indicator}).get(place)
        point = Point(Period.parse(each.period), quantity, each.state != State.ACCEPTED, each.catalogue)
        found.setdefault(each.branch_code, {})[each.period] = point
        heads[each.branch_code] = each.country_code, max((cell.grade for cell in own), default="A")
    return [Line(branch, *heads[branch], _points(periods, found[branch])) for branch in sorted(found)]


@dataclass(frozen=True, slots=True)
class Drawable:
    """A figure that can be drawn over time; of a cohort that is looked at after several terms, after one of them."""

    indicator: Indicator
    window: str = ""

    @property
    def code(self) -> str:
        """What names it in an address."""
        return f"{self.indicator.id}-{self.window}" if self.window else self.indicator.id

    @property
    def name(self) -> str:
        """What people call it."""
        whole = say(self.indicator.name)
        return f"{whole}: {say(catalogues.current().labels[WINDOW][self.window])}" if self.window else whole


def choices() -> list[Drawable]:
    """List the figures that have a total to be drawn, or one after each term."""
    known = [each for each in catalogues.current().indicators.values() if not each.only_broken_down]
    return [Drawable(each, window) for each in known for window in each.windows or ("",)]


def _points(periods: Sequence[Period], known: Mapping[str, Point]) -> tuple[Point, ...]:
    points: list[Point] = []
    last = ""
    for period in periods:
        point = known.get(str(period), Point(period))
        breaks = bool(last and point.catalogue and point.catalogue != last)
        points.append(Point(period, point.quantity, point.provisional, point.catalogue, breaks))
        last = point.catalogue or last
    return tuple(points)


def _newest(session: Session, periods: Sequence[Period], branches: Collection[str]) -> list[Any]:
    found = newest.of(session, [str(each) for each in periods], sorted(branches))
    return sorted(found, key=lambda each: each.submission_id)


@dataclass(frozen=True, slots=True)
class _Cell:
    indicator: str
    breakdown: str
    code: str
    component: str
    value: int | None
    grade: str


def totals(indicator: str, periods: Sequence[Period], branches: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Ask for a figure's totals, by submission: all that is wanted of them stands in one index."""
    return (
        select(Figure.submission_id, Figure.component, Figure.value, Figure.grade)
        .join(Newest, Newest.submission_id == Figure.submission_id)
        .where(Newest.period.in_([str(each) for each in periods]), Newest.branch_code.in_(sorted(branches)))
        # Written out, since an index of totals alone serves only who asks for totals by name.
        .where(Figure.indicator == indicator, Figure.breakdown == literal(TOTAL, literal_execute=True))
    )


def _of_window(place: Place, periods: Sequence[Period], branches: Collection[str]) -> Select[*tuple[Any, ...]]:
    return (
        select(Figure.submission_id, Figure.component, Figure.value, Figure.grade)
        .join(Newest, Newest.submission_id == Figure.submission_id)
        .where(Newest.period.in_([str(each) for each in periods]), Newest.branch_code.in_(sorted(branches)))
        .where(Figure.indicator == place[0], Figure.breakdown == place[1], Figure.code == place[2])
    )


def _cells(
    session: Session, place: Place, periods: Sequence[Period], branches: Collection[str]
) -> dict[int, list[_Cell]]:
    query = totals(place[0], periods, branches) if place[1] == TOTAL else _of_window(place, periods, branches)
    found: dict[int, list[_Cell]] = {}
    for row in session.execute(query):
        cell = _Cell(*place, row.component, row.value, row.grade)
        found.setdefault(row.submission_id, []).append(cell)
    return found
