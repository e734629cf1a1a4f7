"""Closed days in order, in their year, for ten years."""

from collections.abc import Callable
from datetime import date

import pytest

from plugins.checks.calendar import YEARS_AHEAD, check_holidays
from plugins.contract.calendar import Holiday

Faults = Callable[..., list[tuple[str, str]]]
FEAST, FAST = (3, 10, "Feast"), (9, 15, "Fast")


def holidays(*days: tuple[int, int, str], ahead: int = 0):
    return lambda calendar, year: tuple(Holiday(date(year + ahead, month, day), name) for month, day, name in days)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (holidays(FAST, FEAST), "2030-03-10 stands after 2030-09-15"),
        (holidays(FEAST, FEAST), "2030-03-10 stands after 2030-03-10"),
        (holidays(FEAST, ahead=1), "2031-03-10 is of another year"),
        (holidays((3, 10, " ")), "2030-03-10 has no name"),
        (lambda calendar, year: (), "there is no closed day at all"),
        (lambda calendar, year: None, "there is no closed day at all"),
    ],
)
def test_closed_days_that_cannot_be_counted_over_are_told(
    faults: Faults, answer: Callable[..., object], words: str
) -> None:
    told = faults(check_holidays(2025), decide_holidays=answer)
    assert ("decide_holidays", f"calendar 'court', 2030: {words}") in told
    assert len(told) == 2 * YEARS_AHEAD


def test_a_year_that_was_forgotten_is_told(faults: Faults) -> None:
    def until_2033(calendar: str, year: int):
        return holidays(FEAST)(calendar, year) if year < 2034 else ()

    assert [message for _, message in faults(check_holidays(2025), decide_holidays=until_2033)] == [
        "calendar 'court', 2034: there is no closed day at all",
        "calendar 'office', 2034: there is no closed day at all",
    ]
