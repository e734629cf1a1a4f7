"""What records of things that happened say of days that cannot be."""

from datetime import date

from core import slips
from core.i18n import say, speaking

TODAY, FIRST = date(2026, 3, 16), date(2026, 3, 2)


def test_a_day_too_early_is_told_the_first_one_in_the_readers_words() -> None:
    """Spanish said of a law, an act and a service that at that hour she had not arrived yet."""
    faults = slips.day_faults(TODAY, FIRST, on_day=date(2026, 3, 1), until_on=FIRST, answered_on=date(2026, 3, 17))
    assert faults.keys() == {"on_day", "answered_on"}
    assert [say(each) for each in faults["answered_on"]] == ["Ese día todavía no llega."]
    assert [say(each) for each in faults["on_day"]] == ["No puede ser antes del 2 mar 2026."]
    with speaking("en", locale="en"):
        assert [say(each) for each in faults["on_day"]] == ["It cannot be before 2 Mar 2026."]
