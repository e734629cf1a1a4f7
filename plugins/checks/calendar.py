"""Checks of the closed days that terms are counted over."""

from collections.abc import Iterator
from itertools import pairwise

from plugins.checks import Check, Fault
from plugins.profile import CountryProfile

YEARS_AHEAD = 10


def check_holidays(first_year: int) -> Check:
    """Find closed days that are out of order or of another year, for ten years from a first one."""

    def check(profile: CountryProfile) -> Iterator[Fault]:
        for calendar in profile.calendars:
            for year in range(first_year, first_year + YEARS_AHEAD):
                for message in _year(profile, calendar, year):
                    yield Fault(
                        "decide_holidays",
                        f"calendar '{calendar}', {year}: {message}",
                        "Answer the days of that year alone, each once, in order.",
                    )

    check.__name__ = check_holidays.__name__
    return check


def _year(profile: CountryProfile, calendar: str, year: int) -> Iterator[str]:
    holidays = profile.holidays(calendar, year)
    if not holidays:
        yield "there is no closed day at all"
    for holiday in holidays:
        if holiday.day.year != year:
            yield f"{holiday.day} is of another year"
        if not holiday.name.strip():
            yield f"{holiday.day} has no name"
    for before, after in pairwise(holidays):
        if before.day >= after.day:
            yield f"{after.day} stands after {before.day}"
