"""Days of a house as numbers, and instants as the microseconds since 1970 that SQLite keeps."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from core.legal.cover import midnights

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR


def micros(instant: datetime) -> int:
    """Write an instant as microseconds since 1970."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def instant(value: int) -> datetime:
    """Read microseconds since 1970 as an instant."""
    return EPOCH + timedelta(microseconds=value)


@dataclass(frozen=True)
class Days:
    """The days over which a house is simulated, numbered from 0, in its own zone.

    :param last: today; the simulation ends at ``now`` on it.
    """

    first: date
    last: date
    zone: str
    now: int

    @classmethod
    def until(cls, now: datetime, years: float, zone: str) -> "Days":
        """Count back some years from an instant."""
        last = now.astimezone(ZoneInfo(zone)).date()
        return cls(last - timedelta(days=round(years * 365.25)), last, zone, micros(now))

    @property
    def today(self) -> int:
        """The number of the last day."""
        return (self.last - self.first).days

    @cached_property
    def starts(self) -> list[int]:
        """The instant at which each day begins, two years beyond the end, since orders reach beyond it."""
        # midnights gives the end of each day, so that of the day before is the beginning.
        ends = midnights(self.first - timedelta(days=1), self.last + timedelta(days=730), self.zone)
        return [micros(instant) for _day, instant in ends]

    @cached_property
    def iso(self) -> list[str]:
        """Each day as it is written in the store."""
        return [(self.first + timedelta(days=day)).isoformat() for day in range(len(self.starts))]

    def date_of(self, day: int) -> date:
        """Give a day by its number."""
        return self.first + timedelta(days=day)

    def number(self, day: date) -> int:
        """Number a date."""
        return (day - self.first).days

    def of(self, instant: int) -> int:
        """Number the local day of an instant."""
        starts = self.starts
        guess = (instant - starts[0]) // DAY
        # Clocks that are moved make a day an hour longer or shorter.
        if starts[guess] > instant:
            return guess - 1
        return guess + 1 if starts[guess + 1] <= instant else guess
