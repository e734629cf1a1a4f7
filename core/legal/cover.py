"""Which instants are covered by a legal basis: plain arithmetic on intervals, no database.

An interval is closed at its start and open at its end; an end of None never comes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

# An order that ends with a day is written 23:59:59; the one that begins at midnight follows it without a gap.
_SECOND = timedelta(seconds=1)


class State(StrEnum):
    """How a stay stands at an instant; ``none`` is the red state that INV-02 demands to be seen."""

    IN_FORCE = "in_force"
    PROVISIONAL = "provisional"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Interval:
    """One measure's cover of one person."""

    start: datetime
    end: datetime | None
    provisional: bool = False

    def holds(self, at: datetime) -> bool:
        """Tell whether the instant is covered."""
        return self.start <= at and (self.end is None or at < self.end)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a stay stands.

    :param until: when the present state ends by what is known; None if never, or if there is none.
    :param since: for the red state, since when nothing has covered the stay.
    """

    state: State
    until: datetime | None = None
    since: datetime | None = None


def standing(intervals: Iterable[Interval], at: datetime, admitted_at: datetime) -> Standing:
    """Tell how a stay stands at an instant: an order counts before a provisional basis."""
    known = [each for each in intervals if each.end is None or each.start < each.end]
    orders = [each for each in known if not each.provisional]
    for state, group in ((State.IN_FORCE, orders), (State.PROVISIONAL, known)):
        if any(each.holds(at) for each in group):
            return Standing(state, until=covered_until(group, at))
    ends = [each.end for each in known if each.end is not None and each.end <= at]
    return Standing(State.NONE, since=max([*ends, admitted_at]))


def covered_until(intervals: Iterable[Interval], at: datetime) -> datetime | None:
    """Follow cover without a gap from an instant to its end; None if it never ends."""
    end: datetime | None = at
    for each in sorted(intervals, key=lambda interval: interval.start):
        if end is None or each.start > end + _SECOND:
            break
        if each.end is None or each.end > end:
            end = each.end
    return end


def uncovered_nights(
    intervals: Iterable[Interval], admitted_at: datetime, left_at: datetime | None, first: date, last: date, zone: str
) -> list[date]:
    """List the nights spent in the house without any basis.

    A night belongs to the day at whose end (24:00 local) she was in the house.

    :param first: first day asked for; ``last`` is the last one, included.
    :returns: the days whose midnight is not covered.
    """
    known = list(intervals)
    return [
        day
        for day, midnight in midnights(first, last, zone)
        if admitted_at < midnight
        and (left_at is None or midnight <= left_at)
        and not any(each.holds(midnight) for each in known)
    ]


def midnights(first: date, last: date, zone: str) -> Iterator[tuple[date, datetime]]:
    """Give each day with the instant of its 24:00 in a zone."""
    where = ZoneInfo(zone)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        yield day, datetime.combine(day + timedelta(days=1), time(), where)
