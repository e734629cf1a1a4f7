"""The clock: aware, per place, and stopped for every thread at once."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest

from core import clock

EVENING = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)


def test_now_is_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_today_depends_on_the_place() -> None:
    with clock.freeze(EVENING):
        assert clock.today("Etc/GMT+6") == date(2026, 3, 31)
        assert clock.today("Etc/GMT-1") == date(2026, 4, 1)


def test_a_frozen_clock_stands_still_in_other_threads_too() -> None:
    seen: list[datetime] = []
    with clock.freeze(EVENING):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen == [EVENING]


def test_the_clock_runs_on_after_the_innermost_freeze_and_after_an_error() -> None:
    with clock.freeze(EVENING):
        with pytest.raises(KeyError), clock.freeze(EVENING + timedelta(days=1)):
            raise KeyError
        assert clock.now() == EVENING
    assert clock.now() != EVENING


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.freeze(EVENING.replace(tzinfo=None)):
        pass
