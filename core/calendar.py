"""Counts terms over a country's calendars and regimes.

The rules, where the country does not answer ``decide_due_date`` itself:

* The amount is the one that the house had set on the day of the event, if it has set one.
* An amount of nothing means at once: the term ends when it begins.
* Hours run on without a break, through nights, closed days and changes of the clock.
* Days and months end at 23:59:59 local time of their last day; where the clock is set back just then, at the later one.
* Day one is the day after the event or the event's own day, as the regime says. Working days skip closed days; where
  all days work, they are calendar days and no day is closed.
* Months end on the day of the same number, or on the last day of a shorter month, whichever day counting began.
* A term that ends on a closed day ends on the next open one if the regime rolls. Counted back from an event it rolls
  to the open day before: rolling forward would leave less time than was granted. It never ends after its event.
"""

import calendar as gregorian
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from plugins.contract.calendar import Deadline, Regime, Unit
from plugins.errors import WrongAnswer
from plugins.house import as_set
from plugins.profile import CountryProfile

#: Calendar and day in; whether they are closed out.
Closed = Callable[[str, date], bool]
DAY = timedelta(days=1)
END_OF_DAY = time(23, 59, 59)
#: Offices that never open again are a slip of the country; counting on would never end.
_LONGEST_CLOSURE = 366


def _nowhere(_calendar: str, _day: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Offices:
    """The offices of a country as they are open in one place.

    :param closed: tells whether a branch's own holidays close a calendar's offices on a day, besides the country's.
    """

    profile: CountryProfile
    closed: Closed = _nowhere

    def is_open(self, calendar: str, day: date) -> bool:
        """Tell whether the offices that follow a calendar are open on a day."""
        if day.weekday() in self.profile.calendars[calendar].weekend or self.closed(calendar, day):
            return False
        return all(holiday.day != day for holiday in self.profile.holidays(calendar, day.year))

    def nearest_open(self, calendar: str, day: date, step: timedelta) -> date:
        """Give a day on which they are open: this one, or the first in a direction.

        :raises WrongAnswer: if there is none within a year.
        """
        for away in range(_LONGEST_CLOSURE):
            if self.is_open(calendar, day + away * step):
                return day + away * step
        hook, message = "decide_holidays", f"calendar '{calendar}' has no open day within a year of {day}"
        raise WrongAnswer(self.profile.code, message, hook, self.profile.manager.file_of(hook))


def due(profile: CountryProfile, deadline: Deadline, start: datetime, zone: str, closed: Closed = _nowhere) -> datetime:
    """Tell when a term ends.

    :param start: the aware instant of the event it is counted from.
    :param zone: the branch's time zone, an IANA name; days begin and end there.
    :param closed: the branch's own holidays.
    :returns: the end as an aware instant of that zone.
    :raises ValueError: if *start* does not say its offset from UTC.
    :raises CountryError: if the country's answer is wrong, or its offices have no open day.
    """
    if start.utcoffset() is None:
        raise ValueError("A term is counted from an instant with a time zone.")
    place = ZoneInfo(zone)
    local = start.astimezone(place)
    deadline = as_set(profile.house, deadline, start)
    decided = profile.decide_due_date(deadline, local)
    if decided is not None:
        return decided.astimezone(place)
    if deadline.amount == 0:
        return local
    if deadline.unit is Unit.HOURS:
        return _after_hours(deadline, local)
    return _end_of(_last_day(Offices(profile, closed), deadline, local.date()), deadline, local)


def end_of_day(day: date, zone: str) -> datetime:
    """Give the last second of a local day; where the clock is set back just then, the later one."""
    return datetime.combine(day, END_OF_DAY, ZoneInfo(zone)).replace(fold=1)


def next_week(day: date, starts_on: int) -> date:
    """Give the first day of the week after a day's, by the weekday on which weeks begin there, Monday = 0."""
    return day + DAY * (7 - (day.weekday() - starts_on) % 7)


def is_open(profile: CountryProfile, calendar: str, day: date) -> bool:
    """Tell whether the offices that follow a calendar are open on a day."""
    return Offices(profile).is_open(calendar, day)


def add_working_days(profile: CountryProfile, calendar: str, day: date, amount: int) -> date:
    """Go a number of open days on from a day, which is not counted itself; back if the number is negative."""
    return _days_on(Offices(profile), calendar, day, amount)


def _days_on(offices: Offices, calendar: str, day: date, amount: int) -> date:
    step = DAY if amount > 0 else -DAY
    for _ in range(abs(amount)):
        day = offices.nearest_open(calendar, day + step, step)
    return day


def _after_hours(deadline: Deadline, local: datetime) -> datetime:
    # By way of UTC: adding to a local time would make an hour longer or shorter where the clock is changed.
    span = timedelta(hours=_signed_amount(deadline))
    return (local.astimezone(UTC) + span).astimezone(local.tzinfo)


def _end_of(day: date, deadline: Deadline, local: datetime) -> datetime:
    end = datetime.combine(day, END_OF_DAY, local.tzinfo).replace(fold=1)
    is_late = deadline.before and end.astimezone(UTC) > local.astimezone(UTC)
    return local if is_late else end


def _last_day(offices: Offices, deadline: Deadline, event: date) -> date:
    regime = offices.profile.regimes[deadline.regime]
    if deadline.unit is Unit.WORKING_DAYS and not regime.all_days_work:
        return _days_on(offices, regime.calendar, _day_zero(regime, deadline, event), _signed_amount(deadline))
    return _rolled(offices, regime, deadline, _plain_last_day(regime, deadline, event))


def _plain_last_day(regime: Regime, deadline: Deadline, event: date) -> date:
    if deadline.unit is Unit.MONTHS:
        return _add_months(event, _signed_amount(deadline))
    return _day_zero(regime, deadline, event) + _signed_amount(deadline) * DAY


def _day_zero(regime: Regime, deadline: Deadline, event: date) -> date:
    """Give the day beside day one, on which nothing is counted yet."""
    if regime.starts_next_day:
        return event
    return event + DAY if deadline.before else event - DAY


def _rolled(offices: Offices, regime: Regime, deadline: Deadline, day: date) -> date:
    if regime.all_days_work or not regime.rolls_forward:
        return day
    return offices.nearest_open(regime.calendar, day, -DAY if deadline.before else DAY)


def _add_months(day: date, amount: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _signed_amount(deadline: Deadline) -> int:
    return -deadline.amount if deadline.before else deadline.amount
